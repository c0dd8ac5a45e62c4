"""Embeds: steps for other sites' articles, and oEmbed, by which publishing systems find them."""

import json
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from offswitch import addresses, card
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.forms import AnswersForm, read_answers
from offswitch.language import current, speak
from offswitch.open_data import MEDIA_TYPE
from offswitch.pages.embed import embed_page
from offswitch.pages.snippet import HEIGHTS, frame_title, snippet
from offswitch.pages.visit import Visit
from offswitch.site import site
from offswitch.spoken import take_language

blueprint = Blueprint("embeds", __name__)
blueprint.url_value_preprocessor(take_language)

STEPS = f"<any({', '.join(Step)}):step>"

OUR_PATH = re.compile(
    rf"/(?P<language>[^/]+)/(?P<slug>[^/]+)/((?P<place>[^/]+)/)?(?P<step>{'|'.join(Step)})/?"
)
OUR_FRAGMENT = re.compile(r"[a-z0-9-]{1,100}")
A_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

WIDTH = 600
"""Pixels, where the publishing system names no limit."""
A_DAY = 86_400


@blueprint.get(f"{addresses.EMBED}/<language>/<slug>/{STEPS}/")
def embed_without_place(slug: str, step: str) -> Response:
    return show(slug, None, Step(step))


@blueprint.get(f"{addresses.EMBED}/<language>/<slug>/<place>/{STEPS}/")
def embed_for_place(slug: str, place: str, step: str) -> Response:
    return show(slug, place, Step(step))


def show(slug: str, place: str | None, step: Step) -> Response:
    visit, form = visit_of(slug, place)
    page = embed_page(visit, form, step)
    response = make_response(render_template(f"embed/{step}.html", page=page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def visit_of(slug: str, place: str | None) -> tuple[Visit, AnswersForm]:
    """The visit of somebody who answered nothing. An unknown guide or place is a 404."""
    here = site()
    guide = here.library.guides.get(slug)
    if guide is None:
        abort(404, f"There is no such guide here. There are: {', '.join(here.library.guides)}.")
    if place is not None and place not in here.library.places.codes:
        abort(404, f"There is no such place here. There are: {', '.join(sorted(here.library.places.codes))}.")
    form, _ = read_answers(MultiDict(), guide, here.library.service(guide), current().code, place)
    return Visit.of(here, guide, Answers(place=place)), form


# ---------------------------------------------------------------- oEmbed


class Asked(NamedTuple):
    """A step that a publishing system wants to embed."""

    visit: Visit
    step: Step
    fragment: str


@blueprint.get(addresses.OEMBED)
def oembed() -> Response:
    """oEmbed 1.0, type 'rich'."""
    if request.args.get("format", "json").lower() != "json":
        abort(501, "Only JSON is offered here: format=json.")
    return as_json(answer(asked_for(request.args.get("url", ""))))


@blueprint.get(f"/<language>/<slug>/{STEPS}/{addresses.OEMBED_OF_STEP}")
@blueprint.get(f"/<language>/<slug>/<place>/{STEPS}/{addresses.OEMBED_OF_STEP}")
def oembed_of_step(slug: str, step: str, place: str | None = None) -> Response:
    """The same for one step, at an address that a plain file can have."""
    visit, _ = visit_of(slug, place)
    return as_json(answer(Asked(visit, Step(step), fragment="")))


def as_json(table: dict[str, object]) -> Response:
    response = make_response(json.dumps(table, ensure_ascii=False))
    response.content_type = MEDIA_TYPE
    return response


def asked_for(address: str) -> Asked:
    """The step at a whole address of ours. Its query is dropped: an article carries nobody's answers."""
    here = site()
    if not address:
        abort(404, "Say which step: url= and the whole address of one of our steps.")
    path, fragment = of_ours(address)
    found = OUR_PATH.fullmatch(path)
    if found is None:
        abort(404, f"Only steps of a guide can be embedded: {', '.join(Step)}.")
    language = here.language_for(found["language"])
    if language is None:
        abort(404, f"There is no such language here. There are: {', '.join(here.languages)}.")
    speak(language)
    visit, _ = visit_of(found["slug"], found["place"])
    return Asked(visit, Step(found["step"]), fragment)


def of_ours(address: str) -> tuple[str, str]:
    """The path and the fragment of an address of this site. Any other is a 404."""
    settings = site().settings
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        abort(404, "This is no address.")
    if parts.scheme not in {"https", "http"} or not {host, f"[{host}]"} & set(settings.trusted_hosts):
        abort(404, f"This address is not of this site. Ours start with {settings.origin}.")
    return parts.path, f"#{parts.fragment}" if OUR_FRAGMENT.fullmatch(parts.fragment) else ""


def answer(asked: Asked) -> dict[str, object]:
    visit, step, fragment = asked
    widest, highest = limit("maxwidth"), limit("maxheight")
    width = min(WIDTH, widest or WIDTH)
    height = min(HEIGHTS[step], highest or HEIGHTS[step])
    origin = visit.settings.origin
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": frame_title(visit, step),
        "provider_name": visit.settings.name,
        "provider_url": origin + "/",
        "cache_age": A_DAY,
        "html": snippet(visit, step, fragment=fragment, width=width, height=height),
        "width": width,
        "height": height,
    }
    # Its size is what it is: where it is too large for them, they get none.
    if (widest or card.WIDTH) >= card.WIDTH and (highest or card.HEIGHT) >= card.HEIGHT:
        address = addresses.file(addresses.step(current().code, visit.guide.slug, step), addresses.CARD)
        answer |= {
            "thumbnail_url": origin + address,
            "thumbnail_width": card.WIDTH,
            "thumbnail_height": card.HEIGHT,
        }
    return answer


def limit(name: str) -> int | None:
    """A number of pixels; nonsense is no limit."""
    found = A_NUMBER.fullmatch(request.args.get(name, ""))
    return int(found[0]) if found else None
