"""Tables: changes a TOML file table by table and leaves every other byte as it was.

A file is cut where its tables begin, and only the table to change goes through tomlkit: over a whole file
tomlkit does not keep every space (it drops the one behind a date at the end of an inline table).
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache

import tomlkit
from tomlkit.items import AoT, Table

Path = tuple[str, ...]


class LayoutError(Exception):
    """A file is right, but not laid out so that it can be changed here."""


class TomlTables:
    """A TOML file as a row of tables, each with what stands below it up to the next."""

    def __init__(self, text: str) -> None:
        self._blocks = ["", *_cut(text)]

    @property
    def text(self) -> str:
        return "".join(self._blocks)

    def find(self, path: Path, *, id: str | None = None, after: int = -1) -> int | None:
        """The first table with this header, and this id, behind the other."""
        for position in range(after + 1, len(self._blocks)):
            block = self._blocks[position]
            if _header(block) == path and (id is None or _own(tomllib.loads(block), path).get("id") == id):
                return position
        return None

    def edit(self, position: int, change: Callable[[Table], None]) -> None:
        block = self._blocks[position]
        body, rest = _split(block)
        document = tomlkit.parse(body)
        if tomlkit.dumps(document) != body:
            raise LayoutError(f"{_first_line(block)}: tomlkit would change its layout")
        found: object = document
        for key in _header(block):
            found = found[key]  # type: ignore[index]
            if isinstance(found, AoT):
                found = found[0]
        if not isinstance(found, Table):
            raise LayoutError(f"{_first_line(block)}: is no table")
        change(found)
        self._blocks[position] = tomlkit.dumps(document) + rest

    def insert(self, position: int, text: str) -> None:
        """Put a new table behind the one at this position."""
        body, rest = _split(self._blocks[position])
        self._blocks[position : position + 1] = [f"{body}\n", text + rest]

    def append(self, text: str) -> None:
        if self.text:
            self._blocks[-1] += "\n" if self.text.endswith("\n") else "\n\n"
        self._blocks.append(text)

    def remove(self, position: int) -> None:
        """Take a table out, with the blank line behind it; comments stay."""
        _, rest = _split(self._blocks[position])
        is_last = position == len(self._blocks) - 1
        self._blocks[position - 1] += rest.lstrip("\n")
        del self._blocks[position]
        if is_last:
            self._blocks[-1] = self._blocks[-1].rstrip("\n") + "\n"


def _cut(text: str) -> list[str]:
    """Cut at each line that starts with a bracket, as far as what is cut off is TOML by itself."""
    blocks: list[str] = []
    pending = ""
    for piece in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        pending += piece
        try:
            tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue  # The bracket stood inside a value.
        blocks.append(pending)
        pending = ""
    if pending:
        raise LayoutError("cannot be cut into tables")
    return [block for block in blocks if block]


def _first_line(block: str) -> str:
    return block.partition("\n")[0]


@cache
def _header(block: str) -> Path:
    if not block.startswith("["):
        return ()
    path = []
    table = tomllib.loads(_first_line(block))
    while table:
        (key,) = table
        path.append(key)
        table = table[key][0] if isinstance(table[key], list) else table[key]
    return tuple(path)


def _own(table: dict[str, object], path: Path) -> dict[str, object]:
    for key in path:
        inner = table[key]
        table = inner[0] if isinstance(inner, list) else inner  # type: ignore[assignment]
    return table


def _split(block: str) -> tuple[str, str]:
    """The table itself, and the blank lines and comments below it, which belong to what comes next."""
    lines = block.splitlines(keepends=True)
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "".join(lines[:end]), "".join(lines[end:])
