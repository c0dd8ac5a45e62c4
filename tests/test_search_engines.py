"""Search engines: find every page once, in every language, and none that is somebody's own."""

from datetime import date
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from offswitch.content import Library
from offswitch.language import ENGLISH
from tests.conftest import LOCAL, PUBLIC, Serve
from tests.drafts import Draft
from tests.languages import ALL, TWO
from tests.reader import Browser
from tests.sitemaps import SITEMAP, listed, sitemaps

ORIGIN = "https://offswitch.example"
XHTML = "{http://www.w3.org/1999/xhtml}"


def languages_of(entry: ElementTree.Element) -> dict[str, str]:
    return {
        str(link.get("hreflang")): str(link.get("href"))
        for link in entry.findall(f"{XHTML}link[@rel='alternate']")
    }


def test_the_sitemaps_keep_the_rules_of_their_format(browse: Browser):
    pages = [browse("/sitemap.xml"), *sitemaps(browse)]
    assert len(pages) == 1 + len(ALL)
    for page in pages:
        assert page.headers["Content-Type"] == "application/xml"
        assert page.text.startswith("<?xml ")
        assert len(page.response.data) < 50 * 2**20
        assert page.text.count("<loc>") < 50_000
    for page in pages[1:]:
        assert page.text.count("<loc>") == page.text.count(
            f"<loc>{ORIGIN}{page.address.removesuffix('pages.xml')}"
        )
    for address, each in listed(browse).items():
        assert urlsplit(address)[:2] == ("https", "offswitch.example")
        assert len(address) < 2048
        order = [child.tag for child in each if child.tag.startswith(SITEMAP)]
        assert order in ([f"{SITEMAP}loc"], [f"{SITEMAP}loc", f"{SITEMAP}lastmod"])
        assert {child.tag for child in each} <= {f"{SITEMAP}loc", f"{SITEMAP}lastmod", f"{XHTML}link"}


def test_every_page_of_the_sitemap_answers_and_says_that_it_is_the_right_one(browse: Browser):
    for address, each in listed(browse).items():
        if urlsplit(address).path.split("/")[1] not in TWO:
            continue
        page = browse(address.removeprefix(ORIGIN))
        assert page.one("link[rel=canonical]")["href"] == address
        assert not page.all("meta[name=robots]")
        assert languages_of(each) == {link["hreflang"]: link["href"] for link in page.all("link[hreflang]")}


def test_the_sitemap_names_no_place(browse: Browser, library: Library):
    for address in listed(browse):
        assert not set(urlsplit(address).path.split("/")[3:]) & set(library.places.codes)


def test_every_page_of_the_sitemap_names_all_languages_each_of_which_names_it_back(browse: Browser):
    found = {address: languages_of(each) for address, each in listed(browse).items()}
    for address, named in found.items():
        assert set(named) == {*ALL, "x-default"}
        assert named[urlsplit(address).path.split("/")[1]] == address
        assert named["x-default"] == named[ENGLISH]
        assert all(found[other] == named for other in named.values())


def test_the_sitemap_says_when_a_guide_last_changed(serve: Serve, draft: Draft, library: Library):
    found = listed(serve())
    for slug in library.guides:
        newest = library.changes.of(slug)[0].date
        for page in ("", "settings/", "sources/"):
            assert found[f"{ORIGIN}/de/{slug}/{page}"].findtext(f"{SITEMAP}lastmod") == newest.isoformat()
    assert found[f"{ORIGIN}/en/privacy/"].find(f"{SITEMAP}lastmod") is None
    assert date.fromisoformat(str(found[f"{ORIGIN}/en/"].findtext(f"{SITEMAP}lastmod")))


def test_a_page_for_a_place_leads_search_engines_to_the_one_for_all(browse: Browser, library: Library):
    for slug in library.guides:
        for step in ("region", "review", "settings", "checklist"):
            page = browse(f"/de/{slug}/at/{step}/")
            assert page.one("link[rel=canonical]")["href"] == f"{ORIGIN}/de/{slug}/{step}/"
            assert not page.all("link[hreflang]")
            assert not page.all("meta[name=robots]")


def test_what_the_reader_answered_is_not_listed_and_nonsense_changes_nothing(browse: Browser):
    answered = browse("/en/meta-ai/at/review/?have=posts")
    assert answered.one("meta[name=robots]")["content"] == "noindex"
    assert not answered.all("link[rel=canonical], link[hreflang]")
    tagged = browse("/en/meta-ai/review/?utm_source=news")
    assert tagged.one("link[rel=canonical]")["href"] == f"{ORIGIN}/en/meta-ai/review/"


def test_search_engines_may_read_that_a_partial_is_not_to_be_listed(browse: Browser):
    rules = browse("/robots.txt").text
    assert "Disallow: /" not in rules
    assert browse.look("/partial/en/").headers["X-Robots-Tag"] == "noindex"


def test_robots_learn_where_the_sitemap_is(browse: Browser):
    (line,) = [line for line in browse("/robots.txt").text.splitlines() if line.startswith("Sitemap: ")]
    address = line.removeprefix("Sitemap: ")
    assert address.startswith(ORIGIN)
    browse(address.removeprefix(ORIGIN))


def test_a_copy_for_this_machine_has_a_sitemap_of_its_own_that_robots_are_not_told_of(serve: Serve):
    browse = serve(LOCAL)
    assert all(address.startswith("http://127.0.0.1:") for address in listed(browse))
    assert "Sitemap" not in browse("/robots.txt").text


def test_a_new_guide_is_in_the_sitemap_at_once(serve: Serve, draft: Draft):
    guide = draft.folder / "guides" / "gemini.toml"
    guide.with_name("another.toml").write_bytes(guide.read_bytes())
    found = listed(serve(content=draft.folder))
    assert f"{ORIGIN}/de/another/settings/" in found


@pytest.mark.parametrize("base", ["https://a.example", "https://b.example:8443"])
def test_all_addresses_start_with_what_the_host_says_whatever_the_request_claims(serve: Serve, base: str):
    browse = serve(PUBLIC.model_copy(update={"base": base}))
    claimed = {"Host": "localhost", "X-Forwarded-Host": "evil.example"}
    assert f"<loc>{base}/de/pages.xml</loc>" in browse("/sitemap.xml", headers=claimed).text
    assert all(address.startswith(f"{base}/") for address in listed(browse, headers=claimed))
