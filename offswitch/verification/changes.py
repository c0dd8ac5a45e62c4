"""Changes: what findings change in the content files, and what is left for a person to write.

Only here does a source come to be that was seen live. What would not pass the content check is not written.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import tomlkit
from pydantic import ValidationError
from tomlkit.items import InlineTable, Item, Table

from offswitch.content import ContentError, Library, Mistake
from offswitch.content.checks import LIVE, check, cited_sources
from offswitch.content.files import explain
from offswitch.content.labels import Label, Service
from offswitch.content.model import Guide, Link, Record, Source
from offswitch.verification.findings import Finding
from offswitch.verification.tables import LayoutError, TomlTables

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Change:
    """A content file before and after."""

    name: str
    """Its path below the content folder."""
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What becomes of the findings."""

    files: tuple[Change, ...]
    by_hand: tuple[str, ...]
    """What no machine should write, one line each."""

    def diff(self) -> str:
        """All changes as a unified diff, as 'git apply' takes it in the project's root."""
        return "".join(
            line
            for change in self.files
            for line in unified_diff(
                change.before.splitlines(keepends=True),
                change.after.splitlines(keepends=True),
                f"a/content/{change.name}" if change.before else "/dev/null",
                f"b/content/{change.name}",
            )
        )

    def write(self, folder: Path) -> None:
        """Put the files into the content folder: all of them, or none when the disk refuses."""
        ready = []
        for change in self.files:
            path = folder / change.name
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_bytes(change.after.encode())
            ready.append((fresh, path))
        for fresh, path in ready:
            fresh.replace(path)


def make_changes(
    library: Library, guide: Guide, findings: Iterable[Finding], folder: Path, today: date
) -> Changes:
    """What the findings change below the content folder, which the library was read from.

    Raises ContentError when the content would not be right afterwards.
    """
    return _Work(library, guide, folder).done(tuple(findings), today)


class _Work:
    """The content files of one guide while they are changed."""

    def __init__(self, library: Library, guide: Guide, folder: Path) -> None:
        self.library = library
        self.guide = guide
        self.service = library.service(guide)
        self.guide_file = f"guides/{guide.slug}.toml"
        self.labels_file = f"labels/{guide.service}.toml"
        self.sources_file = f"sources/{guide.service}.toml"
        self.before = {
            name: path.read_bytes().decode("utf-8") if (path := folder / name).exists() else ""
            for name in (self.guide_file, self.labels_file, self.sources_file)
        }
        self.tables: dict[str, TomlTables] = {}
        self.by_hand: list[str] = []
        self.dates: set[date] = set()

    def done(self, findings: tuple[Finding, ...], today: date) -> Changes:
        name = ""
        try:
            for name, text in self.before.items():
                self.tables[name] = TomlTables(text)
            name = self.labels_file
            for (key, language), found in _by(findings, "label"):
                self._label(key, language, found)
            name = self.guide_file
            for (key, _), found in _by(findings, "link"):
                self._link(key, found)
            for (key, _), found in _by(findings, "form"):
                self._form(key, found)
            name = self.sources_file
            self._write_sources()
            self._forget_sources(self._changed_library())
        except LayoutError as error:
            reason = f"{error}: this file is not laid out so that it can be changed by a command"
            raise ContentError([Mistake(name, "", reason)]) from None
        mistakes = list(check(self._changed_library(), today))
        if mistakes:
            raise ContentError(mistakes)
        for finding in findings:
            self._tell(finding)
        files = (Change(name, before, self.tables[name].text) for name, before in self.before.items())
        return Changes(
            tuple(change for change in files if change.before != change.after), tuple(self.by_hand)
        )

    # ------------------------------------------------------------------ labels

    def _label(self, key: str, language: str, findings: list[Finding]) -> None:
        words = _words(findings)
        if len(words) > 1:
            self._disagree(f"label '{key}' in '{language}'", findings)
        if len(words) != 1:
            return
        (text,) = words
        table = self.service.languages[language]
        known = table.labels.get(key)
        sources = (known.sources or table.sources) if known and known.text == text else ()
        self._set_label(
            key, language, Label(text=text, confirmed=2, sources=self._with_live(sources, findings))
        )

    def _set_label(self, key: str, language: str, label: Label) -> None:
        tables = self.tables[self.labels_file]
        path = ("languages", language, "labels")
        if (position := tables.find(path)) is None:
            above = tables.find(path[:2])
            if above is None or self.service.languages[language].labels:
                raise LayoutError(f"languages.{language}")
            tables.insert(above, f"[{'.'.join(path)}]\n{key} = {_inline(label).as_string()}\n")
            return
        if tables.find((*path, key)) is not None:
            raise LayoutError(f"languages.{language}.labels.{key}")
        tables.edit(position, lambda table: _set(table, key, _inline(label)))

    # ------------------------------------------------------------------ links and forms

    def _link(self, name: str, findings: list[Finding]) -> None:
        (link,) = (link for link in self.guide.links if link.id == name)
        addresses = _words(findings)
        if len(addresses) > 1:
            self._disagree(f"link '{name}'", findings)
        if len(addresses) != 1:
            return
        (address,) = addresses
        moved = address != str(link.url)
        if not self._is_own(address):
            found = f"leads to {address}" if moved else "works"
            reason = f"{found}, but is no page of {self.service.name}'s, so nothing is changed"
            self._by_hand(self.guide_file, f"link '{name}'", reason)
            return

        def change(table: Table) -> None:
            if moved:
                _set(table, "url", tomlkit.string(address))
            _set(table, "evidence", tomlkit.string("official"))
            self._cite(table, self._with_live(() if moved else link.sources, findings))

        self._edit_guide(("links",), name, change)
        if moved:
            self._elsewhere(link, address)

    def _elsewhere(self, link: Link, address: str) -> None:
        for other in self.library.guides.values():
            if other.slug == self.guide.slug:
                continue
            for each in other.links:
                if each.url == link.url:
                    self._by_hand(
                        f"guides/{other.slug}.toml", f"link '{each.id}'", f"has moved too: {address}"
                    )

    def _form(self, name: str, findings: list[Finding]) -> None:
        if not _words(findings) or any(finding.result == "different" for finding in findings):
            return
        (form,) = (form for form in self.guide.forms if form.id == name)
        sources = self._with_live(form.action.sources, findings)
        tables = self.tables[self.guide_file]
        above = tables.find(("forms",), id=name)
        position = None if above is None else tables.find(("forms", "action"), after=above)
        if position is None:
            raise LayoutError(f"forms ({name}) › action")
        tables.edit(position, lambda table: self._cite(table, sources))

    def _edit_guide(self, path: tuple[str, ...], name: str, change: Callable[[Table], None]) -> None:
        tables = self.tables[self.guide_file]
        position = tables.find(path, id=name)
        if position is None:
            raise LayoutError(f"{'.'.join(path)} ({name})")
        tables.edit(position, change)

    def _is_own(self, address: str) -> bool:
        """Whether it is on a site where the service itself speaks, by what we know."""
        sources = self.library.sources(self.guide).values()
        own = {_site(str(source.url)) for source in sources if source.kind == "official"}
        own |= {_site(str(link.url)) for link in self.guide.links if link.evidence == "official"}
        return _site(address) in own

    # ------------------------------------------------------------------ sources

    def _with_live(self, sources: tuple[str, ...], findings: list[Finding]) -> tuple[str, ...]:
        """The sources, and the last live look among the findings."""
        day = max(finding.seen for finding in findings if finding.result in ("same", "different"))
        self.dates.add(day)
        return tuple(dict.fromkeys((*sources, self._live(day))))

    def _live(self, day: date) -> str:
        return f"{LIVE}{self.guide.slug}-{day.isoformat()}"

    def _cite(self, table: Table, sources: tuple[str, ...]) -> None:
        if tuple(tomlkit.item(table["sources"]).unwrap()) != sources:
            _set(table, "sources", _array(sources))

    def _write_sources(self) -> None:
        known = self.library.shared_sources.get(self.guide.service, {})
        for day in sorted(self.dates):
            if self._live(day) not in known:
                self.tables[self.sources_file].append(self._source(day))

    def _source(self, day: date) -> str:
        guide = self._changed_guide()
        addresses = {link.id: str(link.url) for link in guide.links}
        fields = {
            "publisher": self.service.name,
            "title": "Screens, links and forms",
            "url": addresses[guide.shortcut.links[0]],
            "kind": "official",
            "how": "live",
            "seen": day,
            "read": day,
        }
        lines = (f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in fields.items())
        return f"[sources.{self._live(day)}]\n{''.join(lines)}"

    def _forget_sources(self, library: Library) -> None:
        """Take out sources that nothing cites any more: what they said is no longer what we say."""
        service = self.guide.service
        gone = library.shared_sources[service].keys() - cited_sources(library, service)
        for name, file in [*((each, self.sources_file) for each in gone), *self._forgotten(library)]:
            position = self.tables[file].find(("sources", name))
            if position is None:
                raise LayoutError(f"sources.{name}")
            self.tables[file].remove(position)
            self._by_hand(file, f"sources.{name}", "is taken out: nothing cites it any more")

    def _forgotten(self, library: Library) -> Iterator[tuple[str, str]]:
        cited = cited_sources(library, self.guide.service)
        for name in library.guides[self.guide.slug].sources.keys() - cited:
            yield name, self.guide_file

    # ------------------------------------------------------------------ the content afterwards

    def _changed_library(self) -> Library:
        service = self._read(self.labels_file, Service, {"slug": self.guide.service})
        table = tomllib.loads(self.tables[self.sources_file].text).get("sources", {})
        sources = {name: Source.model_validate(source) for name, source in table.items()}
        return replace(
            self.library,
            guides={**self.library.guides, self.guide.slug: self._changed_guide()},
            services={**self.library.services, service.slug: service},
            shared_sources={**self.library.shared_sources, service.slug: sources},
        )

    def _changed_guide(self) -> Guide:
        return self._read(self.guide_file, Guide, {"slug": self.guide.slug})

    def _read(self, name: str, kind: type[R], extra: dict[str, str]) -> R:
        table = tomllib.loads(self.tables[name].text)
        try:
            return kind.model_validate({**table, **extra})
        except ValidationError as error:
            raise ContentError(explain(name, table, error)) from None

    # ------------------------------------------------------------------ for a person to write

    def _by_hand(self, file: str, what: str, reason: str) -> None:
        self.by_hand.append(str(Mistake(file, what, reason)))

    def _disagree(self, what: str, findings: list[Finding]) -> None:
        seen = "; ".join(
            f"'{finding.text or finding.entry.says}' ({finding.entry.device}, {finding.entry.region})"
            for finding in findings
            if finding.result in ("same", "different")
        )
        file = self.labels_file if findings[0].entry.kind == "label" else self.guide_file
        self._by_hand(file, what, f"screens differ, so nothing is changed: {seen}")

    def _tell(self, finding: Finding) -> None:
        entry = finding.entry
        where = ", ".join(part for part in (entry.device, entry.region, entry.language) if part)
        at = f"{where}; {finding.seen}" if where else str(finding.seen)
        what = f"{entry.kind} '{entry.key}' ({at})"
        note = f" Note: {finding.note}" if finding.note else ""
        if finding.result == "answered":
            place = f"{finding.where}; " if finding.where else ""
            self._by_hand(
                self.guide_file,
                f"open question {entry.key} ({place}{finding.seen})",
                f"{entry.says} Answer: {finding.text}{note} Write it as a claim that cites "
                f"'{self._live(finding.seen)}', and take the question out of open_questions.",
            )
            if finding.seen not in self.dates:
                self.by_hand.append(f"For {self.sources_file}:\n{self._source(finding.seen)}")
        elif finding.result == "missing":
            self._by_hand(self.guide_file, what, f"is not there: {entry.says or 'not recorded'}.{note}")
        elif finding.result == "different" and entry.kind in ("form", "field"):
            self._by_hand(self.guide_file, what, f"'{entry.says}' is now: {finding.text}.{note}")
        elif finding.note:
            self._by_hand(self.guide_file, what, note.strip())


def _by(findings: Iterable[Finding], kind: str) -> Iterator[tuple[tuple[str, str], list[Finding]]]:
    """The findings of a kind, by what they are of and in which language."""
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.entry.kind == kind:
            found[finding.entry.key, finding.entry.language].append(finding)
    yield from found.items()


def _words(findings: list[Finding]) -> set[str]:
    """What the screens say: one, where they agree; none, where it was missing everywhere."""
    same = {finding.entry.says or "" for finding in findings if finding.result == "same"}
    return same | {finding.text for finding in findings if finding.result == "different"}


def _site(address: str) -> str:
    return ".".join((urlsplit(address).hostname or "").split(".")[-2:])


def _set(table: Table, key: str, value: Item) -> None:
    """Give the field another value; one that has it already keeps its bytes."""
    if key in table and tomlkit.item(table[key]).unwrap() == value.unwrap():
        return
    table[key] = value


def _array(names: tuple[str, ...]) -> Item:
    return tomlkit.value(f"[{', '.join(tomlkit.string(name).as_string() for name in names)}]")


def _inline(label: Label) -> InlineTable:
    text, sources = tomlkit.string(label.text).as_string(), _array(label.sources).as_string()
    written = tomlkit.value(f"{{ text = {text}, confirmed = {label.confirmed}, sources = {sources} }}")
    if not isinstance(written, InlineTable):
        raise TypeError(written)
    return written
