"""Catalogues: how they are made, kept in step and built. tests/catalogues/ holds what is in them."""

import os
import re
import shutil
from pathlib import Path

import polib
import pytest
from babel import Locale
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError

from offswitch import catalogues
from offswitch.folders import TRANSLATIONS
from offswitch.language import read_languages
from tests.conftest import Serve
from tests.drafts import Draft
from tests.languages import but_two
from tests.reader import Browser

PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def entries(language: str) -> list[polib.POEntry]:
    path = TRANSLATIONS / language / catalogues.DOMAIN
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def test_the_template_is_in_step_with_code_templates_and_content():
    assert catalogues.is_in_step(), "run 'make catalogues'"


def test_built_catalogues_and_dates_are_never_part_of_a_change():
    assert "*.mo" in (TRANSLATIONS.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    for path in TRANSLATIONS.rglob("*.po*"):
        assert "POT-Creation-Date: 2026-01-01" in path.read_text(encoding="utf-8")


# ---- how catalogues are made


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TRANSLATIONS, tmp_path / "translations", ignore=but_two))


def test_a_template_that_is_behind_is_noticed(words: Path):
    assert catalogues.is_in_step(words)
    path = words / catalogues.TEMPLATE
    path.write_text(
        path.read_text(encoding="utf-8").replace("This page does not exist", "Gone"), encoding="utf-8"
    )
    assert not catalogues.is_in_step(words)
    catalogues.write_template(words)
    assert catalogues.is_in_step(words)
    path.unlink()
    assert not catalogues.is_in_step(words)


def test_a_changed_sentence_makes_its_translation_wait_for_a_person(words: Path):
    path = words / "de" / catalogues.DOMAIN
    catalogue = polib.pofile(str(path))
    entry = catalogue.find("This page does not exist")
    entry.msgid, entry.msgstr = "This page does not exist at all", "Diese Seite gibt es überhaupt nicht"
    catalogue.save()
    catalogues.update("de", words)
    entry = polib.pofile(str(path)).find("This page does not exist")
    assert entry.fuzzy
    assert entry.msgstr == "Diese Seite gibt es überhaupt nicht"
    catalogues.build(words)
    assert str(read_languages(words)["de"].say("This page does not exist", {})) == "This page does not exist"
    assert catalogues.status("de", words).fuzzy == 1


def test_what_is_no_longer_said_is_kept_once_and_only_if_it_was_translated(words: Path):
    path = words / "de" / catalogues.DOMAIN
    catalogue = polib.pofile(str(path))
    gone = [("Gone for good", "Weg"), ("Never translated", ""), ("Better:", "Besser als das:")]
    catalogue.extend([polib.POEntry(msgid=english, msgstr=german, obsolete=True) for english, german in gone])
    catalogue.save()
    catalogues.update("de", words)
    kept = {entry.msgid for entry in polib.pofile(str(path)).obsolete_entries()}
    assert "Gone for good" in kept
    assert not kept & {"Never translated", "Better:"}


def test_a_new_language_starts_with_every_sentence_missing(words: Path):
    catalogues.update("ca", words)
    status = catalogues.status("ca", words)
    assert (status.translated, status.fuzzy) == (0, 0)
    assert status.missing == len(entries("de"))
    assert catalogues.read("ca", words).num_plurals == get_plural(Locale.parse("ca")).num_plurals


def test_words_that_are_older_than_what_was_built_are_built_anew(words: Path):
    """An archive brings a release with its own, older times."""
    catalogues.build(words)
    built = words / "de" / "LC_MESSAGES" / "messages.mo"
    first = built.stat().st_mtime_ns
    catalogues.build(words)
    assert built.stat().st_mtime_ns == first
    path = words / "de" / catalogues.DOMAIN
    catalogue = polib.pofile(str(path))
    catalogue.find("Privacy").msgstr = "Privates"
    catalogue.save()
    os.utime(path, (0, 0))
    catalogues.build(words)
    assert str(read_languages(words)["de"].say("Privacy", {})) == "Privates"


def test_what_was_built_and_is_damaged_is_built_anew(words: Path):
    built = words / "de" / "LC_MESSAGES" / "messages.mo"
    built.write_bytes(b"\xde\x12\x04\x95 nonsense")
    catalogues.build(words)
    assert str(read_languages(words)["de"].say("Privacy", {})) == "Datenschutz"


def test_a_catalogue_that_is_no_catalogue_is_refused(words: Path):
    (words / "de" / catalogues.DOMAIN).write_text("<html>nonsense</html>", encoding="utf-8")
    with pytest.raises(PoFileError):
        catalogues.build(words)


# ---- the pseudo-language


@pytest.fixture(scope="module")
def pseudo_browse(serve: Serve, translations: Path, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    folder = tmp_path_factory.mktemp("pseudo") / "translations"
    shutil.copytree(translations, folder, ignore=but_two)
    catalogues.write_pseudo(folder)
    return serve(translations=folder)


def sentences() -> list[str]:
    return [
        form
        for message in catalogues.extracted()
        if message.id
        for form in (message.id if isinstance(message.id, tuple) else [message.id])
    ]


def test_the_pseudo_language_keeps_every_placeholder():
    for sentence in sentences():
        assert PLACEHOLDER.findall(catalogues.pseudo(sentence)) == PLACEHOLDER.findall(sentence)


def test_the_pseudo_language_is_forty_percent_longer():
    english = sentences()
    longer = sum(len(catalogues.pseudo(sentence)) for sentence in english) / sum(map(len, english))
    assert 1.38 < longer < 1.45
    assert all(len(catalogues.pseudo(sentence)) > len(sentence) for sentence in english)


def test_the_pseudo_language_holds_letters_from_all_over_europe():
    everything = " ".join(catalogues.pseudo(sentence) for sentence in sentences())
    for script in ("αγέΩ", "ЖлтицаЇ", "ĠħġżĦ"):
        assert set(script) & set(everything), script


def test_the_pseudo_language_shows_where_words_were_forgotten(pseudo_browse: Browser):
    """A whole page in it: every sentence of ours is in the catalogue, and none is marked as English."""
    for address in ("/qps/", "/qps/linkedin-ai/", "/qps/linkedin-ai/at/checklist/?have=posts", "/qps/about/"):
        page = pseudo_browse(address)
        assert page.language == "qps"
        assert page.all("span[lang=en]:not([class])") == []
        assert page.heading != pseudo_browse(address.replace("/qps/", "/en/")).heading


def test_the_pseudo_language_is_never_offered(browse: Browser, translations: Path):
    assert catalogues.PSEUDO not in catalogues.languages()
    assert not (TRANSLATIONS / catalogues.PSEUDO).exists()
    assert catalogues.PSEUDO not in read_languages(translations)
    assert browse.look("/qps/").status == 404
    assert catalogues.PSEUDO not in {link["lang"] for link in browse("/en/").all(".languages a")}


def test_a_new_guide_is_shown_in_english_until_it_is_translated(serve: Serve, draft: Draft):
    draft.edit("guides/linkedin-ai.toml", lambda guide: guide.update(title="Something nobody has translated"))
    page = serve(content=draft.folder)("/de/linkedin-ai/")
    assert page.one("h1 > span[lang=en]").get_text() == "Something nobody has translated"
