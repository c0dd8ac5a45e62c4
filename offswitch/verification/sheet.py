"""The sheet: every label, link, form and open question of a guide, per device, place and language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from offswitch.content import Library
from offswitch.content.checks import links_of
from offswitch.content.labels import Service
from offswitch.content.model import (
    PLACEHOLDER,
    Action,
    Form,
    Guide,
    Link,
    Record,
    Region,
    Regional,
    Route,
    Screen,
    placeholders,
)
from offswitch.content.walk import children, translatable_fields
from offswitch.language import ENGLISH

Kind = Literal["link", "form", "field", "label", "question"]

DEVICES = {
    "desktop": "on a computer",
    "app": "in the app",
    "android": "in the app for Android",
    "ios": "in the app for iPhone",
}

Where = tuple[str, str]
"""A device and a region."""


@dataclass(frozen=True)
class Entry:
    """One thing to look at, on one device, in one region and in one language."""

    id: str
    kind: Kind
    key: str
    """What it is of: the key of the label, the id of the link or of the form."""
    says: str | None
    """What we say now. None: nobody has recorded it."""
    device: str = ""
    region: str = ""
    language: str = ""


@dataclass(frozen=True)
class Row:
    """The same thing in every region."""

    id: str
    about: str
    """What helps to find it: the English words of a label in another language, the words of a link."""
    says: str | None
    entries: dict[str, Entry]
    """By region. Where it is not to be found by what we know, there is no entry."""


@dataclass(frozen=True)
class Part:
    """What to look at in one go: on one device, labels in one language."""

    kind: Kind
    title: str
    language: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """What to look at, in the order of looking."""

    guide: Guide
    service: Service
    devices: tuple[str, ...]
    regions: tuple[Region, ...]
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    questions: tuple[Entry, ...]

    @property
    def entries(self) -> dict[str, Entry]:
        found = [entry for part in self.parts for row in part.rows for entry in row.entries.values()]
        return {entry.id: entry for entry in (*found, *self.questions)}


def make_sheet(
    library: Library,
    guide: Guide,
    *,
    devices: Iterable[str] = (),
    places: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> Sheet:
    """The sheet of the guide, for these devices, places and languages only; none named means all."""
    service = library.service(guide)
    own = {library.region_of(guide, place).id for place in places} or {region.id for region in guide.regions}
    return _Maker(
        guide=guide,
        service=service,
        devices=tuple(device for device in all_devices(guide) if device in set(devices) or not devices),
        regions=tuple(region for region in guide.regions if region.id in own),
        languages=tuple(code for code in service.offered if code in set(languages) or not languages),
    ).sheet()


def all_devices(guide: Guide) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.device for route in guide.routes))


@dataclass(frozen=True)
class _Maker:
    guide: Guide
    service: Service
    devices: tuple[str, ...]
    regions: tuple[Region, ...]
    languages: tuple[str, ...]

    def sheet(self) -> Sheet:
        labels: dict[str, set[Where]] = {key: set() for key in self.service.languages[ENGLISH].labels}
        links: dict[str, set[Where]] = {link.id: set() for link in self.guide.links}
        forms: dict[str, set[Where]] = {form.id: set() for form in self.guide.forms}
        everywhere = {(device, region.id) for device in self.devices for region in self.regions}
        for record, where in _scoped(self.guide, everywhere, self.guide):
            for key in _labels_of(record, self.service):
                labels[key] |= where
            for name in links_of(record):
                links[name] |= where
            if isinstance(record, Form):
                forms[record.id] |= where
        parts = [part for device in self.devices for part in self._parts(device, labels, links, forms)]
        return Sheet(
            guide=self.guide,
            service=self.service,
            devices=self.devices,
            regions=self.regions,
            languages=self.languages,
            parts=tuple(part for part in parts if part.rows),
            questions=tuple(
                Entry(f"question/{number}", "question", str(number), question)
                for number, question in enumerate(self.guide.open_questions, 1)
            ),
        )

    def _parts(
        self,
        device: str,
        labels: dict[str, set[Where]],
        links: dict[str, set[Where]],
        forms: dict[str, set[Where]],
    ) -> Iterator[Part]:
        place = DEVICES[device]
        yield Part(
            "link",
            f"Links {place}",
            "",
            self._whole(self._link_row(link, device, links[link.id]) for link in self.guide.links),
        )
        yield Part(
            "form",
            f"Forms {place}",
            "",
            self._whole(
                row for form in self.guide.forms for row in self._form_rows(form, device, forms[form.id])
            ),
        )
        for language in self.languages:
            autonym = self.service.languages[language].autonym
            yield Part(
                "label",
                f"Words {place}, set to {autonym} ({language})",
                language,
                self._whole(
                    self._label_row(key, language, device, labels[key])
                    for key in self.service.languages[ENGLISH].labels
                ),
            )

    def _whole(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if row.entries)

    def _link_row(self, link: Link, device: str, where: set[Where]) -> Row:
        stem = f"link/{link.id}/{device}"
        sign_in = ". You must be signed in" if link.sign_in else ""
        return self._row(stem, f"{self._filled(link.text)}{sign_in}", "link", link.id, str(link.url), where)

    def _form_rows(self, form: Form, device: str, where: set[Where]) -> Iterator[Row]:
        stem = f"form/{form.id}/{device}"
        addresses = " or ".join(
            str(link.url) for link in self.guide.links if link.id in links_of(form.action)
        )
        about = f"At {addresses}: it opens, and it is for this"
        yield self._row(stem, about, "form", form.id, self._filled(form.title), where)
        for number, field in enumerate(form.fields, 1):
            says = self._filled(field.title)
            about = f"Field {number} of the form"
            yield self._row(f"field/{form.id}/{number}/{device}", about, "field", form.id, says, where)

    def _label_row(self, key: str, language: str, device: str, where: set[Where]) -> Row:
        recorded = self.service.is_recorded(key, language)
        says = self.service.label(key, language).text if recorded else None
        english = "" if language == ENGLISH else f"In English: {self.service.label(key, ENGLISH).text}"
        return self._row(f"label/{key}/{language}/{device}", english, "label", key, says, where, language)

    def _row(
        self,
        stem: str,
        about: str,
        kind: Kind,
        key: str,
        says: str | None,
        where: set[Where],
        language: str = "",
    ) -> Row:
        device = stem.rpartition("/")[2]
        entries = {
            region.id: Entry(f"{stem}/{region.id}", kind, key, says, device, region.id, language)
            for region in self.regions
            if (device, region.id) in where
        }
        return Row(stem, about, says, entries)

    def _filled(self, message: str) -> str:
        """The message with the English labels in it."""
        known = self.service.keys
        return PLACEHOLDER.sub(
            lambda found: self.service.label(found[1], ENGLISH).text if found[1] in known else found[0],
            message,
        )


def _scoped(record: Record, where: set[Where], guide: Guide) -> Iterator[tuple[Record, set[Where]]]:
    """The record and every record inside it, with the devices and regions that they are for."""
    if isinstance(record, Regional) and record.regions:
        where = {(device, region) for device, region in where if region in record.regions}
    if isinstance(record, Route):
        where = {(device, region) for device, region in where if device == record.device}
    yield record, where
    for inner in children(record):
        # A drawing is for where the action is that shows it.
        if not isinstance(inner, Screen):
            yield from _scoped(inner, where, guide)
    if isinstance(record, Action) and record.screen:
        (screen,) = (screen for screen in guide.screens if screen.id == record.screen)
        on_computer = screen.frame == "desktop"
        inside = {(device, region) for device, region in where if (device == "desktop") == on_computer}
        for row in children(screen):
            yield row, inside


def _labels_of(record: Record, service: Service) -> set[str]:
    """The keys of the labels that the record itself speaks of."""
    messages = (getattr(record, name) or "" for name in translatable_fields(type(record)))
    found = {key for message in messages for key in placeholders(message)}
    if isinstance(label := getattr(record, "label", None), str):
        found.add(label)
    if isinstance(record, Route):
        found.update(record.path)
    return found & service.keys
