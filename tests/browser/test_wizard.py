"""The wizard with JavaScript: every step and every tick is one partial, and afterwards everything is right.

Right means: the address, the title, the focus, what was announced, every link, and what Back does.
"""

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import NewReader
from .pages import FIVE, GUIDE, STEPS, count, country, guide, step, tasks, words
from .reader import Reader

TITLES = {
    "region": "Where do you live?",
    "review": "What do you have on {service}?",
    "settings": guide().words.settings,
    "checklist": guide().words.checklist,
}


LABELS_CHANGED = "The words of {service} now stand here in the language that you chose."


def heading_of(language: str, name: str, place: str | None = "at") -> str:
    message = "What applies where you live" if name == "region" and place else TITLES[name]
    values = {"service": "LinkedIn"} if "{service}" in message else {}
    return words(language)(message, **values)


def step_words(language: str, name: str) -> str:
    return words(language)("Step {number} of {total}", number=STEPS.index(name) + 1, total=4)


def title_of(language: str, name: str, place: str | None = "at") -> str:
    return " – ".join(
        (
            heading_of(language, name, place),
            *([country(language, place)] if place else []),
            step_words(language, name),
            words(language)(guide().title),
            "Offswitch",
        )
    )


def arrives(reader: Reader, language: str, name: str, place: str | None = "at", query: str = "") -> None:
    """The reader is at this step: by address, title, heading and focus."""
    reader.is_at(step(language, name, place, query))
    reader.sees_heading(heading_of(language, name, place))
    expect(reader.page).to_have_title(title_of(language, name, place))
    reader.has_focus("h1")


TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class HeldBack:
    """From now on, answers to these requests wait until the test lets them through."""

    def __init__(self, reader: Reader, pattern: str) -> None:
        self.page = reader.page
        self.waiting: list[Route] = []
        self.open = False
        self.page.route(re.compile(pattern), lambda route: self.take(route))

    def take(self, route: Route) -> None:
        if self.open:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_through(self) -> None:
        assert self.waiting, "nothing was asked"
        self.open = True
        for route in self.waiting:
            route.continue_()
        for route in self.waiting:
            if response := route.request.response():
                response.finished()
        self.page.evaluate(TWO_FRAMES)


# ---------------------------------------------------------------- the way through


@pytest.mark.parametrize("language", FIVE)
def test_a_reader_walks_from_the_home_page_to_the_finish(reader: Reader, language: str) -> None:
    say = words(language)
    reader.open(f"/{language}/")
    reader.link(say(guide().title)).click()
    reader.is_at(f"/{language}/{GUIDE}/")
    loads = len(reader.page_loads)

    reader.link(say("Start")).click()
    arrives(reader, language, "region", None)
    reader.link(country(language, "at")).click()
    arrives(reader, language, "region")
    reader.link(say("Next: look at your content")).click()
    arrives(reader, language, "review")
    reader.tick("posts")
    reader.tick("resumes")
    reader.button(say("Next: switch it off")).click()
    have = "?have=posts&have=resumes"
    arrives(reader, language, "settings", query=have)
    reader.link(say("Next: check that it is off")).click()
    arrives(reader, language, "checklist", query=have)

    mine = tasks(contents=("posts", "resumes"))
    for number, task in enumerate(mine, start=1):
        reader.tick(task)
        progress = say("{done} of {total} done", done=number, total=len(mine))
        expect(reader.page.locator("#progress")).to_have_text(progress)
    expect(reader.page.locator("#finish")).to_have_text(say("Done. This is how things stand now"))
    assert len(reader.page_loads) == loads, "a step or a tick loaded a whole page"


def test_each_step_and_each_tick_is_exactly_one_request(reader: Reader, language: str) -> None:
    say = words(language)
    reader.open(f"/{language}/{GUIDE}/")
    asked = len(reader.asked)

    reader.link(say("Start")).click()
    arrives(reader, language, "region", None)
    reader.link(country(language, "at")).click()
    arrives(reader, language, "region")
    reader.link(say("Next: look at your content")).click()
    arrives(reader, language, "review")
    reader.tick("posts")
    reader.button(say("Next: switch it off")).click()
    arrives(reader, language, "settings", query="?have=posts")
    reader.link(say("Next: check that it is off")).click()
    arrives(reader, language, "checklist", query="?have=posts")
    reader.tick("task-switch-off")
    reader.link(say("Back")).click()
    arrives(reader, language, "settings", query="?have=posts&done=task-switch-off")

    at = f"/partial/{language}/{GUIDE}/at"
    wanted = [
        f"/partial/{language}/{GUIDE}/region/",
        f"{at}/region/",
        f"{at}/review/",
        f"{at}/review/?have=posts&stays=1",
        f"{at}/settings/?have=posts",
        f"{at}/checklist/?have=posts",
        f"{at}/checklist/?have=posts&done=task-switch-off&stays=1",
        f"{at}/settings/?have=posts&done=task-switch-off",
    ]
    assert reader.asked[asked:] == wanted


def test_each_step_is_announced_once(reader: Reader, language: str) -> None:
    say = words(language)
    reader.open(f"/{language}/{GUIDE}/")
    with reader.being_told():
        reader.link(say("Start")).click()
    with reader.being_told():
        reader.link(country(language, "at")).click()
    with reader.being_told():
        reader.link(say("Next: look at your content")).click()
    with reader.being_told():
        reader.button(say("Next: switch it off")).click()
    with reader.being_told():
        reader.link(say("Next: check that it is off")).click()
    with reader.being_told():
        reader.tick("task-switch-off")
    spoken = [step_words(language, name) for name in ("region", *STEPS)]
    assert reader.heard == [*spoken, say("{done} of {total} done", done=1, total=len(tasks()))]


def test_each_tick_announces_the_progress_once(reader: Reader, language: str) -> None:
    reader.open(step(language, "review"))
    for content in ("posts", "comments", "posts"):
        reader.tick(content)
    kinds = [count(language, "{number} kind ticked", "{number} kinds ticked", number) for number in (1, 2, 1)]
    assert reader.heard == kinds
    expect(reader.page.locator("main .progress-words")).to_have_text(kinds[-1])

    reader.open(step(language, "checklist"))
    for task in ("task-switch-off", "task-keep-proof", "task-switch-off"):
        reader.tick(task)
    progress = [
        words(language)("{done} of {total} done", done=done, total=len(tasks())) for done in (1, 2, 1)
    ]
    assert reader.heard == progress
    expect(reader.page.locator("progress")).to_have_attribute("value", "1")


def test_a_reader_can_jump_to_any_step_by_the_bar_of_steps(reader: Reader, language: str) -> None:
    reader.open(step(language, "review", query="?have=posts"))
    for name in ("checklist", "region", "settings", "review"):
        reader.page.locator(f".steps a[href*='/{name}/']").click()
        arrives(reader, language, name, query="?have=posts")
        reader.all_links_carry([("have", "posts")])
    assert len(reader.page_loads) == 1


# ---------------------------------------------------------------- ticks


def test_after_every_tick_of_the_review_all_links_are_right(reader: Reader, language: str) -> None:
    reader.open(step(language, "review"))
    reader.all_links_carry([])
    ticked: set[str] = set()
    for content in ("resumes", "posts", "comments", "posts", "groups", "resumes"):
        reader.tick(content)
        ticked ^= {content}
        answers = [("have", each) for each in sorted(ticked)]
        reader.all_links_carry(answers)
        reader.is_at(
            step(language, "review", query="?" + "&".join(f"have={each}" for each in sorted(ticked)))
        )
        assert reader.ticked == ticked


def test_after_every_tick_of_the_checklist_all_links_are_right(reader: Reader, language: str) -> None:
    reader.open(step(language, "checklist", query="?have=posts"))
    done: list[str] = []
    for task in tasks(contents=("posts",)):
        reader.tick(task)
        done = sorted([*done, task])
        reader.all_links_carry([("have", "posts"), *(("done", each) for each in done)])
        assert reader.ticked == set(done)
    reader.tick(done[0])
    reader.all_links_carry([("have", "posts"), *(("done", each) for each in done[1:])])
    reader.is_at(
        step(language, "checklist", query="?have=posts" + "".join(f"&done={each}" for each in done[1:]))
    )


def test_the_focus_stays_on_the_ticked_box(reader: Reader) -> None:
    reader.open(step("en", "review"))
    for content in ("profile", "posts", "feedback"):
        reader.tick(content)
        reader.has_focus(f"#have-{content}")
    reader.open(step("en", "checklist"))
    for task in ("task-switch-off", "task-objection-form", "task-in-three-months"):
        reader.tick(task)
        reader.has_focus(f"#done-{task}")


def test_the_page_does_not_move_under_a_tick(new_reader: NewReader) -> None:
    reader = new_reader(viewport={"width": 360, "height": 640})
    for name, first, second in (
        ("review", "groups", "ai-chats"),
        ("checklist", "task-objection-form", "task-keep-mail"),
    ):
        reader.open(step("en", name))
        for box in (first, second):
            reader.box(box).scroll_into_view_if_needed()
            where = reader.box(box).bounding_box()
            reader.tick(box)
            assert reader.box(box).bounding_box() == where


def test_twelve_ticks_are_not_twelve_backs(reader: Reader) -> None:
    reader.open(step("en", "settings"))
    reader.link(words("en")("Next: check that it is off")).click()
    arrives(reader, "en", "checklist")
    entries = reader.history_length
    twelve = tasks()[:12]
    assert len(twelve) == 12
    for task in twelve:
        reader.tick(task)
    assert reader.ticked == set(twelve)
    assert reader.history_length == entries
    reader.page.go_back()
    arrives(reader, "en", "settings")


@pytest.mark.parametrize("name", ["review", "checklist"])
def test_five_boxes_ticked_at_once_all_end_in_the_address(reader: Reader, name: str) -> None:
    reader.open(step("en", name))
    boxes = reader.page.locator("main input[type=checkbox]")
    five = boxes.evaluate_all(
        "boxes => boxes.slice(0, 5).map((box) => { box.click(); return [box.name, box.value]; })"
    )
    assert len(five) == 5
    answers = sorted(tuple(pair) for pair in five)
    query = "?" + "&".join(f"{key}={value}" for key, value in answers)
    reader.is_at(step("en", name, query=query))
    assert reader.ticked == {value for _, value in answers}
    reader.all_links_carry(answers)


def test_five_ticks_on_a_slow_line_all_end_in_the_address(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    held = HeldBack(reader, r"/partial/.*stays=1")
    five = sorted(tasks()[:5])
    for task in five:
        reader.box(task).click()
    expect(reader.box(five[-1])).to_be_checked()
    held.let_through()
    reader.is_at(step("en", "checklist", query="?" + "&".join(f"done={task}" for task in five)))
    assert reader.ticked == set(five)
    reader.all_links_carry([("done", task) for task in five])


@pytest.mark.parametrize(
    ("name", "box", "leave"),
    [("review", "posts", "settings"), ("checklist", "task-switch-off", "settings")],
)
def test_a_late_answer_to_a_tick_does_not_pull_the_reader_back(
    reader: Reader, name: str, box: str, leave: str
) -> None:
    reader.open(step("en", name))
    held = HeldBack(reader, r"/partial/.*stays=1")
    with reader.page.expect_request(re.compile("stays=1")):
        reader.box(box).click()
    if name == "review":
        reader.button("Next: switch it off").click()
        query = "?have=posts"
    else:
        reader.link("Back").click()
        query = ""
    arrives(reader, "en", leave, query=query)
    held.let_through()
    arrives(reader, "en", leave, query=query)


def test_a_second_impatient_tap_is_not_a_second_step(reader: Reader) -> None:
    reader.open(step("en", "region"))
    held = HeldBack(reader, r"/partial/.*/review/")
    following = reader.link("Next: look at your content")
    with reader.page.expect_request(re.compile("/partial/.*/review/")):
        following.click()
    following.click()
    held.let_through()
    arrives(reader, "en", "review")
    reader.tick("posts")
    reader.page.go_back()
    arrives(reader, "en", "region")


def test_what_the_reader_opened_stays_open_after_a_tick(reader: Reader) -> None:
    reader.open(step("en", "review"))
    fold = reader.page.locator("#posts details")
    fold.locator("summary").click()
    expect(fold).to_have_attribute("open", "")
    reader.tick("posts")
    expect(fold).to_have_attribute("open", "")


# ---------------------------------------------------------------- the words on the service's screens


def test_choosing_the_language_of_the_labels_changes_the_words_and_keeps_the_focus(reader: Reader) -> None:
    reader.open(step("de", "settings", query="?have=posts"))
    aim = reader.page.locator("main .callout.is-strong .label").first
    expect(aim).not_to_have_attribute("lang", "en")
    german = aim.inner_text()
    entries = reader.history_length

    reader.page.locator("#labels").focus()
    with reader.being_told():
        reader.page.locator("#labels").select_option("en")
    reader.is_at(step("de", "settings", query="?have=posts&labels=en"))
    expect(aim).to_have_attribute("lang", "en")
    assert aim.inner_text() != german
    reader.has_focus("#labels")
    assert reader.heard == [words("de")(LABELS_CHANGED, service="LinkedIn")]
    reader.all_links_carry([("have", "posts"), ("labels", "en")])

    with reader.being_told():
        reader.page.locator("#labels").select_option("de")
    reader.is_at(step("de", "settings", query="?have=posts"))
    assert aim.inner_text() == german
    reader.has_focus("#labels")
    assert reader.history_length == entries
    assert len(reader.page_loads) == 1


def test_the_route_a_reader_opened_stays_open_when_the_labels_change(reader: Reader) -> None:
    reader.open(step("de", "settings"))
    route = reader.page.locator("details.route", has=reader.page.locator("#app"))
    route.locator("summary").click()
    expect(reader.page.locator("#app")).to_be_visible()
    with reader.being_told():
        reader.page.locator("#labels").select_option("en")
    expect(reader.page.locator("#app")).to_be_visible()


def test_the_labels_chosen_in_the_walkthrough_stand_in_the_checklist_too(reader: Reader) -> None:
    reader.open(step("de", "settings"))
    with reader.being_told():
        reader.page.locator("#labels").select_option("en")
    reader.link(words("de")("Next: check that it is off")).click()
    arrives(reader, "de", "checklist", query="?labels=en")
    expect(reader.page.locator("#task-switch-off .label").first).to_have_attribute("lang", "en")


# ---------------------------------------------------------------- back, reload, language, places in a page


def test_back_and_forward_restore_pages_titles_and_ticks(reader: Reader, language: str) -> None:
    say = words(language)
    reader.open(f"/{language}/{GUIDE}/")
    reader.link(say("Start")).click()
    arrives(reader, language, "region", None)
    reader.link(country(language, "at")).click()
    arrives(reader, language, "region")
    reader.link(say("Next: look at your content")).click()
    arrives(reader, language, "review")
    reader.tick("posts")
    reader.tick("groups")
    reader.button(say("Next: switch it off")).click()
    have = "?have=groups&have=posts"
    arrives(reader, language, "settings", query=have)
    reader.link(say("Next: check that it is off")).click()
    arrives(reader, language, "checklist", query=have)
    reader.tick("task-keep-proof")
    done = f"{have}&done=task-keep-proof"
    reader.is_at(step(language, "checklist", query=done))

    seen = [
        ("region", None, "", set()),
        ("region", "at", "", set()),
        ("review", "at", have, {"groups", "posts"}),
        ("settings", "at", have, set()),
        ("checklist", "at", done, {"task-keep-proof"}),
    ]
    for name, place, query, ticks in reversed(seen[:-1]):
        reader.page.go_back()
        arrives(reader, language, name, place, query)
        assert reader.ticked == ticks
        expect(reader.page.locator("#page")).to_have_count(1)
        expect(reader.page.locator("#announcement")).to_have_count(1)
    reader.page.go_back()
    reader.is_at(f"/{language}/{GUIDE}/")
    reader.sees_heading(say(guide().title))
    for name, place, query, ticks in seen:
        reader.page.go_forward()
        arrives(reader, language, name, place, query)
        assert reader.ticked == ticks
    reader.all_links_carry([("have", "groups"), ("have", "posts"), ("done", "task-keep-proof")])


def test_the_wizard_goes_on_after_back(reader: Reader) -> None:
    reader.open(step("en", "region"))
    reader.link("Next: look at your content").click()
    arrives(reader, "en", "review")
    reader.page.go_back()
    arrives(reader, "en", "region")
    loads = len(reader.page_loads)
    reader.link("Next: look at your content").click()
    arrives(reader, "en", "review")
    reader.tick("posts")
    reader.has_focus("#have-posts")
    reader.all_links_carry([("have", "posts")])
    reader.button("Next: switch it off").click()
    arrives(reader, "en", "settings", query="?have=posts")
    assert len(reader.page_loads) == loads


def test_back_brings_a_reader_to_where_they_were_on_the_page(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    task = reader.page.locator("#task-keep-mail")
    task.scroll_into_view_if_needed()
    reader.page.locator("#task-keep-mail").get_by_role("link", name="Show me how").click()
    reader.sees_heading(heading_of("en", "settings"))
    reader.page.go_back()
    reader.sees_heading(heading_of("en", "checklist"))
    expect(task).to_be_in_viewport()


def test_back_brings_a_quick_reader_there_before_the_next_page_is_ready(reader: Reader) -> None:
    """Back in the moment in which the page is swapped."""
    reader.open(step("en", "checklist"))
    task = reader.page.locator("#task-keep-mail")
    task.scroll_into_view_if_needed()
    reader.page.evaluate(
        """() => {
          const watch = new MutationObserver(() => { watch.disconnect(); history.back(); });
          watch.observe(document.getElementById("page").parentNode, { childList: true, subtree: true });
        }"""
    )
    with reader.page.expect_event("framenavigated"):
        task.get_by_role("link", name="Show me how").click()
    reader.sees_heading(heading_of("en", "checklist"))
    expect(task).to_be_in_viewport()
    reader.is_at(step("en", "checklist"))


def test_back_brings_a_reader_there_even_where_the_browser_has_forgotten_it(reader: Reader) -> None:
    """A busy browser loses it: here it is told to."""
    reader.open(step("en", "checklist"))
    task = reader.page.locator("#task-keep-mail")
    task.scroll_into_view_if_needed()
    reader.page.evaluate("history.scrollRestoration = 'manual'")
    task.get_by_role("link", name="Show me how").click()
    reader.sees_heading(heading_of("en", "settings"))
    reader.page.evaluate("scrollTo(0, 0)")
    reader.page.go_back()
    reader.sees_heading(heading_of("en", "checklist"))
    expect(task).to_be_in_viewport()


def test_a_reload_keeps_place_and_ticks(reader: Reader, language: str) -> None:
    reader.open(step(language, "review"))
    reader.tick("posts")
    reader.tick("resumes")
    reader.page.reload()
    reader.is_at(step(language, "review", query="?have=posts&have=resumes"))
    assert reader.ticked == {"posts", "resumes"}
    reader.button(words(language)("Next: switch it off")).click()
    arrives(reader, language, "settings", query="?have=posts&have=resumes")
    reader.page.reload()
    reader.is_at(step(language, "settings", query="?have=posts&have=resumes"))
    reader.sees_heading(heading_of(language, "settings"))
    expect(reader.page).to_have_title(title_of(language, "settings"))


def test_a_reopened_address_shows_the_same_ticks_to_someone_else(
    reader: Reader, new_reader: NewReader
) -> None:
    reader.open(step("en", "checklist"))
    reader.tick("task-switch-off")
    reader.tick("task-keep-proof")
    other = new_reader()
    other.open(reader.address)
    assert other.ticked == {"task-switch-off", "task-keep-proof"}
    assert other.page.title() == reader.page.title()


def test_the_language_menu_keeps_place_and_ticks(reader: Reader) -> None:
    reader.open(step("en", "review"))
    reader.tick("posts")
    reader.tick("groups")
    loads = len(reader.page_loads)
    reader.choose_language("Deutsch")
    reader.is_at(step("de", "review", query="?have=groups&have=posts"))
    reader.sees_heading(heading_of("de", "review"))
    expect(reader.page.locator("html")).to_have_attribute("lang", "de")
    expect(reader.page).to_have_title(title_of("de", "review"))
    assert reader.ticked == {"groups", "posts"}
    assert len(reader.page_loads) == loads + 1, "the whole document has to change"

    reader.button(words("de")("Next: switch it off")).click()
    arrives(reader, "de", "settings", query="?have=groups&have=posts")
    reader.choose_language("English")
    reader.is_at(step("en", "settings", query="?have=groups&have=posts"))
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    reader.page.go_back()
    reader.is_at(step("de", "settings", query="?have=groups&have=posts"))
    expect(reader.page.locator("html")).to_have_attribute("lang", "de")
    reader.sees_heading(heading_of("de", "settings"))


def links_into_pages(reader: Reader) -> list[str]:
    return list(
        reader.page.locator(".task-links a[data-hx-get*='#']").evaluate_all(
            "links => [...new Set(links.map((link) => link.getAttribute('href')))]"
        )
    )


def test_show_me_how_lands_at_the_right_place_of_the_page(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    addresses = links_into_pages(reader)
    assert step("en", "review") + "#posts" in addresses
    for address in addresses:
        path, _, fragment = address.partition("#")
        reader.open(step("en", "checklist"))
        reader.page.locator(f".task-links a[href='{address}']").first.click()
        expect(reader.page).to_have_url(re.compile(re.escape(reader.base + path)))
        expect(reader.page.locator(f"[id='{fragment}']")).to_be_in_viewport()


def test_show_me_how_keeps_the_place_in_the_address(reader: Reader) -> None:
    reader.open(step("en", "checklist", query="?have=posts"))
    reader.page.locator("#task-posts").get_by_role("link", name="Show me how").click()
    reader.is_at(step("en", "review", query="?have=posts") + "#posts")
    reader.page.reload()
    expect(reader.page.locator("#posts")).to_be_in_viewport()


def test_an_address_with_a_place_in_the_page_lands_there(reader: Reader) -> None:
    reader.open(step("en", "review") + "#posts")
    expect(reader.page.locator("#posts")).to_be_in_viewport()
    reader.open(step("en", "settings") + "#app")
    expect(reader.page.locator("#app")).to_be_visible()
    expect(reader.page.locator("#app")).to_be_in_viewport()


# ---------------------------------------------------------------- the country


def places_in(reader: Reader, selector: str) -> list[str]:
    return list(
        reader.page.locator(f"{selector} > li").evaluate_all(
            "items => items.map((item) => item.dataset.place)"
        )
    )


def test_the_browsers_own_country_stands_first_and_is_not_chosen(new_reader: NewReader) -> None:
    anyone = new_reader(locale="de")
    anyone.open(step("de", "region", None))
    usual = places_in(anyone, "[data-countries]")
    assert "at" in usual[1:]
    assert places_in(anyone, "[data-own-country]") == []

    austrian = new_reader(locale="de-AT")
    austrian.open(step("de", "region", None))
    expect(austrian.page.locator("main [data-place]").first).to_have_attribute("data-place", "at")
    assert places_in(austrian, "[data-own-country]") == ["at"]
    assert places_in(austrian, "[data-countries]") == usual
    austrian.is_at(step("de", "region", None))
    assert len(austrian.asked) == 1, "the browser's country was told to the server"
    assert not austrian.page.locator("main [aria-current=true], main :checked").count()


def test_the_own_country_leads_on_by_a_partial_like_the_others(new_reader: NewReader) -> None:
    reader = new_reader(locale="de-AT")
    reader.open(f"/de/{GUIDE}/")
    reader.link(words("de")("Start")).click()
    arrives(reader, "de", "region", None)
    loads = len(reader.page_loads)
    own = reader.page.locator("main [data-place]").first.get_by_role("link")
    expect(own).to_have_text(country("de", "at"))
    own.click()
    arrives(reader, "de", "region")
    assert len(reader.page_loads) == loads


def test_a_country_that_is_not_on_the_list_changes_nothing(new_reader: NewReader) -> None:
    reader = new_reader(locale="en-AU")
    reader.open(step("en", "region", None))
    other = new_reader(locale="en")
    other.open(step("en", "region", None))
    assert places_in(reader, "[data-countries]") == places_in(other, "[data-countries]")
    assert places_in(reader, "[data-own-country]") == places_in(other, "[data-own-country]") == []


def test_choosing_a_country_in_the_middle_keeps_step_and_ticks(reader: Reader) -> None:
    reader.open(step("en", "review", None, "?have=posts"))
    reader.page.locator("#places summary").click()
    reader.page.locator("#places").get_by_role("link", name="Austria", exact=True).click()
    arrives(reader, "en", "review", query="?have=posts")
    assert reader.ticked == {"posts"}


# ---------------------------------------------------------------- buttons that need JavaScript


def test_copying_the_link_copies_the_address_with_the_ticks(new_reader: NewReader) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    reader.open(step("en", "checklist"))
    reader.tick("task-switch-off")
    with reader.being_told():
        reader.button("Copy the link").click()
    assert reader.heard[-1] == "The link is copied."
    assert reader.page.evaluate("navigator.clipboard.readText()") == reader.page.url
    assert reader.address == step("en", "checklist", query="?done=task-switch-off")


def test_a_reader_who_may_not_copy_meets_no_error(reader: Reader) -> None:
    reader.page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    reader.open(step("en", "checklist"))
    reader.button("Copy the link").click()
    reader.tick("task-switch-off")
    assert "The link is copied." not in reader.heard


def test_the_print_button_prints(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    reader.page.evaluate("addEventListener('beforeprint', () => { window.printed = true; })")
    reader.button("Print the list").click()
    reader.page.wait_for_function("() => window.printed")
