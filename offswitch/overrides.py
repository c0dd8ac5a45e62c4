"""Overrides: sentences of ours that a host says in other words. Which of them replace what has changed since.

Above an override may stand what it replaces, as '#. Ours: …', noted when the host last looked.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from gettext import NullTranslations
from pathlib import Path

from babel.messages import Catalog, Message

from offswitch import catalogues
from offswitch.language import ENGLISH, Language
from offswitch.words import Key, first, is_usable, key, sentences

NOTE = "Ours: "

_ALL_FORMS = range(1, 101)
"""Among these numbers every language has one for each of its forms."""


@dataclass(frozen=True)
class Outdated:
    """An override to look at again."""

    line: int
    sentence: str
    """Our English sentence, as the host's file has it."""
    reason: str
    is_gone: bool
    """Whether we no longer say it at all."""


def outdated(
    words: Catalog, ours: NullTranslations, language: str, known: Collection[Key]
) -> Iterator[Outdated]:
    """The overrides that replace what we no longer say, or say otherwise now. 'known' is all that we say."""
    for message in sentences(words):
        if reason := _reason(message, ours, language, known):
            yield Outdated(message.lineno or 0, first(message), reason, key(message) not in known)


def summaries(
    words: Mapping[str, Catalog], languages: Mapping[str, Language], translations: Path
) -> Iterator[str]:
    """A line for each language in which the host says something of ours that has changed since."""
    known = catalogues.known(translations)
    for code, each in words.items():
        if code not in languages:
            continue
        if number := len(list(outdated(each, languages[code].ours, code, known))):
            total = len(list(sentences(each)))
            yield (
                f"words/{code}.po: {number} of {total} sentences replace what has changed since: "
                "'flask catalogues overrides' names them."
            )


def nearest(sentence: str, known: Collection[Key]) -> str | None:
    """The sentence of ours that is most like it: most likely what became of it."""
    singulars = [each if isinstance(each, str) else each[0] for each in known]
    return next(iter(get_close_matches(sentence, singulars, n=1)), None)


def with_notes(text: str, words: Catalog, ours: NullTranslations, known: Collection[Key]) -> str:
    """The file with our words as they are now noted above each override. All else stays as it is."""
    notes = {
        message.lineno: _said(message, ours)
        for message in sentences(words)
        if key(message) in known and not message.fuzzy
    }
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if note := notes.get(number):
            _drop_note(lines)
            lines.append(f"#. {NOTE}{note}")
        lines.append(line)
    return "\n".join(lines) + "\n"


def _reason(message: Message, ours: NullTranslations, language: str, known: Collection[Key]) -> str | None:
    if key(message) not in known:
        return "we no longer say this, so your words are not used"
    if message.fuzzy:
        return "is marked 'fuzzy', so your words are not used: look at them, then remove the mark"
    if not is_usable(message):
        return None
    noted, now = _noted(message), _said(message, ours)
    if language != ENGLISH and noted is not None and noted != now:
        return f"we said “{noted}” and now say “{now}”"
    return None


def _noted(message: Message) -> str | None:
    """What the host's file notes as our words. An editor may have broken the line."""
    _, mark, note = " ".join(message.auto_comments).partition(NOTE)
    return " ".join(note.split()) if mark else None


def _said(message: Message, ours: NullTranslations) -> str:
    if isinstance(message.id, str):
        forms = [ours.gettext(message.id)]
    else:
        forms = [ours.ngettext(message.id[0], message.id[1], number) for number in _ALL_FORMS]
    return " ".join(" | ".join(dict.fromkeys(forms)).split())


def _drop_note(lines: list[str]) -> None:
    """Take a note from the end of these lines, with those into which an editor has broken it."""
    above = len(lines)
    while above and re.match(r"#\.", lines[above - 1]):
        above -= 1
        if lines[above].startswith(f"#. {NOTE}"):
            del lines[above:]
            return
