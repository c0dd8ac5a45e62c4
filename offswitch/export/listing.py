"""Listing: every address that the site answers at without a query."""

from collections.abc import Iterator

from offswitch import addresses, qr
from offswitch.addresses import NO_ANSWERS, Step
from offswitch.content.model import Guide
from offswitch.export.views import NOT_FOUND
from offswitch.language import speaking
from offswitch.letter import offers
from offswitch.letter_file import ENDINGS
from offswitch.open_data import SCHEMAS
from offswitch.pages.info import PAGES
from offswitch.pages.sitemap import guide_pages
from offswitch.site import Site


def listed(here: Site) -> Iterator[str]:
    """In the order of the languages: those that belong to none come first."""
    yield from _without_language(here)
    for language in here.languages:
        yield from _in_language(here, language)


def _without_language(here: Site) -> Iterator[str]:
    yield from ("/", "/favicon.ico", "/robots.txt", addresses.SITEMAP, addresses.OPEN_API)
    yield from map(addresses.schema, SCHEMAS)
    if here.settings.contact and here.settings.base:
        yield addresses.SECURITY
    yield from (f"/static/{name}" for name in here.assets)
    for slug in here.library.guides:
        yield f"{addresses.GO}/{slug}/"
        for step in Step:
            for place in (None, *here.library.places.codes):
                yield addresses.go(slug, step, place)


def _in_language(here: Site, language: str) -> Iterator[str]:
    pages = (
        addresses.home(language),
        *(addresses.info(language, name) for name in (*PAGES, "authorities", *here.host_pages.own)),
        addresses.done(language),
        addresses.share(language),
    )
    for page in pages:
        yield from _with_partial(page)
    yield f"/{language}/{NOT_FOUND}"
    yield addresses.file(addresses.home(language), addresses.CARD)
    yield addresses.feed(language)
    yield addresses.sitemap(language)
    yield addresses.guides_data(language)
    yield addresses.places_data(language)
    for guide in here.library.guides.values():
        yield from _of_guide(here, language, guide)


def _of_guide(here: Site, language: str, guide: Guide) -> Iterator[str]:
    for page in guide_pages(language, guide):
        yield from _with_partial(page)
    first = addresses.guide(language, guide.slug)
    yield addresses.file(first, addresses.CARD)
    yield addresses.feed(language, guide.slug)
    yield addresses.guide_data(language, guide.slug)
    yield addresses.handout_code(language, guide.slug)
    for step in Step:
        yield addresses.file(addresses.step(language, guide.slug, step), addresses.CARD)
        yield from _files_of_step(language, guide.slug, step, None)
    for place in here.library.places.codes:
        yield f"{first}{place}/"
        for step in Step:
            yield from _with_partial(addresses.step(language, guide.slug, step, NO_ANSWERS.at(place)))
            yield from _files_of_step(language, guide.slug, step, place)
        if guide.letters:
            yield from _letters(here, language, guide, place)


def _files_of_step(language: str, slug: str, step: Step, place: str | None) -> Iterator[str]:
    page = addresses.step(language, slug, step, NO_ANSWERS.at(place))
    yield addresses.embed(page)
    yield addresses.share_of_step(language, slug, step, place)
    yield addresses.file(page, addresses.OEMBED_OF_STEP)
    yield from (addresses.file(page, f"qr.{ending}") for ending in qr.ENDINGS)
    if step == Step.CHECKLIST:
        yield addresses.file(page, addresses.STILL_OFF)


def _letters(here: Site, language: str, guide: Guide, place: str) -> Iterator[str]:
    answers = NO_ANSWERS.at(place)
    yield from _with_partial(addresses.letters(language, guide.slug, answers))
    with speaking(here.languages[language]):
        offered = offers(here.library, guide, place, here.all_languages, here.today)
    has_period = here.library.law_of(place).period is not None
    for kind, offer in offered.items():
        page = addresses.letter(language, guide.slug, kind, answers=answers)
        yield from _with_partial(page)
        yield from (addresses.letter_file(page, ending) for ending in ENDINGS)
        if has_period and offer.letter.answered:
            yield addresses.file(page, addresses.ANSWERED)


def _with_partial(page: str) -> Iterator[str]:
    yield page
    yield addresses.partial(page)
