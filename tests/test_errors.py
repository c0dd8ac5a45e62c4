"""Errors: a reader who went wrong is told so in their language, and led to the nearest right address."""

import pytest

from tests.conftest import Serve
from tests.house import Page
from tests.reader import Browser


def suggested(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.all(".suggestions a")]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("linkedin-ia/", "linkedin-ai/"),
        ("linkedin/", "linkedin-ai/"),
        ("LinkedIn-AI/", "linkedin-ai/"),
        ("linkedin-ai/xx/settings/", "linkedin-ai/settings/"),
        ("linkedin-ai/AT/settings/", "linkedin-ai/at/settings/"),
        ("linkedin-ai/at/setings/", "linkedin-ai/at/settings/"),
        ("linkedin-ai/at/chekclist/", "linkedin-ai/at/checklist/"),
        ("linkedin-ai/gb/nonsense/", "linkedin-ai/gb/region/"),
        ("linkedn-ai/gb/reviews/", "linkedin-ai/gb/review/"),
        ("linkedin-ai/settings/at/", "linkedin-ai/at/settings/"),
        ("linkedin-ai/at/settings/more/", "linkedin-ai/at/settings/"),
        ("privcy/", "privacy/"),
        ("accessibilty/", "accessibility/"),
        ("nonsense/", "linkedin-ai/"),
        ("nonsense/", ""),
    ],
)
def test_a_wrong_address_leads_to_the_nearest_right_ones(
    browse: Browser, language: str, wrong: str, right: str
):
    page = browse(f"/{language}/{wrong}", status=404)
    assert page.language == language
    assert f"/{language}/{right}" in suggested(page)
    assert [address for address in suggested(page) if browse.look(address).status != 200] == []


def test_the_most_likely_address_comes_first(browse: Browser):
    assert suggested(browse("/en/linkedin-ai/at/setings/", status=404))[0] == "/en/linkedin-ai/at/settings/"


@pytest.mark.parametrize(
    "address",
    ["/xx/", "/xx/linkedin-ai/at/settings/", "/nothing/", "/qps/", "/partial/", "/EN%20/", "/x/y/z/"],
)
@pytest.mark.parametrize(("wish", "language"), [("de", "de"), ("en", "en"), ("ca", "en")])
def test_an_unknown_language_is_answered_in_the_one_that_the_reader_asks_for(
    browse: Browser, address: str, wish: str, language: str
):
    page = browse(address, status=404, headers={"Accept-Language": wish})
    assert page.language == language
    assert f"/{language}/" in suggested(page)


def test_an_unknown_language_keeps_the_rest_of_the_address_in_its_suggestions(browse: Browser):
    page = browse("/xx/linkedin-ai/at/settings/", status=404, headers={"Accept-Language": "de"})
    assert suggested(page)[0] == "/de/linkedin-ai/at/settings/"


@pytest.mark.parametrize("address", ["/partial/de/nonsense/", "/partial/de/linkedin-ai/xx/settings/"])
def test_a_partial_that_does_not_exist_is_answered_by_a_whole_page(browse: Browser, address: str):
    page = browse(address, status=404)
    assert page.language == "de"
    assert "HX-Push-Url" not in page.headers


def test_errors_are_not_listed_by_search_engines(browse: Browser):
    assert browse("/en/nonsense/", status=404).one("meta[name=robots]")["content"] == "noindex"


def test_a_wrong_address_is_not_repeated_to_the_reader(browse: Browser):
    page = browse("/en/nonsense-xyzzy/?have=xyzzy", status=404)
    assert "xyzzy" not in page.text


def test_a_refused_method_is_explained_in_the_readers_language(browse: Browser):
    page = browse("/de/linkedin-ai/at/settings/", method="POST", status=405)
    assert page.language == "de"
    assert page.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("language", ["en", "de"])
def test_when_something_fails_a_reader_learns_that_nothing_is_lost_and_nothing_of_what_failed(
    serve: Serve, language: str
):
    browse = serve()

    @browse.app.get("/<code>/broken/")
    def broken(code: str) -> str:
        raise RuntimeError(f"the secret of {code}")

    page = browse(f"/{language}/broken/?have=posts", status=500)
    assert page.language == language
    assert page.headers["Cache-Control"] == "no-store"
    for inside in ("secret", "RuntimeError", "Traceback", "posts", "broken"):
        assert inside not in page.words("html")
    assert f"/{language}/" in suggested(page)


def test_after_a_failure_the_next_reader_gets_their_page(serve: Serve):
    browse = serve()

    @browse.app.get("/en/broken/")
    def broken() -> str:
        raise RuntimeError

    browse("/en/broken/", status=500)
    browse("/de/linkedin-ai/")
