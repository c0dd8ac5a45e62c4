"""Step 1: the countries, and what applies there."""

from dataclasses import dataclass

from offswitch.addresses import Step
from offswitch.language import Phrase, gettext
from offswitch.pages.frame import Frame
from offswitch.pages.places import PlaceLink
from offswitch.pages.telling import ClaimView, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class FactView:
    id: str
    title: Phrase
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class RegionPage:
    frame: Frame
    visit: Visit
    telling: Telling
    places: tuple[PlaceLink, ...]
    facts: tuple[FactView, ...]
    region: Phrase | None
    """The region of the chosen place."""


def region_page(visit: Visit) -> RegionPage:
    telling = visit.telling
    facts = tuple(
        FactView(fact.id, gettext(fact.title), claims)
        for fact in visit.guide.facts
        if (claims := telling.claims(fact.claims))
    )
    return RegionPage(
        frame=visit.frame(Step.REGION),
        visit=visit,
        telling=telling,
        places=visit.places(Step.REGION),
        facts=facts,
        region=gettext(telling.region.title) if telling.region else None,
    )
