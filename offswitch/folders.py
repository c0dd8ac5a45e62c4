"""Folders: where the parts of the project lie."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "offswitch"
FONTS = CODE / "fonts"
CONTENT = ROOT / "content"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
TRANSLATIONS = ROOT / "translations"


@dataclass(frozen=True)
class HostFolder:
    """What a host mounts. Everything in it is the host's own, and may be missing."""

    path: Path

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
