"""Accessibility: axe finds nothing on any page in any state, light or dark; what is read out makes sense."""

import re
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

from .conftest import NewReader
from .pages import KINDS, OPEN_EVERYTHING, step, words
from .reader import Reader

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(reader: Reader, state: str) -> list[str]:
    """What axe finds, with the state that the page is in."""
    return faults_of(reader.page, state)


def faults_of(page: Page | Frame, state: str) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    results: dict[str, Any] = Axe().run(page, options=options).response
    assert len(results["passes"]) > 15, "axe looked at nothing"
    return [
        f"{state}: {violation['id']}: {node['html'][:150]} {node['failureSummary'][:250]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", list(KINDS))
def test_axe_finds_nothing_on_any_page(new_reader: NewReader, scheme: str, kind: str) -> None:
    reader = new_reader(color_scheme=scheme)
    reader.excuse("status of 404")
    # Light in English, dark in German.
    reader.open(f"/{'en' if scheme == 'light' else 'de'}{KINDS[kind]}")
    found = faults(reader, "folded")
    reader.page.evaluate(OPEN_EVERYTHING)
    reader.page.locator(".languages summary").click()
    found += faults(reader, "everything open")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_after_partials_and_ticks(new_reader: NewReader, scheme: str) -> None:
    reader = new_reader(color_scheme=scheme, viewport={"width": 360, "height": 740})
    reader.open(step("en", "region"))
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    reader.tick("posts")
    found = faults(reader, "the review after a tick")
    reader.button("Next: switch it off").click()
    reader.has_focus("h1")
    with reader.being_told():
        reader.page.locator("#labels").select_option("de")
    found += faults(reader, "the walkthrough with other labels")
    reader.link("Next: check that it is off").click()
    reader.has_focus("h1")
    reader.tick("task-switch-off")
    found += faults(reader, "the checklist after a tick")
    reader.page.go_back()
    reader.has_focus("h1")
    found += faults(reader, "after Back")
    assert not found, "\n".join(found)


def test_axe_sees_faults(reader: Reader) -> None:
    reader.open("/en/")
    before = len(faults(reader, "as it is"))
    reader.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button>')")
    found = faults(reader, "with a nameless button")
    assert len(found) == before + 1
    assert any("button-name" in fault for fault in found)


# ---------------------------------------------------------------- what a screen reader gets


def test_a_screen_reader_gets_the_captions_and_none_of_the_drawings(reader: Reader, language: str) -> None:
    reader.open(step(language, "settings"))
    reader.page.evaluate(OPEN_EVERYTHING)
    figures = reader.page.locator("main figure.screen")
    assert figures.count() >= 8
    for figure in figures.all():
        heard = figure.aria_snapshot()
        caption = figure.locator("figcaption").inner_text()
        assert caption.strip()
        roles = set(re.findall(r"^\s*- '?(\w+)", heard, re.MULTILINE))
        assert roles <= {"figure", "strong", "text", "caption"}, f"the drawing is read out: {heard}"
        # Its name and its words are the caption; nothing of the drawing comes on top.
        for label in set(figure.locator(".screen-drawing .screen-label").all_inner_texts()):
            assert heard.count(label) <= 2 * caption.count(label), f"the drawing is read out: {label}"


def test_a_screen_reader_gets_the_walkthrough_in_order(reader: Reader) -> None:
    reader.open(step("en", "settings"))
    reader.page.evaluate(OPEN_EVERYTHING)
    heard = reader.page.locator("main").aria_snapshot()
    order = [
        "Step 3 of 4",
        'heading "Switch it off on LinkedIn" [level=1]',
        "must be set to Off",
        'combobox "Language of LinkedIn on your screen"',
        "Where do you want to do it?",
        'list "The way in one line"',
        "Data for Generative AI Improvement",
        "A drawing of",
        "How do I know that it worked?",
        "It does not look like that?",
        'link "Next: check that it is off"',
        "Sources",
    ]
    flat = re.sub(r"\s*- (text|strong|emphasis): ", " ", heard)
    position = 0
    for words_heard in order:
        found = flat.find(words_heard, position)
        assert found >= 0, (
            f"{words_heard!r} is not heard after {flat[max(0, position - 80) : position + 40]!r}"
        )
        position = found
    # No drawing is heard as a picture; the code for the phone is one, and says what it holds.
    assert not re.search(r'^\s*- (img(?! "QR)|switch|graphics)', heard, re.MULTILINE)


def test_every_box_is_named_by_the_words_beside_it(reader: Reader, language: str) -> None:
    for name in ("review", "checklist"):
        reader.open(step(language, name))
        boxes = reader.page.locator("main input[type=checkbox]")
        assert boxes.count() > 9
        names = set()
        for box in boxes.all():
            label = box.locator("xpath=ancestor::label")
            said = re.sub(r"\s+", " ", label.inner_text()).strip()
            expect(box).to_have_accessible_name(said)
            names.add(said)
        assert len(names) == boxes.count(), "two boxes have the same name"


def test_the_progress_bar_says_the_progress(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    bar = reader.page.get_by_role("progressbar")
    expect(bar).to_have_accessible_name(re.compile(r"^0 of \d+ done$"))
    reader.tick("task-switch-off")
    expect(bar).to_have_accessible_name(re.compile(r"^1 of \d+ done$"))


def test_headings_leave_out_no_level(reader: Reader) -> None:
    reader.excuse("status of 404")
    for kind, path in KINDS.items():
        reader.open("/en" + path)
        reader.page.evaluate(OPEN_EVERYTHING)
        levels = reader.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
            "headings => headings.map((each) => Number(each.tagName[1]))"
        )
        assert levels[0] == 1, kind
        assert levels.count(1) == 1, kind
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), kind


# ---------------------------------------------------------------- other ways of seeing


def test_with_forced_colours_marks_and_switches_are_still_drawn(new_reader: NewReader) -> None:
    reader = new_reader(forced_colors="active")
    assert reader.page.evaluate("matchMedia('(forced-colors: active)').matches")
    reader.open(step("en", "settings"))
    reader.page.evaluate(OPEN_EVERYTHING)
    marked = reader.page.locator(".screen-row.is-marked")
    assert marked.count() >= 8
    for row in marked.all():
        assert row.evaluate("row => getComputedStyle(row).outlineStyle") != "none"
    knob = "row => getComputedStyle(row.querySelector('.screen-switch'), '::before').backgroundColor"
    paper = reader.page.evaluate(
        "getComputedStyle(document.querySelector('.screen-drawing')).backgroundColor"
    )
    for row in reader.page.locator(".screen-row:has(.screen-switch)").all():
        assert row.evaluate(knob) != paper, "the switch cannot be seen"
    reader.link("Next: check that it is off").click()
    reader.has_focus("h1")
    reader.tick("task-switch-off")
    expect(reader.page.locator("#progress")).to_contain_text("1 of")
    assert (
        reader.page.locator("progress").evaluate("bar => getComputedStyle(bar).forcedColorAdjust") == "none"
    )


def test_a_switch_on_and_a_switch_off_differ_by_more_than_colour(reader: Reader) -> None:
    reader.open(step("en", "settings"))
    reader.page.evaluate(OPEN_EVERYTHING)
    side = """row => {
      const knob = getComputedStyle(row.querySelector(".screen-switch"), "::before");
      return parseFloat(knob.marginInlineStart);
    }"""
    on = {row.evaluate(side) > 0 for row in reader.page.locator(".screen-row.is-switch").all()}
    off = {row.evaluate(side) > 0 for row in reader.page.locator(".screen-row.is-switch-off").all()}
    assert on == {True}
    assert off == {False}


def test_nothing_moves_for_a_reader_who_wants_no_motion(new_reader: NewReader) -> None:
    moving = new_reader(reduced_motion="no-preference")
    moving.open("/en/")
    assert moving.page.evaluate("document.getAnimations().length") > 0
    still = new_reader(reduced_motion="reduce")
    for path in KINDS.values():
        still.excuse("status of 404")
        still.open("/en" + path)
        assert still.page.evaluate("document.getAnimations().length") == 0


def test_light_and_dark_differ(new_reader: NewReader) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        reader = new_reader(color_scheme=scheme)
        reader.open("/en/")
        papers.add(reader.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2


def test_each_language_marks_what_is_not_in_it(reader: Reader) -> None:
    """Labels keep the language of the screens, so that they are read out right."""
    reader.open(step("de", "settings", query="?labels=en"))
    label = reader.page.locator("main .callout.is-strong .label").first
    expect(label).to_have_attribute("lang", "en")
    assert words("de")("Back") in reader.page.locator(".ways .back").inner_text()
