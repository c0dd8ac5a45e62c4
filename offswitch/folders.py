"""Folders: where the parts of the project lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "offswitch"
FONTS = CODE / "fonts"
CONTENT = ROOT / "content"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
TRANSLATIONS = ROOT / "translations"
PREPARED = ROOT / "prepared"
"""What the start would else work out each time."""


IN_HOST_FOLDER = ("settings.toml", "words", "content", "translations", "pages")
"""What a host's folder may hold, besides the logo."""


class FolderError(Exception):
    """A host's folder is not there, or holds what nobody would ever read."""


@dataclass(frozen=True)
class HostFolder:
    """What a host mounts. Everything in it is the host's own, and may be missing."""

    path: Path

    def check(self, logo: str | None = None) -> None:
        """Raises FolderError where the folder is missing, or a name in it is none that we look for."""
        if not self.path.is_dir():
            raise FolderError(f"{self.path}: there is no such folder")
        allowed = (*IN_HOST_FOLDER, *([logo] if logo else []))
        strange = [path for path in entries(self.path) if path.name not in allowed]
        if strange:
            may = f"a host's folder may hold {', '.join(allowed)}" + (
                "" if logo else ", and the logo if one is set"
            )
            raise FolderError("\n".join(f"{path}: does not belong here; {may}" for path in strange))

    @property
    def words(self) -> Path:
        """Sentences of ours in the host's words: <language>.po."""
        return self.path / "words"

    @property
    def content(self) -> Path:
        """The host's guides/, labels/ and sources/, as our own content has them."""
        return self.path / "content"

    @property
    def translations(self) -> Path:
        """The sentences of the host's content in further languages: <language>.po."""
        return self.path / "translations"

    @property
    def pages(self) -> Path:
        """The host's pages: <name>.<language>.md."""
        return self.path / "pages"


def entries(folder: Path) -> Iterator[Path]:
    """What a host put into the folder, in order. What is hidden, or called README, is theirs alone."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "README")))
