"""Telling: chooses what holds for a reader, puts it in their language, and numbers its sources."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TypeVar

from markupsafe import Markup

from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.content.age import is_stale, last_seen
from offswitch.content.labels import Service, ShownLabel
from offswitch.content.model import (
    HARMS,
    Action,
    App,
    AppLinks,
    Claim,
    Evidence,
    Guide,
    Identified,
    Link,
    Record,
    Regional,
    Source,
    Task,
    placeholders,
)
from offswitch.escaping import html
from offswitch.language import Phrase, current, format_date, gettext
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.notes import Note, Notes
from offswitch.pages.reports import Reporting, ReportView, report_view
from offswitch.told import AnyView, Told, View

AnyRecord = TypeVar("AnyRecord", bound=Record)


class LabelWords:
    """A label inside a sentence: marked with its language, with the English words beside unconfirmed ones."""

    def __init__(self, label: ShownLabel) -> None:
        self.label = label

    def __str__(self) -> str:
        return self.label.text

    @cached_property
    def html(self) -> Markup:
        words = _label(self.label.language, self.label.text, self.label.key)
        if self.label.english is None:
            return words
        beside = gettext("in English: {label}", label=_english(self.label.english))
        return Markup(f'{words} <span class="beside">({html(beside)})</span>')  # noqa: S704

    def __html__(self) -> Markup:
        return self.html


@lru_cache(maxsize=1024)
def _english(text: str) -> Markup:
    return Markup('<b class="label" lang="en">{}</b>').format(text)


@lru_cache(maxsize=1024)
def _label(language: str, text: str, key: str) -> Markup:
    return Markup('<b class="label" lang="{}" data-label="{}">{}</b>').format(language, key, text)


@dataclass(frozen=True)
class PositionView:
    who: Phrase
    says: Phrase
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class ClaimView(View):
    id: str
    text: Phrase
    evidence: Evidence
    regions: tuple[Phrase, ...]
    """The regions it is true for, where the reader has not said which is theirs."""
    positions: tuple[PositionView, ...]
    notes: tuple[Note, ...]
    age: Phrase | None
    """When the wording was last seen, where that is long ago."""


@dataclass(frozen=True)
class LinkView:
    url: str
    text: Phrase
    sign_in: bool
    mark: str
    """Under which the address stands among the page's footnotes."""


@dataclass(frozen=True)
class ChoiceView:
    id: str
    title: Phrase
    text: Phrase
    undo: Phrase
    loses: Phrase
    harms: bool = False
    """The action warns for all of its choices."""


@dataclass(frozen=True)
class ActionView(View):
    id: str
    kind: str
    text: Phrase
    note: Phrase | None
    links: tuple[LinkView, ...]
    """The link to open; where apps differ and none is meant, one for each."""
    choices: tuple[ChoiceView, ...]
    screen: str | None
    undo: Phrase | None
    loses: Phrase | None
    regions: tuple[Phrase, ...]
    notes: tuple[Note, ...]
    report: ReportView | None
    """The link to tell the host that something differs."""

    @property
    def harms(self) -> bool:
        """Whether something is taken away by it: then the page warns before it."""
        return self.kind in HARMS


@dataclass(frozen=True)
class TaskWords(View):
    """What stands below a task, whatever the reader ticked."""

    action: ActionView
    check: Phrase


def how_read(library: Library, guide: Guide) -> Phrase:
    """Two or three sentences: how the guide's sources were read, and what that means for the reader."""
    name = library.service(guide).name
    if any(source.how == "live" for source in library.sources(guide).values()):
        return gettext(
            "We read public pages and saved copies of them. Where a source says so, a person looked at "
            "{service} itself. Your screen may still differ.",
            service=name,
        )
    return gettext(
        "We read public pages and saved copies of them. We cannot open {service} itself, so your screen may "
        "differ.",
        service=name,
    )


def sources_state(sources: Collection[Source]) -> Phrase:
    """One sentence for all of them: from when to when the states are that were read, and when we last did."""
    read = max(source.read for source in sources)
    days = [source.seen for source in sources if isinstance(source.seen, date)]
    if not days:
        return gettext("Sources without a date, last read on {read}.", read=format_date(read))
    first, last = format_date(min(days)), format_date(max(days))
    if first == last:
        return gettext("Sources as of {seen}, last read on {read}.", seen=last, read=format_date(read))
    return gettext(
        "Sources as of {first} to {last}, last read on {read}.",
        first=first,
        last=last,
        read=format_date(read),
    )


class Telling:
    """What one page tells one reader. Collects the sources that it cites and the addresses it links to."""

    def __init__(
        self,
        library: Library,
        guide: Guide,
        answers: Answers,
        today: date,
        label_language: str,
        *,
        stale_after: timedelta | None = None,
        reporting: Reporting | None = None,
        told: Told | None = None,
    ) -> None:
        self.guide = guide
        self.service: Service = library.service(guide)
        self.label_language = label_language
        self.place = answers.place
        self.region = library.region_of(guide, answers.place) if answers.place else None
        self._told = Told() if told is None else told
        self.notes = Notes(self._told)
        self.footnotes = Footnotes()
        self._today = today
        self._stale_after = stale_after
        self._reporting = reporting
        self._whereabouts = library.whereabouts[guide.slug]
        self._sources = library.sources(guide)
        self.how_read = how_read(library, guide)
        self._links = {link.id: link for link in guide.links}
        self._labels: dict[str, LabelWords] = {}
        self._app: App | None = None
        self._region_titles = {region.id: region.title for region in guide.regions}

    @property
    def state(self) -> Phrase:
        """How old the sources are that were cited so far."""
        return sources_state([note.source for note in self.notes.all])

    @contextmanager
    def for_app(self, app: App | None) -> Iterator[None]:
        """While this lasts, what is told is told of this app."""
        self._app = app
        try:
            yield
        finally:
            self._app = None

    def holds(self, record: Regional) -> bool:
        """Whether it is for this reader's region and, for a claim, true today."""
        if self.region and not record.is_for(self.region.id):
            return False
        if self._app and isinstance(record, Action) and record.apps and self._app.id not in record.apps:
            return False
        return record.holds_on(self._today)

    def claims(self, claims: Iterable[Claim]) -> tuple[ClaimView, ...]:
        return tuple(self.claim(claim) for claim in claims if self.holds(claim))

    def message(self, claim: Claim) -> str:
        """What it says today, in English."""
        return claim.says_on(self._today)

    def _key(self, record: Record, *found: object) -> tuple[object, ...]:
        """All that decides how the record is told, besides what was found out about its sources and links."""
        return (
            id(record),
            self.guide.slug,
            current().code,
            self.label_language,
            self._app and self._app.id,
            self.region is None,
            self._today,
            self._reporting is None,
            *found,
        )

    def again(self, record: AnyRecord, tell: Callable[["Telling", AnyRecord], AnyView]) -> AnyView:
        """What is told of a record that has neither sources nor links."""
        return self._told.again(self._key(record), lambda: tell(self, record))

    def claim(self, claim: Claim) -> ClaimView:
        sides = tuple(self.cite(side.sources) for side in claim.positions)
        notes = self.cite(claim.sources)
        return self._told.again(self._key(claim, sides, notes), lambda: self._claim(claim, sides, notes))

    def _claim(self, claim: Claim, sides: tuple[tuple[Note, ...], ...], notes: tuple[Note, ...]) -> ClaimView:
        return ClaimView(
            id=self.id(claim),
            text=self.text(self.message(claim), claim),
            evidence=claim.evidence,
            regions=self.regions(claim.regions),
            positions=tuple(
                PositionView(self.text(side.who), self.text(side.says), cited)
                for side, cited in zip(claim.positions, sides, strict=True)
            ),
            notes=notes,
            age=self._age(claim),
        )

    def actions(self, actions: Iterable[Action]) -> tuple[ActionView, ...]:
        return tuple(self.action(action) for action in actions if self.holds(action))

    def action(self, action: Action) -> ActionView:
        marks = self._marks(action.link)
        notes = self.cite(action.sources)
        return self._told.again(self._key(action, marks, notes), lambda: self._action(action, notes))

    def _action(self, action: Action, notes: tuple[Note, ...]) -> ActionView:
        return ActionView(
            id=self.id(action),
            kind=action.kind,
            text=self.text(action.text),
            note=self.text_or_none(action.note),
            links=self.links(action.link),
            choices=tuple(
                ChoiceView(
                    self.id(choice),
                    self.text(choice.title),
                    self.text(choice.text),
                    self.text(choice.undo),
                    self.text(choice.loses),
                )
                for choice in action.choices
            ),
            screen=action.screen,
            undo=self.text_or_none(action.undo),
            loses=self.text_or_none(action.loses),
            regions=self.regions(action.regions),
            notes=notes,
            report=self._report(action),
        )

    def task(self, task: Task) -> TaskWords:
        action = self.action(task)
        marks = tuple(link.mark for link in action.links)
        return self._told.again(
            (TaskWords, self._key(task, marks, action.notes)),
            lambda: TaskWords(action, self.text(task.check)),
        )

    def id(self, record: Identified) -> str:
        """Its id on the page; in a route that several apps share, with the app's name before it."""
        return f"{self._app.id}-{record.id}" if self._app else record.id

    def _age(self, claim: Claim) -> Phrase | None:
        seen = last_seen(self._sources[name] for name in claim.sources)
        if seen is None or self._stale_after is None or not is_stale(seen, self._today, self._stale_after):
            return None
        if self._reporting is None:
            return gettext(
                "The wording was last seen on {seen}; your screen may differ.", seen=format_date(seen)
            )
        return gettext(
            "The wording was last seen on {seen}; if your screen differs, tell us.", seen=format_date(seen)
        )

    def _report(self, action: Action) -> ReportView | None:
        if self._reporting is None:
            return None
        shows_words = bool(placeholders(action.text) & self.service.keys)
        return report_view(
            self._reporting, self.id(action), self._whereabouts[action.id], shows_words=shows_words
        )

    def links(self, link: AppLinks | None) -> tuple[LinkView, ...]:
        """The link for the app that is told of, or for each app."""
        return tuple(self.link(name) for name in self._names(link))

    def _marks(self, link: AppLinks | None) -> tuple[str, ...]:
        """Under which the addresses of these links stand among the page's footnotes."""
        return tuple(self.footnotes.mark(str(self._links[name].url)) for name in self._names(link))

    def _names(self, link: AppLinks | None) -> tuple[str, ...]:
        if link is None:
            return ()
        if isinstance(link, str):
            return (link,)
        if self._app:
            return (link[self._app.id],) if self._app.id in link else ()
        return tuple(link.values())

    def link(self, name: str) -> LinkView:
        link: Link = self._links[name]
        url = str(link.url)
        return LinkView(url, self.text(link.text), link.sign_in, self.footnotes.mark(url))

    def label(self, key: str) -> LabelWords:
        if key not in self._labels:
            self._labels[key] = LabelWords(self.service.label(key, self.label_language))
        return self._labels[key]

    def text(self, message: str, record: Record | None = None) -> Phrase:
        """The message in the page's language, labels and dates filled in."""
        names = placeholders(message)
        return gettext(message, **{name: self._value(name, record) for name in names})

    def pattern(self, message: str, record: Record | None = None) -> Phrase:
        """The same with the keys of labels left in their braces, for those who fill them in themselves."""
        names = placeholders(message)
        keys = {name: f"{{{name}}}" for name in names & self.service.keys}
        return gettext(message, **{name: keys.get(name) or self._value(name, record) for name in names})

    def text_or_none(self, message: str | None) -> Phrase | None:
        return None if message is None else self.text(message)

    def cite(self, names: Iterable[str]) -> tuple[Note, ...]:
        return self.notes.cite(names, self._sources)

    def regions(self, regions: tuple[str, ...]) -> tuple[Phrase, ...]:
        """The titles to show beside something that is not for all, where the reader's region is unknown."""
        if self.region:
            return ()
        return tuple(gettext(self._region_titles[region]) for region in regions)

    def _value(self, name: str, record: Record | None) -> object:
        if name in self.service.keys:
            return self.label(name)
        if name == "app" and self._app:
            return self._app.name
        if isinstance(record, Claim):
            return record.dates.get(name) or getattr(record, name)
        raise KeyError(name)
