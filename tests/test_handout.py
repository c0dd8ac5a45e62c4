"""The handout: one sheet for an info stand, that says where to switch off and leads to the guide."""

import pytest

from offswitch.content import Library
from tests.conftest import LOCAL, Serve
from tests.house import Page
from tests.reader import Browser

GUIDES = ["linkedin-ai", "linkedin-ads", "meta-ai", "gemini"]


def handout(browse: Browser, slug: str, language: str = "en") -> Page:
    return browse(f"/{language}/{slug}/handout/")


@pytest.mark.parametrize("slug", GUIDES)
def test_a_handout_says_what_to_switch_off_and_where(browse: Browser, library: Library, slug: str):
    page, guide = handout(browse, slug), library.guides[slug]
    assert page.heading == guide.title
    assert guide.summary in page.words()
    addresses = {link.id: str(link.url) for link in guide.links}
    assert page.all_words(".sheet-address") == [addresses[link] for link in guide.shortcut.links]
    labels = library.service(guide).languages["en"].labels
    for route in guide.routes:
        assert [labels[key].text for key in route.path] in [
            [" ".join(label.get_text().split()) for label in way("li")] for way in page.all(".sheet .path")
        ]


def test_a_handout_says_the_sentence_that_must_be_read(browse: Browser):
    said = handout(browse, "linkedin-ai").words(".is-strong")
    assert said == "The switch Use my data for training content creation AI models must be set to Off ."


def test_a_german_handout_names_the_words_of_a_german_screen(browse: Browser):
    words = handout(browse, "linkedin-ai", "de")
    assert {label["lang"] for label in words.all(".path b.label")} >= {"de"}
    assert "Datenschutz" in words.words(".sheet-ways")


def test_ways_that_are_the_same_stand_there_once(browse: Browser):
    ways = handout(browse, "meta-ai").all(".sheet-ways > div")
    assert len(ways) == 1
    assert len(ways[0]("dt")) == 4


@pytest.mark.parametrize(
    ("slug", "places"),
    [
        ("linkedin-ai", None),
        ("linkedin-ads", "EU and European Economic Area Switzerland"),
        ("meta-ai", "United States and all other countries"),
        ("gemini", None),
    ],
)
def test_a_handout_says_in_one_line_where_there_is_no_opt_out(
    browse: Browser, library: Library, slug: str, places: str | None
):
    lines = handout(browse, slug).all_words(".sheet-without")
    assert lines == [f"{places} {each.title}" for each in library.guides[slug].instead]


@pytest.mark.parametrize("slug", GUIDES)
def test_a_handout_leads_to_the_guide_without_anybodys_answers(browse: Browser, slug: str):
    page = browse(f"/de/{slug}/handout/?have=posts&done=task-switch-off")
    address = f"https://offswitch.example/de/{slug}/"
    assert page.one(".sheet-guide a")["href"] == f"/de/{slug}/"
    assert page.words(".sheet-guide a") == address
    assert page.one("img")["alt"] == f"QR-Code: {address}"
    code = browse.look(f"/de/{slug}/handout/qr.svg?have=posts")
    assert code.response.data == browse.look(f"/de/{slug}/handout/qr.svg").response.data
    assert code.response.data != browse.look(f"/en/{slug}/handout/qr.svg").response.data


def test_the_code_may_be_kept_like_the_page(browse: Browser):
    code = browse("/en/gemini/handout/qr.svg")
    assert code.response.mimetype == "image/svg+xml"
    assert code.headers["ETag"]
    assert code.headers["Cache-Control"] == browse("/en/gemini/handout/").headers["Cache-Control"]
    again = browse.look("/en/gemini/handout/qr.svg", headers={"If-None-Match": code.headers["ETag"]})
    assert again.status == 304


def test_a_handout_says_who_made_it_that_it_is_independent_and_how_old_its_sources_are(browse: Browser):
    page = handout(browse, "gemini")
    assert "Sources as of" in page.words(".sheet")
    assert "Example Foundation" in page.words("footer.site")
    assert "independent" in page.words("footer.site")


def test_in_a_trial_the_code_leads_to_the_trial(serve: Serve):
    page = serve(LOCAL)("/en/gemini/handout/")
    assert page.words(".sheet-guide a") == "http://127.0.0.1:8000/en/gemini/"


def test_a_guide_links_to_its_handout_and_says_what_for(browse: Browser):
    links = {str(link["href"]): link.get_text() for link in browse("/en/gemini/").all("main a")}
    assert links["/en/gemini/handout/"] == "For info stands: a page to print"


@pytest.mark.parametrize("address", ["/en/nothing/handout/", "/en/nothing/handout/qr.svg"])
def test_what_is_no_guide_has_no_handout(browse: Browser, address: str):
    browse(address, status=404)
