"""Assets: the addresses of static files, with a mark of their content so that browsers keep them for ever."""

from hashlib import sha256
from pathlib import Path

HTMX = "htmx-4.0.1.min.js"


def addresses(folder: Path) -> dict[str, str]:
    """The address of each static file by its name."""
    return {
        path.name: f"/static/{path.name}?v={sha256(path.read_bytes()).hexdigest()[:10]}"
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
