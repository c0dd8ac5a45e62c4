"""Go: addresses without a language, for articles that people of many languages read, and for years."""

import pytest

from offswitch.content import Library
from tests.house import Page
from tests.reader import Browser

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def leads_to(browse: Browser, address: str, wish: str = "en") -> str:
    page = browse(address, status=302, headers={"Accept-Language": wish})
    return str(page.headers["Location"])


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("en", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("ca,de;q=0.3", "de"),
        ("ca", "en"),
        ("", "en"),
        ("*", "en"),
        (";;q=x", "en"),
    ],
)
@pytest.mark.parametrize(
    "rest",
    ["linkedin-ai/", "linkedin-ai/settings/", "linkedin-ai/at/settings/", "gemini/world/region/"],
)
def test_a_reader_gets_the_same_in_their_own_language(browse: Browser, wish: str, language: str, rest: str):
    assert leads_to(browse, f"/go/{rest}", wish) == f"/{language}/{rest}"


def test_every_guide_step_and_place_can_be_linked_to_in_any_language(browse: Browser, library: Library):
    for slug in library.guides:
        for place in ("", *(f"{code}/" for code in library.places.codes)):
            for step in ("region", "review", "settings", "checklist"):
                assert leads_to(browse, f"/go/{slug}/{place}{step}/", "de") == f"/de/{slug}/{place}{step}/"


@pytest.mark.parametrize(
    "address", ["/go/linkedin-ai/", "/go/linkedin-ai/settings/", "/go/linkedin-ai/xx/nothing/"]
)
def test_no_cache_gives_one_readers_language_to_another(browse: Browser, address: str):
    page = browse(address, status=302, headers=GERMAN)
    assert set(page.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Accept-Language" in page.headers["Vary"]
    assert "ETag" not in page.headers


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("have=posts&labels=fr", "have=posts&labels=fr"),
        ("labels=fr&have=posts&have=groups&done=task-switch-off", "have=groups&have=posts&labels=fr"),
        ("done=task-switch-off", ""),
        ("have=nonsense&labels=xx&utm_source=x", ""),
        ("labels=en", ""),
        ("%FF=%FE&have=posts", "have=posts"),
    ],
)
def test_known_answers_are_handed_on_and_finished_tasks_are_not(browse: Browser, asked: str, kept: str):
    there = leads_to(browse, f"/go/linkedin-ai/at/review/?{asked}")
    assert there == "/en/linkedin-ai/at/review/" + (f"?{kept}" if kept else "")


def test_labels_that_the_readers_language_implies_are_left_out(browse: Browser):
    assert leads_to(browse, "/go/linkedin-ai/settings/?labels=de", "de") == "/de/linkedin-ai/settings/"
    assert leads_to(browse, "/go/linkedin-ai/settings/?labels=de") == "/en/linkedin-ai/settings/?labels=de"


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("linkedin-ai/xx/settings/", "linkedin-ai/settings/"),
        ("linkedin-ai/AT/settings/", "linkedin-ai/settings/"),
        ("linkedin-ai/setings/", "linkedin-ai/"),
        ("linkedin-ai/at/setings/", "linkedin-ai/"),
        ("linkedin-ai/at/", "linkedin-ai/"),
        ("linkedin-ai/xx/nothing/", "linkedin-ai/"),
        ("linkedin-ai/xx/settings/?have=posts", "linkedin-ai/settings/?have=posts"),
        ("linkedin-ai/nothing/?have=posts", "linkedin-ai/?have=posts"),
    ],
)
def test_what_is_not_there_leads_to_the_nearest_that_is(browse: Browser, wrong: str, nearest: str):
    assert leads_to(browse, f"/go/{wrong}") == f"/en/{nearest}"
    assert browse.look(f"/en/{nearest}").status == 200


@pytest.mark.parametrize(("wish", "language"), [("de", "de"), ("ca", "en")])
@pytest.mark.parametrize(
    "address", ["/go/linkedn-ai/at/settings/", "/go/linkedn-ai/", "/go/linkedin-ai/at/settings/more/"]
)
def test_an_unknown_guide_is_answered_by_a_page_that_helps(
    browse: Browser, address: str, wish: str, language: str
):
    page = browse(address, status=404, headers={"Accept-Language": wish})
    assert page.language == language
    suggested = [str(link["href"]) for link in page.all(".suggestions a")]
    assert f"/{language}/linkedin-ai/{'at/settings/' if 'settings' in address else 'region/'}" in suggested
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("rest", ["linkedin-ai", "linkedin-ai/settings", "linkedin-ai/at/settings"])
def test_a_missing_slash_is_added(browse: Browser, rest: str):
    page = browse(f"/go/{rest}?have=posts", status=308)
    assert page.headers["Location"] == f"/go/{rest}/?have=posts"


def test_a_redirect_never_leaves_the_site(browse: Browser):
    for address in (
        "/go//evil.example/",
        "/go/linkedin-ai//evil.example/settings/",
        "/go/%2F%2Fevil.example/settings/",
    ):
        page: Page = browse.look(address)
        assert str(page.headers.get("Location", "/")).startswith("/")
        assert not str(page.headers.get("Location", "/")).startswith("//")
