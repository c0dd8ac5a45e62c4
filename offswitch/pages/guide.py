"""The guide's first page: what it does, what it takes, and the shortcut for the hurried."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content.model import Guide
from offswitch.language import Phrase, current, gettext
from offswitch.pages.frame import Frame
from offswitch.pages.home import effort
from offswitch.pages.telling import ClaimView, LinkView, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class WayView:
    id: str
    title: Phrase
    claims: tuple[ClaimView, ...]
    link: LinkView | None


@dataclass(frozen=True)
class GuidePage:
    frame: Frame
    telling: Telling
    title: Phrase
    summary: Phrase
    service: str
    effort: tuple[Phrase, ...]
    start: str
    shortcut_links: tuple[LinkView, ...]
    shortcut_text: Phrase
    now: tuple[ClaimView, ...]
    does: tuple[ClaimView, ...]
    does_not: tuple[ClaimView, ...]
    needs: tuple[ClaimView, ...]
    ways: tuple[WayView, ...]
    sources: str
    misreported: str | None
    handout: str


def guide_page(visit: Visit) -> GuidePage:
    guide: Guide = visit.guide
    telling = visit.telling
    title = gettext(guide.title)
    return GuidePage(
        frame=visit.page_frame(title, visit.guide_address(), context=()),
        telling=telling,
        title=title,
        summary=gettext(guide.summary),
        service=visit.service.name,
        effort=effort(guide),
        start=visit.step_address(Step.REGION),
        shortcut_links=tuple(telling.link(link) for link in guide.shortcut.links),
        shortcut_text=telling.text(guide.shortcut.text),
        now=telling.claims(guide.now),
        does=telling.claims(guide.does),
        does_not=telling.claims(guide.does_not),
        needs=telling.claims(guide.needs),
        ways=tuple(
            WayView(
                way.id,
                gettext(way.title),
                telling.claims(way.claims),
                telling.link(way.link) if way.link else None,
            )
            for way in guide.ways
        ),
        sources=addresses.sources(current().code, guide.slug),
        misreported=addresses.misreported(current().code, guide.slug) if guide.misreported else None,
        handout=addresses.handout(current().code, guide.slug),
    )
