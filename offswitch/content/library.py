"""Library: all content of a site, and what follows from it: regions of places, sources, days that matter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, Self, get_args

from offswitch.content.authorities import Authorities, Authority
from offswitch.content.changes import NONE, Changes
from offswitch.content.labels import Service
from offswitch.content.laws import Law, Letter
from offswitch.content.ledger import NOTHING, Ledger
from offswitch.content.model import (
    Action,
    Addressee,
    Claim,
    Correspondence,
    Guide,
    Kind,
    Record,
    Region,
    Source,
    placeholders,
)
from offswitch.content.places import Places
from offswitch.content.walk import records, texts

KINDS: tuple[Kind, ...] = get_args(Kind)
Extent = Literal["whole", "part", "none"]
"""How much of a guide is in a language."""
COMPLAINT: Kind = "complaint"
"""The letter that goes to the authority of the place, not to the company."""


@dataclass(frozen=True)
class Whereabouts:
    """Where an action stands: its step, and its device where it belongs to one."""

    step: str
    device: str | None = None


@dataclass(frozen=True)
class Library:
    """All content: guides by slug in their order, services by slug, and the places."""

    guides: dict[str, Guide]
    services: dict[str, Service]
    places: Places
    authorities: Authorities
    shared_sources: dict[str, dict[str, Source]] = field(default_factory=dict)
    """Sources by service, used by its labels and by all its guides."""
    changes: Changes = NONE
    """The change log of all this."""
    laws: dict[str, Law] = field(default_factory=dict)
    """The laws that letters cite, by slug."""
    ledger: Ledger = NOTHING
    """Every address ever released, and where those lead that are no more."""
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    """The sentences of the host's own guides in further languages, by language."""

    def with_guides(self, slugs: Iterable[str]) -> Self:
        """The same with these guides only, in this order."""
        guides = {slug: self.guides[slug] for slug in slugs}
        return replace(self, guides=guides, changes=self.changes.about(guides))

    def service(self, guide: Guide) -> Service:
        return self.services[guide.service]

    def extent(self, guide: Guide, language: str) -> Extent:
        """How much of the guide is in the language. Ours count as whole in all: translators are at them."""
        if not guide.own or language == guide.language:
            return "whole"
        return self._extents.get((guide.slug, language), "none")

    @cached_property
    def _extents(self) -> dict[tuple[str, str], Extent]:
        extents: dict[tuple[str, str], Extent] = {}
        for guide in self.guides.values():
            if guide.own:
                messages = {message for _, _, message in texts(guide)}
                for language, translated in self.translations.items():
                    found = messages & translated.keys()
                    extents[guide.slug, language] = (
                        "whole" if found == messages else "part" if found else "none"
                    )
        return extents

    def sources(self, guide: Guide) -> dict[str, Source]:
        return {**self.shared_sources.get(guide.service, {}), **guide.sources}

    def labels_of(self, guide: Guide) -> frozenset[str]:
        """The keys of the labels that the guide uses: in its texts, on its drawings, on its ways."""
        used = {name for _, _, message in texts(guide) for name in placeholders(message)}
        used |= {key for route in guide.routes for key in route.path}
        used |= {
            key for record in records(guide, Record) if isinstance(key := getattr(record, "label", None), str)
        }
        return self.service(guide).keys & used

    def region_of(self, guide: Guide, place: str) -> Region:
        return self._regions[guide.slug, place]

    @cached_property
    def _regions(self) -> dict[tuple[str, str], Region]:
        return {
            (guide.slug, place): region
            for guide in self.guides.values()
            for region in guide.regions
            for place in region_places(region, self.places)
        }

    def law_of(self, place: str) -> Law:
        return self._laws[place]

    @cached_property
    def _laws(self) -> dict[str, Law]:
        return {place: law for law in self.laws.values() for place in law_places(law, self.places)}

    def authorities_of(self, place: str, letter: Letter | None = None) -> tuple[Authority, ...]:
        """The authorities of the place, or those that the letter is for: those of the whole country first."""
        meant = letter.authorities if letter else ()
        found = [
            each
            for each in self.authorities.authorities
            if each.place == place and (not meant or each.id in meant)
        ]
        return tuple(sorted(found, key=lambda each: each.area is not None))

    def correspondence(self, guide: Guide) -> Correspondence:
        """What the guide says for letters. Raises LookupError where it has none."""
        if guide.letters is None:
            raise LookupError(f"{guide.slug} has no letters")
        return guide.letters

    def addressee(self, guide: Guide, place: str) -> Addressee:
        """The company that answers for the data of readers there."""
        region = self.region_of(guide, place).id
        return next(each for each in self.correspondence(guide).addressees if each.is_for(region))

    def letters(self, guide: Guide, place: str) -> tuple[Letter, ...]:
        """The letters of the guide for the place, in the order in which readers may need them."""
        correspondence = guide.letters
        if correspondence is None:
            return ()
        region = self.region_of(guide, place).id
        ways = {
            kind for sending in correspondence.sending if sending.is_for(region) for kind in sending.kinds
        }
        suitable = self.law_of(place).letters_for(correspondence.purpose)
        offered = [letter for letter in suitable if letter.kind in ways]
        # A complaint says what became of a letter to the company: without one it would be untrue.
        if offered and self.authorities_of(place):
            offered += [letter for letter in suitable if letter.kind == COMPLAINT]
        return tuple(sorted(offered, key=lambda letter: KINDS.index(letter.kind)))

    @cached_property
    def whereabouts(self) -> dict[str, dict[str, "Whereabouts"]]:
        """Where each action of each guide stands, by the guide's slug and the action's id."""
        return {guide.slug: dict(_whereabouts(guide)) for guide in self.guides.values()}

    @cached_property
    def letter_languages(self) -> dict[tuple[str, str, Kind, frozenset[str], date], tuple[str, ...]]:
        """The languages that each letter was found in: by guide, place, kind, those that there are, and day.

        It fills as somebody asks.
        """
        return {}

    @cached_property
    def label_keys(self) -> dict[str, tuple[str, ...]]:
        """The labels that each guide speaks of, by its slug, in the order of the service's table."""
        return {guide.slug: tuple(_label_keys(guide, self.service(guide))) for guide in self.guides.values()}

    def turns(self) -> tuple[date, ...]:
        """The days on which a sentence turns, in order."""
        days: set[date] = set()
        for record in (*self.guides.values(), *self.laws.values()):
            for claim in records(record, Claim):
                if claim.since:
                    days.add(claim.since)
                if claim.until:
                    days.add(claim.until + timedelta(days=1))
        return tuple(sorted(days))


def region_places(region: Region, places: Places) -> tuple[str, ...]:
    grouped = [code for group in region.groups for code in places.groups.get(group, ())]
    return (*grouped, *region.places)


def law_places(law: Law, places: Places) -> tuple[str, ...]:
    grouped = [code for group in law.groups for code in places.groups.get(group, ())]
    return (*grouped, *law.places)


def _whereabouts(guide: Guide) -> Iterator[tuple[str, Whereabouts]]:
    for action in records(guide, Action):
        yield action.id, Whereabouts("settings")
    for part in (guide.copy_first, *guide.contents):
        for action in records(part, Action):
            yield action.id, Whereabouts("review")
    for route in guide.routes:
        for action in records(route, Action):
            yield action.id, Whereabouts("settings", route.device)
    for task in guide.tasks:
        yield task.id, Whereabouts("checklist")
    if guide.letters:
        for action in records(guide.letters, Action):
            yield action.id, Whereabouts("letters")


def _label_keys(guide: Guide, service: Service) -> Iterator[str]:
    told = {name for _, _, message in texts(guide) for name in placeholders(message)}
    paths = {key for route in guide.routes for key in route.path}
    drawn = {row.label for screen in guide.screens for row in screen.rows}
    known = service.languages[service.language].labels
    yield from (key for key in known if key in told | paths | drawn)
