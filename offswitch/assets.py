"""Assets: the static files, held in memory, under addresses that bear a mark of their content."""

import mimetypes
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from offswitch.theme import OURS, Theme

HTMX = "htmx-4.0.1.min.js"
HEIGHT_SCRIPT = "embed-height.js"


@dataclass(frozen=True)
class Asset:
    """A static file."""

    name: str
    content: bytes

    @cached_property
    def mark(self) -> str:
        return sha256(self.content).hexdigest()[:10]

    @property
    def address(self) -> str:
        """With the mark, so that browsers may keep it for ever."""
        return f"/static/{self.name}?v={self.mark}"

    @property
    def integrity(self) -> str:
        """The hash by which a page makes sure that it runs this file and no other."""
        return f"sha256-{b64encode(sha256(self.content).digest()).decode('ascii')}"

    @property
    def media_type(self) -> str:
        if self.name.endswith(".ico"):  # some systems' tables lack it
            return "image/x-icon"
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


COLOURED = {".css", ".svg"}
"""What the colours of the site stand in."""
REASONS = {
    ".css": re.compile(rb"/\*.*?\*/\s*", re.DOTALL),
    ".js": re.compile(rb"^ *//.*\n", re.MULTILINE),
}
"""What is for those who read the file, and not for every phone."""


def read_assets(folder: Path, theme: Theme = OURS) -> dict[str, Asset]:
    """Every file of the folder by its name, in the colours of the theme."""
    return {path.name: _read(path, theme) for path in sorted(folder.iterdir()) if path.is_file()}


def _read(path: Path, theme: Theme) -> Asset:
    content = path.read_bytes()
    if path.suffix in COLOURED:
        content = theme.dress(content.decode("utf-8")).encode("utf-8")
    if reasons := REASONS.get(path.suffix):
        content = reasons.sub(b"", content)
    return Asset(path.name, content)
