"""Sentences: a running site says what the catalogues say, as gettext itself would read them."""

import struct
from collections.abc import Callable, Iterator
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

import polib
import pytest

from offswitch.folders import TRANSLATIONS
from offswitch.sentences import Sentences

LANGUAGES = sorted(path.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES"))
NUMBERS = range(202)
"""Among these is one for each form of each language: Irish has five, Slovenian and Maltese four."""


def built(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "messages.mo"


def both(path: Path) -> tuple[Sentences, GNUTranslations]:
    with path.open("rb") as ours, path.open("rb") as theirs:
        return Sentences(ours), GNUTranslations(theirs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_what_gettext_reads(translations: Path, language: str):
    ours, theirs = both(built(translations, language))
    messages = polib.mofile(str(built(translations, language)))
    assert len(messages) > 1000
    for message in messages:
        assert ours.gettext(message.msgid) == theirs.gettext(message.msgid)
        if message.msgid_plural:
            words = (message.msgid, message.msgid_plural)
            said = [ours.ngettext(*words, number) for number in NUMBERS]
            assert said == [theirs.ngettext(*words, number) for number in NUMBERS]
            assert set(said) == set(message.msgstr_plural.values())
    assert ours.info() == theirs.info()


def test_what_the_catalogue_lacks_is_asked_of_the_next_one(translations: Path):
    class Next(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"next: {message}"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"next: {msgid1 if n == 1 else msgid2}"

    german, _ = both(built(translations, "de"))
    german.add_fallback(Next())
    assert german.gettext("Nobody says this") == "next: Nobody says this"
    assert german.ngettext("thing", "things", 2) == "next: things"
    assert not german.gettext("{number} action").startswith("next")


def test_languages_that_are_complete_share_their_english(translations: Path):
    """It is half of each catalogue."""
    german, _ = both(built(translations, "de"))
    maltese, _ = both(built(translations, "mt"))
    assert german._numbers is maltese._numbers


def damages(data: bytes) -> Iterator[bytes]:
    yield b""
    yield data[:20]
    yield data[:2000]
    yield data[:-2000]
    yield b"\0" * 28 + data[28:]
    # Past its end; in the middle of a letter; no sentence at all.
    yield data[:16] + struct.pack("=I", len(data)) + data[20:]
    yield data[:-3] + b"\xff" + data[-2:]
    yield data[:8] + struct.pack("=I", 0) + data[12:]


@pytest.mark.parametrize("number", range(8))
def test_a_damaged_catalogue_stops_the_start(translations: Path, number: int):
    """And not, in a sentence that few ask for, a reader."""
    damaged = list(damages(built(translations, "de").read_bytes()))[number]
    with pytest.raises((ValueError, KeyError, struct.error)):
        Sentences(BytesIO(damaged))


@pytest.mark.parametrize("read", [Sentences, GNUTranslations])
def test_a_form_is_chosen_by_the_rule_in_the_head(read: Callable[[BytesIO], NullTranslations]):
    file = polib.MOFile()
    file.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=3; plural=n%3;"}
    file.append(polib.MOEntry(msgid="one", msgid_plural="many", msgstr_plural={0: "a", 1: "b", 2: "c"}))
    words = read(BytesIO(file.to_binary()))
    assert [words.ngettext("one", "many", number) for number in range(4)] == ["a", "b", "c", "a"]
