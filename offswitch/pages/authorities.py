"""Authorities: where a reader can complain, per place, and on a page of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from offswitch import addresses
from offswitch.content import Library
from offswitch.content.authorities import Authority
from offswitch.content.model import Source
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.frame import Frame, frame
from offswitch.pages.notes import Note, Notes
from offswitch.pages.places import place_name
from offswitch.pages.telling import LinkView
from offswitch.settings import Settings
from offswitch.told import Told, View


@dataclass(frozen=True)
class NameView:
    text: str
    language: str


@dataclass(frozen=True)
class RemarkView:
    text: Phrase
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class AuthorityView(View):
    id: str
    area: str | None
    names: tuple[NameView, ...]
    short: str | None
    website: LinkView
    complaint: LinkView | None
    address_state: Phrase
    """How far the complaint page is known."""
    languages: tuple[str, ...]
    """In themselves, where we know the name; else the code."""
    remarks: tuple[RemarkView, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class ComplaintView:
    """Where readers of a place complain, and what holds there."""

    place: str
    name: str | Phrase
    rules: tuple[RemarkView, ...]
    authorities: tuple[AuthorityView, ...]


@dataclass(frozen=True)
class AuthoritiesPage:
    frame: Frame
    places: tuple[ComplaintView, ...]
    without: tuple[str | Phrase, ...]
    """Places for which we have no authority."""
    notes: tuple[Note, ...]
    footnotes: Footnotes


def complaint_view(
    library: Library, place: str, footnotes: Footnotes, notes: Notes | None = None, told: Told | None = None
) -> ComplaintView:
    """Where to complain, with sources if there are notes for them.

    Notes are numbered for one page, so what other pages told is handed over only without them.
    """
    told = Told() if told is None else told
    book = library.authorities
    groups = {name for name, members in library.places.groups.items() if place in members}
    return ComplaintView(
        place=place,
        name=place_name(library.places, place),
        rules=tuple(
            RemarkView(gettext(rule.text), _cite(rule.sources, book.sources, notes))
            for rule in book.rules
            if place in rule.places or groups & set(rule.groups)
        ),
        authorities=tuple(
            told.again(
                (id(authority), current().code, _marks(authority, footnotes)),
                partial(authority_view, authority, book.sources, footnotes, notes),
            )
            for authority in book.authorities
            if authority.place == place
        ),
    )


def authority_view(
    authority: Authority, sources: Mapping[str, Source], footnotes: Footnotes, notes: Notes | None
) -> AuthorityView:
    # The same name in two languages, or as its own short form, is said once.
    names: dict[str, str] = {}
    for language, text in authority.names.items():
        names.setdefault(text, language)
    return AuthorityView(
        id=authority.id,
        area=authority.area,
        names=tuple(NameView(text, language) for text, language in names.items()),
        short=None if authority.short in names else authority.short,
        complaint=_link(str(authority.complaint), gettext("Open its page for complaints"), footnotes)
        if authority.complaint
        else None,
        website=_link(str(authority.website), gettext("Open its site"), footnotes),
        address_state=_address_state(authority),
        languages=authority.languages,
        remarks=tuple(
            RemarkView(gettext(remark.text), _cite(remark.sources, sources, notes))
            for remark in authority.remarks
        ),
        notes=_cite(authority.sources, sources, notes),
    )


def _cite(names: Iterable[str], sources: Mapping[str, Source], notes: Notes | None) -> tuple[Note, ...]:
    return notes.cite(names, sources) if notes else ()


def _marks(authority: Authority, footnotes: Footnotes) -> tuple[str, ...]:
    """Under which its addresses stand among the page's footnotes, in the order of the page."""
    found = (authority.complaint, authority.website)
    return tuple(footnotes.mark(str(address)) for address in found if address)


def _link(address: str, words: Phrase, footnotes: Footnotes) -> LinkView:
    return LinkView(address, words, sign_in=False, mark=footnotes.mark(address))


def _address_state(authority: Authority) -> Phrase:
    match authority.address:
        case "seen":
            return gettext("We saw this page in a saved copy.")
        case "listed":
            return gettext("Others list this address. We have not seen the page.")
        case "partly":
            return gettext("We saw a page beside it or an older one. The address may have changed.")
        case "unchecked":
            return gettext("This address is not checked.")


def authorities_page(library: Library, languages: dict[str, Language], settings: Settings) -> AuthoritiesPage:
    notes = Notes()
    footnotes = Footnotes()
    order = current().place_order
    countries = sorted(library.places.countries, key=order.__getitem__)
    views = tuple(complaint_view(library, place, footnotes, notes) for place in countries)
    return AuthoritiesPage(
        frame=frame(
            gettext("Data-protection authorities"),
            addresses.info(current().code, "authorities"),
            languages,
            settings,
        ),
        places=tuple(view for view in views if view.authorities),
        without=tuple(view.name for view in views if not view.authorities),
        notes=notes.all,
        footnotes=footnotes,
    )
