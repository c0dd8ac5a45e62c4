"""Errors: helpful pages in the reader's language, with the nearest right addresses; for programs, JSON."""

from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import Gone, HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content.ledger import Gone as GoneAddress
from offswitch.content.model import Guide
from offswitch.language import Language, current, gettext, speak
from offswitch.letter import offers
from offswitch.open_data import MEDIA_TYPE, Refusal
from offswitch.pages.error import ErrorPage, Suggestion, error_page
from offswitch.pages.home import GuideCard, guide_card
from offswitch.pages.host_page import own_link
from offswitch.pages.info import PAGES
from offswitch.pages.places import place_name
from offswitch.site import Site, site
from offswitch.tags import meant

LETTERS = "letters"
"""The part of an address below which the letters stand."""


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(InternalServerError, show)


class Ended(Gone):
    """The address was right once, and the ledger says what became of it."""

    def __init__(self, gone: GoneAddress) -> None:
        super().__init__(gone.text)
        self.gone = gone


def show(error: HTTPException) -> AnyResponse:
    if error.response is not None:
        return error.get_response()
    if error.code == 404:
        ledger = site().library.ledger
        if address := ledger.moved_to(request.path):
            return _moved(address)
        if gone := ledger.gone_from(request.path):
            error = Ended(gone)
    response = _for_programs(error) if addresses.is_for_programs(request.path) else _for_readers(error)
    if error.code == 405:
        response.headers["Allow"] = "GET, HEAD"
    return response


def _moved(address: str) -> AnyResponse:
    query = request.query_string.decode("ascii")
    return redirect(f"{quote(address)}?{query}" if query else quote(address), 308)


def _for_readers(error: HTTPException) -> Response:
    speak(likely_language(site()))
    page = _page_of_ended(error.gone) if isinstance(error, Ended) else _page(error.code or 500)
    template = "embed/error.html" if addresses.is_embed(request.path) else "errors/error.html"
    return make_response(render_template(template, page=page), error.code or 500)


def _for_programs(error: HTTPException) -> Response:
    response = make_response(Refusal(error=_refusal(error)).model_dump_json(), error.code or 500)
    response.content_type = MEDIA_TYPE
    return response


def _refusal(error: HTTPException) -> str:
    match error.code:
        case 404 | 501 if error.description and error.description != type(error).description:
            return error.description
        case 410:
            return error.description or "This is no longer here."
        case 404:
            return f"There is nothing at this address. {addresses.OPEN_API} says what there is."
        case 405:
            return "Only GET and HEAD exist here."
        case 400:
            return "This request was not understood."
        case _:
            return "Something went wrong on our side. Please try again in a minute."


def likely_language(here: Site) -> Language:
    """The language that the address names, or else the one that the browser asks for."""
    return here.language_for(_parts()[0]) or preferred_language(here)


def preferred_language(here: Site) -> Language:
    """The first that the browser asks for and that we have; the host's for who takes any."""
    default = here.settings.language
    wanted = (tag for tag, weight in request.accept_languages if weight)
    found = (default if tag == "*" else meant(tag, here.languages) for tag in wanted)
    return here.languages[next(filter(None, found), default)]


def _parts() -> list[str]:
    path = request.path.removeprefix("/partial").removeprefix(addresses.EMBED)
    return path.strip("/").split("/")


def _is_withheld(here: Site) -> bool:
    """Whether the address is about a guide that the host does not offer."""
    return bool(here.withheld & {part.lower() for part in _parts()[1:2]})


def _page(status: int) -> ErrorPage:
    here = site()
    match status:
        case 404 if _is_withheld(here):
            title = gettext("This guide is not offered here")
            words = gettext(
                "There is such a guide, but whoever runs this site has chosen others. Here they are."
            )
        case 404 if LETTERS in _parts()[2:-1]:
            title = gettext("There is no such letter here")
            words = gettext(
                "Which letters there are, and in which languages, depends on the law of the place."
            )
        case 404:
            title = gettext("This page does not exist")
            words = gettext(
                "The address may be mistyped or cut off. Nothing is lost: you can go on from here."
            )
        case 405:
            title = gettext("That does not work here")
            words = gettext(
                "This site only shows pages. It takes nothing in, so there is nothing to send to it."
            )
        case 400:
            title = gettext("We did not understand that request")
            words = gettext("Please open the site by its own address.")
        case _:
            title = gettext("Something went wrong on our side")
            words = gettext("Nothing is lost: your answers are in the address. Please try again in a minute.")
    suggestions = _suggestions(here) if status != 400 else ()
    return error_page(title, words, status, suggestions, here.languages, here.settings)


def _page_of_ended(gone: GoneAddress) -> ErrorPage:
    here = site()
    suggestions = _suggestions(here)
    if gone.instead in here.library.guides:
        card = guide_card(here.library, here.library.guides[gone.instead], here.settings)
        instead = Suggestion(card.title, card.address)
        suggestions = (instead, *(each for each in suggestions if each.address != card.address))
    return error_page(
        gettext("This is no longer here"), gettext(gone.text), 410, suggestions, here.languages, here.settings
    )


def _suggestions(here: Site) -> tuple[Suggestion, ...]:
    """Home, what the address most likely meant, and every guide."""
    language = current().code
    parts = [part.lower() for part in _parts()[1:5]]
    found: list[Suggestion] = []
    meant = parts[0] if parts and not _is_withheld(here) else ""
    slug = _closest(meant, here.library.guides)
    if slug:
        place = next((part for part in parts[1:] if part in here.library.places.codes), None)
        step = next(
            (match for part in parts[1:] if (match := _closest(part, [str(each) for each in Step]))), None
        )
        guide = here.library.guides[slug]
        card = guide_card(here.library, guide, here.settings)
        answers = addresses.NO_ANSWERS.at(place)
        name = place_name(here.library.places, place) if place else None
        is_letter = guide.letters is not None and any(_closest(part, [LETTERS]) for part in parts[1:])
        if is_letter:
            found.extend(_letters(here, guide, card, place, name))
        for each in [Step(step)] if step else [] if is_letter else list(Step):
            address = addresses.step(language, slug, each, answers)
            found.append(Suggestion.of_step(card, guide, address, each, name))
    elif own := _closest(meant, here.host_pages.own):
        link = own_link(here.host_pages.own[own])
        found.append(Suggestion(link.title, link.address))
    elif page := _closest(meant, PAGES):
        found.append(Suggestion.of_info(page, addresses.info(language, page)))
    found.extend(
        Suggestion(card.title, card.address)
        for card in (guide_card(here.library, guide, here.settings) for guide in here.library.guides.values())
    )
    return (*found, Suggestion(gettext("Home"), addresses.home(language)))


def _letters(
    here: Site, guide: Guide, card: GuideCard, place: str | None, name: str | None
) -> Iterator[Suggestion]:
    """Every letter that there is for the place, and the page that explains them."""
    language, answers = current().code, addresses.NO_ANSWERS.at(place)
    offered = offers(here.library, guide, place, here.all_languages, here.today) if place else {}
    for kind, offer in offered.items():
        address = addresses.letter(language, guide.slug, kind, None, answers)
        yield Suggestion.of_guide(gettext(offer.letter.title), card, address, name)
    yield Suggestion.of_guide(
        gettext("Letters"), card, addresses.letters(language, guide.slug, answers), name
    )


def _closest(word: str, known: object) -> str | None:
    matches = get_close_matches(word, [str(each) for each in known], n=1, cutoff=0.6)  # type: ignore[attr-defined]
    return matches[0] if matches else None
