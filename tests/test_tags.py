"""Tags: at the first visit a reader gets the language that the browser asks for, however it calls it."""

import icu
import pytest

from offswitch.tags import WRITTEN_ALIKE, meant
from tests.reader import Browser

# fmt: off
EUROPE = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt",
    "nl", "pl", "pt", "ro", "sk", "sl", "sv", "nb", "is",
]
# fmt: on


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("DE-at", "de"),
        ("gsw-CH", "de"),
        ("nb-NO", "nb"),
        ("nn-NO", "nb"),
        ("no", "nb"),
        ("pt-BR", "pt"),
        ("el-CY", "el"),
        ("mo", "ro"),
        ("sh", "hr"),
        ("zh-Hant-TW", None),
        ("ca", None),
        ("d", None),
        ("", None),
        ("de_AT", None),
    ],
)
def test_a_tag_means_a_language_of_ours_or_none(tag: str, language: str | None):
    assert meant(tag, EUROPE) == language


def test_a_language_of_its_own_comes_before_the_one_that_is_written_alike():
    assert meant("nn", [*EUROPE, "nn"]) == "nn"


def test_without_the_one_that_is_written_alike_there_is_none():
    assert meant("nn", ["en", "da"]) is None


def test_what_is_written_alike_is_so_by_cldr():
    builder = icu.LocaleMatcher.Builder()
    builder.setSupportedLocales([icu.Locale(code) for code in EUROPE])
    matcher = builder.build()
    for tag, language in WRITTEN_ALIKE.items():
        assert matcher.getBestMatch(icu.Locale.forLanguageTag(tag)).getName() == language, tag


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("gsw,en;q=0.5", "de"),
        ("en;q=0.5,de;q=0.7", "de"),
        ("de;q=0,en;q=0.1", "en"),
        ("zh-Hant,de;q=0.3", "de"),
        ("zh-Hant", "en"),
        ("*", "en"),
        ("ja,*;q=0.5,de;q=0.3", "de"),
        ("", "en"),
        ("nonsense;;;,q=1,;", "en"),
    ],
)
@pytest.mark.parametrize("rest", ["", "linkedin-ai/", "linkedin-ai/at/settings/"])
def test_a_first_visit_is_in_the_language_that_the_browser_asks_for(
    browse: Browser, header: str, language: str, rest: str
):
    page = browse.look(f"/go/{rest}" if rest else "/", headers={"Accept-Language": header})
    assert page.headers["Location"] == f"/{language}/{rest}"
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("tag", ["de-AT", "DE", "gsw", "gsw-CH"])
def test_an_address_with_another_tag_leads_to_the_language_that_it_means(browse: Browser, tag: str):
    page = browse.look(f"/{tag}/linkedin-ai/at/review/?have=posts")
    assert (page.status, page.headers["Location"]) == (301, "/de/linkedin-ai/at/review/?have=posts")
