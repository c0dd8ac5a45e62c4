"""What the tests stand on: the real app on a fixed day, copies of its files, and readers."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

pytest.register_assert_rewrite("tests.house", "tests.reader", "tests.drafts")

import offswitch  # noqa: E402  rewritten modules must not be imported earlier
from offswitch import catalogues  # noqa: E402
from offswitch.content import Library, read_library  # noqa: E402
from offswitch.folders import CONTENT, TRANSLATIONS  # noqa: E402
from offswitch.settings import Settings  # noqa: E402
from offswitch.site import BRUSSELS  # noqa: E402
from tests.drafts import Draft, Project  # noqa: E402
from tests.reader import Browser, Reader  # noqa: E402

# The same examples in every run: a test that fails on one machine fails on all.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--language", help="Of the tests of catalogues, only those of this language.")


def _last_reading() -> date:
    """The day on which the content was last read. All tests live on it, whatever the calendar says."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CONTENT.glob("*/*.toml")]
    return max(source["read"] for table in tables for source in table.get("sources", {}).values())


TODAY = _last_reading()
NOW = datetime.combine(TODAY, time(12), BRUSSELS)

LOCAL = Settings()
PUBLIC = Settings(
    name="Offswitch",
    operator="Example Foundation",
    base="https://offswitch.example",
    contact="privacy@offswitch.example",
    imprint="https://offswitch.example/imprint",
)

Serve = Callable[..., Browser]


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All languages, built. A copy, so that nothing here touches what a running site reads."""
    folder = tmp_path_factory.mktemp("built") / "translations"
    shutil.copytree(TRANSLATIONS, folder)
    catalogues.build(folder)
    return folder


@pytest.fixture(scope="session")
def serve(translations: Path) -> Serve:
    """Serve a site made of these parts to a browser."""

    def serve(
        settings: Settings = PUBLIC,
        *,
        content: Path = CONTENT,
        translations: Path = translations,
        now: datetime = NOW,
        as_files: bool = False,
    ) -> Browser:
        return Browser(
            offswitch.build(
                settings, content=content, translations=translations, now=lambda: now, as_files=as_files
            )
        )

    return serve


@pytest.fixture(scope="session")
def browse(serve: Serve) -> Browser:
    """Open a page of the site as a reader would, and fail if it breaks a house rule."""
    return serve()


@pytest.fixture(scope="session")
def app(browse: Browser) -> Flask:
    return browse.app


@pytest.fixture
def reader(browse: Browser) -> Reader:
    return Reader(browse)


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library(CONTENT, TODAY)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path / "content")


@pytest.fixture(scope="session")
def whole_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project that tests run and leave as it is."""
    return Project.build(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(whole_project: Project, tmp_path: Path) -> Project:
    """A copy of the project that a test may change."""
    return whole_project.copy(tmp_path / "project")
