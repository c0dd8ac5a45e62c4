"""Offered: a host chooses languages and guides. Every page speaks of those only, and old addresses still help."""

import json
import re
import shutil
from pathlib import Path

import polib
import pytest

from offswitch import catalogues
from offswitch.settings import Settings
from tests.conftest import PUBLIC, Serve
from tests.house import Page
from tests.languages import ALL, but_two
from tests.reader import Browser, Reader

GERMAN = PUBLIC.model_copy(update={"languages": ("de",), "language": "de"})
TWO_GUIDES = PUBLIC.model_copy(update={"guides": ("meta-ai", "linkedin-ai")})
OTHERS = ("linkedin-ads", "gemini")


@pytest.fixture(scope="module")
def german(serve: Serve) -> Browser:
    """A site in German only."""
    return serve(GERMAN)


@pytest.fixture(scope="module")
def two(serve: Serve) -> Browser:
    """A site with two guides in an order of its own."""
    return serve(TWO_GUIDES)


# ---------------------------------------------------------------- languages


def test_a_reader_walks_through_a_site_in_one_language(german: Browser):
    reader = Reader(german).opens("/de/").follows('a[href="/de/meta-ai/"]').opens("/de/meta-ai/region/")
    reader.lives_in("at").goes_on().sends().goes_on()
    assert reader.path == "/de/meta-ai/at/checklist/"


@pytest.mark.parametrize("address", ["/de/", "/de/linkedin-ai/at/settings/", "/de/share/", "/de/nothing/"])
def test_no_page_leads_to_a_language_that_is_not_offered(german: Browser, address: str):
    page = german.look(address)
    assert not page.all(".languages"), "one language is no choice"
    assert {link["hreflang"] for link in page.all("link[hreflang]")} <= {"de", "x-default"}
    assert not re.search(r'"(https://offswitch\.example)?/en/', page.text)


def test_machines_are_told_of_the_offered_languages_only(german: Browser):
    assert "/en/" not in german("/sitemap.xml").text + german("/de/pages.xml").text
    assert 'hreflang="x-default" href="https://offswitch.example/de/"' in german("/de/pages.xml").text
    security = german("/.well-known/security.txt").text
    assert "Preferred-Languages: de\n" in security
    assert "/de/about/" in security
    described = json.dumps(json.loads(german("/api/1/openapi.json").text))
    assert '"enum": ["de"]' in described


@pytest.mark.parametrize("wish", ["en", "ca", "de", "", "*"])
@pytest.mark.parametrize(
    ("address", "target"), [("/", "/de/"), ("/go/linkedin-ai/at/settings/", "/de/linkedin-ai/at/settings/")]
)
def test_a_reader_who_asks_for_no_offered_language_gets_the_default(
    german: Browser, wish: str, address: str, target: str
):
    page = german.look(address, headers={"Accept-Language": wish})
    assert (page.status, page.headers["Location"]) == (302, target)


@pytest.mark.parametrize(("wish", "language"), [("en", "en"), ("de", "de"), ("ca", "de"), ("*", "de")])
def test_the_default_language_is_for_those_who_ask_for_none_that_is_offered(
    serve: Serve, wish: str, language: str
):
    browse = serve(PUBLIC.model_copy(update={"language": "de"}))
    assert browse.look("/", headers={"Accept-Language": wish}).headers["Location"] == f"/{language}/"
    assert browse("/en/").one('link[hreflang="x-default"]')["href"] == "https://offswitch.example/de/"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/en/", "/de/"),
        ("/en-GB/", "/de/"),
        ("/en/linkedin-ai/at/checklist/?have=posts&done=task-switch-off", "/de/linkedin-ai/at/checklist/?have=posts&done=task-switch-off"),
        ("/partial/en/linkedin-ai/review/", "/partial/de/linkedin-ai/review/"),
        ("/embed/en/linkedin-ai/settings/", "/embed/de/linkedin-ai/settings/"),
        ("/en/feed.xml", "/de/feed.xml"),
        ("/en/linkedin-ai/card.png", "/de/linkedin-ai/card.png"),
        ("/api/1/en/guides/linkedin-ai.json", "/api/1/de/guides/linkedin-ai.json"),
    ],
)  # fmt: skip
def test_an_address_in_a_language_that_is_not_offered_leads_to_the_same_in_the_default(
    german: Browser, address: str, target: str
):
    page = german.look(address)
    assert (page.status, page.headers["Location"]) == (302, target)
    assert page.headers["Cache-Control"] == "no-store", "the host may offer it again tomorrow"
    assert german.look(target).status == 200


def test_a_language_that_there_is_not_is_still_not_found(german: Browser):
    assert german("/xx/linkedin-ai/", status=404).language == "de"


def test_an_embed_can_still_be_found_by_an_address_in_a_language_that_is_not_offered(german: Browser):
    found = german.look("/oembed?url=https://offswitch.example/en/linkedin-ai/settings/")
    assert "/embed/de/linkedin-ai/settings/" in json.loads(found.text)["html"]


def test_letters_stay_in_the_language_of_their_law(german: Browser, browse: Browser):
    """Whoever lives in the US needs an English letter, whatever language explains it."""
    kinds = [str(link["href"]) for link in german("/de/linkedin-ai/us/letters/").all(".letter-links a")]
    assert kinds == [
        str(link["href"]) for link in browse("/de/linkedin-ai/us/letters/").all(".letter-links a")
    ]
    assert german("/de/linkedin-ai/us/letters/erasure/").one(".letter-text")["lang"] == "en"


def test_a_sentence_without_translation_still_comes_in_english_and_says_so(
    serve: Serve, tmp_path: Path, translations: Path
):

    folder = tmp_path / "translations"
    shutil.copytree(translations, folder, ignore=but_two)
    catalogue = polib.pofile(str(folder / "de/LC_MESSAGES/messages.po"))
    catalogue.find("About this site").msgstr = ""
    catalogue.save()
    catalogues.build(folder)
    page = serve(GERMAN, translations=folder).look("/de/")
    assert [each.text for each in page.all('footer span[lang="en"]')] == ["About this site"]


# ---------------------------------------------------------------- guides


def test_the_guides_stand_in_the_order_of_the_host(two: Browser):
    links = [str(link["href"]) for link in two("/en/").all(".card h3 a")]
    assert links == ["/en/meta-ai/", "/en/linkedin-ai/"]


@pytest.mark.parametrize(
    "address",
    [
        "/en/", "/en/done/", "/en/share/", "/en/authorities/", "/en/about/", "/en/linkedin-ai/", "/de/meta-ai/at/checklist/",
        "/en/linkedin-ai/at/checklist/?done=task-switch-off", "/en/feed.xml", "/en/pages.xml", "/api/1/en/guides.json",
        "/api/1/en/places.json", "/api/1/openapi.json", "/en/nothing/",
    ],
)  # fmt: skip
def test_nothing_speaks_of_a_guide_that_is_not_offered(two: Browser, browse: Browser, address: str):
    assert two.look(address).status == browse.look(address).status
    text = two.look(address).text
    assert [slug for slug in OTHERS if f"/{slug}" in text or f'"{slug}"' in text] == []


def test_what_is_done_is_counted_among_the_offered_guides(two: Browser):
    page = two("/en/done/?guide=gemini&guide=meta-ai")
    assert "1 of 2" in page.words("main")


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/en/gemini/", "en"),
        ("/de/gemini/at/settings/", "de"),
        ("/partial/en/linkedin-ads/review/", "en"),
        ("/go/gemini/", "en"),
        ("/embed/de/gemini/settings/", "de"),
    ],
)
def test_whoever_follows_a_link_to_a_guide_that_is_not_offered_learns_why_and_what_there_is(
    two: Browser, address: str, language: str
):
    page = two(address, status=404)
    assert page.language == language
    assert page.heading == {
        "en": "This guide is not offered here",
        "de": "Diese Anleitung gibt es auf dieser Website nicht",
    }[language]  # fmt: skip
    assert suggested(page)[:2] == [f"/{language}/meta-ai/", f"/{language}/linkedin-ai/"]


def suggested(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.all("main li a")]


def test_a_program_is_told_which_guides_there_are(two: Browser):
    refusal = two.look("/api/1/en/guides/gemini.json")
    assert refusal.status == 404
    assert "There are: meta-ai, linkedin-ai." in refusal.text


def test_share_starts_with_the_first_guide_of_the_host(two: Browser):
    options = [str(option["value"]) for option in two("/en/share/").all("select[name=guide] option")]
    assert options == ["meta-ai", "linkedin-ai"]


def test_without_a_choice_everything_is_offered(serve: Serve):
    page = serve(Settings())("/en/")
    assert len(page.all(".card")) == 4
    assert len(page.all(".languages li")) == len(ALL)
