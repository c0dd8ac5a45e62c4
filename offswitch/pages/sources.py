"""Every source of a guide, with its state and how it was read."""

from collections.abc import Iterator
from dataclasses import dataclass

from offswitch import addresses
from offswitch.content.model import Cited, Source
from offswitch.content.walk import records
from offswitch.language import Phrase, current, gettext
from offswitch.pages.frame import Frame
from offswitch.pages.notes import source_state
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class SourceView:
    id: str
    source: Source
    state: Phrase


@dataclass(frozen=True)
class SourceGroup:
    title: Phrase
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class SourcesPage:
    frame: Frame
    visit: Visit
    groups: tuple[SourceGroup, ...]


def sources_page(visit: Visit) -> SourcesPage:
    cited = set(_cited(visit))
    sources = {name: source for name, source in visit.library.sources(visit.guide).items() if name in cited}
    titles = {
        "official": gettext("From {service} itself", service=visit.service.name),
        "regulator": gettext("From authorities and public bodies"),
        "press": gettext("From the press"),
        "community": gettext("From others"),
    }
    groups = (
        SourceGroup(
            title,
            tuple(
                SourceView(name, source, source_state(source))
                for name, source in sources.items()
                if source.kind == kind
            ),
        )
        for kind, title in titles.items()
    )
    return SourcesPage(
        frame=visit.page_frame(gettext("Sources"), addresses.sources(current().code, visit.guide.slug)),
        visit=visit,
        groups=tuple(group for group in groups if group.sources),
    )


def _cited(visit: Visit) -> Iterator[str]:
    for record in records(visit.guide, Cited):
        yield from record.sources
    for table in visit.service.languages.values():
        yield from table.sources
        for label in table.labels.values():
            yield from label.sources
