"""Files: a content file becomes a table, and the table a model, or mistakes that name file and field."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from offswitch.content.mistakes import Mistake
from offswitch.content.model import Record

UNKNOWN = "there is no such field: see docs/add-a-guide.md"

R = TypeVar("R", bound=Record)
Table = dict[str, Any]


def read_table(path: Path, name: str, mistakes: list[Mistake]) -> Table | None:
    """What stands in the file, which mistakes call by this name."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(name, "", "the file is missing"))
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(name, f"byte {error.start}", "is not UTF-8"))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(name, "", f"is not TOML: {error}"))
    return None


def record_of(
    name: str,
    table: Table,
    kind: type[R],
    mistakes: list[Mistake],
    given: Table,
    language: str | None = None,
) -> R | None:
    """The model of the table, its sentences in the language if one is named; 'given' is what no file says."""
    clash = given.keys() & table.keys()
    mistakes.extend(Mistake(name, key, "comes from the name of the file and its folder") for key in clash)
    try:
        return kind.model_validate({**table, **given}, context={"language": language} if language else None)
    except ValidationError as error:
        mistakes.extend(explain(name, table, error))
    return None


def read_record(
    path: Path, root: Path, kind: type[R], mistakes: list[Mistake], given: Table | None = None
) -> R | None:
    name = str(path.relative_to(root))
    table = read_table(path, name, mistakes)
    return None if table is None else record_of(name, table, kind, mistakes, given or {})


def read_records(folder: Path, root: Path, kind: type[R], mistakes: list[Mistake]) -> dict[str, R]:
    """The models of all files in the folder, by their slugs."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        record = read_record(path, root, kind, mistakes, {"slug": path.stem})
        if record is not None:
            found[path.stem] = record
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
