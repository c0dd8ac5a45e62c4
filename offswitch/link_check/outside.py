"""Outside: every address that leads out of the site, with where it stands and what was read there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from offswitch.content.authorities import Authority
from offswitch.content.labels import Service
from offswitch.content.library import Library
from offswitch.content.model import Cited, Guide, Source
from offswitch.content.walk import records


@dataclass(frozen=True, kw_only=True)
class OutsideLink:
    """An address that leads out of the site, with all that the content says about it."""

    address: str
    stands_in: tuple[str, ...]
    """Where: 'guides/harbour-ai.toml: links › switch'."""
    titles: tuple[str, ...] = ()
    """What the page was called when it was read. Only sources record that."""
    language: str = "en"
    """The language in which the page was read."""
    sign_in: bool = False
    """Whether it leads to a page for somebody signed in."""


def outside_links(library: Library, guide: Guide | None = None) -> tuple[OutsideLink, ...]:
    """Every outside address of the content, or of one guide: its links and all the sources it rests on."""
    found: dict[str, list[OutsideLink]] = defaultdict(list)
    for link in _of_guide(library, guide) if guide else _of_library(library):
        found[link.address].append(link)
    return tuple(_joined(links) for links in found.values())


def _of_library(library: Library) -> Iterator[OutsideLink]:
    for guide in library.guides.values():
        yield from _links(guide)
        yield from _sources(f"guides/{guide.slug}.toml", guide.sources)
    for service, sources in library.shared_sources.items():
        yield from _sources(f"sources/{service}.toml", sources)
    for law in library.laws.values():
        yield from _sources(f"letters/{law.slug}.toml", law.sources)
    for authority in library.authorities.authorities:
        yield from _authority(authority)
    yield from _sources("authorities.toml", library.authorities.sources)


def _of_guide(library: Library, guide: Guide) -> Iterator[OutsideLink]:
    yield from _links(guide)
    yield from _sources(f"guides/{guide.slug}.toml", guide.sources)
    cited = {name for record in records(guide, Cited) for name in record.sources}
    cited.update(_cited_by_labels(library.service(guide)))
    shared = library.shared_sources.get(guide.service, {})
    yield from _sources(
        f"sources/{guide.service}.toml", {name: shared[name] for name in shared if name in cited}
    )


def _cited_by_labels(service: Service) -> Iterator[str]:
    for table in service.languages.values():
        yield from table.sources
        for label in table.labels.values():
            yield from label.sources


def _links(guide: Guide) -> Iterator[OutsideLink]:
    for link in guide.links:
        yield OutsideLink(
            address=str(link.url),
            stands_in=(f"guides/{guide.slug}.toml: links › {link.id}",),
            sign_in=link.sign_in,
        )


def _sources(file: str, sources: dict[str, Source]) -> Iterator[OutsideLink]:
    for name, source in sources.items():
        yield OutsideLink(
            address=str(source.url),
            stands_in=(f"{file}: sources › {name}",),
            titles=(source.title,),
            language=source.language,
        )
        if source.archive:
            # Archives put their own words around a page, so its title says nothing.
            yield OutsideLink(
                address=str(source.archive),
                stands_in=(f"{file}: sources › {name} › archive",),
                language=source.language,
            )


def _authority(authority: Authority) -> Iterator[OutsideLink]:
    for name in ("website", "complaint"):
        if address := getattr(authority, name):
            yield OutsideLink(
                address=str(address),
                stands_in=(f"authorities.toml: authorities › {authority.id} › {name}",),
                language=authority.languages[0],
            )


def _joined(links: list[OutsideLink]) -> OutsideLink:
    """One link for an address that stands in several files. It is asked once."""
    titled = next((link for link in links if link.titles), links[0])
    return OutsideLink(
        address=links[0].address,
        stands_in=tuple(dict.fromkeys(where for link in links for where in link.stands_in)),
        titles=tuple(dict.fromkeys(title for link in links for title in link.titles)),
        language=titled.language,
        sign_in=any(link.sign_in for link in links),
    )
