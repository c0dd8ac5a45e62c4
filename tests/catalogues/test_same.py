"""Same: what is in a language as it is in English is so for a reason, and not because nobody translated it."""

import tomllib

from offswitch.folders import TRANSLATIONS
from tests.catalogues.sentences import LANGUAGES, Sentence, said, sentences

SAME = "same.toml"


def reasons(language: str) -> dict[str, str]:
    found = {}
    for path in (TRANSLATIONS / SAME, TRANSLATIONS / language / SAME):
        if path.exists():
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def same(catalogue: tuple[Sentence, ...]) -> set[str]:
    return {each.english for each in catalogue if {each.english, each.plural} & set(each.forms) - {""}}


def test_nothing_is_the_same_as_in_english_without_a_reason(language: str):
    assert same(sentences(language)) - reasons(language).keys() == set()


def test_a_reason_is_given_only_for_what_is_the_same_somewhere():
    everywhere = {english for language in LANGUAGES for english in same(sentences(language))}
    shared = tomllib.loads((TRANSLATIONS / SAME).read_text(encoding="utf-8"))
    assert shared.keys() - everywhere == set()
    assert all(shared.values())


def test_a_language_gives_reasons_of_its_own_only_for_what_is_the_same_in_it(language: str):
    path = TRANSLATIONS / language / SAME
    own = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    assert own.keys() - same(sentences(language)) == set()


def test_a_sentence_left_in_english_is_found():
    assert same(said("Open the menu.", "Open the menu.")) == {"Open the menu."}
    assert same(said("{number} step", "{number} Schritt", "{number} steps", plural="{number} steps"))
    assert same(said("Open the menu.", "Öffnen Sie das Menü.")) == set()
