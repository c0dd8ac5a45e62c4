"""The keyboard alone: everything can be reached, in a sensible order, and one always sees where one is."""

import pytest
from playwright.sync_api import ElementHandle, Locator, expect

from .conftest import NewReader
from .pages import GUIDE, step, tasks
from .reader import Reader

WHERE = """(target) => {
  const at = document.activeElement;
  // Between the last stop and the first the browser's own controls have the focus.
  if (!at || at === document.body) return { name: "the page", there: false, outlined: true, seen: true };
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(
    ([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
  return {
    name: `${at.tagName.toLowerCase()} ${at.id || at.textContent.trim().slice(0, 40)}`,
    there: at === target,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    // What lies on top may be a part of the focus, or hold it.
    seen: box.width > 0 && points.some((each) => each && (at.contains(each)
      || each.contains(at) && !each.matches("html, body, main, #page"))),
  };
}"""


def see_the_focus(reader: Reader, target: ElementHandle | None = None) -> bool:
    """The focus is on something that is drawn, marked and not covered. Says whether that is the target."""
    where = reader.page.evaluate(WHERE, target)
    assert where["outlined"], f"no visible focus on {where['name']}"
    assert where["seen"], f"the focus is hidden on {where['name']}"
    return bool(where["there"])


def walk_to(reader: Reader, target: Locator, key: str = "Tab") -> None:
    """Press the key until the target has the focus, seeing the focus all the way."""
    expect(target).to_have_count(1)
    handle = target.element_handle()
    for _ in range(250):
        reader.page.keyboard.press(key)
        if see_the_focus(reader, handle):
            return
    raise AssertionError(f"{key} never reached {target}")


def test_a_reader_with_a_keyboard_finishes_the_wizard(new_reader: NewReader) -> None:
    reader = new_reader(viewport={"width": 1280, "height": 720})
    press = reader.page.keyboard.press
    reader.open("/en/")
    walk_to(reader, reader.page.locator(f'.card a[href$="/{GUIDE}/"]'))
    press("Enter")
    reader.is_at(f"/en/{GUIDE}/")
    walk_to(reader, reader.link("Start"))
    press("Enter")
    reader.is_at(step("en", "region", None))
    reader.has_focus("h1")
    walk_to(reader, reader.page.locator("[data-countries]").get_by_role("link", name="Austria", exact=True))
    press("Enter")
    reader.is_at(step("en", "region"))
    reader.has_focus("h1")
    walk_to(reader, reader.link("Next: look at your content"))
    press("Enter")
    reader.is_at(step("en", "review"))
    reader.has_focus("h1")

    for content in ("posts", "resumes"):
        walk_to(reader, reader.box(content))
        with reader.being_told():
            press("Space")
    reader.is_at(step("en", "review", query="?have=posts&have=resumes"))
    walk_to(reader, reader.box("posts"), "Shift+Tab")
    with reader.being_told():
        press("Space")
    reader.is_at(step("en", "review", query="?have=resumes"))
    walk_to(reader, reader.button("Next: switch it off"))
    press("Enter")
    reader.is_at(step("en", "settings", query="?have=resumes"))
    reader.has_focus("h1")

    app = reader.page.locator("details.route", has=reader.page.locator("#app"))
    walk_to(reader, app.locator("summary"))
    press("Enter")
    expect(reader.page.locator("#app")).to_be_visible()
    walk_to(reader, reader.link("Next: check that it is off"))
    press("Enter")
    reader.is_at(step("en", "checklist", query="?have=resumes"))
    reader.has_focus("h1")

    for task in tasks(contents=("resumes",)):
        walk_to(reader, reader.box(task))
        with reader.being_told():
            press("Space")
    done = "".join(f"&done={task}" for task in sorted(tasks(contents=("resumes",))))
    expect(reader.page.locator("#finish")).to_have_text("Done. This is how things stand now")
    walk_to(reader, reader.link("Back"))
    press("Enter")
    reader.is_at(step("en", "settings", query="?have=resumes" + done))
    reader.has_focus("h1")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["review", "settings", "checklist"])
def test_the_focus_is_seen_on_the_way_back_up_too(new_reader: NewReader, name: str, width: int) -> None:
    reader = new_reader(viewport={"width": width, "height": 640})
    reader.open(step("en", name, query="?have=posts"))
    reader.page.locator("footer a").last.focus()
    walk_to(reader, reader.page.locator("a.skip"), "Shift+Tab")


def test_the_first_stop_skips_to_the_content(reader: Reader) -> None:
    for path in ("/en/", step("en", "settings")):
        reader.open(path)
        reader.page.keyboard.press("Tab")
        skip = reader.page.locator("a.skip")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        see_the_focus(reader)
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_skip_link_works_after_a_partial(reader: Reader) -> None:
    reader.open(step("en", "region"))
    reader.link("Next: look at your content").click()
    reader.has_focus("h1")
    walk_to(reader, reader.page.locator("a.skip"), "Shift+Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.querySelector('main').contains(document.activeElement)")
    reader.is_at(step("en", "review") + "#main")
    reader.sees_heading("What do you have on LinkedIn?")


def test_the_language_menu_works_with_the_keyboard(reader: Reader) -> None:
    reader.open(step("en", "review", query="?have=posts"))
    walk_to(reader, reader.page.locator(".languages summary"))
    reader.page.keyboard.press("Enter")
    walk_to(reader, reader.link("Deutsch", within=".languages"))
    reader.page.keyboard.press("Enter")
    reader.is_at(step("de", "review", query="?have=posts"))


def test_the_language_of_the_labels_is_chosen_with_the_keyboard(reader: Reader) -> None:
    reader.open(step("de", "settings"))
    chooser = reader.page.locator("#labels")
    walk_to(reader, chooser)
    expect(chooser).to_have_value("de")
    with reader.being_told():
        reader.page.keyboard.press("E")
    expect(chooser).to_be_focused()
    expect(chooser).not_to_have_value("de")
    walk_to(reader, reader.link(reader.page.locator(".ways a.button").inner_text()))


def test_enter_on_a_box_loses_nothing(reader: Reader) -> None:
    """Some press Enter in a form. On the checklist that keeps the ticks and stays."""
    reader.open(step("en", "checklist"))
    reader.tick("task-switch-off")
    reader.page.keyboard.press("Enter")
    reader.is_at(step("en", "checklist", query="?done=task-switch-off"))
    assert reader.ticked == {"task-switch-off"}
    reader.sees_heading("Check that it is off")


def test_nothing_takes_the_focus_out_of_order(reader: Reader) -> None:
    for name in ("region", "review", "settings", "checklist"):
        reader.open(step("en", name))
        assert not reader.page.locator("[tabindex]:not([tabindex='-1'])").count()
        assert not reader.page.locator("[autofocus]").count()
