"""Each language by itself: `pytest tests/catalogues --language pl` looks at one of them."""

import pytest

from tests.catalogues.sentences import LANGUAGES


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "language" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("language")
        languages = [each for each in LANGUAGES if chosen in (None, each)]
        # One language after the other, so that its pages are walked through once and then let go.
        metafunc.parametrize("language", languages, scope="module")
