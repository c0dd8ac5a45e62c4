"""Fingerprints: hold the change log to the facts. A fact that changed without an entry is refused.

Kept in content/fingerprints.json: for every guide, and for the laws and authorities that all guides share, a
short hash of each fact, and the entry that covers them.
For those who edit the content; a running site never asks for them.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from offswitch.content.changes import ALL
from offswitch.content.library import Library, law_places, region_places
from offswitch.content.mistakes import ContentError, Mistake
from offswitch.content.model import (
    App,
    Check,
    Claim,
    Effort,
    Fact,
    Guide,
    Identified,
    Record,
    Region,
    Route,
    Screen,
    Shortcut,
    Source,
)
from offswitch.content.walk import records

FILE = "fingerprints.json"
LOG = "changes.toml"
HELP = "see 'When you change a fact' in docs/add-a-guide.md"

NO_FACTS = frozenset(
    {"id", "title", "have", "caption", "screen", "anchor", "step", "link_first", "link_note"}
)
"""Fields that name a thing or show it: nothing that a reader relies on."""
IN_ORDER = frozenset({"path", "paragraphs", "points"})
"""Fields whose order is a fact."""

_TYPOGRAPHY = str.maketrans("‘’‚“”„«»‹›‐‑‒–—", "'''\"\"\"\"\"''-----")


class Fingerprint(Record):
    """What a guide's facts were when they were last accepted."""

    change: str
    """Id of the newest entry of the change log that covers the guide."""
    hash: str
    """The hash of all its facts."""
    facts: dict[str, str]
    """The hash of each fact, by its kind and id."""


_File = TypeAdapter(dict[str, Fingerprint])


def check_fingerprints(library: Library, folder: Path) -> Iterator[Mistake]:
    """Every guide whose facts changed while the change log says nothing; then, whether the file is behind."""
    kept = _read(folder)
    unsaid = list(_unsaid(library, kept))
    yield from unsaid
    if not unsaid and kept != fingerprints(library):
        yield Mistake(FILE, "", "is behind: run 'flask content accept'")


def accept(library: Library, folder: Path) -> None:
    """Write the fingerprints anew. Raises ContentError, and writes nothing, where an entry is missing."""
    unsaid = list(_unsaid(library, _read(folder)))
    if unsaid:
        raise ContentError(unsaid)
    table = {slug: each.model_dump() for slug, each in fingerprints(library).items()}
    words = json.dumps(table, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / FILE).write_text(f"{words}\n", encoding="utf-8")


def fingerprints(library: Library) -> dict[str, Fingerprint]:
    """The fingerprint of every guide that the change log knows, and of what they share."""
    told = {slug: facts(library, guide) for slug, guide in library.guides.items()}
    if library.laws:
        told[ALL] = shared_facts(library)
    found = {}
    for name, each in told.items():
        if entries := library.changes.of(name):
            hashes = {fact: _hash(value) for fact, value in each.items()}
            found[name] = Fingerprint(change=entries[0].id, hash=_hash(hashes), facts=hashes)
    return found


def facts(library: Library, guide: Guide) -> dict[str, object]:
    """What the guide says is so and tells readers to do, by kind and id. Typography does not count."""
    service = library.service(guide)
    sections = dict(_sections(guide))
    found: dict[str, object] = {}
    for record in records(guide, Record):
        if isinstance(record, Screen | App | Fact | Source):
            continue
        if isinstance(record, Region):
            found[_name(record)] = sorted(region_places(record, library.places))
        elif isinstance(record, Route):
            found[_name(record)] = {**_own(record), "actions": [action.id for action in record.actions]}
        elif isinstance(record, Claim):
            found[_name(record)] = {**_own(record), "section": sections.get(record.id)}
        elif isinstance(record, Identified | Check | Effort | Shortcut):
            found[_name(record)] = _own(record)
    if guide.letters:
        ways = (
            {**_own(sending), "actions": [action.id for action in sending.actions]}
            for sending in guide.letters.sending
        )
        found["letters"] = {"purpose": guide.letters.purpose, "sending": sorted(ways, key=_words)}
    for key in library.labels_of(guide):
        found[f"label '{key}'"] = {
            language: _plain(table.labels[key], "")
            for language, table in service.languages.items()
            if key in table.labels
        }
    return found


def shared_facts(library: Library) -> dict[str, object]:
    """What the laws and the authorities say, by kind and id."""
    found: dict[str, object] = {}
    for slug, law in library.laws.items():
        found[f"law '{slug}'"] = {
            "places": sorted(law_places(law, library.places)),
            "languages": sorted(law.languages),
            "period": [law.period.months, law.period.days] if law.period else None,
        }
        for claim in records(law, Claim):
            found[f"claim '{claim.id}' of {slug}"] = _own(claim)
        for letter in law.letters:
            purposes = f" for {', '.join(letter.purposes)}" if letter.purposes else ""
            found[f"letter '{letter.kind}'{purposes} of {slug}"] = _own(letter)
    for record in (*library.authorities.rules, *library.authorities.authorities):
        found[_name(record)] = _own(record)
    return found


def _sections(guide: Guide) -> Iterator[tuple[str, str]]:
    """Where a claim stands says what it means: 'does' is the opposite of 'does_not'."""
    for record in (guide, guide.finish):
        for name in type(record).model_fields:
            value = getattr(record, name)
            for item in value if isinstance(value, tuple) else ():
                if isinstance(item, Claim):
                    yield item.id, name


def _unsaid(library: Library, kept: Mapping[str, Fingerprint]) -> Iterator[Mistake]:
    current = fingerprints(library)
    for slug in (*library.guides, *([ALL] if library.laws else [])):
        # An entry for all guides tells of no guide that it was written without.
        if slug not in {*kept, *(change.guide for change in library.changes.changes)}:
            what = "the laws and authorities are" if slug == ALL else "this guide is"
            yield Mistake(LOG, slug, f"no entry says that {what} new: {HELP}")
        elif slug in kept and kept[slug].change not in {change.id for change in library.changes.of(slug)}:
            reason = (
                f"the entry '{kept[slug].change}' is gone; entries are never taken out, and keep their ids"
            )
            yield Mistake(LOG, slug, reason)
        elif (
            slug in kept
            and kept[slug].change == current[slug].change
            and kept[slug].hash != current[slug].hash
        ):
            difference = _difference(kept[slug].facts, current[slug].facts)
            yield Mistake(LOG, slug, f"no entry says what changed ({difference}): {HELP}")


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """'changed: claim 'now-trained'; new: label 'off''."""
    parts = {
        "changed": [name for name in after if name in before and after[name] != before[name]],
        "new": [name for name in after if name not in before],
        "gone": [name for name in before if name not in after],
    }
    return "; ".join(f"{what}: {', '.join(sorted(names))}" for what, names in parts.items() if names)


def _read(folder: Path) -> dict[str, Fingerprint]:
    path = folder / FILE
    try:
        return _File.validate_json(path.read_bytes()) if path.exists() else {}
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        where = " › ".join(str(part) for part in detail["loc"])
        raise ContentError([Mistake(FILE, where, detail["msg"])]) from None


def _name(record: Record) -> str:
    kind = type(record).__name__.lower()
    return f"{kind} '{record.id}'" if isinstance(record, Identified) else kind


def _own(record: Record) -> dict[str, object]:
    """The fields of the record that are facts, without the records inside it that are named themselves."""
    values = {name: getattr(record, name) for name in type(record).model_fields if name not in NO_FACTS}
    # What is left out does not count: a new field that may be left out changes no fingerprint.
    stated = {name: value for name, value in values.items() if value not in (None, (), {}, False)}
    return {name: _plain(value, name) for name, value in stated.items() if not _holds_named(value)}


def _holds_named(value: object) -> bool:
    items = value if isinstance(value, tuple) else (value,)
    return any(isinstance(item, Identified) for item in items)


def _plain(value: object, field: str) -> object:
    match value:
        case Record():
            return {name: _plain(getattr(value, name), name) for name in type(value).model_fields}
        case tuple():
            items = [_plain(item, "") for item in value]
            return items if field in IN_ORDER else sorted(items, key=_words)
        case dict():
            return {str(name): _plain(item, "") for name, item in value.items()}
        case date():
            return value.isoformat()
        case None | bool() | int():
            return value
        case _:
            return " ".join(unicodedata.normalize("NFKC", str(value)).translate(_TYPOGRAPHY).split())


def _words(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _hash(value: object) -> str:
    return sha256(_words(value).encode()).hexdigest()[:12]
