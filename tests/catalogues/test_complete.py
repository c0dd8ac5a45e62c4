"""Complete: every sentence of every language is there, whole, and as safe to show as the English one."""

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from babel import Locale
from babel.messages.checkers import checkers
from babel.messages.plurals import get_plural

from offswitch import catalogues
from offswitch.folders import TRANSLATIONS
from tests.catalogues.sentences import Sentence, said, sentences

PLACEHOLDER = re.compile(r"\{[^{}]*\}")

NOT_OURS = {
    "no-report-msgid-bugs-to-header-field": "each host has an address of its own",
    "invalid-last-translator": "no person’s name stands in a catalogue: making.toml says who made it",
}
"""What i18nspector calls a fault and we do not."""


def path_of(language: str) -> Path:
    return TRANSLATIONS / language / catalogues.DOMAIN


def test_a_language_holds_exactly_the_sentences_of_the_template(language: str):
    template = polib.pofile(str(TRANSLATIONS / catalogues.TEMPLATE))
    assert {each.english for each in sentences(language)} == {entry.msgid for entry in template}


def test_bringing_a_language_in_step_changes_nothing_that_is_in_step(language: str, tmp_path: Path):
    copy = tmp_path / language / catalogues.DOMAIN
    copy.parent.mkdir(parents=True)
    shutil.copy(path_of(language), copy)
    catalogues.update(language, tmp_path)
    assert copy.read_bytes() == path_of(language).read_bytes()


def test_a_language_is_complete_and_nothing_in_it_is_outdated(language: str):
    missing = [each.english for each in sentences(language) if not all(each.forms)]
    fuzzy = [each.english for each in sentences(language) if each.fuzzy]
    assert (missing, fuzzy) == ([], [])
    assert catalogues.status(language).complete


def with_other_placeholders(catalogue: tuple[Sentence, ...]) -> list[str]:
    return [
        form
        for each in catalogue
        for form in filter(None, each.forms)
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(each.all_english))
    ]


def test_a_translation_keeps_its_placeholders(language: str):
    assert with_other_placeholders(sentences(language)) == []


@pytest.mark.parametrize("wrong", ["Seit {start}", "Seit", "Seit {since} und {since_when}", "Seit { since }"])
def test_another_placeholder_is_found(wrong: str):
    assert with_other_placeholders(said("Since {since}", "Seit {since}")) == []
    assert with_other_placeholders(said("Since {since}", wrong)) == [wrong]


def test_a_language_has_as_many_plural_forms_as_it_speaks(language: str):
    plural = get_plural(Locale.parse(language))
    catalogue = catalogues.read(language)
    assert catalogue.num_plurals == plural.num_plurals
    assert catalogue.plural_expr.strip("()") == plural.plural_expr.strip("()")
    for each in sentences(language):
        if each.plural:
            assert len(each.forms) == plural.num_plurals, each.english


def test_babel_finds_nothing_wrong(language: str):
    assert len(checkers) >= 2
    found = catalogues.read(language).check()
    assert [(message.id, error) for message, errors in found for error in errors] == []


def test_gettext_finds_nothing_wrong(language: str):
    assert found_by("msgfmt", "--check", "--output-file=/dev/null", str(path_of(language))) == []


def test_i18nspector_finds_nothing_wrong(language: str):
    found = found_by("i18nspector", str(path_of(language)))
    assert [line for line in found if not any(f": {tag}" in line for tag in NOT_OURS)] == []


def test_both_find_what_is_wrong(tmp_path: Path):
    catalogue = polib.pofile(str(path_of("de")))
    twice = catalogue.find("Better:")
    catalogue.append(polib.POEntry(msgid=twice.msgid, msgstr="Besser als das:"))
    catalogue.metadata["Language"] = "xx"
    catalogue.save(str(tmp_path / "de.po"))
    assert any(
        "duplicate" in line for line in found_by("msgfmt", "--check", "-o/dev/null", str(tmp_path / "de.po"))
    )
    assert any("xx" in line for line in found_by("i18nspector", str(tmp_path / "de.po")))


def found_by(program: str, *arguments: str) -> list[str]:
    where = shutil.which(program)
    assert where, f"{program} is missing: tests/catalogues/install says how to get it"
    done = subprocess.run([where, *arguments], capture_output=True, text=True, timeout=60, check=False)
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def test_the_catalogue_says_what_it_is(language: str):
    metadata = polib.pofile(str(path_of(language))).metadata
    assert metadata["Content-Type"] == "text/plain; charset=utf-8"
    assert metadata["Language"] == language
