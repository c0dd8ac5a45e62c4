"""Spelling: which words a dictionary of the language does not know. The dictionaries are Debian’s."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from offswitch.folders import TRANSLATIONS
from tests.catalogues.sentences import Sentence

# fmt: off
HUNSPELL = {
    "bg": "bg_BG", "cs": "cs_CZ", "da": "da_DK", "de": "de_DE", "el": "el_GR", "en": "en_GB", "es": "es_ES",
    "et": "et_EE", "fr": "fr_FR", "ga": "ga_IE", "hr": "hr_HR", "hu": "hu_HU", "is": "is_IS", "it": "it_IT",
    "lt": "lt_LT", "lv": "lv_LV", "nb": "nb_NO", "nl": "nl_NL", "pl": "pl_PL", "pt": "pt_PT", "ro": "ro_RO",
    "sk": "sk_SK", "sl": "sl_SI", "sv": "sv_SE",
}
# fmt: on
MALTESE = "tesseract-ocr/*/tessdata/mlt.traineddata"
"""The only free list of Maltese words, 150,000 of them, is inside a program that reads scans."""

WORD = re.compile(r"[^\W\d_]+(?:[’-][^\W\d_]+)*")
NO_WORDS = re.compile(r"\{[a-z0-9_]+\}|https?://\S+|\S+@\S+|/\S+/|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}\b")
MANY_LETTERS = 4
NAMES = tuple((TRANSLATIONS / "names.txt").read_text(encoding="utf-8").split())
"""Of companies, laws, things: in every language as they are, maybe with an ending."""


class DictionaryError(Exception):
    """A dictionary is not installed. Names the packages."""


@cache
def strange_words(language: str, catalogue: tuple[Sentence, ...]) -> dict[str, frozenset[str]]:
    """Words that neither the dictionary nor the English sentence explains, each with its parts that are unknown.

    A word with hyphens is known if each of its parts is.
    """
    words = {word for each in catalogue for form in each.forms for word in own_words(form, each.all_english)}
    parts = {word: frozenset(re.split("[-’]", word)) - {""} for word in knower(language)(words)}
    whole, pieces = parts.keys(), {part for each in parts.values() for part in each}
    unknown = whole & pieces
    if pieces - whole:
        unknown |= knower(language)(pieces - whole)
    return {word: each & unknown for word, each in sorted(parts.items()) if each & unknown}


def unaccepted(strange: dict[str, frozenset[str]], accepted: set[str]) -> list[str]:
    return [word for word, parts in strange.items() if word not in accepted and not parts <= accepted]


def own_words(form: str, english: str) -> list[str]:
    """The words of a translation that are not names and quotations taken over from the English."""
    rest = NO_WORDS.sub(" ", form)
    for copied in taken_over(rest, english):
        rest = re.sub(rf"(?<!\w){re.escape(copied)}(?!\w)", " ", rest)
    for name in (each for each in (*names(english), *NAMES) if each in rest):
        # A name with an ending of the language: Metas, LinkedInin, LinkedIn-Konto.
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?:[’:-]?[^\W\d_A-Z]{{0,6}})(?!\w)", " ", rest)
    return WORD.findall(rest)


def names(english: str) -> set[str]:
    """Capitals inside a sentence, or inside a word, make a name."""
    inside = re.findall(r"(?<=[\w,;:’“‘(] )[(“‘]?([A-Z][\w]{3,})|(?:^|\W)([A-Z]\w*[A-Z]\w*)", english)
    return {name for pair in inside for name in pair if len(name) >= MANY_LETTERS}


def taken_over(form: str, english: str) -> list[str]:
    """The longest runs of words that stand in both, from a name to a name, or quoted in the English."""
    quoted = re.findall(r"[“‘]([^”’]+)[”’]", english)
    theirs = set(re.findall(r"\w+", english))
    tokens = list(re.finditer(r"\w+(?:[’-]\w+)*", form))
    found = [each for each in quoted if each in form]
    for start, first in enumerate(tokens):
        if not first[0][0].isupper() or not theirs & set(re.split("[’-]", first[0])):
            continue
        ends = [last.end() for last in tokens[start : start + 12] if last[0][0].isupper()]
        runs = (form[first.start() : end] for end in reversed(ends))
        if run := next((run for run in runs if run in english), None):
            found.append(run)
    return sorted(found, key=len, reverse=True)


def accepted_words(language: str) -> list[str]:
    path = TRANSLATIONS / language / "words.txt"
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def knower(language: str) -> Callable[[set[str]], set[str]]:
    """What says which of many words are unknown in the language."""
    match language:
        case "fi":
            return _unknown_to_voikko
        case "mt":
            return _unknown_in_maltese
    return lambda words: _unknown_to_hunspell(language, words)


def _unknown_to_hunspell(language: str, words: set[str]) -> set[str]:
    return set(_run("hunspell", "-i", "utf-8", "-d", HUNSPELL[language], "-l", words=words)) & words


def _unknown_to_voikko(words: set[str]) -> set[str]:
    return {line[3:] for line in _run("voikkospell", "-d", "fi", words=words) if line.startswith("W: ")}


def _unknown_in_maltese(words: set[str]) -> set[str]:
    known = _maltese_words()
    return {word for word in words if not {word, word.lower()} & known}


@cache
def _maltese_words() -> frozenset[str]:
    found = sorted(Path("/usr/share").glob(MALTESE))
    if not found:
        raise DictionaryError("the Maltese words are missing: apt install tesseract-ocr tesseract-ocr-mlt")
    with TemporaryDirectory() as folder:
        _run("combine_tessdata", "-u", str(found[0]), f"{folder}/mlt.")
        _run(
            "dawg2wordlist",
            f"{folder}/mlt.lstm-unicharset",
            f"{folder}/mlt.lstm-word-dawg",
            f"{folder}/words",
        )
        listed = Path(folder, "words").read_text(encoding="utf-8").replace("'", "’").split("\n")
    # The list has the words of print, with the dash and the apostrophe that join them.
    return frozenset(part for word in listed for part in (word, *re.split("[-’]", word)) if part)


def _run(program: str, *arguments: str, words: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    where = shutil.which(program)
    if where is None:
        raise DictionaryError(f"{program} is missing: tests/catalogues/install says how to get it")
    done = subprocess.run(
        [where, *arguments],
        input="\n".join(sorted(words)) + "\n",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode or "Can't open" in done.stderr:
        raise DictionaryError(
            f"{' '.join([program, *arguments])}: {done.stderr}; tests/catalogues/install says how"
        )
    return done.stdout.splitlines()
