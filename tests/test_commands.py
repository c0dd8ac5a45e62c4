"""Commands: what maintainers run, also where the site itself cannot start."""

import subprocess
from pathlib import Path

import polib
import pytest

from tests.drafts import Project

GUIDE = "content/guides/linkedin-ai.toml"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def ends(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What it said, provided that it ended as it should and without a traceback."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_content_that_is_right_is_said_to_be(whole_project: Project):
    assert "othing wrong" in ends(whole_project.flask("content", "check"), 0)


def test_content_that_is_wrong_is_named_by_file_and_field(project: Project):
    replace(project.folder / GUIDE, 'title = "Stop', 'titel = "Stop')
    replace(project.folder / "content/labels/linkedin.toml", "confirmed = 2", "confirmed = 7")
    said = ends(project.flask("content", "check"), 1)
    assert "guides/linkedin-ai.toml: title: " in said
    assert "guides/linkedin-ai.toml: titel: " in said
    assert "labels/linkedin.toml: languages › en › labels › me › confirmed: " in said


def test_the_check_also_works_when_it_is_started_as_a_module(project: Project):
    replace(project.folder / GUIDE, 'title = "Stop', 'titel = "Stop')
    said = ends(project.run("python", "-m", "flask", "--app", "app", "content", "check"), 1)
    assert "guides/linkedin-ai.toml: title: " in said


def test_a_schema_that_is_behind_is_noticed_and_written_anew(project: Project):
    schema = project.folder / "content/guide.schema.json"
    right = schema.read_text(encoding="utf-8")
    schema.write_text("{}", encoding="utf-8")
    assert "flask content schema" in ends(project.flask("content", "check"), 1)
    ends(project.flask("content", "schema"), 0)
    assert schema.read_text(encoding="utf-8") == right


def test_a_new_sentence_has_to_reach_the_catalogues(project: Project):
    ends(project.flask("catalogues", "check"), 0)
    replace(
        project.folder / GUIDE, "There is no deadline. LinkedIn says", "There is no deadline: LinkedIn says"
    )
    assert "make catalogues" in ends(project.flask("catalogues", "check"), 1)
    ends(project.flask("catalogues", "update"), 0)
    ends(project.flask("catalogues", "check"), 0)
    assert "fuzzy" in ends(project.flask("catalogues", "status"), 0)
    catalogue = polib.pofile(str(project.folder / "translations/de/LC_MESSAGES/messages.po"))
    assert [entry.msgid for entry in catalogue.fuzzy_entries() if "no deadline: LinkedIn" in entry.msgid]


def test_the_state_of_every_language_is_a_line(project: Project):
    path = project.folder / "translations/de/LC_MESSAGES/messages.po"
    catalogue = polib.pofile(str(path))
    catalogue.find("Imprint").msgstr = ""
    catalogue.find("Privacy").flags.append("fuzzy")
    total = len([entry for entry in catalogue if not entry.obsolete])
    already = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries()) - 2
    catalogue.save()
    lines = ends(project.flask("catalogues", "status"), 0).splitlines()
    assert lines[0].split() == ["language", "translated", "missing", "fuzzy"]
    language, translated, missing, fuzzy = lines[1].split()
    assert language == "de"
    assert int(translated) + int(missing) + int(fuzzy) == total
    assert int(missing) + int(fuzzy) == already + 2


def test_a_language_is_added_with_its_names_and_an_empty_catalogue(project: Project):
    ends(project.flask("catalogues", "add", "ca", "--made-by", "program"), 0)
    folder = project.folder / "translations/ca"
    assert 'autonym = "Català"' in (folder / "names.toml").read_text(encoding="utf-8")
    catalogue = polib.pofile(str(folder / "LC_MESSAGES/messages.po"))
    assert catalogue.percent_translated() == 0
    assert catalogue.metadata["Language"] == "ca"
    assert (folder / "making.toml").read_text(encoding="utf-8") == 'made_by = "program"\n'
    assert "## Doubts" in (folder / "NOTES.md").read_text(encoding="utf-8")
    (folder / "NOTES.md").write_text("Begun", encoding="utf-8")
    ends(project.flask("catalogues", "add", "ca"), 0)
    assert (folder / "NOTES.md").read_text(encoding="utf-8") == "Begun"
    ends(project.flask("catalogues", "compile"), 0)
    assert (folder / "LC_MESSAGES/messages.mo").exists()


def test_a_sentence_is_found_by_its_words_in_any_language_and_by_its_id(whole_project: Project):
    said = ends(whole_project.flask("catalogues", "find", "diese seite gibt es nicht"), 0).splitlines()
    assert "This page does not exist" in said[0]
    identity = said[0].split()[0]
    assert (
        ends(whole_project.flask("catalogues", "find", identity, "--language", "de"), 0).splitlines()[:1]
        == said[:1]
    )
    assert "No sentence" in ends(whole_project.flask("catalogues", "find", "qwertz uiop"), 1)


def test_a_language_that_does_not_exist_is_not_added(project: Project):
    done = project.flask("catalogues", "add", "nonsense")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not (project.folder / "translations/nonsense").exists()


def test_names_are_written_as_they_are_kept(project: Project):
    path = project.folder / "translations/de/names.toml"
    right = path.read_text(encoding="utf-8")
    replace(path, "Österreich", "Austria")
    ends(project.flask("catalogues", "names"), 0)
    assert path.read_text(encoding="utf-8") == right


# ---- a broken part stops the start and is named


def start(project: Project, **environment: str) -> str:
    """What the site says when it does not start."""
    done = project.run("python", "-c", "import app", **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


def test_broken_content_stops_the_start(project: Project):
    replace(project.folder / GUIDE, 'service = "linkedin"', 'service = "nowhere"')
    assert "guides/linkedin-ai.toml: service: " in start(project)


def test_a_missing_catalogue_stops_the_start(project: Project):
    (project.folder / "translations/de/LC_MESSAGES/messages.mo").unlink()
    said = start(project)
    assert "de: " in said
    assert "flask catalogues compile" in said


def test_a_wrong_setting_stops_the_start(whole_project: Project):
    assert "OFFSWITCH_COLOUR" in start(whole_project, OFFSWITCH_COLOUR="red")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {
            "OFFSWITCH_OPERATOR": "Me",
            "OFFSWITCH_BASE": "https://offswitch.example",
            "OFFSWITCH_IMPRINT": "https://me.example",
        },
    ],
)
def test_a_site_that_is_right_starts_and_says_if_it_serves_only_this_machine(
    whole_project: Project, environment: dict[str, str]
):
    done = whole_project.run("python", "-c", "import app; print(app.app.name)", **environment)
    assert done.stdout == "offswitch\n"
    assert ("this machine" in done.stderr) == (not environment)
