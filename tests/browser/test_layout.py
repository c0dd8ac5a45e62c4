"""Layout: nothing is cut off, covered, or too small to hit.

On narrow screens, with large text, and in long languages.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .conftest import NewReader
from .pages import KINDS, OPEN_EVERYTHING, step
from .reader import Reader

# Of each link of more than one line that begins an item: its first line, and where the item's mark stands.
WRAPPED_LINKS = """() => [...document.querySelectorAll("main li > a:first-child")].map((link) => {
  const lines = document.createRange();
  lines.selectNodeContents(link);
  const [first, second] = lines.getClientRects();
  const mark = document.createElement("span");
  mark.style.display = "inline-block";
  link.before(mark);
  const line = mark.getBoundingClientRect().bottom;
  mark.remove();
  return second && getComputedStyle(link.parentElement).display === "list-item" ? [first.toJSON(), line] : null;
}).filter(Boolean)"""

# What a page shows at the moment, and what is wrong with it.
FAULTS = """() => {
  const faults = [];
  const root = document.documentElement;
  const name = (each) =>
    `${each.tagName.toLowerCase()}.${each.getAttribute("class")} '${each.textContent.trim().slice(0, 40)}'`;
  const hidden = (each) =>
    each.closest(".visually-hidden, .skip") || !each.checkVisibility({ checkVisibilityCSS: true });
  if (root.scrollWidth > root.clientWidth)
    faults.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}`);

  for (const each of document.querySelectorAll("body *")) {
    if (hidden(each) || each.closest("svg")) continue;
    const box = each.getBoundingClientRect();
    if (box.width && (box.right > root.clientWidth + 1 || box.left < -1))
      faults.push(`leaves the screen: ${name(each)}`);
    const style = getComputedStyle(each);
    const cut = (overflow, content, room) => /hidden|clip/.test(overflow) && content > room + 1;
    if (cut(style.overflowX, each.scrollWidth, each.clientWidth)
      || cut(style.overflowY, each.scrollHeight, each.clientHeight)) faults.push(`cut off: ${name(each)}`);
    if (style.textOverflow === "ellipsis") faults.push(`shortened: ${name(each)}`);
  }

  // Every line of text and every control, a little smaller than it is: lines may touch.
  const pieces = [];
  const add = (of, words, box, less) => pieces.push({ of, words, left: box.left + 1, right: box.right - 1,
    top: box.top + less, bottom: box.bottom - less });
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    if (!text.data.trim() || hidden(text.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects())
      if (line.width > 2) add(text, text.data.trim().slice(0, 40), line, line.height * .2);
  }
  const controls = "main :is(input, select, progress, .screen-switch, .screen-photo)";
  for (const each of document.querySelectorAll(controls)) {
    const box = each.getBoundingClientRect();
    if (box.width && !hidden(each)) add(each, each.tagName, box, 1);
  }
  pieces.sort((one, other) => one.top - other.top);
  const holds = (one, other) => one.of === other.of || one.of.contains(other.of) || other.of.contains(one.of);
  pieces.forEach((one, index) => {
    for (let next = index + 1; next < pieces.length && pieces[next].top < one.bottom; next++) {
      const other = pieces[next];
      if (!holds(one, other) && one.left < other.right && other.left < one.right)
        faults.push(`on top of each other: '${one.words}' and '${other.words}'`);
    }
  });
  return { faults: [...new Set(faults)], pieces: pieces.length };
}"""

# Links and buttons that are too small for a finger. In a sentence, size follows the text.
SMALL_TARGETS = """() => {
  const inSentence = (each) => {
    if (getComputedStyle(each).display !== "inline") return false;
    const block = each.closest("p, li, dd, dt") ?? each.parentElement;
    const rest = block.cloneNode(true);
    rest.querySelectorAll("a, .visually-hidden").forEach((link) => link.remove());
    return rest.textContent.trim() !== "";
  };
  return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .filter((each) => each.checkVisibility({ checkVisibilityCSS: true }))
    .filter((each) => !each.matches(".skip") && !inSentence(each))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 23.95)
    .map(([{ textContent }, { width, height }]) =>
      `${Math.round(width)}x${Math.round(height)}: '${textContent.trim().slice(0, 50)}'`);
}"""

TWICE_AS_LARGE = "html { font-size: 200% !important; }"


@pytest.fixture(scope="module", params=["en", "de", "qps"])
def wide_reader(
    request: pytest.FixtureRequest, browser: Browser, pseudo_site: str
) -> Iterator[tuple[str, Reader]]:
    """A reader of the language, on the server that speaks it; one browser profile for all pages."""
    context = browser.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    context.set_default_timeout(5_000)
    yield request.param, Reader(context, pseudo_site)
    context.close()


def show(reader: Reader, language: str, kind: str) -> None:
    reader.open(f"/{language}{KINDS[kind]}")
    assert reader.page.locator("html").get_attribute("lang") == language
    reader.page.evaluate(OPEN_EVERYTHING)


def faults_at(reader: Reader, width: int) -> list[str]:
    reader.page.set_viewport_size({"width": width, "height": 800})
    seen = reader.page.evaluate(FAULTS)
    assert seen["pieces"] > 5, "there was nothing to measure"
    return [f"{width}: {fault}" for fault in seen["faults"]]


def enlarge_text(reader: Reader) -> None:
    reader.page.add_style_tag(content=TWICE_AS_LARGE)
    assert reader.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_page_fits_every_width(wide_reader: tuple[str, Reader], kind: str) -> None:
    language, reader = wide_reader
    show(reader, language, kind)
    found = [fault for width in (320, 360, 1280) for fault in faults_at(reader, width)]
    enlarge_text(reader)
    found += [f"text 200 %: {fault}" for fault in faults_at(reader, 1280)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_page_fits_a_phone_with_text_twice_as_large(wide_reader: tuple[str, Reader], kind: str) -> None:
    language, reader = wide_reader
    show(reader, language, kind)
    enlarge_text(reader)
    found = faults_at(reader, 360)
    assert not found, "\n".join(found)


def test_every_target_is_large_enough_for_a_finger(reader: Reader) -> None:
    reader.excuse("status of 404")
    found = set()
    for kind, path in KINDS.items():
        reader.open("/en" + path)
        reader.page.evaluate(OPEN_EVERYTHING)
        reader.page.locator(".languages summary").click()
        for width in (320, 1280):
            reader.page.set_viewport_size({"width": width, "height": 800})
            found |= {f"{target} ({kind})" for target in reader.page.evaluate(SMALL_TARGETS)}
    assert not found, "\n".join(sorted(found))


def test_the_mark_of_a_list_stands_beside_the_first_line(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 320, "height": 800})
    reader.excuse("status of 404")
    wrapped = 0
    for kind in ("letters", "checklist finished", "done", "not found"):
        reader.open("/de" + KINDS[kind])
        for first_line, line_of_mark in reader.page.evaluate(WRAPPED_LINKS):
            wrapped += 1
            assert first_line["top"] <= line_of_mark <= first_line["bottom"], kind
    assert wrapped > 4


@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_language_menu_stays_on_the_screen(wide_reader: tuple[str, Reader], width: int) -> None:
    language, reader = wide_reader
    reader.page.set_viewport_size({"width": width, "height": 600})
    reader.open(f"/{language}/")
    reader.page.locator(".languages summary").click()
    menu = reader.page.locator(".languages ul").bounding_box()
    assert menu is not None
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= width
    assert menu["y"] + menu["height"] <= 600
    for link in reader.page.locator(".languages a").all():
        link.click(trial=True)


def test_the_open_language_menu_stays_beside_its_button_with_text_twice_as_large(
    wide_reader: tuple[str, Reader],
) -> None:
    language, reader = wide_reader
    reader.page.set_viewport_size({"width": 320, "height": 800})
    reader.open(f"/{language}/")
    enlarge_text(reader)
    reader.page.locator(".languages summary").click()
    menu = reader.page.locator(".languages ul").bounding_box()
    assert menu is not None
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 320
    for link in reader.page.locator(".languages a").all():
        link.click(trial=True)


def test_every_language_can_be_reached_with_the_keyboard_and_is_seen_when_it_is(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 320, "height": 480})
    reader.open("/de/about/")
    reader.page.locator(".languages summary").focus()
    reader.page.keyboard.press("Enter")
    current = []
    for link in reader.page.locator(".languages a").all():
        reader.page.keyboard.press("Tab")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport(ratio=0.9)
        current += [link.inner_text()] if link.get_attribute("aria-current") else []
    assert current == ["Deutsch"]


def test_zoom_to_400_percent_leaves_one_column(new_reader: NewReader) -> None:
    """1280 pixels at 400 % are 320 of CSS."""
    reader = new_reader(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    for name in ("review", "settings", "checklist"):
        reader.open(step("de", name))
        reader.page.evaluate(OPEN_EVERYTHING)
        assert reader.page.evaluate(FAULTS)["faults"] == []
    box = reader.box("task-keep-mail")
    box.scroll_into_view_if_needed()
    reader.tick("task-keep-mail")
    reader.has_focus("#done-task-keep-mail")


def test_a_page_that_does_not_fit_is_seen_by_these_tests(new_reader: NewReader) -> None:
    reader = new_reader(viewport={"width": 320, "height": 800})
    reader.open("/en/about/")
    assert reader.page.evaluate(FAULTS)["faults"] == []
    reader.page.evaluate("() => { document.querySelector('h1').textContent = '\\u00a0long'.repeat(40); }")
    reader.page.evaluate("() => { document.querySelector('h1').style.overflowWrap = 'normal'; }")
    assert any("wide on 320" in fault for fault in reader.page.evaluate(FAULTS)["faults"])
    reader.open("/en/about/")
    reader.page.evaluate("() => { document.querySelector('main h2').style.transform = 'translateY(3rem)'; }")
    assert any("on top of each other" in fault for fault in reader.page.evaluate(FAULTS)["faults"])


def test_spacing_that_readers_set_themselves_breaks_nothing(wide_reader: tuple[str, Reader]) -> None:
    """WCAG 1.4.12: some readers need more room between lines, words and letters."""
    language, reader = wide_reader
    reader.page.set_viewport_size({"width": 360, "height": 800})
    for kind in ("guide", "review with ticks", "settings", "checklist with ticks"):
        reader.open(f"/{language}{KINDS[kind]}")
        reader.page.evaluate(OPEN_EVERYTHING)
        reader.page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
            " word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"
        )
        assert reader.page.evaluate(FAULTS)["faults"] == [], kind
