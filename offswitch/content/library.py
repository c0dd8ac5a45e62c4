"""Library: all content of a site, and what follows from it: regions of places, sources, days that matter."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from offswitch.content.authorities import Authorities
from offswitch.content.labels import Service
from offswitch.content.model import Claim, Guide, Region, Source
from offswitch.content.places import Places
from offswitch.content.walk import records


@dataclass(frozen=True)
class Library:
    """All content: guides by slug in their order, services by slug, and the places."""

    guides: dict[str, Guide]
    services: dict[str, Service]
    places: Places
    authorities: Authorities
    shared_sources: dict[str, dict[str, Source]] = field(default_factory=dict)
    """Sources by service, used by its labels and by all its guides."""

    def service(self, guide: Guide) -> Service:
        return self.services[guide.service]

    def sources(self, guide: Guide) -> dict[str, Source]:
        return {**self.shared_sources.get(guide.service, {}), **guide.sources}

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

    def turns(self) -> tuple[date, ...]:
        """The days on which a sentence turns, in order."""
        days: set[date] = set()
        for guide in self.guides.values():
            for claim in records(guide, Claim):
                if claim.since:
                    days.add(claim.since)
                if claim.until:
                    days.add(claim.until + timedelta(days=1))
        return tuple(sorted(days))


def region_places(region: Region, places: Places) -> tuple[str, ...]:
    grouped = [code for group in region.groups for code in places.groups.get(group, ())]
    return (*grouped, *region.places)
