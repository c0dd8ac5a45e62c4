"""Share: a journalist has the link to this step within seconds, by mouse, keyboard, or without JavaScript."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import NewReader
from .pages import GUIDE, country, library, step, words
from .reader import Reader
from .test_keyboard import walk_to

SHARE = f"/en/share/?guide={GUIDE}&place=at"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def clipboard(reader: Reader) -> str:
    return str(reader.page.evaluate("navigator.clipboard.readText()"))


def field(reader: Reader, name: str) -> str:
    return reader.page.locator(f"#share-{name}").input_value()


def copy(reader: Reader, name: str) -> str:
    """Press the button of this piece: what the linker then pastes."""
    with reader.being_told():
        reader.page.locator(f"#share-{name}-copy").click()
    return clipboard(reader)


@pytest.fixture
def linker(new_reader: NewReader) -> Reader:
    return new_reader(permissions=CLIPBOARD)


# ---------------------------------------------------------------- from the step to the address


def test_the_link_to_a_step_is_two_clicks_away_and_needs_no_scrolling(linker: Reader) -> None:
    linker.page.set_viewport_size({"width": 1280, "height": 720})
    linker.open(step("en", "settings", query="?have=posts&labels=fr"))
    link = linker.link("Link to this step")
    expect(link).to_be_in_viewport()
    link.click()
    linker.is_at(SHARE)
    expect(linker.page.locator("#share-address-copy")).to_be_in_viewport()
    assert copy(linker, "address") == linker.base + step("en", "settings")
    assert linker.heard == ["The address is copied."]


def test_after_swaps_and_ticks_the_link_is_that_of_the_step_on_the_screen(linker: Reader) -> None:
    linker.open(step("en", "review"))
    linker.tick("posts")
    share = linker.page.locator("a.share")
    expect(share).to_have_attribute("href", f"/en/share/?guide={GUIDE}&step=review&place=at")
    linker.button("Next: switch it off").click()
    linker.has_focus("h1")
    expect(share).to_have_attribute("href", SHARE)
    linker.page.go_back()
    linker.has_focus("h1")
    expect(share).to_have_attribute("href", f"/en/share/?guide={GUIDE}&step=review&place=at")


def test_a_linker_with_a_keyboard_gets_the_address(linker: Reader) -> None:
    linker.open(step("de", "checklist"))
    walk_to(linker, linker.page.locator("a.share"))
    linker.page.keyboard.press("Enter")
    walk_to(linker, linker.page.locator("#share-address-copy"))
    with linker.being_told():
        linker.page.keyboard.press("Enter")
    assert clipboard(linker) == linker.base + step("de", "checklist")


def test_each_button_is_named_after_what_it_copies(linker: Reader) -> None:
    linker.open(SHARE)
    linker.page.locator("#share-height summary").click()
    buttons = linker.page.locator("[data-copy-from]")
    names = set()
    for button in buttons.all():
        label = linker.page.locator(f"#{button.get_attribute('data-copy-from')}-label").inner_text()
        expect(button).to_have_accessible_name(f"Copy {label}")
        names.add(label)
    assert len(names) == buttons.count() == 9


# ---------------------------------------------------------------- choosing


def test_every_choice_changes_all_that_can_be_copied_and_keeps_the_focus(linker: Reader) -> None:
    linker.open(SHARE)
    loads = linker.page_loads
    history = linker.history_length
    assert copy(linker, "address") == linker.base + step("en", "settings")
    for name, value in (("guide", "gemini"), ("step", "region"), ("place", "ch"), ("in", "de")):
        chooser = linker.page.locator(f"#share-{name}")
        chooser.focus()
        with linker.being_told():
            chooser.select_option(value)
        expect(chooser).to_be_focused()
        expect(chooser).to_have_value(value)
    linker.is_at("/en/share/?guide=gemini&step=region&place=ch&in=de")
    # The button says again what it does: another address stands there now.
    expect(linker.page.locator("#share-address-copy")).to_have_text("Copy")
    here = f"{linker.base}/de/gemini/ch/region/"
    assert copy(linker, "address") == here
    assert copy(linker, "any-language") == f"{linker.base}/go/gemini/ch/region/"
    assert copy(linker, "citation").endswith(f" {here}")
    assert f'"{here}"' in copy(linker, "link")
    assert f'"{here}"' in copy(linker, "box")
    assert "/embed/de/gemini/ch/region/" in copy(linker, "frame")
    assert copy(linker, "notice") == field(linker, "notice")
    expect(linker.page.locator("main img")).to_have_attribute("src", "/de/gemini/ch/region/qr.svg")
    assert linker.page_loads == loads
    assert linker.history_length == history


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_linker_gets_past_nonsense(new_reader: NewReader, scripted: bool) -> None:
    linker = new_reader(java_script_enabled=scripted)
    linker.open("/en/share/?guide=nothing&step=review&place=at")
    expect(linker.page.locator("#share-guide")).to_have_accessible_description(re.compile("not here"))
    linker.button("Show the link").click()
    expect(linker.page.locator("#share-address")).to_have_value(linker.base + step("en", "review"))


def test_a_linker_without_javascript_chooses_and_copies_by_hand(new_reader: NewReader, language: str) -> None:
    linker, say = new_reader(java_script_enabled=False), words(language)
    linker.open(step(language, "settings"))
    linker.link(say("Link to this step")).click()
    expect(linker.page.locator("[data-copy-from]").first).to_be_hidden()
    linker.page.locator("#share-place").select_option(label=country(language, "ch"))
    linker.button(say("Show the link")).click()
    assert field(linker, "address") == linker.base + step(language, "settings", "ch")
    assert field(linker, "any-language") == f"{linker.base}/go/{GUIDE}/ch/settings/"
    linker.page.locator("#share-address").focus()
    linker.page.keyboard.type("x")
    assert field(linker, "address") == linker.base + step(language, "settings", "ch")


# ---------------------------------------------------------------- what is handed over


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("en-IE", "en"), ("ca", "en")])
def test_a_reader_of_an_article_gets_their_own_language_and_lands_where_the_link_points(
    new_reader: NewReader, locale: str, language: str
) -> None:
    reader = new_reader(locale=locale)
    reader.open(f"/go/{GUIDE}/at/checklist/?have=posts&done=task-switch-off#task-posts")
    reader.is_at(step(language, "checklist", query="?have=posts#task-posts"))
    expect(reader.page.locator("#task-posts")).to_be_in_viewport()


def test_the_box_is_readable_on_a_page_of_somebody_else_and_asks_nobody_anything(linker: Reader) -> None:
    linker.open(SHARE)
    box = field(linker, "box")
    article = f"<!doctype html><title>An article</title><p>Before</p>{box}<p>After</p>"
    linker.page.route("**/article", lambda route: route.fulfill(body=article, content_type="text/html"))
    before = len(linker.requests)
    linker.open("/article")
    expect(linker.page.get_by_role("blockquote")).to_contain_text("must be set to Off")
    expect(linker.page.get_by_role("link")).to_have_attribute("href", linker.base + step("en", "settings"))
    linker.page.wait_for_load_state("networkidle")
    assert len(linker.requests) == before + 1


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_code_is_saved_under_a_name_that_says_what_it_is(linker: Reader, ending: str) -> None:
    linker.open(SHARE)
    with linker.page.expect_download() as given:
        linker.page.locator(f".code-files a[href$='.{ending}']").click()
    assert given.value.suggested_filename == f"{GUIDE}-at-settings-en.{ending}"
    assert Path(given.value.path()).stat().st_size > 500


def test_the_code_is_drawn_on_the_page(linker: Reader) -> None:
    linker.open(SHARE)
    picture = linker.page.locator("main img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    box = picture.bounding_box()
    assert box is not None
    assert abs(box["width"] - box["height"]) < 1


def test_at_320_pixels_every_address_can_be_read_in_full(new_reader: NewReader) -> None:
    linker = new_reader(viewport={"width": 320, "height": 640})
    linker.open(f"/de/share/?guide={GUIDE}&place=at")
    linker.page.locator("#share-height summary").click()
    for each in linker.page.locator("main textarea").all():
        assert each.evaluate("field => field.scrollHeight <= field.clientHeight + 1"), each.get_attribute(
            "id"
        )
        assert each.evaluate("field => field.scrollWidth <= field.clientWidth + 1"), each.get_attribute("id")


def test_nothing_of_what_one_links_to_is_kept_in_the_browser(linker: Reader) -> None:
    """The reader’s own checks at the end see storage, cookies and strangers."""
    linker.open("/en/share/")
    for slug in library().guides:
        linker.page.locator("#share-guide").select_option(slug)
        expect(linker.page.locator("#share-address")).to_have_value(re.compile(f"/{slug}/settings/$"))
    assert urlsplit(linker.page.url).query == f"guide={slug}"
