"""Own guides: one that a host wrote in German is walked in Chromium by readers of German and of English."""

from collections.abc import Iterator

import pytest

from tests.hosts import Host

from .conftest import NewReader
from .pages import OPEN_EVERYTHING
from .serving import serving
from .test_accessibility import faults

GUIDE = "dorfplatz-ki"
STEPS = ("region", "review", "settings", "checklist")


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the folder of docs/your-own-words.md."""
    host = Host.of_document(tmp_path_factory.mktemp("host"))
    with serving("app:app", OFFSWITCH_FOLDER=str(host.folder)) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_guide_in_another_language_than_its_pages(
    new_reader: NewReader, hosted: str, scheme: str
) -> None:
    reader = new_reader(hosted, color_scheme=scheme, viewport={"width": 360, "height": 740})
    found = []
    for page in ("/en/", f"/en/{GUIDE}/", *(f"/en/{GUIDE}/at/{step}/" for step in STEPS)):
        reader.open(page)
        reader.page.evaluate(OPEN_EVERYTHING)
        found += faults(reader, page)
    assert not found, "\n".join(found)


def test_a_reader_walks_from_the_home_page_to_the_finish(
    new_reader: NewReader, hosted: str, language: str
) -> None:
    reader = new_reader(hosted)
    reader.open(f"/{language}/")
    reader.page.locator(f'.cards a[href="/{language}/{GUIDE}/"]').click()
    reader.page.locator(".start-guided a").click()
    reader.has_focus("h1")
    reader.page.locator('.places [data-place="at"] a').first.click()
    for step in STEPS[1:]:
        reader.page.locator(".ways .button").click()
        reader.is_at(f"/{language}/{GUIDE}/at/{step}/")
        reader.has_focus("h1")
        assert reader.page.locator(".remarks .remark").count() == (1 if language == "de" else 2)
    reader.tick("task-switch")
    assert reader.page.locator(".is-finished").count() == 1
