"""Sitemap: the pages that search engines may list, in every language, and when what they say last changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content import Library
from offswitch.content.changes import Change
from offswitch.content.model import Guide
from offswitch.pages.info import PAGES
from offswitch.settings import Settings


@dataclass(frozen=True)
class SitemapEntry:
    """A page in one language."""

    address: str
    """Whole, as those below."""
    changed: date | None
    """The last entry of the change log about what it says."""
    alternates: dict[str, str]
    """The same page in every language, by its tag."""


def sitemap_entries(
    library: Library, languages: Iterable[str], settings: Settings, own: Iterable[str] = ()
) -> tuple[SitemapEntry, ...]:
    """Every page without a place, the host's own too. One for a place says the same, chosen for it."""
    names = (*PAGES, "authorities", *own)
    codes = tuple(languages)
    return tuple(
        SitemapEntry(f"{settings.origin}{address}", changed, _alternates(address, codes, settings))
        for code in codes
        for address, changed in _pages(library, code, names)
    )


def _alternates(address: str, languages: Iterable[str], settings: Settings) -> dict[str, str]:
    pages = addresses.in_languages(address, languages, settings.language)
    return {tag: f"{settings.origin}{page}" for tag, page in pages.items()}


def _pages(library: Library, language: str, names: Iterable[str]) -> Iterator[tuple[str, date | None]]:
    yield addresses.home(language), _last(library.changes.changes)
    for name in names:
        yield addresses.info(language, name), None
    yield addresses.done(language), None
    yield addresses.share(language), None
    for slug, guide in library.guides.items():
        changed = _last(library.changes.of(slug))
        for address in guide_pages(language, guide):
            yield address, changed


def guide_pages(language: str, guide: Guide) -> Iterator[str]:
    """Every page of the guide without a place."""
    yield addresses.guide(language, guide.slug)
    for step in Step:
        yield addresses.step(language, guide.slug, step)
    yield addresses.sources(language, guide.slug)
    yield addresses.handout(language, guide.slug)
    if guide.letters:
        yield addresses.letters(language, guide.slug)
    if guide.misreported:
        yield addresses.misreported(language, guide.slug)


def _last(changes: tuple[Change, ...]) -> date | None:
    return changes[0].date if changes else None
