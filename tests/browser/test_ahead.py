"""Ahead: the next step is asked for before the reader taps, so that it is there when they do."""

import re

import pytest
from playwright.sync_api import Locator, Route

from .conftest import NewReader
from .pages import step
from .reader import Reader

AHEAD = "/partial" + step("en", "review")


def next_step(reader: Reader) -> Locator:
    return reader.link("Next: look at your content")


def comes_near(reader: Reader, way: Locator, how: str) -> None:
    """Wait until the answer is there."""
    with reader.page.expect_request_finished():
        if how == "a pointer":
            way.hover()
        elif how == "a finger":
            way.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
        elif how == "the keyboard":
            way.focus()
        else:
            reader.page.mouse.wheel(0, 100_000)
    reader.page.wait_for_timeout(50)


@pytest.mark.parametrize("how", ["a pointer", "a finger", "the keyboard", "reading down to it"])
def test_the_next_step_is_there_before_the_tap_lands(reader: Reader, how: str) -> None:
    """Whoever loses the line in that moment sees it all the same."""
    reader.open(step("en", "region"))
    comes_near(reader, next_step(reader), how)
    reader.context.set_offline(True)
    next_step(reader).click()
    reader.is_at(step("en", "review"))
    reader.sees_heading("What do you have on LinkedIn?")
    reader.has_focus("h1")
    assert reader.asked.count(AHEAD) == 1


def test_the_next_step_that_is_there_holds_what_the_reader_ticked(reader: Reader) -> None:
    reader.open(step("en", "review"))
    reader.tick("posts")
    way = reader.button("Next: switch it off")
    comes_near(reader, way, "a pointer")
    reader.tick("feedback")
    comes_near(reader, way, "a pointer")
    reader.context.set_offline(True)
    way.click()
    reader.is_at(step("en", "settings") + "?have=feedback&have=posts")
    reader.has_focus("h1")


def test_what_could_not_be_had_before_the_tap_is_asked_for_by_it(reader: Reader) -> None:
    reader.excuse("net::ERR_FAILED")
    reader.open(step("en", "region"))
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    reader.page.route(re.compile("/partial/"), lose_the_first)
    with reader.page.expect_event("requestfailed"):
        next_step(reader).hover()
    next_step(reader).click()
    reader.is_at(step("en", "review"))
    reader.has_focus("h1")
    assert lost


def test_an_answer_of_ones_own_is_not_asked_for_by_reading(reader: Reader) -> None:
    """With ticks in its address the page is made for this reader alone: only who is about to tap asks."""
    reader.open(step("en", "settings") + "?have=posts")
    before = len(reader.asked)
    with reader.page.expect_event("console", predicate=lambda message: message.text == "scrolled"):
        reader.page.evaluate("addEventListener('scrollend', () => console.log('scrolled'), { once: true })")
        reader.page.mouse.wheel(0, 100_000)
    assert len(reader.asked) == before


def test_who_saves_data_asks_only_by_tapping(new_reader: NewReader) -> None:
    reader = new_reader()
    reader.context.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    reader.open(step("en", "region"))
    before = len(reader.asked)
    next_step(reader).hover()
    next_step(reader).focus()
    reader.page.wait_for_timeout(200)
    assert len(reader.asked) == before
    next_step(reader).click()
    reader.is_at(step("en", "review"))


def test_who_taps_something_else_meanwhile_is_not_pulled_to_the_next_step(reader: Reader) -> None:
    reader.open(step("en", "region"))
    waiting: list[Route] = []
    reader.page.route(re.compile(re.escape(AHEAD)), lambda route: waiting.append(route))
    with reader.page.expect_request(re.compile(re.escape(AHEAD))):
        next_step(reader).click()
    reader.page.locator(".steps li a").nth(2).click()
    reader.is_at(step("en", "settings"))
    for route in waiting:
        route.continue_()
    reader.page.wait_for_timeout(300)
    reader.is_at(step("en", "settings"))
    assert not reader.page.locator("fieldset").count()


def test_a_pointer_that_rests_where_the_last_button_was_asks_for_nothing(reader: Reader) -> None:
    reader.open(step("en", "settings"))
    with reader.page.expect_response(re.compile("/partial/")):
        reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist"))
    asked = len(reader.asked)
    reader.page.evaluate(
        """() => {
          const way = document.querySelector(".ways [data-hx-get]");
          way.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        }"""
    )
    reader.page.wait_for_timeout(200)
    assert len(reader.asked) == asked
