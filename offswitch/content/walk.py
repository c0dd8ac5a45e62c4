"""Walks through a record: every record inside it, and every text that translators get."""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar, get_args

from offswitch.content.model import Record, Translatable

R = TypeVar("R", bound=Record)


def records(record: Record, kind: type[R]) -> Iterator[R]:
    """The record itself and every record inside it of the kind, in the order of the fields."""
    found: list[Record] = []
    _gather(record, found)
    return (each for each in found if isinstance(each, kind))


def children(record: Record) -> Iterator[Record]:
    """The records directly inside this one, in the order of the fields."""
    for name in _fields_of_records(type(record)):
        yield from _inside(getattr(record, name))


def _gather(record: Record, found: list[Record]) -> None:
    found.append(record)
    for inner in children(record):
        _gather(inner, found)


def _inside(value: object) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)


@cache
def _fields_of_records(kind: type[Record]) -> tuple[str, ...]:
    """The fields of the kind that can hold records: most hold words, and every page walks."""
    return tuple(name for name, field in kind.model_fields.items() if _can_hold_records(field.annotation))


def _can_hold_records(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return True
    return any(_can_hold_records(inner) for inner in get_args(annotation))


def texts(record: Record) -> Iterator[tuple[Record, str, str]]:
    """Every text inside the record: whose it is, the name of its field, and the English words."""
    for inner in records(record, Record):
        for name in translatable_fields(type(inner)):
            for message in _messages(getattr(inner, name)):
                yield inner, name, message


def _messages(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One text, a list of texts, or none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


@cache
def translatable_fields(kind: type[Record]) -> tuple[str, ...]:
    """The fields of the kind that hold text."""
    return tuple(name for name, field in kind.model_fields.items() if _is_translatable(field))


def _is_translatable(field: object) -> bool:
    metadata = getattr(field, "metadata", [])
    if any(isinstance(mark, Translatable) for mark in metadata):
        return True
    annotation = getattr(field, "annotation", None)
    return any(
        isinstance(mark, Translatable)
        for option in getattr(annotation, "__args__", ())
        for mark in getattr(option, "__metadata__", ())
    )
