"""Words: a host says sentences of ours in their own words, and learns when ours have changed."""

import logging
from pathlib import Path

import pytest

from offswitch.folders import FolderError
from offswitch.language import LanguageError
from tests.conftest import Serve
from tests.drafts import Project
from tests.hosts import Host
from tests.test_commands import ends, replace

LEAD = "Pick a service. We show you how to opt out, tap by tap, and how to see that it worked."


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path / "host")


def po(sentence: str, words: str) -> str:
    return f'msgid "{sentence}"\nmsgstr "{words}"\n\n'


# ---- for readers


def test_a_sentence_in_the_hosts_words_changes_the_pages_of_that_language_only(host: Host, serve: Serve):
    host.write("words/de.po", po(LEAD, "Suchen Sie sich etwas aus."))
    browse = serve(host.settings)
    assert browse("/de/").words("p.lead") == "Suchen Sie sich etwas aus."
    assert browse("/en/").words("p.lead") == LEAD


def test_english_itself_can_be_said_in_other_words(host: Host, serve: Serve):
    host.write("words/en.po", po(LEAD, "Choose one."))
    browse = serve(host.settings)
    assert browse("/en/").words("p.lead") == "Choose one."
    assert browse("/de/").words("p.lead") == serve()("/de/").words("p.lead")


def test_a_sentence_that_nobody_translated_is_english_in_the_hosts_words(
    host: Host, serve: Serve, project: Project
):
    catalogue = project.folder / "translations/de/LC_MESSAGES/messages.po"
    before = catalogue.read_text(encoding="utf-8")
    start = before.index(f'msgid "{LEAD}"')
    end = before.index("\n\n", start)
    catalogue.write_text(f'{before[:start]}msgid "{LEAD}"\nmsgstr ""{before[end:]}', encoding="utf-8")
    ends(project.flask("catalogues", "compile"), 0)
    host.write("words/en.po", po(LEAD, "Choose one."))
    lead = serve(host.settings, translations=project.folder / "translations")("/de/").one("p.lead > span")
    assert (lead["lang"], lead.text) == ("en", "Choose one.")


def test_a_sentence_with_a_number_takes_the_form_that_the_number_wants(host: Host, serve: Serve):
    host.write(
        "words/en.po",
        'msgid "{number} action"\nmsgid_plural "{number} actions"\nmsgstr[0] "A tap"\nmsgstr[1] "{number} taps"\n',
    )
    efforts = serve(host.settings)("/en/").all_words(".effort li:first-child")
    assert efforts
    assert all(words.endswith(" taps") for words in efforts)


def test_what_is_empty_or_fuzzy_changes_nothing(host: Host, serve: Serve):
    host.write("words/en.po", po("Guides", "") + "#, fuzzy\n" + po(LEAD, "Choose one."))
    page = serve(host.settings)("/en/")
    assert page.words("p.lead") == LEAD
    assert page.words("#guides") == "Guides"


def test_words_are_shown_as_words(host: Host, serve: Serve):
    host.write("words/en.po", po("Guides", "Guides & more"))
    assert serve(host.settings)("/en/").words("#guides") == "Guides & more"


def test_a_file_from_an_editor_with_a_mark_at_its_start_is_read(host: Host, serve: Serve):
    host.write("words/en.po", "\ufeff" + po(LEAD, "Choose one."))
    assert serve(host.settings)("/en/").words("p.lead") == "Choose one."


# ---- for hosts: what is wrong


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("de.po", po("Operated by {operator}", "Von uns betrieben"), "de.po, line 1: 'Operated by {operator}': has other placeholders than the original; those of the original are: {operator}"),
        ("de.po", po("Guides", "Da") + po("Operated by {operator}", "Von {Operator}"), "de.po, line 4: 'Operated by {operator}': has other placeholders"),
        ("de.po", po("Privacy", "Daten {schutz"), "de.po, line 1: 'Privacy': a brace that belongs to no placeholder"),
        ("de.po", po("Privacy", "<b>Daten</b>"), "de.po, line 1: 'Privacy': no markup"),
        ("de.po", po("Privacy", "Daten") + po("Privacy", "Andere"), "de.po, line 4: 'msgid \"Privacy\"' stands here twice"),
        ("de.po", 'msgid "Privacy\nmsgstr "Daten"\n', "de.po, line 1: 'msgid \"Privacy' is no line of a .po file"),
        ("de.po", po("Privacy", "Daten") + "nonsense\n", "de.po, line 4: 'nonsense' is no line of a .po file"),
        ("de.po", 'msgid "Privacy"\n', "de.po, line 1: is no .po file: missing msgstr"),
        ("de.po", 'msgctxt "menu"\n' + po("Privacy", "Daten"), "de.po, line 2: 'Privacy': has a context"),
        ("de.po", 'msgid ""\nmsgstr "Plural-Forms: nplurals=many; plural=n;\\n"\n', "de.po: its header is damaged"),
        ("de.po", 'msgid "{number} action"\nmsgid_plural "{number} actions"\nmsgstr[0] "{number} Klick"\n', "line 1: '{number} action': this language wants 2 forms of it: msgstr[0] to msgstr[1]"),
        ("xx.po", po("Privacy", "Daten"), "xx.po: is none of the files that belong here: "),
        ("de.txt", "", "de.txt: is none of the files that belong here"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_words_stops_the_start_and_is_named(
    host: Host, serve: Serve, name: str, text: str, told: str
):
    host.write(f"words/{name}", text)
    with pytest.raises(LanguageError) as refusal:
        serve(host.settings)
    assert told in str(refusal.value)


def test_words_that_are_no_text_are_named_with_the_place(host: Host, serve: Serve):
    host.write("words/de.po", "")
    (host.folder / "words/de.po").write_bytes(b'msgid "Privacy"\nmsgstr "\xff"\n')
    with pytest.raises(LanguageError, match=r"de\.po, byte 24: is not UTF-8"):
        serve(host.settings)


def test_every_mistake_is_told_at_once(host: Host, serve: Serve):
    host.write("words/de.po", po("Privacy", "<b>") + po("Guides", "<i>"))
    host.write("words/en.po", "nonsense")
    with pytest.raises(LanguageError) as refusal:
        serve(host.settings)
    assert len(str(refusal.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["guide/x.toml", "word/de.po", "de.po", "setting.toml"])
def test_what_nobody_would_ever_read_is_named_with_what_there_may_be(host: Host, serve: Serve, name: str):
    host.write(name, "")
    with pytest.raises(
        FolderError, match=r"does not belong here; a host's folder may hold settings\.toml, words, c"
    ):
        serve(host.settings)


def test_what_is_the_hosts_alone_is_left_alone(host: Host, serve: Serve):
    for name in ("README.md", ".git/config", "words/.de.po.swp", "words/README", "content/README.txt"):
        host.write(name, "nonsense")
    serve(host.settings)("/en/")


def test_a_folder_that_is_not_there_is_named(host: Host, serve: Serve):
    with pytest.raises(FolderError, match="there is no such folder"):
        serve(host.settings.model_copy(update={"folder": host.folder / "nowhere"}))


# ---- for hosts: what has changed


def test_the_start_tells_of_words_whose_original_is_gone(
    host: Host, serve: Serve, caplog: pytest.LogCaptureFixture
):
    host.write("words/de.po", po("We said this once", "Das sagten wir") + po("Privacy", "Daten"))
    with caplog.at_level(logging.WARNING):
        serve(host.settings)("/de/")
    (line,) = (record.getMessage() for record in caplog.records)
    assert line.startswith("words/de.po: 1 of 2 sentences replace what has changed since")
    assert "flask catalogues overrides" in line


def test_the_start_says_nothing_of_words_that_are_up_to_date(
    host: Host, serve: Serve, caplog: pytest.LogCaptureFixture
):
    host.write("words/de.po", po("Privacy", "Daten"))
    serve(host.settings)("/de/")
    assert caplog.records == []


def overrides(project: Project, host: Host, code: int, *options: str) -> str:
    done = project.run(
        "flask", "--app", "app", "catalogues", "overrides", *options, OFFSWITCH_FOLDER=str(host.folder)
    )
    return ends(done, code)


def test_words_whose_english_changed_are_named_with_what_it_became(host: Host, project: Project):
    host.write("words/de.po", po(LEAD, "Suchen Sie."))
    assert "0 of 1 overrides are outdated" in overrides(project, host, 0)
    for file in ("templates/pages/home.html", "offswitch/pages/sharing.py"):
        replace(project.folder / file, "Pick a service.", "Choose a service.")
    ends(project.flask("catalogues", "update"), 0)
    said = overrides(project, host, 1)
    assert f"words/de.po, line 1: “{LEAD}”: we no longer say this" in said
    assert "most like it is “Choose a service. We show you how" in said
    assert "1 of 1 overrides are outdated" in said


def test_words_whose_translation_changed_are_named_once_it_is_noted_what_they_replace(
    host: Host, project: Project
):
    host.write("words/de.po", "# mine\n" + po("Privacy", "Daten") + po("Imprint", "Wir"))
    overrides(project, host, 0, "--write")
    assert host.read("words/de.po").startswith('# mine\n#. Ours: Datenschutz\nmsgid "Privacy"\n')
    catalogue = project.folder / "translations/de/LC_MESSAGES/messages.po"
    replace(catalogue, 'msgid "Privacy"\nmsgstr "Datenschutz"', 'msgid "Privacy"\nmsgstr "Ihre Daten"')
    said = overrides(project, host, 1)
    assert "words/de.po, line 3: “Privacy”: we said “Datenschutz” and now say “Ihre Daten”" in said
    assert "1 of 2" in said
    overrides(project, host, 1, "--write")
    overrides(project, host, 0)
    assert host.read("words/de.po").count("#. Ours:") == 2


def test_a_note_that_an_editor_broke_into_lines_is_the_same_note(host: Host, project: Project):
    host.write("words/de.po", po(LEAD, "Suchen Sie."))
    overrides(project, host, 0, "--write")
    note = host.read("words/de.po").splitlines()[0]
    host.replace("words/de.po", note, broken(note))
    overrides(project, host, 0, "--write")
    assert host.read("words/de.po").splitlines()[0] == note


def broken(note: str) -> str:
    middle = note.index(" ", 60)
    return f"{note[:middle]}\n#. {note[middle + 1 :]}"


def test_fuzzy_words_are_named_because_they_are_not_used(host: Host, project: Project):
    host.write("words/de.po", "#, fuzzy\n" + po("Privacy", "Daten"))
    assert "is marked 'fuzzy'" in overrides(project, host, 1)


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    [
        ("words/de.po", po("Privacy", "<b>"), "words/de.po, line 1: 'Privacy': no markup"),
        ("pages/donate.de.md", "# Spenden\n\n<b>Danke</b>\n", "pages/donate.de.md: line 3: '<b>' is HTML"),
        ("settings.toml", 'logo = "logo.svg"\n', "OFFSWITCH_LOGO is 'logo.svg': "),
        ("settings.toml", 'guides = ["linkdin-ai"]\n', "OFFSWITCH_GUIDES names 'linkdin-ai'"),
        ("settings.toml", 'imprint = "imprint"\n', "OFFSWITCH_IMPRINT is 'imprint': there is no pages/"),
    ],
)
def test_the_check_names_all_in_the_folder_that_would_stop_the_start(
    name: str, text: str, mistake: str, host: Host, project: Project
):
    host.write(name, text)
    done = project.run("flask", "--app", "app", "content", "check", OFFSWITCH_FOLDER=str(host.folder))
    assert mistake in ends(done, 1)


def test_without_a_folder_there_is_nothing_to_compare(project: Project):
    assert "OFFSWITCH_FOLDER names no folder" in ends(project.flask("catalogues", "overrides"), 2)
