"""Languages: a reader gets their own, or correct English that says so; never something outdated or broken."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polib
import pytest
from markupsafe import Markup, escape

from offswitch import catalogues
from offswitch.language import Language, LanguageError, Phrase, gettext, read_languages, speaking
from tests.conftest import Serve
from tests.languages import but_two

HOME = "Stop AI training on your data"


@pytest.fixture
def words(translations: Path, tmp_path: Path) -> Path:
    """A copy of English and German."""
    return Path(shutil.copytree(translations, tmp_path / "translations", ignore=but_two))


def german(folder: Path, change: Callable[[polib.POFile], None]) -> Language:
    """German, after a change to its catalogue."""
    path = folder / "de" / "LC_MESSAGES" / "messages.po"
    catalogue = polib.pofile(str(path))
    change(catalogue)
    catalogue.save()
    catalogues.build(folder)
    return read_languages(folder)["de"]


def translate(msgid: str, msgstr: str, *flags: str) -> Callable[[polib.POFile], None]:
    def change(catalogue: polib.POFile) -> None:
        entry = catalogue.find(msgid)
        entry.msgstr, entry.flags = msgstr, list(flags)

    return change


def test_a_translated_sentence_is_shown_as_it_is(words: Path):
    said = german(words, translate(HOME, "Schluss damit")).say(HOME, {})
    assert (str(said), said.__html__()) == ("Schluss damit", "Schluss damit")


@pytest.mark.parametrize("flags", [[], ["fuzzy"]])
def test_an_untranslated_or_outdated_sentence_is_shown_in_english_and_says_so(words: Path, flags: list[str]):
    said = german(words, translate(HOME, "Alte Worte" if flags else "", *flags)).say(HOME, {})
    assert str(said) == HOME
    assert said.__html__() == f'<span lang="en">{HOME}</span>'


def test_a_page_with_a_missing_sentence_keeps_its_language_and_marks_the_sentence(words: Path, serve: Serve):
    german(words, translate(HOME, "Alte Worte", "fuzzy"))
    page = serve(translations=words)("/de/")
    assert page.language == "de"
    assert page.title.startswith(HOME)
    assert page.one("h1 > span[lang=en]").get_text() == HOME
    assert "Alte Worte" not in page.text


def test_no_sentence_of_english_is_marked(browse):
    assert not browse("/en/linkedin-ai/settings/").all("span[lang=en]:not([class])")


def test_values_are_escaped_and_markup_in_them_is_kept(words: Path):
    language = read_languages(words)["en"]
    said = language.say("Look at {one} and {two}", {"one": "<i>&", "two": Markup("<b>x</b>")})
    assert said.__html__() == "Look at &lt;i&gt;&amp; and <b>x</b>"
    assert str(said) == "Look at <i>& and <b>x</b>"


def test_values_in_an_untranslated_sentence_are_escaped_too(words: Path):
    said = read_languages(words)["de"].say("Nobody translated {this}", {"this": "<script>"})
    assert said.__html__() == '<span lang="en">Nobody translated &lt;script&gt;</span>'


def test_markup_in_a_translation_does_not_become_markup(words: Path):
    said = german(words, translate(HOME, "<b>Fett</b>")).say(HOME, {})
    assert said.__html__() == "&lt;b&gt;Fett&lt;/b&gt;"


def test_a_value_that_looks_like_a_placeholder_is_not_filled(words: Path):
    said = read_languages(words)["en"].say("{one} and {two}", {"one": "{two}", "two": "2"})
    assert str(said) == "{two} and 2"


def test_a_phrase_inside_a_phrase_keeps_its_marks(words: Path):
    inner = Phrase("x", Markup('<b lang="fr">x</b>'))
    assert read_languages(words)["en"].say("Say {it}", {"it": inner}).__html__() == 'Say <b lang="fr">x</b>'
    assert escape(inner) == inner.__html__()


@pytest.mark.parametrize(
    ("number", "words_"), [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (21, "21 actions")]
)
def test_a_number_takes_the_form_that_it_wants(words: Path, number: int, words_: str):
    language = read_languages(words)["en"]
    assert str(language.say_number("{number} action", "{number} actions", number, {})) == words_


def test_plural_forms_come_from_the_catalogue(words: Path):
    def change(catalogue: polib.POFile) -> None:
        catalogue.find("{number} action").msgstr_plural = {0: "{number} Handgriff", 1: "{number} Handgriffe"}

    language = german(words, change)
    said = [
        str(language.say_number("{number} action", "{number} actions", number, {})) for number in (0, 1, 2)
    ]
    assert said == ["0 Handgriffe", "1 Handgriff", "2 Handgriffe"]


def test_a_number_without_a_translation_is_english_and_says_so(words: Path):
    said = read_languages(words)["de"].say_number("{number} thing", "{number} things", 1, {})
    assert said.__html__() == '<span lang="en">1 thing</span>'


def test_dates_are_written_as_the_language_writes_them(words: Path):
    languages = read_languages(words)
    assert languages["en"].date(date(2025, 11, 3)) == "3 November 2025"
    assert languages["de"].date(date(2025, 11, 3)) == "3. November 2025"


@pytest.mark.parametrize(
    ("code", "first", "eleventh"),
    [
        ("fr", "1er septembre 2023", "11 septembre 2023"),
        ("de", "1. September 2023", "11. September 2023"),
    ],
)
def test_the_first_of_a_month_is_written_as_the_language_writes_it(
    code: str, first: str, eleventh: str, translations: Path
):
    language = read_languages(translations)[code]
    assert language.date(date(2023, 9, 1)) == first
    assert language.date(date(2023, 9, 11)) == eleventh


def test_what_is_spoken_ends_with_its_context(words: Path):
    languages = read_languages(words)
    with speaking(languages["en"]):
        with speaking(languages["de"]):
            assert gettext("Nobody translated this").__html__().startswith("<span")
        assert gettext("Nobody translated this").__html__() == "Nobody translated this"


def test_languages_are_offered_by_their_own_names_in_order(words: Path):
    shutil.copytree(words / "de", words / "ca")
    names = words / "ca" / "names.toml"
    names.write_text(names.read_text(encoding="utf-8").replace("Deutsch", "Català"), encoding="utf-8")
    shutil.copytree(words / "de", words / "kk")
    greek = words / "kk" / "names.toml"
    greek.write_text(greek.read_text(encoding="utf-8").replace("Deutsch", "Қазақша"), encoding="utf-8")
    assert [language.autonym for language in read_languages(words).values()] == [
        "Català",
        "Deutsch",
        "English",
        "Қазақша",
    ]


def drop_line(path: Path, start: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(start)]
    assert kept != lines
    path.write_text("\n".join(kept), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda words: shutil.rmtree(words / "en"), "en/names.toml is missing"),
        (lambda words: (words / "de/LC_MESSAGES/messages.mo").unlink(), "de: the catalogue is not built"),
        (lambda words: (words / "de/LC_MESSAGES/messages.mo").write_bytes(b"nonsense"), "de: "),
        (lambda words: (words / "de/LC_MESSAGES/messages.mo").write_bytes(b"\xde\x12\x04\x95"), "de: "),
        (lambda words: drop_line(words / "de/names.toml", "autonym"), "de: names.toml"),
        (lambda words: drop_line(words / "de/names.toml", "[places]"), "de: names.toml"),
        (lambda words: drop_line(words / "de/names.toml", 'at = "'), "de: names.toml"),
        (lambda words: drop_line(words / "de/names.toml", '  "{day}. Mai'), "de: names.toml"),
        (lambda words: (words / "de/names.toml").write_text("= nonsense"), "de: names.toml"),
        (lambda words: (words / "de/names.toml").write_bytes(b"autonym = '\xff'"), "de: names.toml"),
    ],
    ids=[
        "no English",
        "not built",
        "not a catalogue",
        "cut-off catalogue",
        "no autonym",
        "no places",
        "a country forgotten",
        "a month forgotten",
        "no TOML",
        "no UTF-8",
    ],
)
def test_a_damaged_language_stops_the_start_and_is_named(words: Path, serve: Serve, damage, named: str):
    damage(words)
    with pytest.raises(LanguageError, match=named):
        serve(translations=words)
