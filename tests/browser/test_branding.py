"""Branding: a host's logo, colours, notice and languages, as they look in a browser."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from offswitch.colour import contrast
from offswitch.theme import checked_dark, checked_light, derived

from .conftest import NewReader
from .pages import KINDS, OPEN_EVERYTHING, step
from .reader import Reader
from .serving import serving
from .test_accessibility import faults

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">
<style>.ours { fill: #7a0a5c } @media (prefers-color-scheme: dark) { .ours { fill: #f0a8dc } }</style>
<rect class="ours" width="100" height="40"/></svg>"""

NOTICE = "We move on Sunday."
STATES = ["home", "guide", "what applies in the UK", "review with ticks", "settings", "checklist with ticks", "letter", "done", "share", "about", "authorities"]  # fmt: skip


def barely(check: object, wish: str) -> str:
    """The colour nearest to the wish that just passes."""
    with pytest.raises(ValueError, match="nearest") as caught:
        check(wish)
    return str(caught.value).split()[-1]


ACCENT = barely(checked_light, "#ffcc00")
ACCENT_DARK = barely(checked_dark, "#7a0a5c")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that a host made theirs, in colours that can barely be read."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    (folder / "settings.toml").write_text(
        f'name = "Off at last"\nlogo = "logo.svg"\naccent = "{ACCENT}"\naccent_dark = "{ACCENT_DARK}"\n'
        f'languages = ["en"]\n[notice]\ntext = "{NOTICE}"\n',
        encoding="utf-8",
    )
    with serving("app:app", OFFSWITCH_FOLDER=str(folder)) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(new_reader: NewReader, theirs: str, scheme: str) -> Reader:
    return new_reader(theirs, color_scheme=scheme)


def colour_of(reader: Reader, selector: str, name: str) -> str:
    """As six digits, whatever notation the browser computes."""
    found = reader.page.locator(selector).first.evaluate(
        """(element, name) => {
          const pen = document.createElement("canvas").getContext("2d");
          pen.fillStyle = getComputedStyle(element)[name];
          pen.fillRect(0, 0, 1, 1);
          return [...pen.getImageData(0, 0, 1, 1).data];
        }""",
        name,
    )
    return "#" + "".join(f"{each:02x}" for each in found[:3])


def middle_of(reader: Reader, selector: str) -> tuple[int, ...]:
    picture = Image.open(BytesIO(reader.page.locator(selector).screenshot())).convert("RGB")
    return picture.getpixel((picture.width // 2, picture.height // 2))


def test_the_logo_is_drawn_in_the_room_that_was_kept_for_it(visitor: Reader, scheme: str) -> None:
    visitor.open("/en/")
    logo = visitor.page.locator("a.brand img")
    visitor.page.wait_for_function("document.querySelector('a.brand img').complete")
    box = logo.bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (100, 40)
    shown = "#" + "".join(f"{each:02x}" for each in middle_of(visitor, "a.brand img"))
    assert shown == ("#7a0a5c" if scheme == "light" else "#f0a8dc"), "its own style is followed"
    expect(visitor.page.locator("a.brand")).to_have_accessible_name("Off at last")


def test_nothing_jumps_when_the_logo_arrives(new_reader: NewReader, theirs: str) -> None:
    reader = new_reader(theirs)
    top = "document.querySelector('h1').getBoundingClientRect().top"
    reader.page.route("**/static/logo.svg*", lambda route: route.abort())
    reader.excuse("net::ERR_FAILED")
    reader.open("/en/")
    without = reader.page.evaluate(top)
    reader.page.unroute("**/static/logo.svg*")
    reader.page.reload()
    reader.page.wait_for_function("document.querySelector('a.brand img').naturalWidth > 0")
    assert reader.page.evaluate(top) == without


@pytest.mark.parametrize("width", [320, 1280])
def test_a_wide_logo_and_a_long_name_fit_a_phone(new_reader: NewReader, theirs: str, width: int) -> None:
    reader = new_reader(theirs, viewport={"width": width, "height": 640})
    reader.open("/en/")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", STATES)
def test_axe_finds_nothing_in_colours_that_just_pass(visitor: Reader, kind: str) -> None:
    visitor.open(f"/en{KINDS.get(kind, f'/{kind}/')}")
    visitor.page.evaluate(OPEN_EVERYTHING)
    found = faults(visitor, kind)
    assert not found, "\n".join(found)


def test_axe_sees_a_colour_that_fails(visitor: Reader, scheme: str) -> None:
    """Else the test above could not fail."""
    visitor.open("/en/privacy/")
    fainter = {"light": "#a08000", "dark": "#a44e8d"}[scheme]
    visitor.page.evaluate("colour => document.documentElement.style.setProperty('--accent', colour)", fainter)
    visitor.excuse("Content Security Policy")
    assert any("color-contrast" in fault for fault in faults(visitor, "fainter"))


def test_the_colours_reach_pages_and_embeds(visitor: Reader, scheme: str) -> None:
    accent = ACCENT if scheme == "light" else ACCENT_DARK
    for address in ("/en/about/", "/embed/en/linkedin-ai/settings/"):
        visitor.open(address)
        assert colour_of(visitor, "main a:not(.button), footer a", "color") == accent


def test_a_button_under_the_pointer_can_still_be_read(visitor: Reader) -> None:
    visitor.open(step("en", "region"))
    button = ".ways a.button"
    before = contrast(colour_of(visitor, button, "color"), colour_of(visitor, button, "backgroundColor"))
    visitor.page.locator(button).hover()
    assert (
        contrast(colour_of(visitor, button, "color"), colour_of(visitor, button, "backgroundColor")) > before
    )
    assert before >= 4.5


def test_a_dark_colour_that_follows_from_the_light_one_is_used_in_the_dark(new_reader: NewReader) -> None:
    with serving("app:app", OFFSWITCH_ACCENT="#7a0a5c") as address:
        reader = new_reader(address, color_scheme="dark")
        reader.open("/en/about/")
        assert colour_of(reader, "main a", "color") == derived("#7a0a5c")
        # Left while its server is still there.
        reader.page.goto("about:blank")


def test_the_notice_stands_above_every_page_and_stays_through_the_steps(visitor: Reader) -> None:
    visitor.open(step("en", "region"))
    notice = visitor.page.get_by_role("complementary", name="Notice")
    expect(notice).to_have_text(NOTICE)
    visitor.link("Next: look at your content").click()
    visitor.is_at(step("en", "review"))
    expect(notice).to_have_text(NOTICE)
    box, heading = notice.bounding_box(), visitor.heading.bounding_box()
    assert box
    assert heading
    assert box["y"] < heading["y"]


def test_the_notice_is_printed_but_not_on_a_letter(new_reader: NewReader, theirs: str) -> None:
    reader = new_reader(theirs)
    reader.page.emulate_media(media="print")
    reader.open(step("en", "checklist"))
    expect(reader.page.locator(".notice")).to_be_visible()
    reader.open(f"/en{KINDS['letter']}")
    expect(reader.page.locator(".notice")).to_be_hidden()


def test_a_site_in_one_language_has_no_menu_of_languages(visitor: Reader) -> None:
    visitor.open("/de/linkedin-ai/at/review/")
    visitor.is_at("/en/linkedin-ai/at/review/")
    expect(visitor.page.locator(".languages")).to_have_count(0)


def test_the_logo_by_itself_runs_nothing(visitor: Reader) -> None:
    visitor.open("/en/")
    source = str(visitor.page.locator("a.brand img").get_attribute("src"))
    assert re.fullmatch(r"/static/logo\.svg\?v=[0-9a-f]{10}", source)
    visitor.excuse("Content Security Policy")
    visitor.open(source)
    assert visitor.page.evaluate("document.scripts?.length ?? 0") == 0


def test_the_file_that_a_host_wrote_is_the_one_that_is_shown(
    theirs: str, new_reader: NewReader, tmp_path: Path
) -> None:
    reader = new_reader(theirs)
    reader.open("/en/")
    answer = reader.page.request.get(theirs + str(reader.page.locator("a.brand img").get_attribute("src")))
    assert answer.text() == LOGO
    assert "default-src 'none'" in answer.headers["content-security-policy"]
