"""Views of plain files: they stand in for those that read a query or ask the browser for its language."""

from flask import Blueprint, Response, abort

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.forms import LinkChoice
from offswitch.language import Phrase, current, gettext, speak
from offswitch.pages.home import home_title
from offswitch.pages.languages import languages_page
from offswitch.site import site
from offswitch.spoken import take_language
from offswitch.views import STEPS, show, show_share, visit_of

NOT_FOUND = "404.html"

blueprint = Blueprint("export", __name__)
blueprint.url_value_preprocessor(take_language)


@blueprint.get("/")
def root() -> Response:
    here = site()
    speak(here.default_language)
    page = languages_page("/", home_title, addresses.home, here.languages, here.settings)
    return show("pages/languages.html", page)


@blueprint.get(f"{addresses.GO}/<slug>/")
@blueprint.get(f"{addresses.GO}/<slug>/<step>/")
@blueprint.get(f"{addresses.GO}/<slug>/<place>/<step>/")
def go(slug: str, step: str | None = None, place: str | None = None) -> Response:
    here = site()
    speak(here.default_language)
    visit, _ = visit_of(slug, place)

    def address_in(code: str) -> str:
        if step is None:
            return addresses.guide(code, slug)
        return addresses.step(code, slug, Step(step), Answers(place=place))

    def title() -> Phrase:
        return gettext(visit.guide.title)

    address = addresses.go(slug, Step(step), place) if step else f"{addresses.GO}/{slug}/"
    return show(
        "pages/languages.html", languages_page(address, title, address_in, here.languages, here.settings)
    )


# The lower one is registered first, and of rules that weigh the same the first one wins.
@blueprint.get(f"/<language>/<slug>/<place>/{STEPS}/{addresses.SHARE_OF_STEP}")
@blueprint.get(f"/<language>/<slug>/{STEPS}/{addresses.SHARE_OF_STEP}")
def share_of_step(slug: str, step: str, place: str | None = None) -> Response:
    visit_of(slug, place)
    return show_share(LinkChoice(slug, Step(step), place, current().code))


@blueprint.get(f"/<language>/{NOT_FOUND}")
def not_found() -> Response:
    """What a static host shows where there is nothing."""
    abort(404)
