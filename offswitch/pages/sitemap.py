"""Sitemap: the pages that search engines may list, in every language, and when what they say last changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content import Library
from offswitch.content.changes import Change
from offswitch.content.model import Guide
from offswitch.language import Language
from offswitch.pages.info import PAGES
from offswitch.pages.own import languages_of
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


def sitemaps(languages: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """The whole addresses of the sitemaps of all languages."""
    return tuple(f"{settings.origin}{addresses.sitemap(language)}" for language in languages)


def sitemap_entries(
    language: str,
    library: Library,
    languages: dict[str, Language],
    settings: Settings,
    own: Iterable[str] = (),
) -> tuple[SitemapEntry, ...]:
    """Every page in the language without a place, the host's own too. One for a place says the same."""
    names = (*PAGES, "authorities", *own)
    return tuple(
        SitemapEntry(f"{settings.origin}{address}", changed, _alternates(address, codes, settings))
        for address, changed, codes in _pages(library, language, languages, names)
    )


def _alternates(address: str, languages: Iterable[str], settings: Settings) -> dict[str, str]:
    pages = addresses.in_languages(address, languages, settings.language)
    return {tag: f"{settings.origin}{page}" for tag, page in pages.items()}


def _pages(
    library: Library, language: str, languages: dict[str, Language], names: Iterable[str]
) -> Iterator[tuple[str, date | None, tuple[str, ...]]]:
    """Its pages in the language, when they changed, and the languages that they are in."""
    every = tuple(languages)
    yield addresses.home(language), _last(library.changes.changes), every
    for name in names:
        yield addresses.info(language, name), None, every
    yield addresses.done(language), None, every
    yield addresses.share(language), None, every
    for slug, guide in library.guides.items():
        changed, codes = _last(library.changes.of(slug)), languages_of(library, guide, languages)
        if language in codes:
            for address in guide_pages(language, guide):
                yield address, changed, codes


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
