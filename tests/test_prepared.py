"""Prepared: a start takes what the build worked out, and only while it is true."""

import json
import shutil
from pathlib import Path

import pytest

from offswitch.content import Library, read_library
from offswitch.content.reading import library_of_site
from offswitch.prepared import mark_of, prepare, prepared
from tests.conftest import TODAY
from tests.drafts import Draft, Project
from tests.test_commands import ends, replace

FOR_MAKERS = (
    "babel.messages.extract",
    "offswitch.catalogues",
    "offswitch.commands",
    "offswitch.export",
    "offswitch.link_check",
    "offswitch.overrides",
    "offswitch.verification",
    "odfdo",
    "prometheus_client",
    "tomlkit",
)
"""What only maintainers' commands need, or what few readers and hosts ask for."""

SERVE = """
import sys, app
print(app.app.test_client().get("/en/linkedin-ai/").get_data(as_text=True))
"""


@pytest.fixture(scope="module")
def built_project(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    built = whole_project.copy(tmp_path_factory.mktemp("built") / "project")
    ends(built.flask("catalogues", "compile"), 0)
    return built


def first_page(project: Project) -> str:
    done = project.run("python", "-c", SERVE)
    return done.stdout if done.returncode == 0 else done.stderr


def test_a_server_carries_nothing_that_only_makers_need(built_project: Project):
    code = "import json, sys, app; print(json.dumps(sorted(sys.modules)))"
    done = built_project.run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert "offswitch.views" in loaded
    assert loaded.isdisjoint(FOR_MAKERS)


def test_a_server_has_every_template_before_its_first_reader(built_project: Project):
    code = (
        "import app, pathlib; a = app.app; loaded = {name for _, name in a.jinja_env.cache.keys()}; "
        "there = {p.relative_to('templates').as_posix() for p in pathlib.Path('templates').rglob('*.html')}; "
        "print(len(there), sorted(there - loaded))"
    )
    done = built_project.run("python", "-c", code)
    assert done.stdout.endswith(" []\n"), done.stderr
    assert not done.stdout.startswith("0 ")


def test_a_built_site_shows_what_an_unbuilt_one_shows(built_project: Project, whole_project: Project):
    assert (built_project.folder / "prepared/library").exists()
    assert not (whole_project.folder / "prepared").exists()
    assert first_page(built_project) == first_page(whole_project)


def test_what_is_built_already_stays_as_it_is(built_project: Project):
    """So a disk that has become read-only since is no hindrance."""
    files = sorted((built_project.folder / "prepared").iterdir())
    before = [path.stat().st_mtime_ns for path in files]
    ends(built_project.flask("catalogues", "compile"), 0)
    assert [path.stat().st_mtime_ns for path in files] == before


def test_readers_see_what_was_changed_after_the_build(built_project: Project, tmp_path: Path):
    changed = built_project.copy(tmp_path / "project")
    replace(changed.folder / "content/guides/linkedin-ai.toml", 'title = "', 'title = "Ŀ')
    replace(changed.folder / "templates/base.html", "</body>", "<!-- changed --></body>")
    page = first_page(changed)
    assert "<title>Ŀ" in page
    assert "<!-- changed -->" in page


def test_content_that_is_broken_after_the_build_stops_the_start_and_is_named(
    built_project: Project, tmp_path: Path
):
    broken = built_project.copy(tmp_path / "project")
    replace(broken.folder / "content/guides/linkedin-ai.toml", 'service = "', 'servant = "')
    said = first_page(broken)
    assert "guides/linkedin-ai.toml" in said
    assert "service" in said
    ends(broken.flask("catalogues", "compile"), 0)
    assert first_page(broken) == said


def test_what_is_prepared_is_what_would_be_read(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library
):
    monkeypatch.setattr("offswitch.prepared.PREPARED", tmp_path / "built")
    from offswitch.content.reading import prepare_library

    prepare_library(draft.folder, TODAY)
    assert library_of_site(draft.folder, TODAY) == library == read_library(draft.folder, TODAY)


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_damaged_file_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
):
    monkeypatch.setattr("offswitch.prepared.PREPARED", tmp_path)
    mark = mark_of([])
    prepare("thing", mark, ["a", "b"])
    assert prepared("thing", mark) == ["a", "b"]
    assert prepared("thing", mark_of([], "another version")) is None
    path = tmp_path / "thing"
    path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    assert prepared("thing", mark) is None


def test_the_mark_changes_with_a_file_and_with_its_name(tmp_path: Path):
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text("one", encoding="utf-8")
    before = mark_of([first])
    shutil.copy(first, second)
    assert mark_of([second]) != before
    first.write_text("two", encoding="utf-8")
    assert mark_of([first]) != before
