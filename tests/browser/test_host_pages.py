"""The host's pages in a browser: nothing for axe to find, room on a small phone, and on paper where links lead."""

from collections.abc import Iterator

import pytest

from tests.hosted import write_pages

from .conftest import NewReader
from .serving import serving
from .test_accessibility import faults
from .test_print import LINKS, on_paper, squeeze

NAMES = ("about", "privacy", "accessibility", "imprint", "donate")


@pytest.fixture(scope="module")
def hosted_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server with everything set, read from settings.toml in the host's folder."""
    folder = write_pages(tmp_path_factory.mktemp("host"))
    (folder / "settings.toml").write_text(
        """
        operator = "Example Foundation for the Rights of All Who Are Asked Too Seldom"
        imprint = "imprint"
        base = "http://127.0.0.1"
        contact = "privacy@offswitch.example"
        privacy = "https://foundation.example/privacy"
        hosting = "Example Hosting, Austria"
        cdn = "Example Network, Ireland"
        log = "requests"
        proxy = "own"
        place = "at"
        """,
        encoding="utf-8",
    )
    with serving("app:app", OFFSWITCH_FOLDER=str(folder)) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_what_the_host_wrote(
    new_reader: NewReader, hosted_site: str, name: str, scheme: str
) -> None:
    reader = new_reader(hosted_site, color_scheme=scheme)
    found = []
    for language in ("en", "de"):
        reader.open(f"/{language}/{name}/")
        reader.page.locator("main details > summary").evaluate_all(
            "each => each.forEach((one) => one.click())"
        )
        found += faults(reader, f"{language} {name}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_host_wrote_fits_a_small_phone(new_reader: NewReader, hosted_site: str, name: str) -> None:
    reader = new_reader(hosted_site, viewport={"width": 320, "height": 640})
    for language in ("en", "de"):
        reader.open(f"/{language}/{name}/")
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["privacy", "accessibility", "imprint"])
def test_on_paper_each_link_bears_a_mark_and_under_it_stands_where_it_leads(
    new_reader: NewReader, hosted_site: str, name: str
) -> None:
    reader = new_reader(hosted_site)
    reader.open(f"/en/{name}/")
    links = reader.page.locator("main a.outside").evaluate_all(LINKS)
    assert links
    sheets = on_paper(reader)
    paper = "".join(sheets)
    for said, mark, address in links:
        assert squeeze(f"{said}[{mark}]") in paper, said
        assert paper.count(squeeze(f"[{mark}]{address}")) == 1
    assert "opensanewtab" not in paper
    assert len(sheets) <= 4


def test_a_reader_gets_from_the_foot_of_any_page_to_the_imprint_and_on(
    new_reader: NewReader, hosted_site: str
) -> None:
    reader = new_reader(hosted_site)
    reader.open("/en/linkedin-ai/at/review/")
    reader.link("Imprint", within="footer.site").click()
    reader.heading.and_(reader.page.get_by_text("Imprint", exact=True)).wait_for()
    assert reader.address == "/en/imprint/"
    reader.choose_language("Deutsch")
    reader.page.wait_for_url("**/de/imprint/")
    reader.link("Spenden", within="footer.site").click()
    reader.page.wait_for_url("**/de/donate/")
    reader.page.locator("main a.outside").wait_for()
