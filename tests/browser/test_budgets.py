"""Budgets: how much a first visit weighs, how often the browser asks, and that nothing jumps."""

import re
from urllib.request import Request as Ask
from urllib.request import urlopen

import brotli
import pytest
from playwright.sync_api import Route, expect

from .conftest import NewReader
from .pages import KINDS, step
from .reader import Reader

KB = 1024

HEAVIEST = "el"
"""Of all languages, the one in which nearly every page weighs most."""

SMALL = [
    "home",
    "guide",
    "countries",
    "what applies in Austria",
    "checklist with ticks",
    "checklist finished",
    "done",
    "done with all",
    "handout",
    "letters without a country",
    "letters",
    "share for Austria",
]
LETTERS = ["letter", "letter to be read in another language", "complaint"]
LARGE = [*LETTERS, "review with ticks", "settings", "review without a country", "settings without a country"]
BUDGETS = [*((kind, 14 * KB) for kind in SMALL), *((kind, 20 * KB) for kind in LARGE)]

# A busy browser may paint while the header's last words are still being read: that moves them by less than
# anyone measures. Lighthouse, too, rounds to thousandths.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && entry.value >= 0.0005)
      shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node }) =>
        node?.outerHTML?.slice(0, 60) ?? node?.data).join(" | ")}`);
}).observe({ type: "layout-shift", buffered: true });
"""

SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  requestAnimationFrame(() => setTimeout(done)))))"""


def body(address: str) -> bytes:
    with urlopen(Ask(address, headers={"Accept-Encoding": "identity"})) as response:
        return bytes(response.read())


def compressed(address: str) -> int:
    return len(brotli.compress(body(address), quality=11))


def css_of(site: str) -> str:
    html = body(f"{site}/en/").decode()
    found = re.findall(r'<link rel="stylesheet" href="([^"]+)">', html)
    assert len(found) == 1
    return site + found[0]


@pytest.mark.parametrize("language", ["en", "de", "hu", "bg", HEAVIEST])
@pytest.mark.parametrize(("kind", "budget"), BUDGETS, ids=lambda value: str(value))
def test_the_first_view_is_small(site: str, language: str, kind: str, budget: int) -> None:
    weight = compressed(f"{site}/{language}{KINDS[kind]}") + compressed(css_of(site))
    assert weight <= budget, f"{kind} ({language}): {weight / KB:.2f} KB of {budget / KB:.0f}"


@pytest.mark.parametrize("language", ["de", HEAVIEST])
@pytest.mark.parametrize("kind", [*SMALL, *LARGE])
def test_everything_of_a_first_visit_is_small(new_reader: NewReader, language: str, kind: str) -> None:
    """As it came over the wire, all of it, headers too."""
    reader = new_reader()
    wire = reader.context.new_cdp_session(reader.page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    reader.open(f"/{language}{KINDS[kind]}")
    reader.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) <= 45 * KB, f"{kind} ({language}): {sum(sizes) / KB:.2f} KB of 45"


def asked(reader: Reader) -> list[str]:
    """What was asked for, without the icon: the browser takes that from its cache again and again."""
    addresses = [request.url.removeprefix(reader.base).partition("?")[0] for request in reader.requests]
    return [address for address in addresses if not address.endswith("icon.svg")]


def test_a_first_visit_asks_five_times_and_a_step_once(reader: Reader) -> None:
    reader.open(step("en", "region"))
    reader.page.wait_for_load_state("networkidle")
    first = asked(reader)
    assert first[0] == step("en", "region")
    assert sorted(re.sub(r"-[\d.]+\.min", "", address) for address in first[1:]) == [
        "/static/htmx.js",
        "/static/print.css",
        "/static/site.css",
        "/static/site.js",
    ]
    reader.link("Next: look at your content").click()
    reader.is_at(step("en", "review"))
    reader.page.wait_for_load_state("networkidle")
    assert asked(reader) == [*first, "/partial" + step("en", "review")]


def test_a_page_can_be_read_before_the_scripts_and_the_icon_are_there(reader: Reader) -> None:
    waiting: list[Route] = []
    reader.page.route(re.compile(r"\.(js|svg)"), lambda route: waiting.append(route))
    reader.page.goto(reader.base + step("en", "settings"), wait_until="commit")
    expect(reader.heading).to_be_visible()
    reader.page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    assert len(waiting) >= 2
    for route in waiting:
        route.continue_()


@pytest.mark.parametrize(
    ("locale", "width", "kinds"),
    [
        ("en", 360, list(KINDS)),
        ("en", 1280, [*SMALL, "settings", "review with ticks"]),
        ("de-AT", 360, ["countries", "review without a country"]),
        ("de-AT", 1280, ["countries"]),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value),
)
def test_nothing_jumps_while_a_page_loads(
    new_reader: NewReader, locale: str, width: int, kinds: list[str]
) -> None:
    reader = new_reader(locale=locale, viewport={"width": width, "height": 720})
    assert jumps(reader, [f"/{locale[:2]}{KINDS[kind]}" for kind in kinds]) == {}


@pytest.mark.parametrize("width", [320, 412])
def test_ones_own_country_moves_nothing_however_long_its_name(new_reader: NewReader, width: int) -> None:
    reader = new_reader(locale="en-US", viewport={"width": width, "height": 720})
    paths = [step(language, "region", None) for language in ("de", "el", "hr", "lv", "ro")]
    assert jumps(reader, paths) == {}
    assert reader.page.locator("[data-own-country] a").count() == 1


def jumps(reader: Reader, paths: list[str]) -> dict[str, list[str]]:
    """What moves on which page. The scripts come after the first paint, as on a slow line."""
    reader.page.add_init_script(SHIFTS)
    reader.excuse("status of 404")
    waiting: list[Route] = []
    reader.page.route(re.compile(r"\.js"), lambda route: waiting.append(route))
    found: dict[str, list[str]] = {}
    for path in paths:
        waiting.clear()
        reader.page.goto(reader.base + path, wait_until="commit")
        reader.page.wait_for_function(
            "() => performance.getEntriesByName('first-contentful-paint').length > 0"
        )
        reader.page.evaluate(SETTLED)
        assert waiting, "the scripts were there before the paint"
        for route in waiting:
            route.continue_()
        reader.page.wait_for_load_state()
        reader.page.evaluate(SETTLED)
        if moved := reader.page.evaluate("shifts"):
            found[path] = moved
    return found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("name", "boxes"),
    [("review", ["posts", "resumes", "feedback"]), ("checklist", ["task-switch-off", "task-posts"])],
)
def test_nothing_jumps_after_a_tick(new_reader: NewReader, name: str, boxes: list[str], width: int) -> None:
    reader = new_reader(viewport={"width": width, "height": 720})
    reader.page.add_init_script(SHIFTS)
    reader.open(step("en", name))
    for box in boxes:
        reader.box(box).scroll_into_view_if_needed()
        reader.page.evaluate(SETTLED)
        reader.page.evaluate("shifts.length = 0")
        with reader.being_told():
            # Not a tap: shifts soon after one are excused by the browser.
            reader.box(box).evaluate("box => box.click()")
        reader.page.evaluate(SETTLED)
        assert reader.page.evaluate("shifts") == [], box


def test_a_jump_is_seen_by_these_tests(reader: Reader) -> None:
    reader.page.add_init_script(SHIFTS)
    reader.open("/en/")
    reader.page.evaluate(SETTLED)
    reader.page.evaluate("document.querySelector('main').prepend(document.createElement('hr'))")
    reader.page.evaluate(SETTLED)
    assert reader.page.evaluate("shifts")


def test_no_long_task_holds_up_the_reader(reader: Reader) -> None:
    reader.page.add_init_script(
        """
        window.long = [];
        new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)))
          .observe({ type: "longtask", buffered: true });
        """
    )
    reader.open(step("en", "checklist"))
    reader.page.evaluate("long.length = 0")
    reader.tick("task-switch-off")
    reader.page.evaluate(SETTLED)
    slow = [duration for duration in reader.page.evaluate("long") if duration > 200]
    assert slow == [], "a tick must not freeze the page"
