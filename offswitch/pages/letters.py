"""Which letters there are for a place, when to use which, and what the law says there."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.content.library import COMPLAINT
from offswitch.content.model import Kind
from offswitch.language import Phrase, current, gettext
from offswitch.letter import Offer, offers
from offswitch.pages.authorities import ComplaintView, complaint_view
from offswitch.pages.frame import Frame
from offswitch.pages.law import LawTelling
from offswitch.pages.places import PlaceLink, place_links
from offswitch.pages.telling import ClaimView, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class LetterLink:
    title: Phrase
    use: Phrase
    address: str


@dataclass(frozen=True)
class ChoicePage:
    """Without a place: the countries."""

    frame: Frame
    visit: Visit
    telling: Telling
    places: tuple[PlaceLink, ...]


@dataclass(frozen=True)
class LettersPage:
    frame: Frame
    visit: Visit
    telling: Telling
    law: Phrase
    """The name of the law."""
    law_claims: tuple[ClaimView, ...]
    period: tuple[ClaimView, ...]
    letters: tuple[LetterLink, ...]
    unwritten: tuple[Phrase, ...]
    """The titles of the letters that exist in no language of this site."""
    complaint: ComplaintView | None
    """Where to complain, where no letter leads there."""


def choice_page(visit: Visit) -> ChoicePage:
    return ChoicePage(
        frame=_frame(visit),
        visit=visit,
        telling=visit.telling,
        places=place_links(
            visit.library.places,
            lambda place: addresses.letters(*_guide(visit), visit.answers.at(place)),
        ),
    )


def letters_page(visit: Visit, place: str) -> LettersPage:
    law = visit.library.law_of(place)
    offered = offers_of(visit, place)
    telling = law_telling(visit, place)
    known = visit.library.letters(visit.guide, place)
    needs_authority = COMPLAINT not in offered and visit.library.authorities_of(place)
    return LettersPage(
        frame=_frame(visit),
        visit=visit,
        telling=visit.telling,
        law=gettext(law.name),
        law_claims=telling.claims(law.claims),
        period=telling.claims(law.period.claims) if law.period and offered else (),
        letters=tuple(letter_link(visit, offer) for offer in offered.values()),
        unwritten=tuple(gettext(letter.title) for letter in known if letter.kind not in offered),
        complaint=complaint_view(visit.library, place, visit.telling.footnotes, visit.telling.notes)
        if needs_authority
        else None,
    )


def offers_of(visit: Visit, place: str) -> dict[Kind, Offer]:
    return offers(visit.library, visit.guide, place, visit.letter_languages, visit.today)


def letter_link(visit: Visit, offer: Offer) -> LetterLink:
    letter = offer.letter
    return LetterLink(gettext(letter.title), gettext(letter.use), visit.letter_address(letter.kind))


def law_telling(visit: Visit, place: str) -> LawTelling:
    """Tells of the law of the place; its sources are numbered together with those of the guide."""
    law = visit.library.law_of(place)
    return LawTelling(law, visit.telling.notes, visit.today, visit.settings.stale_after)


def _frame(visit: Visit) -> Frame:
    place = [visit.place_name] if visit.place_name else []
    return visit.page_frame(
        gettext("Letters"),
        addresses.letters(*_guide(visit), visit.answers),
        canonical=addresses.letters(*_guide(visit)),
        context=(*place, gettext(visit.guide.title)),
    )


def _guide(visit: Visit) -> tuple[str, str]:
    return current().code, visit.guide.slug
