"""Paper: nothing stays folded or is torn, links show where they lead, and what only a screen can do is left out."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import NewReader
from .pages import GUIDE, OPEN_EVERYTHING, country, guide, library, step, words
from .reader import Reader

FOLDED = """() => [...document.querySelectorAll("main details")]
  .filter((fold) => !fold.open && getComputedStyle(fold).display !== "none" && !fold.matches("details.place"))
  .flatMap((fold) => [...fold.querySelectorAll(".claim > p, .action-text, .action-note, figcaption, .state")])
  .map((each) => each.cloneNode(true))
  .map((each) => { each.querySelectorAll("a").forEach((link) => link.remove()); return each.textContent; })"""


LINKS = """links => links.map((link) =>
  [link.firstChild.data.trim(), link.dataset.mark, link.getAttribute("href")])"""

SOURCES = """sources => sources.map((each) => {
  const link = each.querySelector("a");
  return [each.querySelector(".publisher").textContent, link.textContent, link.getAttribute("href")];
})"""


def on_paper(reader: Reader) -> list[str]:
    """The text of each page, without spaces: breaks between words are the printer's."""
    document = PdfReader(io.BytesIO(reader.page.pdf(format="A4")))
    return [squeeze(page.extract_text()) for page in document.pages]


def is_on(piece: str, sheet: str) -> bool:
    """Whether all lines of the piece stand on the sheet."""
    return all(squeeze(line) in sheet for line in piece.splitlines())


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
def test_links_bear_marks_on_paper_and_under_them_stands_where_they_lead(printer: Reader, name: str) -> None:
    printer.open(step("en", name))
    links = printer.page.locator("main a.outside").evaluate_all(LINKS)
    assert len(links) > 5
    paper = "".join(on_paper(printer))
    for said, mark, address in links:
        assert squeeze(f"{said}[{mark}]") in paper, said
        assert squeeze(f"[{mark}]{address}") in paper, address
        assert paper.count(squeeze(f"[{mark}]{address}")) == 1
    assert "opensanewtab" not in paper


@pytest.mark.parametrize("name", ["review", "settings", "checklist"])
def test_sources_are_numbered_on_paper_as_on_the_screen(printer: Reader, name: str) -> None:
    printer.open(step("en", name))
    sources = printer.page.locator(".notes li").evaluate_all(SOURCES)
    assert len(sources) > 5
    paper = "".join(on_paper(printer))
    for number, (publisher, title, address) in enumerate(sources, 1):
        assert squeeze(f"{number}.{publisher}:{title}<{address}>") in paper


def test_addresses_for_paper_are_neither_seen_nor_read_out_on_a_screen(reader: Reader) -> None:
    reader.open(step("en", "checklist"))
    addresses = reader.page.locator(".footnotes li").all_text_contents()
    assert len(addresses) > 3
    heard = reader.page.locator("body").aria_snapshot()
    assert "Addresses" not in heard
    for address in addresses:
        assert f"text: {address}" not in heard
        assert address not in reader.page.locator("main").inner_text()


def test_paper_says_what_it_is_for_which_place_how_old_and_where_to_find_it(
    printer: Reader, language: str
) -> None:
    say = words(language)
    for name in ("region", "review", "settings", "checklist"):
        printer.open(step(language, name, query="?have=posts"))
        first = on_paper(printer)[0]
        for each in (
            say(guide().title),
            printer.heading.inner_text(),
            say("For: {place}", place=country(language, "at")),
            printer.page.locator("main p.paper-only").inner_text(),
            printer.base.partition("://")[2] + step(language, name),
        ):
            assert squeeze(each) in first, each
        assert re.search(r"20\d\d", printer.page.locator("main p.paper-only").inner_text())
        assert "have=posts" not in first, "what the reader ticked is nobody else's business"


def test_without_a_country_paper_says_that_it_is_for_all(printer: Reader, language: str) -> None:
    for name in ("review", "settings", "checklist"):
        printer.open(step(language, name, place=None))
        said = words(language)("For all countries. What holds only in some of them names them.")
        assert squeeze(said) in on_paper(printer)[0]


@pytest.mark.parametrize("slug", library().guides)
@pytest.mark.parametrize("name", ["review", "settings", "checklist"])
def test_no_action_and_no_task_is_torn_in_two(reader: Reader, slug: str, name: str) -> None:
    reader.open(f"/de/{slug}/at/{name}/")
    sheets = on_paper(reader)
    reader.page.evaluate(OPEN_EVERYTHING)
    reader.page.emulate_media(media="print")
    pieces = reader.page.locator("main :is(.action-words, .task)").all_inner_texts()
    assert len(pieces) > 2
    torn = [each for each in pieces if not any(is_on(each, sheet) for sheet in sheets)]
    assert not torn, torn


@pytest.mark.parametrize("slug", library().guides)
def test_a_checklist_of_up_to_ten_tasks_is_one_sheet_and_a_longer_one_two(
    reader: Reader, language: str, slug: str
) -> None:
    """With the addresses that the tasks need. What holds afterwards begins on a sheet of its own."""
    one, *_ = library().guides[slug].contents
    for query in ("", f"?have={one.id}"):
        reader.open(f"/{language}/{slug}/at/checklist/{query}")
        tasks = [squeeze(each) for each in reader.page.locator(".task .tick").all_inner_texts()]
        addresses = [squeeze(each) for each in reader.page.locator(".footnotes li").all_text_contents()]
        finish = squeeze(reader.page.locator("#finish").inner_text())
        sheets = on_paper(reader)
        rest = next(number for number, sheet in enumerate(sheets) if sheet.startswith(finish))
        assert rest <= (1 if len(tasks) <= 10 else 2), len(tasks)
        before = "".join(sheets[:rest])
        assert not [each for each in (*tasks, *addresses) if each not in before]


def test_ticked_and_empty_boxes_are_printed_as_boxes(printer: Reader) -> None:
    printer.open(step("en", "checklist", query="?done=task-switch-off"))
    printer.page.emulate_media(media="print")
    drawn = "box => [getComputedStyle(box).borderTopWidth, getComputedStyle(box, '::before').content]"
    empty, ticked = (
        printer.box("task-keep-proof").evaluate(drawn),
        printer.box("task-switch-off").evaluate(drawn),
    )
    assert float(empty[0].removesuffix("px")) >= 1
    assert empty[1] == "none"
    assert ticked == [empty[0], '"✓"']
    assert "✓" in on_paper(printer)[0]


def test_menus_and_buttons_stay_off_the_paper(reader: Reader, language: str) -> None:
    for name in ("region", "review", "settings", "checklist"):
        reader.open(step(language, name))
        gone = reader.page.locator(
            ".skip, .steps ol, main button, main select, .languages, .share, .ways, footer.site ul, progress"
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
    assert 1 <= len(sheets) <= 4, f"{len(sheets)} sheets"
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


# ---------------------------------------------------------------- the handout


@pytest.mark.parametrize("language", ["en", "de", "qps"])
@pytest.mark.parametrize("slug", library().guides)
def test_a_handout_is_one_sheet_of_a4(
    new_reader: NewReader, pseudo_site: str, language: str, slug: str
) -> None:
    reader = new_reader(pseudo_site)
    reader.open(f"/{language}/{slug}/handout/")
    (sheet,) = on_paper(reader)
    for each in reader.page.locator(".sheet :is(h1, h2, p, dt, .path li, .sheet-address)").all_inner_texts():
        assert is_on(each, sheet), each
    assert squeeze(reader.page.locator("footer.site > p").last.inner_text()) in sheet
    assert "[a]" not in sheet, "its addresses stand there in full"


def test_the_code_on_a_handout_is_there_with_and_without_javascript(printer: Reader) -> None:
    printer.open(f"/en/{GUIDE}/handout/")
    code = printer.page.get_by_role("img", name=f"QR code: {printer.base}/en/{GUIDE}/")
    expect(code).to_be_visible()
    drawn = code.evaluate("image => image.decode().then(() => [image.naturalWidth, image.clientWidth])")
    assert all(drawn)


def test_a_handout_is_printed_at_the_press_of_a_button(reader: Reader) -> None:
    reader.page.add_init_script("window.print = () => { window.printed = true; }")
    reader.open(f"/en/{GUIDE}/")
    reader.link("For info stands: a page to print").click()
    reader.button("Print this page").click()
    assert reader.page.evaluate("printed")
