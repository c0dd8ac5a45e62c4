"""Findings: reads a filled-in sheet, and says everything that is wrong with it at once."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from offswitch.content.files import explain
from offswitch.content.labels import Label
from offswitch.content.mistakes import ContentError, Mistake
from offswitch.content.model import Address, Record
from offswitch.verification.sheet import Entry, Sheet

UNKNOWN = "there is no such field: see docs/check-it-live.md"


class SheetError(ContentError):
    """A sheet was not filled in as it should be. Holds every mistake found."""


@dataclass(frozen=True)
class Finding:
    """What a person saw of one entry."""

    entry: Entry
    result: Literal["same", "different", "missing", "answered"]
    seen: date
    text: str
    """What the screen says where it says something else; the answer to a question."""
    note: str
    where: str
    """Where an answer was found, as far as it was said."""


def _nothing(value: object) -> object:
    """An empty field is one that was not filled in."""
    if value == "":
        return None
    if isinstance(value, str | date):
        return value
    raise ValueError("write a day, such as 2026-01-31")


Day = Annotated[date | None, BeforeValidator(_nothing)]
_DAY: TypeAdapter[date | None] = TypeAdapter(Day)
_ADDRESS: TypeAdapter[object] = TypeAdapter(Address)


class _FilledEntry(Record):
    id: str
    says: str
    result: Literal["", "same", "different", "missing"] = ""
    text: str = ""
    seen: Day = None
    device: str = ""
    place: str = ""
    language: str = ""
    note: str = ""

    @property
    def is_filled_in(self) -> bool:
        return bool(self.result or self.text.strip() or self.note.strip() or self.seen)


class _FilledSheet(Record):
    guide: str
    written: date
    seen: Day = None
    entries: tuple[_FilledEntry, ...]


def read_findings(name: str, content: bytes, sheet: Sheet, today: date) -> tuple[Finding, ...]:
    """What the sheet of this name says was found.

    Raises SheetError with every mistake in it.
    """
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SheetError([Mistake(name, f"byte {error.start}", "is not UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise SheetError([Mistake(name, "", f"is not TOML: {error}")]) from None
    reader = _Reader(name, table, sheet, today)
    findings = tuple(reader.findings())
    if reader.mistakes:
        raise SheetError(reader.mistakes)
    if not findings:
        raise SheetError([Mistake(name, "entries", "nothing is filled in")])
    return findings


class _Reader:
    """One reading of one sheet. Collects mistakes as it goes."""

    def __init__(self, name: str, table: dict[str, Any], sheet: Sheet, today: date) -> None:
        self.name = name
        self.table = table
        self.sheet = sheet
        self.today = today
        self.mistakes: list[Mistake] = []

    def findings(self) -> Iterator[Finding]:
        try:
            _FilledSheet.model_validate(self.table)
        except ValidationError as error:
            self.mistakes.extend(explain(self.name, self.table, error, UNKNOWN))
        guide = self.table.get("guide")
        if isinstance(guide, str) and guide != self.sheet.guide.slug:
            self._wrong("guide", f"this is a sheet for '{guide}', not for '{self.sheet.guide.slug}'")
            return
        entries = self.sheet.entries
        known: set[str] = set()
        raw = self.table.get("entries")
        for number, each in enumerate(raw if isinstance(raw, list) else [], 1):
            try:
                filled = _FilledEntry.model_validate(each)
            except ValidationError:
                continue  # Named above.
            where = f"entries {number} ({filled.id})"
            if filled.id in known:
                self._wrong(f"{where} › id", "stands here twice")
            elif filled.id not in entries:
                self._wrong(f"{where} › id", f"is no entry of the sheet for '{self.sheet.guide.slug}'")
            elif filled.is_filled_in and (finding := self._finding(filled, entries[filled.id], where)):
                yield finding
            known.add(filled.id)

    def _finding(self, filled: _FilledEntry, entry: Entry, where: str) -> Finding | None:
        if filled.says != (entry.says or ""):
            reason = f"the content now says '{entry.says or ''}': write a new sheet and look again"
            self._wrong(f"{where} › says", reason)
            return None
        before = len(self.mistakes)
        seen = self._seen(filled, where)
        text = filled.text.strip()
        for field, reason in (*self._of_result(filled, entry, text), *self._of_place(filled, entry)):
            self._wrong(f"{where} › {field}", reason)
        if len(self.mistakes) > before or seen is None:
            return None
        place = ", ".join(part for part in (filled.device, filled.place, filled.language) if part)
        return Finding(entry, filled.result or "answered", seen, text, filled.note.strip(), place)

    def _seen(self, filled: _FilledEntry, where: str) -> date | None:
        field, seen = f"{where} › seen", filled.seen
        if seen is None:
            field, seen = "seen", self._day("seen")
        written = self._day("written")
        if seen is None:
            self._wrong(f"{where} › seen", "say on which day you looked: here, or above all entries")
        elif seen > self.today:
            self._wrong(field, "lies in the future")
        elif written and seen < written:
            self._wrong(field, "lies before the day on which the sheet was written")
        return seen

    def _day(self, field: str) -> date | None:
        try:
            return _DAY.validate_python(self.table.get(field, ""))
        except ValidationError:
            return None

    def _of_result(self, filled: _FilledEntry, entry: Entry, text: str) -> Iterator[tuple[str, str]]:
        if entry.kind == "question":
            if filled.result:
                yield "result", "a question has none: write what you found into 'text'"
            if not text:
                yield "text", "write what you found"
            return
        match filled.result:
            case "":
                yield "result", "is missing: same, different or missing"
            case "same" if entry.says is None:
                yield (
                    "result",
                    "nobody has recorded it: if it is there, it is 'different', with its words in 'text'",
                )
            case "same" | "missing" if text:
                yield "text", f"goes with 'different' only, and the result is '{filled.result}'"
            case "different":
                yield from _of_text(entry, text)

    def _of_place(self, filled: _FilledEntry, entry: Entry) -> Iterator[tuple[str, str]]:
        allowed = {
            "device": self.sheet.devices,
            "place": tuple(region.id for region in self.sheet.regions),
            "language": self.sheet.languages,
        }
        for field, values in allowed.items():
            value = getattr(filled, field)
            if value and entry.kind != "question":
                yield field, "stands in the id already: only questions have this field"
            elif value and value not in values:
                yield field, f"'{value}' is none of {', '.join(values)}"

    def _wrong(self, where: str, reason: str) -> None:
        mistake = Mistake(self.name, where, reason)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)


def _of_text(entry: Entry, text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "text", "copy here what the screen says"
    elif text == entry.says:
        yield "text", "is what we say now: then the result is 'same'"
    elif entry.kind == "link":
        try:
            _ADDRESS.validate_python(text)
        except ValidationError as error:
            yield "text", f"write the new address, whole: {_reason(error)}"
    elif entry.kind == "label":
        if text != " ".join(text.split()):
            yield "text", "single spaces only, no line breaks"
        try:
            Label(text=text, confirmed=2)
        except ValidationError as error:
            yield "text", _reason(error)


def _reason(error: ValidationError) -> str:
    return error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
