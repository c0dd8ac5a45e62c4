"""After the switch: the reminder, the code for the phone, and the finish over all guides."""

from io import BytesIO
from pathlib import Path

import pytest
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import Download, expect

from .conftest import NewReader
from .pages import GUIDE, library, step, words
from .reader import Reader
from .test_keyboard import walk_to

CHECKLIST = step("en", "checklist", query="?have=posts")
GUIDES = "?guide=gemini&guide=linkedin-ads&guide=linkedin-ai&guide=meta-ai"


def day_of(download: Download) -> str:
    (event,) = Calendar.from_ical(Path(download.path()).read_bytes()).walk("VEVENT")
    return str(event["DTSTART"].dt)


# ---------------------------------------------------------------- the reminder


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_reader_gets_a_reminder_and_stays_on_the_checklist(
    new_reader: NewReader, language: str, scripted: bool
) -> None:
    reader, say = new_reader(java_script_enabled=scripted), words(language)
    here = step(language, "checklist", query="?have=posts")
    reader.open(here)
    reader.page.locator("#reminder-date").fill("2026-11-30")
    with reader.page.expect_download() as given:
        reader.button(say("Get the reminder")).click()
    assert given.value.suggested_filename == "still-off.ics"
    assert given.value.url == f"{reader.base}/{language}/{GUIDE}/at/checklist/still-off.ics?date=2026-11-30"
    assert day_of(given.value) == "2027-02-28"
    reader.is_at(here)


def test_a_reader_with_a_keyboard_gets_a_reminder(reader: Reader) -> None:
    reader.open(CHECKLIST)
    field = reader.page.locator("#reminder-date")
    walk_to(reader, field)
    before = field.input_value()
    reader.page.keyboard.press("ArrowUp")
    assert field.input_value() != before
    walk_to(reader, reader.button("Get the reminder"))
    with reader.page.expect_download() as given:
        reader.page.keyboard.press("Enter")
    assert given.value.url.endswith(f"still-off.ics?date={field.input_value()}")


def test_a_tick_leaves_the_day_that_the_reader_typed(reader: Reader) -> None:
    reader.open(CHECKLIST)
    reader.page.locator("#reminder-date").fill("2026-10-01")
    reader.tick("task-switch-off")
    expect(reader.page.locator("#reminder-date")).to_have_value("2026-10-01")


def test_a_day_that_there_is_not_is_read_out_with_the_field(reader: Reader) -> None:
    reader.open(step("en", "checklist", query="?date=2026-02-31"))
    field = reader.page.locator("#reminder-date")
    expect(field).to_have_accessible_name("The day on which you did it")
    expect(field).to_have_accessible_description(
        "There is no such date, or it is more than ten years away. Today stands here instead."
    )
    assert field.evaluate("field => field.checkValidity()")


# ---------------------------------------------------------------- the phone


def codes(reader: Reader) -> list[str]:
    return [address for address in reader.asked if "qr.svg" in address]


@pytest.mark.parametrize("name", ["settings", "checklist"])
def test_the_code_is_asked_for_once_somebody_unfolds_it_and_follows_the_ticks(
    reader: Reader, name: str
) -> None:
    reader.open(step("en", name, query="?have=posts"))
    reader.page.wait_for_load_state("networkidle")
    assert codes(reader) == []
    reader.page.locator("#phone summary").click()
    picture = reader.page.locator("#phone img")
    expect(picture).to_have_js_property("complete", True)
    assert codes(reader) == [step("en", name).removesuffix("/") + "/qr.svg?have=posts"]
    with reader.being_told():
        if name == "settings":
            reader.page.locator("#labels").select_option("de")
        else:
            reader.box("task-switch-off").click()
    expect(reader.page.locator("#phone .address")).to_have_text(reader.page.url)
    expect(reader.page.locator("#phone")).to_have_attribute("open", "")
    assert picture.get_attribute("src") == reader.address.replace("/?", "/qr.svg?")


def test_the_code_has_white_around_it_in_the_dark_too(new_reader: NewReader) -> None:
    reader = new_reader(color_scheme="dark")
    reader.open(CHECKLIST)
    reader.page.locator("#phone summary").click()
    picture = reader.page.locator("#phone img")
    expect(picture).to_have_js_property("complete", True)
    seen = Image.open(BytesIO(picture.screenshot())).convert("L")
    assert abs(seen.width - seen.height) <= 1
    # A picture that begins between two dots of the screen has a mixed line at its edge.
    corner = seen.crop((1, 1, 20, 20))
    assert corner.getextrema() == (255, 255)
    assert seen.crop((1, 1, seen.width - 1, seen.height - 1)).getextrema() == (0, 255)


def test_on_a_phone_nothing_offers_a_phone(new_reader: NewReader) -> None:
    reader = new_reader(viewport={"width": 390, "height": 800})
    reader.open(CHECKLIST)
    expect(reader.page.locator("#phone")).to_be_hidden()
    expect(reader.button("Copy the link")).to_be_visible()


def test_the_link_can_be_copied_from_the_walkthrough(new_reader: NewReader) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    reader.open(step("en", "settings", query="?have=posts"))
    with reader.being_told():
        reader.button("Copy the link").click()
    assert reader.page.evaluate("navigator.clipboard.readText()") == reader.page.url


# ---------------------------------------------------------------- the finish over all guides


def test_ticking_the_last_guide_ends_in_a_finish_and_is_announced_once(reader: Reader) -> None:
    reader.open("/en/done/?guide=gemini&guide=linkedin-ads&guide=linkedin-ai")
    history = reader.history_length
    reader.tick("meta-ai")
    reader.is_at(f"/en/done/{GUIDES}")
    reader.has_focus("#done-meta-ai")
    total = len(library().guides)
    assert reader.heard == [f"{total} of {total} done"]
    assert reader.history_length == history
    expect(reader.page.locator("#finish")).to_have_text("You have done them all")
    expect(reader.page.locator(".others")).to_have_count(0)
    assert len(reader.partials) == 1


def test_a_reader_without_javascript_goes_from_one_finish_to_the_next_guide(
    new_reader: NewReader, language: str
) -> None:
    reader, say = new_reader(java_script_enabled=False), words(language)
    tasks = sorted(task.id for task in library().guides["gemini"].tasks)
    reader.open(f"/{language}/gemini/at/checklist/?" + "&".join(f"done={task}" for task in tasks))
    reader.link(say("See what else you can do")).click()
    reader.is_at(f"/{language}/done/?guide=gemini")
    reader.box("meta-ai").check()
    reader.button(say("Keep my ticks")).click()
    reader.is_at(f"/{language}/done/?guide=meta-ai&guide=gemini")
    reader.link(say(library().guides[GUIDE].title)).click()
    reader.is_at(f"/{language}/{GUIDE}/")


def test_a_reader_with_a_keyboard_marks_what_is_done(reader: Reader) -> None:
    reader.open("/en/done/")
    for slug in library().guides:
        walk_to(reader, reader.box(slug))
        with reader.being_told():
            reader.page.keyboard.press("Space")
    reader.is_at(f"/en/done/{GUIDES}")
    walk_to(reader, reader.button("Copy the address of the home page"))


def test_what_is_copied_for_others_says_nothing_about_the_reader(new_reader: NewReader) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    reader.open("/en/done/?guide=gemini")
    with reader.being_told():
        reader.button("Copy the address of the home page").click()
    assert reader.page.evaluate("navigator.clipboard.readText()") == f"{reader.base}/en/"


def test_marks_go_into_the_other_language(reader: Reader) -> None:
    reader.open("/en/done/?guide=gemini")
    reader.choose_language("Deutsch")
    reader.is_at("/de/done/?guide=gemini")
    assert reader.ticked == {"gemini"}
