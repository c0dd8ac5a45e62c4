"""Glossary: one English term is called the same on every page, and the law’s terms as the law calls them."""

import csv
import io
import json
from pathlib import Path

import pytest

from offswitch.content import Library
from offswitch.folders import ROOT, TRANSLATIONS
from offswitch.glossary import (
    FOR_WEBLATE,
    GLOSSARY,
    Glossary,
    Rendering,
    Term,
    read_glossary,
    read_terms,
    terms_in,
)
from offswitch.language import ENGLISH, read_languages
from offswitch.letter import write
from tests.catalogues.sentences import LANGUAGES, Sentence, said, sentences
from tests.conftest import TODAY

TERMS = read_terms(TRANSLATIONS)
LAW = tuple(term for term in TERMS if term.law)
PREPARED = sorted(path.parent.name for path in TRANSLATIONS.glob(f"*/{GLOSSARY}"))


def lacking(catalogue: tuple[Sentence, ...], glossary: Glossary) -> list[str]:
    return [
        f"no ‘{rendering.say}’ in: {form}"
        for each in catalogue
        for form in filter(None, each.forms)
        for rendering in glossary.lacking(each.english, form)
    ]


def test_a_term_is_called_the_same_wherever_it_stands(language: str):
    found = lacking(sentences(language), read_glossary(language, TRANSLATIONS))
    assert not found, "\n".join(found)


def test_a_language_has_a_word_for_every_term(language: str):
    assert read_glossary(language, TRANSLATIONS).missing() == []


def test_the_law_s_terms_say_where_they_were_read(language: str):
    glossary = read_glossary(language, TRANSLATIONS)
    unread = [term.name for term in TERMS if term.law and not glossary.renderings[term.name].source]
    assert unread == []


def test_a_sentence_set_apart_is_one_that_there_is_and_needs_it(language: str):
    glossary = read_glossary(language, TRANSLATIONS)
    without = Glossary(glossary.terms, glossary.renderings, {})
    apart = (each for each in sentences(language) if each.english in glossary.apart)
    needed = {each.english for each in apart if lacking((each,), without)}
    assert glossary.apart.keys() - needed == set()
    assert all(glossary.apart.values())


@pytest.mark.parametrize("code", PREPARED)
def test_a_glossary_can_be_read_and_its_own_words_hold_its_stems(code: str):
    glossary = read_glossary(code, TRANSLATIONS)
    assert len(glossary.renderings) > 10
    for rendering in glossary.renderings.values():
        assert rendering.is_in(rendering.say), rendering


@pytest.mark.parametrize("code", PREPARED)
def test_the_glossary_for_weblate_is_in_step(code: str):
    glossary = read_glossary(code, TRANSLATIONS)
    written = (TRANSLATIONS / code / FOR_WEBLATE).read_text(encoding="utf-8")
    assert written == glossary.as_csv(), "run 'flask catalogues glossary'"
    head, *rows = csv.reader(io.StringIO(written))
    assert head == ["source", "target", "developer_comments"]
    assert [source for source, _, _ in rows] == [term.name for term in TERMS]


def test_every_term_stands_in_some_sentence():
    everything = {term.name for each in sentences(LANGUAGES[0]) for term in terms_in(each.all_english, TERMS)}
    assert {term.name for term in TERMS} - everything == set()


# ---- the law’s terms in the letters


def test_every_letter_has_the_law_s_own_terms(language: str, library: Library, translations: Path):
    """As a reader gets it: what is missing or outdated in the catalogue would stand there in English."""
    languages = read_languages(translations)
    glossary = read_glossary(language, TRANSLATIONS)
    looked_at = 0
    for guide in library.guides.values():
        for letter in library.letters(guide, "at") if guide.letters else ():
            english, written = (
                write(library, guide, "at", letter, languages[code], TODAY) for code in (ENGLISH, language)
            )
            assert written.is_translated
            for term in terms_in(f"{english.subject}\n{english.text}", LAW):
                looked_at += 1
                text = f"{written.subject}\n{written.text}"
                assert glossary.renderings[term.name].is_in(text), f"{letter.kind}: {term.name}"
    assert looked_at > 20


# ---- the check itself

WORDS = Glossary(
    (
        Term("personal data", "x", law=True),
        Term("data", "x"),
        Term("step", "x", forms=("steps",), other_senses=("step in",)),
        Term("GDPR", "x"),
    ),
    {
        "personal data": Rendering("dane osobowe", ("dan osobow",)),
        "data": Rendering("dane", ("dan",)),
        "step": Rendering("krok", ("krok", "etap")),
        "GDPR": Rendering("RODO"),
    },
    {"The data are gone.": "another word reads better"},
)


@pytest.mark.parametrize(
    ("english", "good", "bad"),
    [
        ("Your personal data.", "Twoich danych osobowych.", "Twoich danych prywatnych."),
        ("Three steps.", "Trzy kroki.", "Trzy stopnie."),
        ("Step two.", "Etap drugi.", "Drugi."),
        ("By the GDPR.", "Według RODO.", "Według GDPR."),
        ("Data of {personal} data.", "Dane {personal}.", "Informacje {personal}."),
    ],
)
def test_a_term_called_otherwise_is_found(english: str, good: str, bad: str):
    assert lacking(said(english, good), WORDS) == []
    assert lacking(said(english, bad), WORDS)


@pytest.mark.parametrize(
    "english", ["They step in.", "A stepmother.", "A footstep.", "The gdpr.", "The data are gone.", "{step}"]
)
def test_other_senses_and_what_was_set_apart_are_left_alone(english: str):
    assert lacking(said(english, "Zupełnie inaczej."), WORDS) == []


def test_a_longer_term_hides_the_shorter_one_inside_it():
    assert [term.name for term in terms_in("Personal data", WORDS.terms)] == ["personal data"]
    assert [term.name for term in terms_in("Personal data and data", WORDS.terms)] == [
        "personal data",
        "data",
    ]


def test_accents_that_move_with_the_ending_do_not_matter():
    assert Rendering("αρχή", ("αρχ",)).is_in("των Αρχών")
    assert Rendering("εποπτική αρχή", ("εποπτικη αρχη",)).is_in("Εποπτική Αρχή")


def test_an_unknown_term_stops_the_reading(tmp_path: Path):
    (tmp_path / GLOSSARY).write_text('["a"]\nmeans = "x"\n', encoding="utf-8")
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / GLOSSARY).write_text('"b" = { say = "B" }\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"de/glossary\.toml: b: no such term"):
        read_glossary("de", tmp_path)


def test_weblate_finds_what_its_configuration_names():
    """`weblate import_json` takes it once the address of the repository is put in."""
    for component in json.loads((TRANSLATIONS / "weblate.json").read_text(encoding="utf-8")):
        assert {"name", "slug", "repo", "file_format", "license"} <= component.keys()
        found = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(component["filemask"])}
        expected = component["filemask"].replace("*", "de")
        assert expected in found
        assert (ROOT / component.get("new_base", expected)).exists()
