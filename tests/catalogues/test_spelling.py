"""Spelling: every word is in a dictionary of the language, or somebody looked at it and accepted it."""

import pytest

from tests.catalogues.sentences import said, sentences
from tests.catalogues.spelling import HUNSPELL, NAMES, accepted_words, own_words, strange_words, unaccepted

# fmt: off
KNOWN = {
    "bg": "настройки", "cs": "nastavení", "da": "indstillinger", "de": "Einstellungen", "el": "ρυθμίσεις",
    "en": "settings", "es": "configuración", "et": "seaded", "fi": "asetuksiasi", "fr": "paramètres",
    "ga": "socruithe", "hr": "postavke", "hu": "beállítások", "is": "stillingar", "it": "impostazioni",
    "lt": "nustatymai", "lv": "iestatījumi", "mt": "data", "nb": "innstillinger", "nl": "instellingen",
    "pl": "ustawienia", "pt": "definições", "ro": "setări", "sk": "nastavenia", "sl": "nastavitve",
    "sv": "inställningar",
}
# fmt: on


def test_every_word_is_known_or_was_accepted(language: str):
    accepted = set(accepted_words(language))
    assert unaccepted(strange_words(language, sentences(language)), accepted) == []


def test_the_accepted_words_are_in_order_and_each_is_needed(language: str):
    accepted = accepted_words(language)
    assert accepted == sorted(set(accepted))
    strange = strange_words(language, sentences(language))
    assert set(accepted) - strange.keys() - frozenset().union(*strange.values()) == set()


def test_a_word_with_hyphens_is_accepted_with_its_parts():
    strange = strange_words("de", said("x", "Xyq-Konto Xyq Yqx"))
    assert unaccepted(strange, {"Xyq"}) == ["Yqx"]


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_each_dictionary_knows_its_words_and_finds_a_slip(code: str):
    slip = KNOWN[code][:2] + "xq" + KNOWN[code][2:]
    assert list(strange_words(code, said("Something", f"{KNOWN[code]} {slip}"))) == [slip]


def test_there_is_a_dictionary_for_every_language_of_the_union():
    assert {*HUNSPELL, "fi", "mt"} == KNOWN.keys()
    assert len(KNOWN) == 26


@pytest.mark.parametrize(
    ("english", "translation", "words"),
    [
        ("Open {menu} at Meta.", "Öffnen Sie {menu} bei Meta.", ["Öffnen", "Sie", "bei"]),
        ("Meta’s rules at Meta", "Metas Regeln bei Meta", ["Regeln", "bei"]),
        ("on LinkedIn", "LinkedInin tilillä LinkedIn-tililläsi", ["tilillä", "tililläsi"]),
        ("The Office of the Privacy Commissioner", "Das Office of the Privacy Commissioner", ["Das"]),
        ("The form ‘reclamo’ is it.", "Das Formular „reclamo“ ist es.", ["Das", "Formular", "ist", "es"]),
        ("Open the switch", "Öffnen the switch", ["Öffnen", "the", "switch"]),
        ("Write to a@b.example or to x.example/y", "An a@b.example", ["An"]),
    ],
)
def test_only_names_and_quotations_of_the_english_are_left_out(
    english: str, translation: str, words: list[str]
):
    assert own_words(translation, english) == words


def test_the_names_are_in_order():
    assert list(NAMES) == sorted(set(NAMES))
