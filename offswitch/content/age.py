"""Age: how long ago the state was seen that a claim rests on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from offswitch.content.library import Library
from offswitch.content.model import Claim, Source
from offswitch.content.walk import records


def last_seen(sources: Iterable[Source]) -> date | None:
    """The newest state that was read, or nothing where no source has a date."""
    days = [source.seen for source in sources if isinstance(source.seen, date)]
    return max(days, default=None)


def is_stale(seen: date | None, today: date, limit: timedelta) -> bool:
    return seen is not None and today >= grows_stale(seen, limit)


def grows_stale(seen: date, limit: timedelta) -> date:
    """The first day on which a state that was seen then is stale."""
    return seen + limit + timedelta(days=1)


@dataclass(frozen=True)
class Age:
    """How old a claim is."""

    guide: str
    """The guide or the law that it stands in."""
    claim: str
    seen: date | None
    """Nothing where no source of the claim has a date."""


def ages(library: Library) -> Iterator[Age]:
    """The age of every claim, guide by guide and law by law."""
    for guide in library.guides.values():
        sources = library.sources(guide)
        for claim in records(guide, Claim):
            yield Age(guide.slug, claim.id, last_seen(sources[name] for name in claim.sources))
    for law in library.laws.values():
        for claim in records(law, Claim):
            yield Age(law.slug, claim.id, last_seen(law.sources[name] for name in claim.sources))


def turns(library: Library, limit: timedelta) -> set[date]:
    """The days on which a claim becomes stale, and says so."""
    return {grows_stale(age.seen, limit) for age in ages(library) if age.seen}
