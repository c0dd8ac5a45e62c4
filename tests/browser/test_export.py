"""The site as plain files, from simple web space: with JavaScript all that a server does, without it no dead end."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.drafts import program_path

from .conftest import NewReader
from .pages import GUIDE, OPEN_EVERYTHING, guide, step, tasks
from .reader import Reader
from .serving import ROOT
from .test_accessibility import faults

SETTINGS = {
    "OFFSWITCH_LANGUAGES": "en",
    "OFFSWITCH_GUIDES": GUIDE,
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_IMPRINT": "https://offswitch.example/imprint",
    "OFFSWITCH_BASE": "https://offswitch.example",
}
"""One guide in one language: a whole export takes long."""
HAVE = "?have=posts&have=resumes"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web space") / "public"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("OFFSWITCH_")}
    subprocess.run(
        [program_path("flask"), "--app", "app", "export", str(folder)],
        cwd=ROOT,
        env={**surroundings, **SETTINGS},
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def files(exported: Path) -> Iterator[str]:
    """The address of Python's own file server, which knows nothing of the site."""
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(exported)],
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
def reader(new_reader: NewReader, files: str) -> Reader:
    return new_reader(files, viewport={"width": 390, "height": 844})


@pytest.fixture
def plain_reader(new_reader: NewReader, files: str) -> Reader:
    return new_reader(files, viewport={"width": 390, "height": 844}, java_script_enabled=False)


# ---------------------------------------------------------------- with JavaScript


def test_a_reader_finishes_among_plain_files(reader: Reader) -> None:
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
    assert reader.ticked == {"posts", "resumes"}
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
    assert reader.partials == [f"/partial{step('en', 'settings')}"]
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


def test_a_reader_without_javascript_finishes_among_plain_files(plain_reader: Reader) -> None:
    reader = plain_reader
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


def test_without_javascript_the_words_of_all_languages_can_be_looked_up(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "settings"))
    reader.page.locator("#all-labels summary").click()
    row = reader.page.locator("[data-language=de] tr", has=reader.page.get_by_text("Off", exact=True))
    expect(row.locator("td")).to_contain_text("Aus")
