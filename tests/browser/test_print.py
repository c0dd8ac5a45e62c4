"""Paper: nothing stays folded, links show where they lead, and what only works on a screen is left out."""

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from .conftest import NewReader
from .pages import step
from .reader import Reader

FOLDED = """() => [...document.querySelectorAll("main details")]
  .filter((fold) => !fold.open && getComputedStyle(fold).display !== "none" && !fold.matches("details.place"))
  .flatMap((fold) => [...fold.querySelectorAll(".claim > p, .action-text, .action-note, figcaption, .state")])
  .map((each) => each.cloneNode(true))
  .map((each) => { each.querySelectorAll("a").forEach((link) => link.remove()); return each.textContent; })"""


def on_paper(reader: Reader) -> list[str]:
    """The text of each page, without spaces: breaks between words are the printer's."""
    document = PdfReader(io.BytesIO(reader.page.pdf(format="A4")))
    return [squeeze(page.extract_text()) for page in document.pages]


def squeeze(text: str) -> str:
    """Without spaces and ligatures."""
    return re.sub(r"[\s\u00ad\u200b]", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def printer(new_reader: NewReader, request: pytest.FixtureRequest) -> Reader:
    return new_reader(java_script_enabled=request.param)


@pytest.mark.parametrize("name", ["review", "settings", "checklist"])
def test_what_is_folded_on_the_screen_is_open_on_paper(printer: Reader, name: str) -> None:
    printer.open(step("en", name))
    folded = printer.page.evaluate(FOLDED)
    assert len(folded) > 10
    paper = "".join(on_paper(printer))
    lost = [text for text in folded if squeeze(text)[:40] not in paper]
    assert not lost, f"{len(lost)} of {len(folded)}: {lost[:3]}"


@pytest.mark.parametrize("name", ["review", "settings", "checklist"])
def test_links_show_on_paper_where_they_lead(reader: Reader, name: str) -> None:
    reader.open(step("en", name))
    links = set(
        reader.page.locator("main a.outside").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
    )
    assert links
    paper = "".join(on_paper(reader))
    assert not [address for address in links if squeeze(address) not in paper]
    assert "opensanewtab" not in paper


def test_menus_and_buttons_stay_off_the_paper(reader: Reader, language: str) -> None:
    for name in ("region", "review", "settings", "checklist"):
        reader.open(step(language, name))
        gone = reader.page.locator(
            "header.site, .skip, .steps, main button, main select, .languages, .ways, footer.site ul"
        )
        assert gone.locator("visible=true").count() > 4
        reader.page.emulate_media(media="print")
        assert not gone.locator("visible=true").count()
        reader.page.emulate_media(media="null")
    paper = "".join(on_paper(reader))
    for menu in (".languages", ".steps ol"):
        words = [squeeze(each) for each in reader.page.locator(f"{menu} a").all_text_contents()]
        assert words
        assert "".join(words) not in paper
    assert squeeze(reader.heading.inner_text()) in paper


def test_the_checklist_of_austria_fits_a_few_sheets(printer: Reader, language: str) -> None:
    have = "?have=groups&have=posts&have=resumes"
    printer.open(step(language, "checklist", query=f"{have}&done=task-switch-off"))
    sheets = on_paper(printer)
    assert 1 <= len(sheets) <= 6, f"{len(sheets)} sheets"
    assert all(len(sheet) > 100 for sheet in sheets), "a sheet is nearly empty"


def test_after_printing_the_screen_is_as_before(new_reader: NewReader) -> None:
    reader = new_reader()
    reader.open(step("en", "settings"))
    state = """() => [...document.querySelectorAll("main details")].map((fold) => [fold.open, fold.name])"""
    reader.page.locator("details.route summary").first.click()
    before = reader.page.evaluate(state)
    assert [True, "device"] in before
    on_paper(reader)
    assert reader.page.evaluate(state) == before


def test_paper_is_white_in_the_dark_too(new_reader: NewReader) -> None:
    reader = new_reader(color_scheme="dark")
    reader.open(step("en", "checklist"))
    reader.page.emulate_media(media="print", color_scheme="dark")
    colours = reader.page.evaluate(
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))"
    )
    assert colours[0] == "rgb(255, 255, 255)"
    red, green, blue = (int(each) for each in re.findall(r"\d+", colours[1])[:3])
    assert max(red, green, blue) < 80
