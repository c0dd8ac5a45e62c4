"""The site as plain files, from simple web space: with JavaScript all that a server does, without it no dead end."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests import exported
from tests.drafts import Project

from .conftest import NewReader
from .pages import GUIDE, OPEN_EVERYTHING, guide, step, tasks
from .reader import Reader
from .test_accessibility import faults

SETTINGS = {
    **exported.SETTINGS,
    "OFFSWITCH_LANGUAGES": "en",
    "OFFSWITCH_LANGUAGE": "en",
    "OFFSWITCH_GUIDES": GUIDE,
}
HAVE = "?have=posts&have=resumes"


@pytest.fixture(scope="session")
def folder(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plain files of one guide in one language, for a few places: all of them take long."""
    project = exported.small(whole_project.copy(tmp_path_factory.mktemp("small") / "project"))
    folder = tmp_path_factory.mktemp("web-space") / "public"
    done = project.run("flask", "--app", "app", "export", str(folder), "--processes", "2", **SETTINGS)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def files(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx, with the configuration that came with the files."""
    with exported.files_served("nginx", folder, tmp_path_factory.mktemp("nginx")) as nginx:
        yield f"https://localhost:{nginx.port}"


@pytest.fixture(scope="session")
def simple_files(folder: Path) -> Iterator[str]:
    """The address of Python's own file server, which knows nothing of the site."""
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    port = re.search(r"port (\d+)", server.stdout.readline())
    assert port
    yield f"http://127.0.0.1:{port[1]}"
    server.terminate()
    server.wait(timeout=10)
    server.stdout.close()


@pytest.fixture
def new_file_reader(new_reader: NewReader) -> NewReader:
    def make(base: str, **options: Any) -> Reader:
        reader = new_reader(base, viewport={"width": 390, "height": 844}, ignore_https_errors=True, **options)
        # The certificate is a test's own, and Chromium says so.
        reader.excuse("certificate")
        return reader

    return make


@pytest.fixture
def reader(new_file_reader: NewReader, files: str) -> Reader:
    return new_file_reader(files)


@pytest.fixture
def plain_reader(new_file_reader: NewReader, files: str) -> Reader:
    return new_file_reader(files, java_script_enabled=False)


BOTH = pytest.mark.parametrize("web_space", ["files", "simple_files"])


# ---------------------------------------------------------------- with JavaScript


@BOTH
def test_a_reader_finishes_among_plain_files(
    new_file_reader: NewReader, request: pytest.FixtureRequest, web_space: str
) -> None:
    reader = new_file_reader(request.getfixturevalue(web_space))
    reader.open("/")
    reader.link("English").click()
    reader.link(str(guide().title)).click()
    reader.link("Start").click()
    reader.link("Austria").click()
    reader.is_at(step("en", "region"))
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    reader.tick("posts")
    reader.tick("resumes")
    assert reader.heard[-1] == "2 kinds ticked"
    reader.is_at(step("en", "review", query=HAVE))
    reader.link("Next: switch it off").click()
    reader.is_at(step("en", "settings", query=HAVE))
    reader.has_focus("h1")
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist", query=HAVE))

    mine = tasks(contents=("posts", "resumes"))
    shown = reader.page.locator(".task:visible").evaluate_all("tasks => tasks.map((task) => task.id)")
    assert set(shown) == set(mine) < set(tasks())
    for task in mine:
        reader.tick(task)
    assert reader.heard[-1] == f"{len(mine)} of {len(mine)} done"
    expect(reader.page.locator("#finish")).to_have_text("Done. This is how things stand now")
    done = "".join(f"&done={task}" for task in sorted(mine))
    reader.is_at(step("en", "checklist", query=HAVE + done))
    reader.page.reload()
    assert reader.ticked == set(mine)
    expect(reader.page.locator("#finish")).to_have_text("Done. This is how things stand now")

    reader.link("See what else you can do").click()
    reader.is_at(f"/en/done/?guide={GUIDE}")
    expect(reader.page.locator("#progress")).to_have_text("1 of 1 done")
    expect(reader.page.locator("#finish")).to_have_text("You have done them all")


def test_back_and_forward_bring_ticks_labels_and_the_place_back(reader: Reader) -> None:
    reader.open(step("en", "review", query=HAVE))
    assert reader.ticked == {"posts", "resumes"}
    reader.link("Next: switch it off").click()
    reader.is_at(step("en", "settings", query=HAVE))
    with reader.being_told():
        reader.page.locator("#labels").select_option("de")
    reader.is_at(step("en", "settings", query=f"{HAVE}&labels=de"))
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist", query=f"{HAVE}&labels=de"))
    reader.page.go_back()
    reader.is_at(step("en", "settings", query=f"{HAVE}&labels=de"))
    reader.has_focus("h1")
    expect(reader.page.locator("#labels")).to_have_value("de")
    reader.page.go_back()
    reader.is_at(step("en", "review", query=HAVE))
    reader.sees_heading("What do you have on LinkedIn?")
    for content in ("posts", "resumes"):
        expect(reader.box(content)).to_be_checked()
    reader.page.go_forward()
    reader.is_at(step("en", "settings", query=f"{HAVE}&labels=de"))


def test_the_words_of_another_language_are_those_that_a_server_shows(
    reader: Reader, new_reader: NewReader
) -> None:
    served = new_reader()
    for name in ("settings", "checklist"):
        for labels in ("de", "fr", "cs"):
            address = step("en", name, query=f"?labels={labels}")
            reader.open(address)
            served.open(address)
            words = "main :is(.action-text, .tick > span, .check-how, .path li, .must-read:not([hidden]), figcaption)"
            theirs = served.page.locator(words).all_text_contents()
            assert theirs
            expect(reader.page.locator(words)).to_have_text(theirs)


def test_a_reminder_counts_from_the_day_that_the_reader_names(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    reader.page.locator("#reminder-date").fill("2026-11-30")
    with reader.page.expect_download() as download:
        reader.button("Get the reminder").click()
    text = download.value.path().read_bytes()
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert event.decoded("DTSTART").isoformat() == "2027-02-28"
    assert event.decoded("DTEND").isoformat() == "2027-03-01"
    assert "30 November 2026" in event["DESCRIPTION"]
    assert event["UID"].endswith("-2026-11-30")


def test_damaged_and_unknown_answers_are_dropped_and_the_rest_is_kept(reader: Reader) -> None:
    reader.open(step("en", "review", query="?have=posts&have=%3Cb%3E&have=nothing&labels=xx&utm_source=a"))
    assert reader.ticked == {"posts"}
    expect(reader.page.locator("[data-counts]")).to_have_text("1 kind ticked")
    reader.tick("resumes")
    assert "utm_source" not in reader.address
    assert "%3Cb" not in reader.address
    reader.open(step("en", "settings", query="?labels=xx"))
    expect(reader.page.locator("#labels")).to_have_value("en")


def test_answers_stay_with_the_guide_and_are_not_sent_along_with_partials(reader: Reader) -> None:
    reader.open(step("en", "review", query=HAVE))
    reader.link("Next: switch it off").click()
    reader.is_at(step("en", "settings", query=HAVE))
    assert reader.partials[0] == f"/partial{step('en', 'settings')}"
    assert not [address for address in reader.partials if "?" in address]
    for name in ("Link to this step", "All sources of this guide", "Privacy"):
        href = reader.page.get_by_role("link", name=name).first.get_attribute("href")
        assert href
        assert "?" not in href


def test_axe_finds_nothing_among_plain_files(reader: Reader) -> None:
    found = []
    for address in (
        "/",
        f"/go/{GUIDE}/at/settings/",
        step("en", "review", query=HAVE),
        step("en", "settings", query="?labels=de"),
        step("en", "checklist", query=HAVE),
        "/en/done/",
        f"/en/{GUIDE}/at/settings/share/",
    ):
        reader.open(address)
        reader.page.evaluate(OPEN_EVERYTHING)
        found += faults(reader, address)
    assert not found, "\n".join(found)


# ---------------------------------------------------------------- without JavaScript


@BOTH
def test_a_reader_without_javascript_finishes_among_plain_files(
    new_file_reader: NewReader, request: pytest.FixtureRequest, web_space: str
) -> None:
    reader = new_file_reader(request.getfixturevalue(web_space), java_script_enabled=False)
    reader.open(f"/go/{GUIDE}/settings/")
    reader.link("English").click()
    reader.is_at(step("en", "settings", None))
    reader.page.locator(".steps ol a").first.click()
    reader.link("Austria").click()
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    reader.link("Next: switch it off").click()
    reader.is_at(step("en", "settings"))
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist"))
    assert reader.page.locator(".task:visible").count() == len(tasks())
    assert reader.page.locator(".condition:visible").count() > 3
    reader.link("All guides").click()
    reader.is_at("/en/")


def test_without_javascript_nothing_dead_is_seen(plain_reader: Reader) -> None:
    reader = plain_reader
    for address in (
        step("en", "review"),
        step("en", "settings"),
        step("en", "checklist"),
        "/en/done/",
        "/en/share/",
        f"/en/{GUIDE}/at/letters/objection/",
    ):
        reader.open(address)
        assert reader.page.locator("main :is(input, select, button, progress):visible").count() == 0, address


def test_on_paper_there_are_boxes_to_tick_without_javascript_too(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "checklist"))
    reader.page.emulate_media(media="print")
    expect(reader.box("task-switch-off")).to_be_visible()


def test_without_javascript_the_words_of_all_languages_can_be_looked_up(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "settings"))
    reader.page.locator("#all-labels summary").click()
    row = reader.page.locator("[data-language=de] tr", has=reader.page.get_by_text("Off", exact=True))
    expect(row.locator("td")).to_contain_text("Aus")
