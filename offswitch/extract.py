"""Extract: hands the texts of content files to translators, through the same models that show them."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from offswitch.content.authorities import Authorities
from offswitch.content.changes import Changes
from offswitch.content.laws import Law
from offswitch.content.ledger import Ledger
from offswitch.content.model import Guide, Identified, Record
from offswitch.content.places import Places
from offswitch.content.walk import texts


def extract(file: IO[bytes], *_: object, **__: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's protocol: line, function, message, comments."""
    path = Path(file.name)
    record = _read(path, tomllib.loads(file.read().decode()))
    if record is None:
        return
    for owner, field, message in texts(record):
        yield 1, "gettext", message, [comment(path.stem, owner, field)]


def _read(path: Path, table: Mapping[str, Any]) -> Record | None:
    if path.parent.name == "guides":
        return Guide.model_validate({**table, "slug": path.stem})
    if path.parent.name == "letters":
        return Law.model_validate({**table, "slug": path.stem})
    if path.name == "places.toml":
        return Places.model_validate(table)
    if path.name == "authorities.toml":
        return Authorities.model_validate(table)
    if path.name == "changes.toml":
        return Changes.model_validate(table)
    if path.name == "addresses.toml":
        return Ledger.model_validate(table)
    return None


def comment(file: str, owner: Record, field: str) -> str:
    """Where a text comes from, for those who translate it."""
    name = f" '{owner.id}'" if isinstance(owner, Identified) else ""
    return f"{file}: {field} of the {type(owner).__name__.lower()}{name}"
