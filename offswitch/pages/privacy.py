"""The page on privacy writes itself: it says what is really on here, by the host's settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from offswitch import addresses
from offswitch.content.authorities import Authority
from offswitch.content.laws import Law, Operation
from offswitch.content.places import UNSAID
from offswitch.language import Phrase, current, gettext, ngettext
from offswitch.pages.authorities import AuthorityView, authority_view
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.frame import Frame
from offswitch.pages.host_page import Addition, addition
from offswitch.pages.info import info_frame
from offswitch.pages.law import LawTelling
from offswitch.pages.notes import Note, Notes
from offswitch.pages.places import PlaceLink, place_name
from offswitch.pages.telling import ClaimView, LinkView
from offswitch.settings import Settings
from offswitch.site import Site


@dataclass(frozen=True)
class Supervision:
    """What the law says of running the site, and who watches over it. Only for a site that serves others."""

    basis: tuple[ClaimView, ...]
    rights: tuple[ClaimView, ...]
    complaint: tuple[ClaimView, ...]
    authorities: tuple[AuthorityView, ...]
    """The one of the place where the operator sits, if the host named it and there is one for all of it."""
    several: PlaceLink | None
    """The place where the operator sits, if its authorities share it between them."""


@dataclass(frozen=True)
class PrivacyPage:
    frame: Frame
    notice: LinkView | None
    """The operator's privacy notice, for what is beyond this site."""
    recipients: tuple[Phrase, ...]
    logs: tuple[Phrase, ...]
    supervision: Supervision | None
    addition: Addition | None
    notes: tuple[Note, ...]
    footnotes: Footnotes


def privacy_page(here: Site) -> PrivacyPage:
    settings, notes, footnotes = here.settings, Notes(), Footnotes()
    is_public = not settings.serves_only_this_machine
    notice = _notice(settings, footnotes)
    supervision = _supervision(here, notes, footnotes) if is_public else None
    return PrivacyPage(
        frame=info_frame("privacy", here),
        notice=notice,
        recipients=tuple(_recipients(settings)) if is_public else (),
        logs=tuple(_logs(settings, as_files=here.as_files)),
        supervision=supervision,
        addition=addition("privacy", here, footnotes),
        notes=notes.all,
        footnotes=footnotes,
    )


def _notice(settings: Settings, footnotes: Footnotes) -> LinkView | None:
    if settings.privacy is None or settings.operator is None:
        return None
    words = gettext("Privacy notice of {operator}", operator=settings.operator)
    return LinkView(settings.privacy, words, sign_in=False, mark=footnotes.mark(settings.privacy))


def _recipients(settings: Settings) -> Iterator[Phrase]:
    if settings.hosting:
        yield gettext(
            "The operator has the machine run by others: {hosting}. "
            "All that the server sees passes through it.",
            hosting=settings.hosting,
        )
    if settings.cdn:
        yield gettext(
            "The operator has the pages handed out by a network: {network}. It sees the page’s address and "
            "your device’s IP address, and keeps copies of the pages. They are the same for everyone.",
            network=settings.cdn,
        )
    if not settings.hosting and not settings.cdn:
        yield gettext("The operator names nobody else who would get what the server sees.")


def _logs(settings: Settings, *, as_files: bool) -> Iterator[Phrase]:
    """What is noted, where, and for how long. Each sentence is true of exactly what is on."""
    # Where the pages are plain files there is no program that could note anything, only a server.
    if not as_files:
        yield from _notes_of_program(settings)
    if settings.proxy == "ours":
        yield _notes_of_server(as_files=as_files)
    if not settings.serves_only_this_machine:
        yield ngettext(
            "All these notes are deleted after {number} day.",
            "All these notes are deleted after {number} days.",
            settings.log_days,
        )
    if settings.proxy == "own":
        yield _notes_of_own_server(as_files=as_files)


def _notes_of_server(*, as_files: bool) -> Phrase:
    if as_files:
        return gettext(
            "For each request, the server notes the time, the method, the path, the status, "
            "how long it took, and the size of the answer, and nothing else."
        )
    return gettext(
        "A server stands in front of the program. For each request, it notes the time, the method, "
        "the path, the status, how long it took, and the size of the answer, and nothing else."
    )


def _notes_of_own_server(*, as_files: bool) -> Phrase:
    if as_files:
        return gettext(
            "A server that the operator chose hands out the pages. "
            "What it notes, and for how long, stands below in the operator’s own words."
        )
    return gettext(
        "A server that the operator chose stands in front of the program. "
        "What it notes, and for how long, stands below in the operator’s own words."
    )


def _notes_of_program(settings: Settings) -> Iterator[Phrase]:
    yield gettext(
        "If something fails, the program notes the time, the method, the path of the page, "
        "the kind of error, and where in the program it happened."
    )
    match settings.log:
        case "failures":
            yield gettext("The program keeps no list of visits.")
        case "requests":
            yield gettext(
                "For each request, the program notes the time, the method, the path of the page, "
                "the status, how long it took, and the size of the answer."
            )
    yield gettext(
        "The path can name your country and the guide that you read. The program never notes "
        "your IP address, your ticks, your browser, or the page that you came from."
    )
    if settings.metrics:
        yield gettext(
            "The program counts how many requests there are for each kind of page in each language, "
            "and how long the answers take. The numbers say nothing about you."
        )


def _supervision(here: Site, notes: Notes, footnotes: Footnotes) -> Supervision:
    law, operation = _law(here)
    telling = LawTelling(law, notes, here.today, here.settings.stale_after)
    place = here.settings.place
    authorities = here.library.authorities_of(place) if place else ()
    is_shared = any(each.area for each in authorities)
    return Supervision(
        basis=telling.claims(operation.basis),
        rights=telling.claims(operation.rights),
        complaint=telling.claims(operation.complaint),
        authorities=() if is_shared else tuple(_view(each, here, footnotes, notes) for each in authorities),
        several=_several(here, place) if place and is_shared else None,
    )


def _view(authority: Authority, here: Site, footnotes: Footnotes, notes: Notes) -> AuthorityView:
    # What is to be known before complaining about a company is about companies.
    plain = authority.model_copy(update={"remarks": ()})
    return authority_view(plain, here.library.authorities.sources, footnotes, notes)


def _several(here: Site, place: str) -> PlaceLink:
    address = f"{addresses.info(current().code, 'authorities')}#{place}"
    return PlaceLink(place, place_name(here.library.places, place), address)


def _law(here: Site) -> tuple[Law, Operation]:
    """The law of the place where the operator sits, if it says anything of this; else the one of the EU."""
    for place in (here.settings.place or UNSAID, UNSAID):
        law = here.library.law_of(place)
        if law.operation:
            return law, law.operation
    raise LookupError(f"the law of '{UNSAID}' says nothing of running a site")
