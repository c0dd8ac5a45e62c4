"""The wizard by plain GET: without JavaScript, without one of the scripts, with a server that stumbles.

Nothing may be dead: links have addresses, forms have buttons, and where a partial fails the page comes.
"""

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import NewReader
from .pages import GUIDE, KINDS, country, guide, step, tasks, words
from .reader import Reader


@pytest.fixture
def plain_reader(new_reader: NewReader) -> Reader:
    return new_reader(java_script_enabled=False)


# ---------------------------------------------------------------- no JavaScript at all


def test_a_reader_without_javascript_finishes_the_wizard(plain_reader: Reader, language: str) -> None:
    reader, say = plain_reader, words(language)
    reader.open(f"/{language}/")
    reader.link(say(guide().title)).click()
    reader.is_at(f"/{language}/{GUIDE}/")
    reader.link(say("Start")).click()
    reader.is_at(step(language, "region", None))
    reader.link(country(language, "at")).click()
    reader.is_at(step(language, "region"))
    reader.link(say("Next: look at your content")).click()
    reader.is_at(step(language, "review"))

    reader.box("resumes").check()
    reader.box("posts").check()
    reader.button(say("Next: switch it off")).click()
    have = "?have=posts&have=resumes"
    reader.is_at(step(language, "settings", query=have))
    reader.all_links_carry([("have", "posts"), ("have", "resumes")])
    reader.link(say("Next: check that it is off")).click()
    reader.is_at(step(language, "checklist", query=have))

    mine = tasks(contents=("posts", "resumes"))
    reader.box(mine[0]).check()
    reader.button(say("Keep my ticks")).click()
    reader.is_at(step(language, "checklist", query=f"{have}&done={mine[0]}"))
    reader.all_links_carry([("have", "posts"), ("have", "resumes"), ("done", mine[0])])
    assert reader.ticked == {mine[0]}
    for task in mine[1:]:
        reader.box(task).check()
    reader.button(say("Keep my ticks")).click()
    expect(reader.page.locator("#finish")).to_have_text(say("Done. This is how things stand now"))
    assert reader.ticked == set(mine)
    assert not reader.partials, "something asked for a partial"


def test_going_back_through_the_steps_without_javascript_loses_no_tick(plain_reader: Reader) -> None:
    reader = plain_reader
    query = "?have=posts&done=task-switch-off"
    reader.open(step("en", "checklist", query=query))
    for name in ("settings", "review", "region"):
        reader.link("Back").click()
        reader.is_at(step("en", name, query=query))
    reader.link("Back").click()
    reader.is_at(f"/en/{GUIDE}/{query}")
    reader.link("Start").click()
    reader.is_at(step("en", "region", None, query))


def test_an_unticked_box_is_forgotten_without_javascript(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "checklist", query="?done=task-keep-proof&done=task-switch-off"))
    reader.box("task-switch-off").uncheck()
    reader.button("Keep my ticks").click()
    reader.is_at(step("en", "checklist", query="?done=task-keep-proof"))
    assert reader.ticked == {"task-keep-proof"}


def test_the_language_of_the_labels_can_be_chosen_without_javascript(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("de", "settings", query="?have=posts"))
    reader.page.locator("#labels").select_option("en")
    reader.button(words("de")("Show these words")).click()
    reader.page.wait_for_url(re.compile(r"labels=en"))
    expect(reader.page.locator("main .callout.is-strong .label").first).to_have_attribute("lang", "en")
    expect(reader.page.locator("#labels")).to_have_value("en")
    reader.all_links_carry([("have", "posts"), ("labels", "en")])


def test_folds_open_without_javascript(plain_reader: Reader) -> None:
    for name in ("review", "settings"):
        plain_reader.open(step("en", name))
        folds = plain_reader.page.locator("main details")
        assert folds.count() > 5
        for fold in folds.all():
            fold.locator("> summary").click()
            expect(fold).to_have_attribute("open", "")


def test_the_language_menu_works_without_javascript(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "checklist", query="?have=posts&done=task-switch-off"))
    reader.choose_language("Deutsch")
    reader.is_at(step("de", "checklist", query="?have=posts&done=task-switch-off"))
    expect(reader.page.locator("html")).to_have_attribute("lang", "de")
    assert reader.ticked == {"task-switch-off"}


def test_no_button_is_shown_that_needs_javascript(plain_reader: Reader) -> None:
    """What is shown does something: it stands in a form, or opens a fold."""
    for path in KINDS.values():
        plain_reader.excuse("the server responded with a status of 404")
        plain_reader.open("/en" + path)
        for shown in plain_reader.page.locator("button:visible").all():
            assert shown.get_attribute("type") == "submit", shown.inner_text()
        expect(
            plain_reader.page.locator("button[data-copy-link], button[data-print]").locator("visible=true")
        ).to_have_count(0)


def test_no_empty_list_stands_where_a_script_would_write(plain_reader: Reader) -> None:
    plain_reader.open(step("en", "region", None))
    expect(plain_reader.page.locator("main ul:visible:empty")).to_have_count(0)
    assert plain_reader.page.locator("[data-countries] > li").count() > 30


def test_a_country_can_be_chosen_in_the_middle_without_javascript(plain_reader: Reader) -> None:
    reader = plain_reader
    reader.open(step("en", "review", None, "?have=posts"))
    reader.page.locator("#places summary").click()
    reader.page.locator("#places").get_by_role("link", name="Austria", exact=True).click()
    reader.is_at(step("en", "review", query="?have=posts"))
    assert reader.ticked == {"posts"}


# ---------------------------------------------------------------- a script that does not arrive


@pytest.mark.parametrize("missing", ["htmx", "site", "htmx|site"])
def test_the_wizard_works_when_a_script_does_not_arrive(reader: Reader, missing: str) -> None:
    reader.excuse("net::ERR_FAILED")
    reader.may_be_told |= {"hx-current-url", "hx-source", "hx-target"} if missing == "site" else set()
    reader.page.route(re.compile(rf"/static/({missing})[^/]*\.js"), lambda route: route.abort())
    reader.open(f"/en/{GUIDE}/")
    reader.link("Start").click()
    reader.is_at(step("en", "region", None))
    reader.page.locator("[data-countries]").get_by_role("link", name="Austria", exact=True).click()
    reader.is_at(step("en", "region"))
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    reader.box("posts").check()
    reader.button("Next: switch it off").click()
    reader.is_at(step("en", "settings", query="?have=posts"))
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist", query="?have=posts"))
    reader.page.wait_for_load_state("load")
    reader.box("task-switch-off").check()
    if missing == "htmx|site":
        # Nothing keeps the tick by itself: after a while the button shows.
        reader.button("Keep my ticks").click()
    reader.is_at(step("en", "checklist", query="?have=posts&done=task-switch-off"))
    assert reader.ticked == {"task-switch-off"}
    reader.all_links_carry([("have", "posts"), ("done", "task-switch-off")])


def test_the_button_for_those_without_scripts_takes_no_room_from_others(
    reader: Reader, plain_reader: Reader
) -> None:
    for name in ("settings", "checklist"):
        heights = []
        for each in (reader, plain_reader):
            each.page.set_viewport_size({"width": 360, "height": 720})
            each.open(step("en", name))
            heights.append(each.page.locator("main form:not(.dated)").evaluate("form => form.offsetHeight"))
        assert heights[0] < heights[1] - 40, name


def test_nothing_more_than_the_address_is_sent_however_late_our_script_comes(reader: Reader) -> None:
    """htmx alone would tell where the reader was: it must not act before our script listens."""
    late: list[Route] = []
    reader.page.route(re.compile(r"site\..*js"), lambda route: late.append(route))
    reader.page.goto(reader.base + step("en", "region"), wait_until="commit")
    reader.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('htmx'))"
    )
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    assert late, "our script was there before the click"
    assert not reader.partials, "htmx acted before our script listened"


# ---------------------------------------------------------------- a partial that cannot be had


def stumble(route: Route) -> None:
    route.fulfill(status=500, content_type="text/html", body="<h1>500</h1>")


def vanish(route: Route) -> None:
    route.abort("connectionreset")


@pytest.mark.parametrize("failure", [stumble, vanish])
def test_when_a_partial_fails_the_page_itself_is_followed(reader: Reader, failure: object) -> None:
    reader.excuse("status of 500")
    reader.excuse("net::ERR_CONNECTION_RESET")
    reader.excuse("Failed to fetch")
    reader.page.route(re.compile("/partial/"), failure)
    reader.open(f"/en/{GUIDE}/")
    reader.link("Start").click()
    reader.is_at(step("en", "region", None))
    reader.link("Austria").click()
    reader.is_at(step("en", "region"))
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    # The whole page was loaded: its scripts come last.
    reader.page.wait_for_load_state("load")
    reader.box("posts").check()
    reader.is_at(step("en", "review", query="?have=posts"))
    assert reader.ticked == {"posts"}
    reader.button("Next: switch it off").click()
    reader.is_at(step("en", "settings", query="?have=posts"))
    reader.link("Next: check that it is off").click()
    reader.is_at(step("en", "checklist", query="?have=posts"))
    reader.box("task-switch-off").check()
    reader.is_at(step("en", "checklist", query="?have=posts&done=task-switch-off"))
    assert reader.ticked == {"task-switch-off"}
    reader.sees_heading("Check that it is off")


def test_a_failed_partial_keeps_the_place_in_the_page(reader: Reader) -> None:
    reader.excuse("status of 500")
    reader.page.route(re.compile("/partial/"), stumble)
    reader.open(step("en", "checklist", query="?have=posts"))
    reader.page.locator("#task-posts").get_by_role("link", name="Show me how").click()
    expect(reader.page).to_have_url(re.compile(re.escape(step("en", "review", query="?have=posts"))))
    expect(reader.page.locator("#posts")).to_be_in_viewport()


def test_a_partial_that_never_comes_is_given_up(reader: Reader) -> None:
    reader.excuse("htmx:error: timeout")
    reader.page.clock.install()
    waiting: list[Route] = []
    reader.page.route(re.compile("/partial/"), lambda route: waiting.append(route))
    reader.open(step("en", "region"))
    with reader.page.expect_request(re.compile("/partial/")):
        reader.link("Next: look at your content").click()
    reader.page.clock.fast_forward("00:11")
    reader.is_at(step("en", "review"))
    reader.sees_heading("What do you have on LinkedIn?")


def test_when_the_server_is_away_the_reader_is_told_by_the_browser_and_can_return(reader: Reader) -> None:
    reader.excuse("net::ERR_INTERNET_DISCONNECTED")
    reader.excuse("Failed to fetch")
    reader.open(step("en", "checklist", query="?done=task-keep-proof"))
    reader.context.set_offline(True)
    reader.box("task-switch-off").click(no_wait_after=True)
    expect(reader.page).to_have_url(re.compile("^chrome-error:"))
    reader.context.set_offline(False)
    reader.page.reload()
    reader.sees_heading("Check that it is off")
    assert reader.ticked == {"task-keep-proof", "task-switch-off"}
