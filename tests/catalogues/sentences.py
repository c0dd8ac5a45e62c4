"""Sentences: what a catalogue says, as the checks of a language want it. Reads with polib, not with our own code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib

from offswitch import catalogues
from offswitch.folders import TRANSLATIONS

LANGUAGES = catalogues.languages()


@dataclass(frozen=True)
class Sentence:
    english: str
    plural: str
    """Its English plural form, if it has a number."""
    forms: tuple[str, ...]
    """What the language says: one, or one for each of its plural forms."""
    fuzzy: bool = False

    @property
    def all_english(self) -> str:
        return f"{self.english} {self.plural}".strip()


@cache
def sentences(language: str, folder: Path = TRANSLATIONS) -> tuple[Sentence, ...]:
    file = polib.pofile(str(folder / language / catalogues.DOMAIN))
    return tuple(
        Sentence(
            entry.msgid,
            entry.msgid_plural,
            tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,),
            entry.fuzzy,
        )
        for entry in file
        if not entry.obsolete
    )


def said(english: str, *forms: str, plural: str = "") -> tuple[Sentence, ...]:
    """A catalogue of one sentence, to see whether a check finds what is wrong with it."""
    return (Sentence(english, plural, forms),)
