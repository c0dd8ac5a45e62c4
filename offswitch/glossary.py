"""Glossary: what one English term is called in a language, the same on every page.

translations/glossary.toml says which terms there are, <language>/glossary.toml what they are called.
"""

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining

GLOSSARY = "glossary.toml"
FOR_WEBLATE = "glossary.csv"
SHORT = 3

_PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")


@dataclass(frozen=True)
class Term:
    """An English term that has to be called the same wherever it stands."""

    name: str
    means: str
    forms: tuple[str, ...] = ()
    """Other forms of it in the English, such as plurals."""
    other_senses: tuple[str, ...] = ()
    """Phrases in which its words mean something else."""
    law: bool = False
    """Whether it is the law's own word, so that letters depend on it."""

    def pattern(self) -> str:
        longest_first = sorted((self.name, *self.forms), key=len, reverse=True)
        words = rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])"
        return words if self.name.isupper() else f"(?i:{words})"


@dataclass(frozen=True)
class Rendering:
    """What a term is called in a language."""

    say: str
    stems: tuple[str, ...] = ()
    """What a sentence with the term must hold: the beginning of each of its words; of several, any one."""
    source: str | None = None
    """Where the word was read, for those of the law."""

    def is_in(self, sentence: str) -> bool:
        held = _bare(sentence)
        stems = (_bare(stem).split() for stem in self.stems or (self.say,))
        return any(re.search(".*".join(map(_beginning, stem)), held, re.DOTALL) for stem in stems)


@dataclass(frozen=True)
class Glossary:
    """The terms in one language."""

    terms: tuple[Term, ...]
    renderings: dict[str, Rendering]
    apart: dict[str, str]
    """Sentences that do without a term, with the reason."""

    def missing(self) -> list[str]:
        """The terms that the language has no word for yet."""
        return [term.name for term in self.terms if term.name not in self.renderings]

    def lacking(self, english: str, translation: str) -> Iterator[Rendering]:
        """What the translation of the sentence should have held, and does not."""
        if english in self.apart:
            return
        for term in terms_in(english, self.terms):
            rendering = self.renderings.get(term.name)
            if rendering and not rendering.is_in(translation):
                yield rendering

    def as_csv(self) -> str:
        """As Weblate takes glossaries: a file for each language, with a head."""
        table = io.StringIO()
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["source", "target", "developer_comments"])
        for term in self.terms:
            rendering = self.renderings.get(term.name)
            rows.writerow([term.name, rendering.say if rendering else "", term.means])
        return table.getvalue()


@cache
def terms_in(english: str, terms: tuple[Term, ...]) -> list[Term]:
    """The terms that the English sentence holds. A longer term hides the shorter ones inside it."""
    rest = _PLACEHOLDER.sub("·", english)
    for phrase in (phrase for term in terms for phrase in term.other_senses):
        rest = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "·", rest, flags=re.IGNORECASE)
    found = []
    for term in sorted(terms, key=lambda each: len(each.name), reverse=True):
        rest, times = re.subn(term.pattern(), "·", rest)
        if times:
            found.append(term)
    return found


def read_terms(folder: Path) -> tuple[Term, ...]:
    tables = tomllib.loads((folder / GLOSSARY).read_text(encoding="utf-8"))
    return tuple(Term(name, **_frozen(table)) for name, table in tables.items())


def read_glossary(language: str, folder: Path) -> Glossary:
    """Raises OSError, TypeError or ValueError for a file that is missing or damaged."""
    tables = tomllib.loads((folder / language / GLOSSARY).read_text(encoding="utf-8"))
    apart = tables.pop("apart", {})
    renderings = {name: Rendering(**_frozen(table)) for name, table in tables.items()}
    terms = read_terms(folder)
    if unknown := renderings.keys() - {term.name for term in terms}:
        raise ValueError(f"{language}/{GLOSSARY}: {', '.join(sorted(unknown))}: no such term in {GLOSSARY}")
    return Glossary(terms, renderings, apart)


def _beginning(stem: str) -> str:
    """A short stem stands at the beginning of a word; a longer one may be the end of a compound."""
    return (r"(?<!\w)" if len(stem) <= SHORT else "") + re.escape(stem)


def _bare(words: str) -> str:
    """In lower case and without accents, which move from ending to ending: αρχή, αρχών."""
    return "".join(each for each in unicodedata.normalize("NFKD", words.casefold()) if not combining(each))


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
