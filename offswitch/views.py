"""Views: an address comes in; a page goes out. Reads the address, asks the pages, renders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from offswitch import addresses, qr
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.blank import Blank
from offswitch.card import draw
from offswitch.content.model import Guide
from offswitch.errors import preferred_language
from offswitch.forms import AnswersForm, LinkChoice, read_answers, read_choice, read_done
from offswitch.freshness import turns_tonight
from offswitch.language import current
from offswitch.letter import Offer
from offswitch.letter_file import ENDINGS, MEDIA_TYPES, Ending, letter_file
from offswitch.pages.accessibility import accessibility_page
from offswitch.pages.authorities import authorities_page
from offswitch.pages.checklist import checklist_page
from offswitch.pages.done import done_page
from offswitch.pages.fillings import Macros, fillings, opened
from offswitch.pages.guide import guide_page
from offswitch.pages.handout import handout_page, whole_guide_address
from offswitch.pages.home import home_page
from offswitch.pages.host_page import own_page
from offswitch.pages.info import about_page
from offswitch.pages.letter import file_name, letter_page, written_letter
from offswitch.pages.letters import choice_page, letters_page, offers_of
from offswitch.pages.misreported import misreported_page
from offswitch.pages.phone import phone_view
from offswitch.pages.privacy import privacy_page
from offswitch.pages.region import region_page
from offswitch.pages.reminder import answered_reminder, still_off_reminder
from offswitch.pages.review import review_page
from offswitch.pages.share import share_page
from offswitch.pages.sharing import Sharing, sharing_of_site
from offswitch.pages.sources import sources_page
from offswitch.pages.visit import Visit
from offswitch.pages.walkthrough import walkthrough_page
from offswitch.reminder import Reminder
from offswitch.site import site
from offswitch.spoken import take_language

blueprint = Blueprint("site", __name__)
blueprint.url_value_preprocessor(take_language)

PARTIAL = "/partial"
STAYS = "stays"
"""In the query of a partial: the reader stays on the page, so its address is replaced, not added."""

DATE = "date"
"""In the query: the day that a reminder counts from."""

STEPS = f"<any({', '.join(Step)}):step>"
QR_FILE = f"qr.<any({', '.join(qr.ENDINGS)}):picture>"
LETTER_FILE = f"letter.<any({', '.join(ENDINGS)}):ending>"

View = Callable[..., Any]


def page(rule: str) -> Callable[[View], View]:
    """Register a page, and its partial at '/partial' + the page's own address."""

    def register(view: View) -> View:
        blueprint.add_url_rule(rule, view.__name__, view, methods=["GET"])
        blueprint.add_url_rule(PARTIAL + rule, f"partial_{view.__name__}", view, methods=["GET"])
        return view

    return register


def is_partial() -> bool:
    return request.path.startswith(PARTIAL + "/")


def stays() -> bool:
    return is_partial() and STAYS in request.args


def show(template: str, view: Any) -> Response:
    """The whole page at its own address, the partial at the partial's."""
    if view.frame.names_today:
        turns_tonight()
    return answer(rendered(template, view), view.frame.address)


def rendered(template: str, view: Any) -> str:
    return render_template(
        "partials/answer.html" if is_partial() else "base.html", page=view, template=template
    )


def answer(content: str | bytes, address: str) -> Response:
    """The page that stands at the address, or its partial, which names it."""
    response = make_response(content)
    if is_partial():
        response.headers["HX-Replace-Url" if stays() else "HX-Push-Url"] = address
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/")
def root() -> AnyResponse:
    return negotiated(addresses.home(preferred_language(site()).code))


@blueprint.get(f"{addresses.GO}/<slug>/")
@blueprint.get(f"{addresses.GO}/<slug>/<step>/")
@blueprint.get(f"{addresses.GO}/<slug>/<place>/<step>/")
def go(slug: str, place: str | None = None, step: str | None = None) -> AnyResponse:
    """The same in the reader's language. What is not there falls back: links in articles stay for years."""
    here = site()
    chosen = here.library.guides.get(slug) or abort(404)
    language = preferred_language(here).code
    known_place = place if place in here.library.places.codes else None
    _, answers = read_answers(request.args, chosen, here.library.service(chosen), language, known_place)
    # An article hands on what its readers have, never what its author has done.
    answers = replace(answers, done=())
    if step not in set(Step):
        return negotiated(addresses.guide(language, slug, answers.at(None)))
    return negotiated(addresses.step(language, slug, Step(step), answers))


def negotiated(address: str) -> AnyResponse:
    """To the address in the language that this reader's browser asks for: no cache may give it to another."""
    response = redirect(address, 302)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Language")
    return response


@page("/<language>/")
def home() -> Response:
    here = site()
    return show("pages/home.html", home_page(here.library, here.languages, here.settings))


@page("/<language>/about/")
def about() -> Response:
    return show("pages/about.html", about_page(site()))


@page("/<language>/privacy/")
def privacy() -> Response:
    return show("pages/privacy.html", privacy_page(site()))


@page("/<language>/accessibility/")
def accessibility() -> Response:
    return show("pages/accessibility.html", accessibility_page(site()))


@page("/<language>/authorities/")
def authorities() -> Response:
    here = site()
    return show("pages/authorities.html", authorities_page(here.library, here.languages, here.settings))


@page("/<language>/done/")
def done() -> Response:
    here = site()
    marked = read_done(request.args, here.library)
    return show(
        "pages/done.html", done_page(here.library, here.languages, here.settings, marked, stays=stays())
    )


@page("/<language>/share/")
def share() -> Response:
    here = site()
    return show_share(read_choice(request.args, here.library, here.languages, current().code))


def show_share(choice: LinkChoice) -> Response:
    here = site()
    guide = here.library.guides[choice.guide] if choice.guide else next(iter(here.library.guides.values()))
    service, answers = here.library.service(guide), Answers(place=choice.place)
    form, _ = read_answers(MultiDict(), guide, service, choice.language, choice.place)
    visit = Visit.of(here, guide, answers)
    return show("pages/share.html", share_page(visit, form, choice, here.assets, stays=stays()))


@page("/<language>/<slug>/")
def guide(slug: str) -> Response:
    """A guide, or a page of the host's own: the start made sure that no two have the same name."""
    if own := site().host_pages.own.get(slug):
        return show("pages/own.html", own_page(own, site()))
    visit, _ = visit_of(slug)
    return show("pages/guide.html", guide_page(visit))


@page("/<language>/<slug>/sources/")
def sources(slug: str) -> Response:
    visit, _ = visit_of(slug)
    return show("pages/sources.html", sources_page(visit))


@page("/<language>/<slug>/misreported/")
def misreported(slug: str) -> Response:
    visit, _ = visit_of(slug)
    if not visit.guide.misreported:
        abort(404)
    return show("pages/misreported.html", misreported_page(visit))


@page("/<language>/<slug>/handout/")
def handout(slug: str) -> Response:
    visit, _ = visit_of(slug)
    return show("pages/handout.html", handout_page(visit))


@blueprint.get("/<language>/<slug>/handout/qr.svg")
def handout_code(slug: str) -> Response:
    visit, _ = visit_of(slug)
    return file_of_page(qr.svg(whole_guide_address(visit)), "image/svg+xml")


# The steps come before all that has a place: of rules that weigh the same, the first one wins.
@page(f"/<language>/<slug>/{STEPS}/")
def step_without_place(slug: str, step: str) -> Response:
    return show_step(slug, None, Step(step))


@page(f"/<language>/<slug>/<place>/{STEPS}/")
def step_for_place(slug: str, place: str, step: str) -> Response:
    return show_step(slug, place, Step(step))


@page("/<language>/<slug>/<place>/")
def place(slug: str, place: str) -> AnyResponse:
    """A place alone is no page: the reader most likely wants to know what applies there."""
    visit, _ = visit_of(slug, place)
    address = visit.step_address(Step.REGION)
    if visit.as_files:
        return make_response(
            render_template("leads_on.html", address=address, title=visit.title(Step.REGION))
        )
    return redirect(addresses.partial(address) if is_partial() else address, 302)


@page("/<language>/<slug>/letters/")
def letters_without_place(slug: str) -> Response:
    visit = letters_visit_of(slug)
    return show("pages/letters_choice.html", choice_page(visit))


@page("/<language>/<slug>/<place>/letters/")
def letters(slug: str, place: str) -> Response:
    visit = letters_visit_of(slug, place)
    return show("pages/letters.html", letters_page(visit, place))


@page("/<language>/<slug>/<place>/letters/<kind>/")
def letter(slug: str, place: str, kind: str) -> Response:
    visit, _ = visit_of(slug, place)
    offer = offer_of(visit, place, kind)
    code = offer.language_on(current().code)
    return show("pages/letter.html", letter_page(visit, place, offer, code, request.args.get(DATE)))


@page("/<language>/<slug>/<place>/letters/<kind>/<code>/")
def letter_in_language(slug: str, place: str, kind: str, code: str) -> AnyResponse:
    """The letter in another language than the page would take. One address for one page: else a redirect."""
    visit, _ = visit_of(slug, place)
    offer = offer_of(visit, place, kind, code)
    if code == offer.language_on(current().code):
        address = visit.letter_address(kind)
        return redirect(addresses.partial(address) if is_partial() else address, 302)
    return show("pages/letter.html", letter_page(visit, place, offer, code, request.args.get(DATE)))


@blueprint.get(f"/<language>/<slug>/<place>/letters/<kind>/{LETTER_FILE}")
@blueprint.get(f"/<language>/<slug>/<place>/letters/<kind>/<code>/{LETTER_FILE}")
def file_of_letter(slug: str, place: str, kind: str, ending: Ending, code: str | None = None) -> Response:
    visit, _ = visit_of(slug, place)
    offer = offer_of(visit, place, kind, code)
    chosen = code or offer.language_on(current().code)
    return file_of_page(
        letter_file(written_letter(visit, place, offer, chosen), ending),
        MEDIA_TYPES[ending],
        save_as=f"{file_name(visit, offer, chosen)}.{ending}",
    )


def show_step(slug: str, place: str | None, step: Step) -> Response:
    visit, form = visit_of(slug, place)
    address = visit.step_address(step)
    # Answers that are too long for a code to a phone change what the page says, as does a day.
    is_usual = DATE not in request.args and not phone_view(visit.settings, address).is_short
    if visit.answers.query() and is_usual:
        return answer(filled_step(visit, form, step), address)
    return show(*made_step(visit, form, step))


def made_step(visit: Visit, form: AnswersForm, step: Step) -> tuple[str, Any]:
    """The step's template and what it shows."""
    match step:
        case Step.REGION:
            return "partials/region.html", region_page(visit)
        case Step.REVIEW:
            return "partials/review.html", review_page(visit, form, stays=stays())
        case Step.SETTINGS:
            return "partials/settings.html", walkthrough_page(visit, form, stays=stays())
        case Step.CHECKLIST:
            date = request.args.get(DATE)
            return "partials/checklist.html", checklist_page(visit, form, date, stays=stays())


def filled_step(visit: Visit, form: AnswersForm, step: Step) -> bytes:
    """The step as it is for many readers, with these answers put in."""
    macros = cast(Macros, current_app.jinja_env.get_template("components/wizard.html").module)
    open_visit, blanks = opened(visit, step), site().blanks
    key = (request.path, open_visit.answers, stays(), visit.today)
    blank = blanks.get(key)
    if blank is None:
        page = rendered(*made_step(open_visit, form, step))
        blank = Blank.of(page, fillings(open_visit, step, macros))
        blanks.put(key, blank, blank.size)
    if step is Step.CHECKLIST:
        # Its reminder begins with today.
        turns_tonight()
    return blank.filled(fillings(visit, step, macros))


@blueprint.get(f"/<language>/{addresses.CARD}")
def card() -> Response:
    return show_card(sharing_of_site(site().settings))


@blueprint.get(f"/<language>/<slug>/{addresses.CARD}")
def card_of_guide(slug: str) -> Response:
    visit, _ = visit_of(slug)
    return show_card(visit.sharing())


@blueprint.get(f"/<language>/<slug>/{STEPS}/{addresses.CARD}")
def card_of_step(slug: str, step: str) -> Response:
    visit, _ = visit_of(slug)
    return show_card(visit.sharing(Step(step)))


def show_card(sharing: Sharing) -> Response:
    response = make_response(draw(sharing.card, site().theme.light))
    response.mimetype = sharing.media_type
    return response


@blueprint.get(f"/<language>/<slug>/{STEPS}/{addresses.SHARE_OF_STEP}")
@blueprint.get(f"/<language>/<slug>/<place>/{STEPS}/{addresses.SHARE_OF_STEP}")
def share_of_step(slug: str, step: str, place: str | None = None) -> AnyResponse:
    """Plain files have such pages. Who moves from them to a server takes their addresses along."""
    visit, _ = visit_of(slug, place)
    return redirect(addresses.share(current().code, visit.guide.slug, Step(step), place), 302)


@blueprint.get(f"/<language>/<slug>/{STEPS}/{QR_FILE}")
@blueprint.get(f"/<language>/<slug>/<place>/{STEPS}/{QR_FILE}")
def code_of_step(slug: str, step: str, picture: qr.Ending, place: str | None = None) -> Response:
    visit, _ = visit_of(slug, place)
    phone = phone_view(visit.settings, visit.step_address(Step(step)))
    return file_of_page(qr.drawn(phone.address, picture), qr.MEDIA_TYPES[picture])


@blueprint.get(f"/<language>/<slug>/{Step.CHECKLIST}/{addresses.STILL_OFF}")
@blueprint.get(f"/<language>/<slug>/<place>/{Step.CHECKLIST}/{addresses.STILL_OFF}")
def still_off(slug: str, place: str | None = None) -> Response:
    visit, _ = visit_of(slug, place)
    return calendar_file(still_off_reminder(visit, request.args.get(DATE)), addresses.STILL_OFF)


@blueprint.get(f"/<language>/<slug>/<place>/letters/<kind>/{addresses.ANSWERED}")
def answered(slug: str, place: str, kind: str) -> Response:
    visit, _ = visit_of(slug, place)
    letter = next((each for each in visit.library.letters(visit.guide, place) if each.kind == kind), None)
    reminder = answered_reminder(visit, letter, request.args.get(DATE)) if letter else None
    if reminder is None:
        abort(404)
    return calendar_file(reminder, addresses.ANSWERED)


def calendar_file(reminder: Reminder, name: str) -> Response:
    turns_tonight()
    return file_of_page(reminder.ics(), "text/calendar", save_as=name)


def file_of_page(content: bytes, media_type: str, save_as: str | None = None) -> Response:
    """A file under the address of its page. With a name it is kept, not shown."""
    response = make_response(content)
    response.mimetype = media_type
    response.headers["X-Robots-Tag"] = "noindex"
    if save_as:
        response.headers.set("Content-Disposition", "attachment", filename=save_as)
    return response


def visit_of(slug: str, place: str | None = None) -> tuple[Visit, AnswersForm]:
    """The visit that the address means. An unknown guide or place is a 404."""
    here = site()
    chosen: Guide | None = here.library.guides.get(slug)
    if chosen is None or (place is not None and place not in here.library.places.codes):
        abort(404)
    service = here.library.service(chosen)
    form, answers = read_answers(request.args, chosen, service, current().code, place)
    return Visit.of(here, chosen, answers), form


def letters_visit_of(slug: str, place: str | None = None) -> Visit:
    """The visit that the address means. A guide without letters has no pages of them."""
    visit, _ = visit_of(slug, place)
    if visit.guide.letters is None:
        abort(404)
    return visit


def offer_of(visit: Visit, place: str, kind: str, code: str | None = None) -> Offer:
    """The letter that the address means. One that does not exist there, or not in that language, is a 404."""
    offer = next((each for name, each in offers_of(visit, place).items() if name == kind), None)
    if offer is None or (code is not None and code not in offer.languages):
        abort(404)
    return offer
