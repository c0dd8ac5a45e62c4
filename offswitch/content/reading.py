"""Reading: every content file becomes a model, or a list of mistakes that name file and field."""

import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from offswitch.content.authorities import Authorities
from offswitch.content.changes import Changes
from offswitch.content.checks import check
from offswitch.content.labels import Service
from offswitch.content.laws import Law
from offswitch.content.ledger import Ledger
from offswitch.content.library import Library
from offswitch.content.mistakes import ContentError, Mistake
from offswitch.content.model import Guide, Record, Source
from offswitch.content.places import Places

LEDGER = "addresses.toml"
UNKNOWN = "there is no such field: see docs/add-a-guide.md"

R = TypeVar("R", bound=Record)


def content_version(folder: Path) -> str:
    """A short mark that changes when any content file does."""
    mark = sha256()
    for path in sorted(folder.rglob("*.toml")):
        mark.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()[:10]


def read_library(folder: Path, today: date) -> Library:
    """Read all content below the folder.

    Raises ContentError with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    places = _read(folder / "places.toml", folder, Places, mistakes, {})
    authorities = _read(folder / "authorities.toml", folder, Authorities, mistakes, {})
    changes = _read(folder / "changes.toml", folder, Changes, mistakes, {})
    ledger = _read(folder / LEDGER, folder, Ledger, mistakes, {})
    services = _read_all(folder / "labels", folder, Service, mistakes)
    guides = _read_all(folder / "guides", folder, Guide, mistakes)
    laws = _read_all(folder / "letters", folder, Law, mistakes)
    shared = _read_sources(folder, mistakes)
    if mistakes or places is None or authorities is None or changes is None or ledger is None:
        raise ContentError(mistakes)

    library = Library(
        dict(sorted(guides.items(), key=lambda item: (item[1].order, item[0]))),
        services,
        places,
        authorities,
        shared,
        changes,
        laws,
        ledger,
    )
    mistakes = list(check(library, today))
    if mistakes:
        raise ContentError(mistakes)
    return library


def _read(path: Path, root: Path, kind: type[R], mistakes: list[Mistake], extra: dict[str, Any]) -> R | None:
    name = str(path.relative_to(root))
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(name, "", "the file is missing"))
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(name, f"byte {error.start}", "is not UTF-8"))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(name, "", f"is not TOML: {error}"))
    else:
        clash = extra.keys() & table.keys()
        mistakes.extend(Mistake(name, key, "comes from the name of the file") for key in clash)
        try:
            return kind.model_validate({**table, **extra})
        except ValidationError as error:
            mistakes.extend(explain(name, table, error))
    return None


def _read_all(folder: Path, root: Path, kind: type[R], mistakes: list[Mistake]) -> dict[str, R]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        record = _read(path, root, kind, mistakes, {"slug": path.stem})
        if record is not None:
            found[path.stem] = record
    return found


class _SourceFile(Record):
    sources: dict[str, Source]


def _read_sources(root: Path, mistakes: list[Mistake]) -> dict[str, dict[str, Source]]:
    found = {}
    for path in sorted((root / "sources").glob("*.toml")):
        record = _read(path, root, _SourceFile, mistakes, {})
        if record is not None:
            found[path.stem] = record.sources
    return found


def explain(
    name: str, table: dict[str, Any], error: ValidationError, unknown: str = UNKNOWN
) -> Iterator[Mistake]:
    """What pydantic found wrong in the table, by the name of its file and the way to the field."""
    details = error.errors(include_url=False)
    for detail in details:
        place = detail["loc"]
        deeper = (other["loc"] for other in details if len(other["loc"]) > len(place))
        if detail["type"] == "too_short" and any(loc[: len(place)] == place for loc in deeper):
            continue  # The list is short only because what is in it is wrong.
        reason = unknown if detail["type"] == "extra_forbidden" else detail["msg"]
        yield Mistake(name, _where(table, place), reason.removeprefix("Value error, "))


def _where(table: Any, location: tuple[int | str, ...]) -> str:
    """'contents 3 (posts) › actions 1 (posts-delete) › undo'."""
    parts: list[str] = []
    for step in location:
        if isinstance(step, int) and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append(str(step))
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            table = None
        if isinstance(step, int) and isinstance(table, dict) and "id" in table:
            parts[-1] += f" ({table['id']})"
    return " › ".join(parts)
