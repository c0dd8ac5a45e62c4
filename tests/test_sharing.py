"""Sharing: where somebody links to a page, others can show what it is, in its language, with a picture."""

from io import BytesIO

import pytest
from PIL import Image

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content import Library
from tests.conftest import LOCAL, PUBLIC, Serve
from tests.house import Page, complaints
from tests.reader import Browser

ORIGIN = "https://offswitch.example"
SETTINGS = "/de/linkedin-ai/settings/"


def shared(page: Page) -> dict[str, str]:
    """What the page says of itself to those who show links to it."""
    tags = page.all('meta[property^="og:"], meta[name^="twitter:"]')
    found = {str(tag.get("property") or tag["name"]): str(tag["content"]) for tag in tags}
    assert len(found) == len(tags)
    return found


def test_a_link_to_a_step_shows_what_the_step_is_in_its_language(browse: Browser):
    page = browse(SETTINGS)
    guide = browse("/de/linkedin-ai/").heading
    said = shared(page)
    assert said.pop("og:image:alt") == (
        f"Die Worte „{page.heading}“, Schritt 3 von 4 der Anleitung „{guide}“, "
        "und ein gezeichneter Schalter, der ausgeschaltet ist."
    )
    assert said == {
        "og:type": "website",
        "og:site_name": "Offswitch",
        "og:locale": "de_DE",
        "og:url": ORIGIN + SETTINGS,
        "og:title": f"{page.heading} – Schritt 3 von 4 – {guide}",
        "og:description": browse("/de/linkedin-ai/").words(".lead"),
        "og:image": f"{ORIGIN}{SETTINGS}card.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }


def test_pages_of_a_guide_are_described_by_its_summary_and_others_by_what_the_site_is(browse: Browser):
    def described(address: str) -> str:
        page = browse(address)
        text = str(page.one("meta[name=description]")["content"])
        assert shared(page)["og:description"] == text
        return text

    summary = browse("/en/gemini/").words(".lead")
    for address in ("", "region/", "review/", "settings/", "checklist/", "at/settings/", "sources/"):
        assert described(f"/en/gemini/{address}") == summary
    general = {described(address) for address in ("/en/", "/en/about/", "/en/authorities/", "/en/privacy/")}
    assert len(general) == 1
    assert general != {summary}


@pytest.mark.parametrize(
    ("address", "card"),
    [
        ("/en/", "/en/card.png"),
        ("/de/about/", "/de/card.png"),
        ("/en/authorities/", "/en/card.png"),
        ("/en/meta-ai/", "/en/meta-ai/card.png"),
        ("/en/meta-ai/sources/", "/en/meta-ai/card.png"),
        ("/en/meta-ai/region/", "/en/meta-ai/region/card.png"),
        ("/en/meta-ai/at/region/", "/en/meta-ai/region/card.png"),
        ("/de/meta-ai/us/settings/", "/de/meta-ai/settings/card.png"),
        ("/de/meta-ai/world/checklist/", "/de/meta-ai/checklist/card.png"),
    ],
)
def test_a_page_has_the_card_of_what_it_belongs_to_whatever_the_place(
    browse: Browser, address: str, card: str
):
    said = shared(browse(address))
    assert said["og:image"] == ORIGIN + card
    assert said["og:image:alt"] == shared(browse(card.removesuffix("card.png")))["og:image:alt"]


@pytest.mark.parametrize(
    "address",
    ["/en/meta-ai/at/region/", "/de/meta-ai/us/settings/", "/de/meta-ai/settings/", "/en/gemini/at/letters/"],
)
def test_a_network_sends_readers_to_the_country_that_was_shared(browse: Browser, address: str):
    assert shared(browse(address))["og:url"] == ORIGIN + address
    assert shared(browse(f"{address}?utm_source=x&done=nonsense"))["og:url"] == ORIGIN + address


@pytest.mark.parametrize("language", ["en", "de"])
def test_home_every_guide_and_every_step_have_a_picture_of_their_own(
    browse: Browser, library: Library, language: str
):
    pages = [addresses.home(language)]
    for slug in library.guides:
        pages += [addresses.guide(language, slug), *(addresses.step(language, slug, step) for step in Step)]
    pictures = set()
    for address in pages:
        picture = browse(addresses.file(address, addresses.CARD))
        assert picture.response.mimetype == "image/png"
        assert Image.open(BytesIO(picture.response.data)).size == (1200, 630)
        pictures.add(picture.response.data)
    assert len(pictures) == len(pages) == 21


def test_a_card_bears_the_name_of_the_host(browse: Browser, serve: Serve):
    other = serve(PUBLIC.model_copy(update={"name": "Off at last"}))
    for address in ("/en/card.png", "/en/gemini/card.png", "/en/gemini/review/card.png"):
        assert browse(address).response.data != other(address).response.data
    assert shared(other("/en/"))["og:site_name"] == "Off at last"


def test_a_copy_for_trying_out_names_whole_addresses_too(serve: Serve):
    said = shared(serve(LOCAL)("/en/gemini/"))
    assert said["og:image"] == "http://127.0.0.1:8000/en/gemini/card.png"
    assert said["og:url"] == "http://127.0.0.1:8000/en/gemini/"


@pytest.mark.parametrize(
    "address",
    [
        "/en/linkedin-ai/at/checklist/?done=task-switch-off",
        "/partial/en/gemini/settings/",
        "/en/nothing/",
        "/en/gemini/nothing/",
    ],
)
def test_what_search_engines_may_not_list_says_nothing_about_sharing(browse: Browser, address: str):
    assert shared(browse.look(address)) == {}


@pytest.mark.parametrize(
    "address",
    [
        "/en/nothing/card.png",
        "/en/nothing/settings/card.png",
        "/en/gemini/nothing/card.png",
        "/en/gemini/at/settings/card.png",
        "/en/about/card.png",
        "/xx/card.png",
        "/card.png/",
        "/en/card.svg",
    ],
)
def test_there_is_no_card_of_what_there_is_not(browse: Browser, address: str):
    page = browse.look(address, follow_redirects=True)
    assert page.status == 404
    assert page.is_html
    assert list(complaints(page)) == []
    assert page.headers["Cache-Control"] == "no-store"


def test_a_regional_tag_leads_to_the_card_that_we_have(browse: Browser):
    assert browse.look("/de-AT/gemini/card.png").headers["Location"] == "/de/gemini/card.png"


def test_other_sites_may_show_a_card_and_nothing_else(browse: Browser):
    card = browse.look("/en/gemini/settings/card.png")
    tag = {"If-None-Match": card.headers["ETag"]}
    for page in (card, browse.look(card.address, headers=tag), browse.look(card.address, method="HEAD")):
        assert page.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    for address in ("/en/gemini/settings/", "/en/", "/static/icon.svg"):
        assert browse.look(address).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_card_may_be_kept_as_long_as_its_page(browse: Browser):
    card, page = (browse.look(address).headers["Cache-Control"] for address in ("/en/card.png", "/en/"))
    assert card == page
    assert "public" in card
