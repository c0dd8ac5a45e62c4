"""Languages: what a page is written in. Translates, formats dates, names places; knows nothing of Flask.

A sentence without a translation comes back in English and says so: shown in HTML it carries lang="en".
"""

import gettext as catalogue
import re
import struct
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from markupsafe import Markup

from offswitch.escaping import html
from offswitch.making import Making, read_making
from offswitch.sentences import Sentences

ENGLISH = "en"
MONTHS = 12
_NOTHING: Mapping[str, Any] = MappingProxyType({})
MISSING = "X-Missing"
"""In the head of a built catalogue: how many sentences it lacks."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class LanguageError(Exception):
    """A language's files are missing or damaged."""


class Phrase(str):
    """Words for a reader: plain as a string, escaped and marked with their language in HTML."""

    __slots__ = ("_html", "language")

    _html: str | None
    """The words in HTML, as soon as somebody asked or where escaping them is not enough."""
    language: str
    """The language that the words are in: English where a translation is missing."""

    def __new__(cls, plain: str, html: Markup | None = None, language: str = ENGLISH) -> Self:
        phrase = str.__new__(cls, plain)
        phrase._html = html
        phrase.language = language
        return phrase

    def __html__(self) -> str:
        if self._html is None:
            self._html = html(str(self))
        return self._html


def named_in_itself(language: str, autonym: str) -> Phrase:
    return Phrase(autonym, Markup('<span lang="{}">{}</span>').format(language, autonym), language)


class Original(str):
    """A sentence that the host wrote, in the language that they wrote it in."""

    language: str

    def __new__(cls, words: str, language: str) -> Self:
        original = super().__new__(cls, words)
        original.language = language
        return original


class _Missing(Original):
    """A message that the catalogue does not hold, in the language that it is shown in instead."""


class _Untranslated(catalogue.NullTranslations):
    def __init__(self, english: catalogue.NullTranslations) -> None:
        super().__init__()
        self._english = english

    def gettext(self, message: str) -> str:
        return _Missing(self._english.gettext(message), ENGLISH)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _Missing(self._english.ngettext(msgid1, msgid2, n), ENGLISH)


@dataclass(frozen=True)
class Language:
    """A language that pages are offered in."""

    code: str
    """BCP 47, lower case: as it stands in addresses."""
    autonym: str
    """Its name in itself."""
    locale: str
    """With the country whose form it has, such as 'de_DE': as Open Graph names languages."""
    direction: str
    """'ltr' or 'rtl'."""
    dates: tuple[str, ...]
    first: str
    """How the first day of a month is written: 1er in French."""
    """A long date for each month, with {day} and {year}."""
    places: Mapping[str, str]
    """The names of countries by code, in the order of this language."""
    translations: catalogue.NullTranslations
    """Our sentences, in the host's words where the host has some."""
    ours: catalogue.NullTranslations
    """The same in our words alone."""
    own: Mapping[str, str]
    """The sentences of the host's own content that are translated into this language."""
    making: Making
    all: dict[str, "Language"] = field(default_factory=dict, repr=False, compare=False)
    """Every language that there is, by code: a sentence may be in another than its page."""

    @cached_property
    def missing(self) -> int:
        """How many sentences are not translated yet, as the catalogue says in its head."""
        return int(self.ours.info().get(MISSING.lower(), 0))

    def say(self, message: str, values: Mapping[str, object]) -> Phrase:
        said = self._translated(message)
        if not values and type(said) is str:
            # Most are: nothing to fill in, nothing missing.
            return Phrase(said, None, self.code)
        return self._fill(said, values)

    def say_number(self, singular: str, plural: str, number: int, values: Mapping[str, object]) -> Phrase:
        message = self.translations.ngettext(singular, plural, number)
        return self._fill(message, {"number": number, **values})

    def date(self, day: date) -> str:
        number = self.first if day.day == 1 else day.day
        return _filled(self.dates[day.month - 1], {"day": number, "year": day.year}, str)

    def _translated(self, message: str) -> str:
        if not isinstance(message, Original):
            return self.translations.gettext(message)
        if message.language == self.code:
            return message
        return self.own.get(message) or _Missing(message, message.language)

    def _fill(self, message: str, values: Mapping[str, object]) -> Phrase:
        spoken = self.all.get(message.language, self) if isinstance(message, _Missing) else self
        words, plain = html(str(message)), str(message)
        if values:
            said = {
                name: spoken.date(value) if isinstance(value, date) else value
                for name, value in values.items()
            }
            # Message and values are escaped one by one; only what is HTML already stays as it is.
            words, plain = _filled(words, said, html), _filled(plain, said, str)
        if isinstance(message, _Missing):
            marked = f'<span lang="{message.language}">{words}</span>'
            return Phrase(plain, Markup(marked), message.language)  # noqa: S704
        return Phrase(plain, Markup(words), self.code)  # noqa: S704

    @cached_property
    def place_order(self) -> Mapping[str, int]:
        return {code: position for position, code in enumerate(self.places)}


@lru_cache(maxsize=2048)
def _pieces(message: str) -> tuple[str, ...]:
    """The words between the placeholders and, at every second position, the name of one."""
    return tuple(_PLACEHOLDER.split(message))


def _filled(message: str, values: Mapping[str, object], shown: Callable[[object], str]) -> str:
    pieces = [*_pieces(message)]
    pieces[1::2] = [shown(values[name]) for name in pieces[1::2]]
    return "".join(pieces)


def language_codes(folder: Path) -> tuple[str, ...]:
    """The codes of every language below the folder."""
    return tuple(sorted(names.parent.name for names in folder.glob("*/names.toml")))


def read_languages(
    folder: Path,
    countries: Collection[str] = (),
    *,
    words: Mapping[str, catalogue.NullTranslations] = _NOTHING,
    own: Mapping[str, Mapping[str, str]] = _NOTHING,
) -> dict[str, Language]:
    """Every language below the folder, by code, in the order of their autonyms.

    By code, too, come sentences of ours in the host's words, and translated ones of the host's own content.

    Raises LanguageError when names or a built catalogue cannot be read, or a country has no name.
    """
    english = _in_words_of_host(catalogue.NullTranslations(), words.get(ENGLISH))
    found = [
        _read_language(folder / code, english, words.get(code), own.get(code, {}))
        for code in language_codes(folder)
    ]
    for language in found:
        if nameless := set(countries) - language.places.keys():
            raise LanguageError(f"{language.code}: names.toml has no name for {', '.join(sorted(nameless))}")
    if not any(language.code == ENGLISH for language in found):
        raise LanguageError(f"{folder.name}/{ENGLISH}/names.toml is missing")
    languages: dict[str, Language] = {}
    for language in sorted(found, key=_place_in_menu):
        languages[language.code] = replace(language, all=languages)
    return languages


def _place_in_menu(language: Language) -> str:
    """Letters with marks stand beside those without: Čeština before Dansk."""
    return unicodedata.normalize("NFKD", language.autonym).casefold()


def _read_language(
    folder: Path,
    english: catalogue.NullTranslations,
    words: catalogue.NullTranslations | None,
    own: Mapping[str, str],
) -> Language:
    try:
        names = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
        if len(names["dates"]) != MONTHS:
            raise ValueError(f"dates: {len(names['dates'])} months")
        ours = _read_translations(folder)
        if folder.name != ENGLISH:
            ours.add_fallback(_Untranslated(english))
        return Language(
            code=folder.name,
            autonym=names["autonym"],
            locale=names["locale"],
            direction=names["direction"],
            dates=tuple(names["dates"]),
            first=names.get("first", "1"),
            places=names["places"],
            translations=english if folder.name == ENGLISH else _in_words_of_host(ours, words),
            ours=ours,
            own=own,
            making=read_making(folder),
        )
    except (KeyError, OSError, TypeError, ValueError, struct.error) as error:
        raise LanguageError(
            f"{folder.name}: names.toml, making.toml or its catalogue is damaged: {error!r}"
        ) from error


def _read_translations(folder: Path) -> catalogue.NullTranslations:
    if folder.name == ENGLISH:
        return catalogue.NullTranslations()
    built = folder / "LC_MESSAGES" / "messages.mo"
    if not built.exists():
        raise LanguageError(f"{folder.name}: the catalogue is not built; run 'flask catalogues compile'")
    with built.open("rb") as file:
        return Sentences(file)


def _in_words_of_host(
    ours: catalogue.NullTranslations, words: catalogue.NullTranslations | None
) -> catalogue.NullTranslations:
    """The host's words where there are some, ours where not."""
    if words is None:
        return ours
    words.add_fallback(ours)
    return words


_current: ContextVar[Language] = ContextVar("language")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """While this lasts, gettext and its like speak the language."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: Language) -> None:
    """From here on in this context, gettext and its like speak the language."""
    _current.set(language)


def current() -> Language:
    return _current.get()


def gettext(message: str, /, **values: object) -> Phrase:
    """The message in the current language, its {placeholders} filled. A day is written in its language."""
    return _current.get().say(message, values)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> Phrase:
    """The message in the form that the number wants; {number} is filled with it."""
    return _current.get().say_number(singular, plural, number, values)


def format_date(day: date) -> str:
    return _current.get().date(day)
