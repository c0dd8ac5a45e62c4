"""Letter: the text a reader sends, in one language, with blanks where the reader's own words belong.

Knows nothing of readers: what they put into the blanks stays in their browser.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from offswitch.content import Library
from offswitch.content.authorities import Authority
from offswitch.content.labels import Service
from offswitch.content.laws import Law, Letter
from offswitch.content.library import COMPLAINT
from offswitch.content.model import Claim, Correspondence, Guide, Kind, placeholders
from offswitch.language import ENGLISH, Language, Phrase, gettext, speaking


@dataclass(frozen=True)
class Block:
    """What stands between two empty lines of a letter."""

    lines: tuple[Phrase, ...]
    points: tuple[Phrase, ...] = ()
    """Numbered points under the lines."""
    only_with: str | None = None
    """The blank without which it is left out."""
    is_subject: bool = False

    @property
    def text(self) -> str:
        return "\n".join([*map(str, self.lines), *self.numbered])

    @property
    def numbered(self) -> tuple[str, ...]:
        return tuple(f"{number}. {point}" for number, point in enumerate(self.points, 1))


@dataclass(frozen=True)
class WrittenLetter:
    """A letter in one language, ready but for its blanks."""

    language: Language
    subject: Phrase
    blocks: tuple[Block, ...]
    blanks: dict[str, Phrase]
    """What belongs into the blanks that it holds, by name: in its own language, in brackets in its text."""
    is_translated: bool
    """Whether every sentence of it is in its language."""

    @property
    def text(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class Offer:
    """A letter that readers of a place can send, and the languages that it exists in, at least one."""

    letter: Letter
    languages: tuple[str, ...]

    def language_on(self, page_language: str) -> str:
        """The language it is in on a page in this language, where nothing else is asked for."""
        return page_language if page_language in self.languages else self.languages[0]


def offers(
    library: Library, guide: Guide, place: str, languages: Mapping[str, Language], today: date
) -> dict[Kind, Offer]:
    """The letters of the guide for the place, by kind, in the order in which readers may need them."""
    found = {}
    for letter in library.letters(guide, place):
        if codes := letter_languages(library, guide, place, letter, languages, today):
            found[letter.kind] = Offer(letter, codes)
    return found


def letter_languages(
    library: Library,
    guide: Guide,
    place: str,
    letter: Letter,
    languages: Mapping[str, Language],
    today: date,
) -> tuple[str, ...]:
    """The languages that the letter exists in: those of the law, or those that the authority takes.

    One in which a sentence of it is not translated is none of them.
    """
    key = (guide.slug, place, letter.kind, frozenset(languages), today)
    found = library.letter_languages.get(key)
    if found is None:
        # Every sentence has to be said in every language to know: once a day is enough.
        if next(iter(library.letter_languages), key)[-1] != today:
            library.letter_languages.clear()
        found = tuple(_languages_written(library, guide, place, letter, languages, today))
        library.letter_languages[key] = found
    return found


def _languages_written(
    library: Library,
    guide: Guide,
    place: str,
    letter: Letter,
    languages: Mapping[str, Language],
    today: date,
) -> Iterator[str]:
    codes: tuple[str, ...] = library.law_of(place).languages
    if letter.kind == COMPLAINT:
        codes = library.authorities_of(place, letter)[0].languages
    yield from (
        language.code
        for code in codes
        if (language := languages.get(code.lower()))
        and write(library, guide, place, letter, language, today).is_translated
    )


def write(
    library: Library, guide: Guide, place: str, letter: Letter, language: Language, today: date
) -> WrittenLetter:
    """The letter of the guide for the place, in the language, as things stand on the day."""
    correspondence, addressee = library.correspondence(guide), library.addressee(guide, place)
    with speaking(language):
        words = _blanks(correspondence)
        blanks = {name: _in_brackets(each) for name, each in words.items()}
        authority = _authority(library, place, letter, language) or blanks["authority"]
        values: dict[str, object] = {
            **blanks,
            "service": library.service(guide).name,
            "controller": addressee.name,
            "authority": authority,
        }
        subject = _filled(letter.subject, values)
        region = library.region_of(guide, place).id
        about = [
            _about(claim, library.service(guide), language, today)
            for claim in correspondence.about
            if claim.is_for(region) and claim.holds_on(today)
        ]
        blocks = (
            Block((gettext("To: {recipient}", recipient=_recipient(letter, values)),)),
            Block(
                (
                    gettext("From: {name}", name=blanks["name"]),
                    gettext("Account: {account}", account=blanks["account"]),
                    gettext("Service: {service}", service=values["service"]),
                    gettext("Date: {date}", date=blanks["date"]),
                )
            ),
            Block((gettext("Subject: {subject}", subject=subject),), is_subject=True),
            Block((gettext("Dear Sir or Madam,"),)),
            *([Block((_joined(about),))] if about else []),
            *(
                Block(
                    (_filled(paragraph.text, values),),
                    tuple(_filled(point, values) for point in paragraph.points),
                    paragraph.only_with,
                )
                for paragraph in letter.paragraphs
            ),
            Block((gettext("Yours faithfully,"), blanks["name"])),
        )
    text = "\n\n".join(block.text for block in blocks)
    used = {name: words[name] for name, blank in blanks.items() if blank in text}
    said = [subject, *used.values(), *(each for block in blocks for each in (*block.lines, *block.points))]
    is_translated = all(phrase.language == language.code for phrase in said)
    return WrittenLetter(language, subject, blocks, used, is_translated)


def _blanks(correspondence: Correspondence) -> dict[str, Phrase]:
    """In the order in which readers fill them in."""
    return {
        "authority": gettext("Name of the authority"),
        "name": gettext("Your name"),
        "account": gettext(correspondence.account),
        "sent": gettext("Date of your first letter"),
        "answer": gettext("What they answered"),
        "grounds": gettext("Your grounds"),
        "date": gettext("Today’s date"),
    }


def _in_brackets(words: Phrase) -> Phrase:
    return Phrase(f"[{words}]", Markup("[{}]").format(words), words.language)


def _authority(library: Library, place: str, letter: Letter, language: Language) -> str | None:
    """The name of the authority. Where there are several, the reader says which is theirs."""
    found = library.authorities_of(place, letter)
    if len(found) != 1:
        return None
    return name_in_letter(found[0], library.law_of(place), language)


def name_in_letter(authority: Authority, law: Law, language: Language) -> str:
    """Its name in this language; else one that letters there can have: a reading aid has it too."""
    names = authority.names
    others = (name for code, name in names.items() if code in law.languages)
    return names.get(language.code) or next(others, next(iter(names.values())))


def _recipient(letter: Letter, values: Mapping[str, object]) -> object:
    return values["authority" if letter.kind == COMPLAINT else "controller"]


def _about(claim: Claim, service: Service, language: Language, today: date) -> Phrase:
    message = claim.says_on(today)
    values: dict[str, object] = {}
    for name in placeholders(message):
        if name in service.keys:
            values[name] = service.label(name, service.label_language(language.code)).text
        else:
            values[name] = claim.dates.get(name) or getattr(claim, name)
    return gettext(message, **values)


def _filled(message: str, values: Mapping[str, object]) -> Phrase:
    return gettext(message, **{name: values[name] for name in placeholders(message)})


def _joined(phrases: Iterable[Phrase]) -> Phrase:
    """Sentences of one paragraph; in English as soon as one of them is."""
    parts = tuple(phrases)
    languages = {part.language for part in parts}
    return Phrase(
        " ".join(parts), Markup(" ").join(parts), languages.pop() if len(languages) == 1 else ENGLISH
    )
