"""Fixtures: one server and one browser for a whole run, one fresh browser profile for each reader."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from offswitch.catalogues import build, write_pseudo
from offswitch.folders import TRANSLATIONS
from tests.languages import but_two

from .reader import Reader
from .serving import FOLDER, serving

HERE = Path(__file__).parent

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

PATIENCE = 5_000
"""Milliseconds to wait for what must happen."""

NewReader = Callable[..., Reader]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the real server."""
    with serving("app:app") as address:
        yield address


@pytest.fixture(scope="session")
def pseudo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that also speaks the pseudo-language."""
    folder = tmp_path_factory.mktemp("translations")
    shutil.copytree(TRANSLATIONS, folder, dirs_exist_ok=True, ignore=but_two)
    build(folder)
    write_pseudo(folder)
    with serving("tests.browser.pseudo:app", **{FOLDER: str(folder)}) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    running = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield running
    running.close()


@pytest.fixture
def new_reader(browser: Browser, site: str) -> Iterator[NewReader]:
    """Makes readers. In the end none of them may have met anything wrong."""
    readers: list[Reader] = []

    def make(base: str = site, **options: Any) -> Reader:
        context = browser.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        readers.append(Reader(context, base))
        return readers[-1]

    yield make
    try:
        for reader in readers:
            reader.met_nothing_wrong()
    finally:
        for reader in readers:
            reader.context.close()


@pytest.fixture
def reader(new_reader: NewReader) -> Reader:
    """A reader with JavaScript, at a desk."""
    return new_reader()


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)
