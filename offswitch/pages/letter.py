"""One letter: what it is for, its text with blanks to fill in, how to send it, and what comes next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from offswitch import addresses
from offswitch.content.laws import Grounds, Letter
from offswitch.content.library import COMPLAINT, KINDS
from offswitch.content.model import Addressee, Cited, Correspondence, Kind
from offswitch.language import Language, Phrase, current, gettext
from offswitch.letter import Offer, WrittenLetter, name_in_letter, write
from offswitch.letter_file import ENDINGS, Ending
from offswitch.pages.authorities import ComplaintView, complaint_view
from offswitch.pages.frame import Frame
from offswitch.pages.law import LawTelling
from offswitch.pages.letters import LetterLink, law_telling, letter_link, offers_of
from offswitch.pages.notes import Note
from offswitch.pages.reminder import ReminderView, answered_view
from offswitch.pages.telling import ActionView, ClaimView, Telling
from offswitch.pages.visit import Visit

NARROW = 30
"""Characters in a line on a narrow phone: where a browser does not fit the text area to its text."""
FEW_LANGUAGES = 4
"""As many as a glance takes in; the law of Switzerland has three, that of the EU 24."""
FOLLOWING = KINDS.index("follow-up")
"""From here on, letters answer what the company did with an earlier one."""


@dataclass(frozen=True)
class GroundsView:
    why: Phrase
    examples: tuple[Phrase, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class BlankView:
    """A field for a blank of the letter. It has no name and stands in no form: nothing can send it."""

    name: str
    label: Phrase
    """In the language of the page."""
    words: Phrase
    """What stands in brackets in the letter, in the language of the letter."""
    control: Literal["line", "date", "lines", "choice"]
    choices: tuple[str, ...]
    """Names to choose from, where there are several."""
    paragraphs: tuple[int, ...]
    """The numbers of the letter's blocks that are left out while the field is empty."""


@dataclass(frozen=True)
class LetterLanguage:
    code: str
    autonym: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class LetterPage:
    frame: Frame
    visit: Visit
    telling: Telling
    kind: str
    is_complaint: bool
    use: Phrase
    recipient: str | None
    """The company that it goes to; none for a complaint."""
    recipient_notes: tuple[Note, ...]
    copy_first: ActionView | None
    blanks: tuple[BlankView, ...]
    grounds: GroundsView | None
    about_notes: tuple[Note, ...]
    """The sources of what the letter says about the service and the company."""
    letter: WrittenLetter
    rows: int
    languages: tuple[LetterLanguage, ...]
    folds_languages: bool
    """Whether they are so many that the letter itself would be far away, for a thumb and for a keyboard."""
    reading: WrittenLetter | None
    """The same in the page's language, where the letter is in another."""
    file_name: str
    files: tuple[tuple[Ending, str], ...]
    """The address of each file to keep."""
    sending: tuple[ActionView, ...]
    complaint: ComplaintView | None
    law: Phrase
    claims: tuple[ClaimView, ...]
    period: tuple[ClaimView, ...]
    reminder: ReminderView | None
    """'Have they answered?', where they have to."""
    following: tuple[LetterLink, ...]
    """Letters that may be needed after this one."""


def letter_page(visit: Visit, place: str, offer: Offer, code: str, sent: str | None) -> LetterPage:
    """The page of the letter in the language of this code, one of those that it exists in.

    'sent' is the day in the address on which the reader sent it, for a reminder.
    """
    letter, law = offer.letter, visit.library.law_of(place)
    written = written_letter(visit, place, offer, code)
    reading = written if code == current().code else written_letter(visit, place, offer, current().code)
    of_law = law_telling(visit, place)
    is_complaint = letter.kind == COMPLAINT
    correspondence = visit.library.correspondence(visit.guide)
    addressee = visit.library.addressee(visit.guide, place)
    telling = visit.telling
    reminder = answered_view(visit, letter, sent)
    languages = tuple(_languages(visit, offer, code))
    page_frame = _frame(visit, offer, code, names_today=reminder is not None)
    return LetterPage(
        frame=page_frame,
        visit=visit,
        telling=telling,
        kind=letter.kind,
        is_complaint=is_complaint,
        use=gettext(letter.use),
        recipient=None if is_complaint else addressee.name,
        recipient_notes=() if is_complaint else telling.cite(addressee.sources),
        copy_first=telling.action(visit.guide.copy_first) if letter.copy_first else None,
        blanks=tuple(_blanks(visit, place, letter, written, reading)),
        grounds=_grounds(of_law, letter.grounds) if letter.grounds else None,
        about_notes=telling.cite(_cited_in_letter(visit, correspondence, addressee)),
        letter=written,
        rows=sum(max(1, ceil(len(line) / NARROW)) for line in written.text.split("\n")),
        languages=languages,
        folds_languages=len(languages) > FEW_LANGUAGES,
        reading=None if reading is written else reading,
        file_name=file_name(visit, offer, code),
        files=tuple((ending, addresses.letter_file(page_frame.path, ending)) for ending in ENDINGS),
        sending=tuple(
            action
            for sending in correspondence.sending
            if telling.holds(sending) and letter.kind in sending.kinds
            for action in telling.actions(sending.actions)
        ),
        complaint=complaint_view(visit.library, place, telling.footnotes, telling.notes)
        if is_complaint
        else None,
        law=gettext(law.name),
        claims=of_law.claims(letter.claims),
        period=of_law.claims(law.period.claims) if law.period and letter.answered else (),
        reminder=reminder,
        following=tuple(_following(visit, place, letter.kind)),
    )


def written_letter(visit: Visit, place: str, offer: Offer, code: str) -> WrittenLetter:
    return write(visit.library, visit.guide, place, offer.letter, visit.letter_languages[code], visit.today)


def file_name(visit: Visit, offer: Offer, code: str) -> str:
    """Without its ending."""
    return f"{visit.guide.slug}-{offer.letter.kind}-{code}"


def address_of(visit: Visit, offer: Offer, code: str, page_language: Language | None = None) -> str:
    """The address of the letter in a language: named in it only where the page would take another."""
    page_code = (page_language or current()).code
    named = None if code == offer.language_on(page_code) else code
    return addresses.letter(page_code, visit.guide.slug, offer.letter.kind, named, visit.answers)


def _frame(visit: Visit, offer: Offer, code: str, *, names_today: bool) -> Frame:
    is_usual = code == offer.language_on(current().code)

    def address_in(page_language: str) -> str:
        wanted = offer.language_on(page_language) if is_usual else code
        return address_of(visit, offer, wanted, visit.letter_languages[page_language])

    language = [] if is_usual else [visit.letter_languages[code].autonym]
    place = [visit.place_name] if visit.place_name else []
    return visit.page_frame(
        gettext(offer.letter.title),
        address_of(visit, offer, code),
        canonical=addresses.letter(
            current().code,
            visit.guide.slug,
            offer.letter.kind,
            answers=addresses.NO_ANSWERS.at(visit.answers.place),
        ),
        context=(*language, *place, gettext(visit.guide.title)),
        names_today=names_today,
        address_in=address_in,
    )


def _languages(visit: Visit, offer: Offer, chosen: str) -> Iterator[LetterLanguage]:
    """Of plain files, one page is one letter: in another language it stands on the page in that language."""
    if visit.as_files:
        for code in offer.languages:
            if code in visit.languages or code == chosen:
                language = visit.letter_languages[code]
                page = language if code in visit.languages else current()
                yield LetterLanguage(
                    code, language.autonym, address_of(visit, offer, code, page), code == chosen
                )
        return
    for code in offer.languages:
        autonym = visit.letter_languages[code].autonym
        yield LetterLanguage(code, autonym, address_of(visit, offer, code), code == chosen)


def _cited_in_letter(visit: Visit, correspondence: Correspondence, addressee: Addressee) -> Iterable[str]:
    """The sources of what the letter says about the service and of the company that it names."""
    said: list[Cited] = [claim for claim in correspondence.about if visit.telling.holds(claim)]
    return dict.fromkeys(name for each in (*said, addressee) for name in each.sources)


def _grounds(of_law: LawTelling, grounds: Grounds) -> GroundsView:
    examples = tuple(gettext(example) for example in grounds.examples)
    return GroundsView(gettext(grounds.why), examples, of_law.cite(grounds.sources))


def _blanks(
    visit: Visit, place: str, letter: Letter, written: WrittenLetter, reading: WrittenLetter
) -> Iterator[BlankView]:
    """A field for each blank but the day's date, which the browser knows."""
    controls: dict[str, Literal["line", "date", "lines", "choice"]] = {
        "authority": "choice",
        "sent": "date",
        "answer": "lines",
        "grounds": "lines",
    }
    names = tuple(
        name_in_letter(each, visit.library.law_of(place), written.language)
        for each in visit.library.authorities_of(place, letter)
    )
    for name, words in written.blanks.items():
        if name == "date":
            continue
        yield BlankView(
            name=name,
            label=reading.blanks[name],
            words=words,
            control=controls.get(name, "line"),
            choices=names if name == "authority" else (),
            paragraphs=tuple(
                number for number, block in enumerate(written.blocks) if block.only_with == name
            ),
        )


def _following(visit: Visit, place: str, kind: Kind) -> Iterator[LetterLink]:
    for later, offer in offers_of(visit, place).items():
        if KINDS.index(later) >= max(FOLLOWING, KINDS.index(kind) + 1):
            yield letter_link(visit, offer)
