"""The handout: one sheet of paper for an info stand, with the way in one line and a code that leads on."""

from collections.abc import Iterator
from dataclasses import dataclass

from offswitch import addresses
from offswitch.content.model import Cited
from offswitch.content.walk import records
from offswitch.language import Phrase, current, gettext
from offswitch.pages.frame import Frame
from offswitch.pages.telling import LabelWords, LinkView, sources_state
from offswitch.pages.visit import Visit
from offswitch.pages.walkthrough import InsteadView, RouteView, instead_views, route_views


@dataclass(frozen=True)
class WayView:
    """The way in one line, and where it is the same."""

    titles: tuple[Phrase, ...]
    path: tuple[LabelWords, ...]


@dataclass(frozen=True)
class HandoutPage:
    frame: Frame
    title: Phrase
    summary: Phrase
    service: str
    ways: tuple[WayView, ...]
    must_read: Phrase
    """The one sentence that matters."""
    links: tuple[LinkView, ...]
    """The official switch or form."""
    without: tuple[InsteadView, ...]
    """Where there is no opt-out."""
    guide: str
    """The address of the guide's first page."""
    whole_guide: str
    """The same from the site's origin on, for paper and for the code."""
    code: str
    """The address of the QR code."""
    state: Phrase
    """How old the sources are that the sheet rests on."""


def handout_page(visit: Visit) -> HandoutPage:
    guide, telling = visit.guide, visit.telling
    title = gettext(guide.title)
    sources = visit.library.sources(guide)
    return HandoutPage(
        frame=visit.page_frame(
            title, addresses.handout(current().code, guide.slug), context=(gettext("A page to print"),)
        ),
        title=title,
        summary=gettext(guide.summary),
        service=visit.service.name,
        ways=_ways(route_views(visit)),
        must_read=telling.text(guide.shortcut.text),
        links=tuple(telling.link(link) for link in guide.shortcut.links),
        without=instead_views(visit),
        guide=addresses.guide(current().code, guide.slug),
        whole_guide=whole_guide_address(visit),
        code=addresses.handout_code(current().code, guide.slug),
        state=sources_state([sources[name] for name in set(_cited(visit))]),
    )


def whole_guide_address(visit: Visit) -> str:
    """The guide's first page, as it stands on paper and in the code: without anybody's answers."""
    return visit.settings.origin + addresses.guide(current().code, visit.guide.slug)


def _ways(routes: tuple[RouteView, ...]) -> tuple[WayView, ...]:
    """Routes with the same path are one way."""
    titles: dict[tuple[str, ...], list[Phrase]] = {}
    paths = {}
    for route in routes:
        path = tuple(str(label) for label in route.path)
        titles.setdefault(path, []).append(route.title)
        paths[path] = route.path
    return tuple(WayView(tuple(titles[path]), paths[path]) for path in paths)


def _cited(visit: Visit) -> Iterator[str]:
    """The sources of what stands on the sheet."""
    guide = visit.guide
    links = [link for link in guide.links if link.id in guide.shortcut.links]
    for part in (*guide.routes, *guide.instead, *links):
        for record in records(part, Cited):
            yield from record.sources
