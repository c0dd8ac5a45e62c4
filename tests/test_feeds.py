"""Feeds: a reader's program learns what changed, in the reader's language, by the rules of RFC 4287."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser
import polib
import pytest
from bs4 import BeautifulSoup

from offswitch.content import Library
from offswitch.content.changes import ALL
from tests.conftest import LOCAL, NOW, PUBLIC, TODAY, Serve
from tests.drafts import Draft
from tests.house import Page
from tests.languages import TWO, but_two
from tests.reader import Browser

ORIGIN = "https://offswitch.example"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def entry(**values: object) -> dict[str, object]:
    return {
        "id": "switch-moved",
        "date": TODAY,
        "guide": "meta-ai",
        "kind": "path",
        "text": "The switch moved. For everyone who uses the app.",
    } | values


def put_first(draft: Draft, *entries: dict[str, object]) -> None:
    draft.edit("changes.toml", lambda table: table["changes"].__setitem__(slice(0, 0), entries))


def feeds(library: Library) -> Iterator[str]:
    for language in TWO:
        yield f"/{language}/feed.xml"
        for slug in library.guides:
            yield f"/{language}/{slug}/feed.xml"


def root(page: Page) -> Element:
    return ElementTree.fromstring(page.response.data)


def texts(parent: Element, name: str) -> list[str]:
    return [str(each.text) for each in parent.findall(ATOM + name)]


def links(parent: Element) -> Counter[tuple[str, str]]:
    return Counter(
        (each.get("rel", "alternate"), each.get("href", "")) for each in parent.findall(f"{ATOM}link")
    )


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo, f"{text} is no date by RFC 3339"
    return moment


def is_whole(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def breaches(feed: Element) -> Iterator[str]:
    """Every MUST of RFC 4287, section 4, that the feed breaks."""
    if feed.tag != f"{ATOM}feed":
        yield f"is a {feed.tag}"
    for each, name in [(feed, "the feed"), *((entry, "an entry") for entry in feed.findall(f"{ATOM}entry"))]:
        for once in ("id", "title", "updated"):
            if len(texts(each, once)) != 1 or not texts(each, once)[0].strip():
                yield f"{name} has these {once}: {texts(each, once)}"
        if not all(is_whole(address) for address in [*texts(each, "id"), *(href for _, href in links(each))]):
            yield f"{name} names an address that is not whole"
        if links(each).total() != len(links(each)):
            yield f"{name} names a link twice"
        if len([rel for rel, _ in links(each) if rel == "alternate"]) != 1:
            yield f"{name} has no page"
        if any(instant(moment) is None for moment in texts(each, "updated")):
            yield f"{name} has no date"
        for text in each.findall(f"{ATOM}summary"):
            if text.get("type") not in {"text", "html"} or len(list(text)):
                yield f"{name} has a summary of type {text.get('type')}"
        for category in each.findall(f"{ATOM}category"):
            if not category.get("term"):
                yield f"{name} has a category without a term"
    authors = [texts(author, "name") for author in feed.findall(f"{ATOM}author")]
    if len(authors) != 1 or len(authors[0]) != 1:
        yield f"has these authors: {authors}"
    ids = [texts(entry, "id")[0] for entry in feed.findall(f"{ATOM}entry")]
    if len(ids) != len(set(ids)):
        yield "has two entries with the same id"
    allowed = {"id", "title", "updated", "author", "link", "subtitle", "category", "rights", "entry"}
    if others := {child.tag.removeprefix(ATOM) for child in feed} - allowed:
        yield f"holds {others}"
    allowed = {"id", "title", "updated", "published", "link", "summary", "category"}
    if (
        others := {child.tag.removeprefix(ATOM) for entry in feed.findall(f"{ATOM}entry") for child in entry}
        - allowed
    ):
        yield f"an entry holds {others}"


def test_every_feed_is_valid_and_says_where_it_is(browse: Browser, library: Library):
    for address in feeds(library):
        page = browse(address)
        feed = root(page)
        assert list(breaches(feed)) == [], address
        assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert page.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
        assert links(feed)["self", ORIGIN + address] == 1
        assert links(feed)["alternate", ORIGIN + address.removesuffix("feed.xml")] == 1
        assert texts(feed, "id") == [ORIGIN + address]
        assert feed.get(LANGUAGE) == address.split("/")[1]
        assert texts(feed, "subtitle")[0]


def test_a_feed_readers_program_reads_it_without_complaint(browse: Browser, library: Library):
    for address in feeds(library):
        page = browse(address)
        read = feedparser.parse(
            page.response.data, response_headers={"content-type": page.headers["Content-Type"]}
        )
        assert not read.bozo, f"{address}: {read.get('bozo_exception')}"
        assert read.version == "atom10"
        assert read.feed.author == "Example Foundation"
        assert len(read.entries) >= 1


def test_the_feed_of_all_holds_every_entry_and_that_of_a_guide_its_own(browse: Browser, library: Library):
    def ids(address: str) -> list[str]:
        return [each.rpartition("#")[2] for entry in root(browse(address)) for each in texts(entry, "id")]

    assert ids("/en/feed.xml") == [change.id for change in library.changes.changes]
    for slug in library.guides:
        assert ids(f"/de/{slug}/feed.xml") == [change.id for change in library.changes.of(slug)]


def test_an_entry_leads_to_the_guide_it_is_about_in_the_readers_language(browse: Browser, library: Library):
    entries = root(browse("/de/feed.xml")).findall(f"{ATOM}entry")
    for change, each in zip(library.changes.changes, entries, strict=True):
        page = "/de/" if change.guide == ALL else f"/de/{change.guide}/"
        assert links(each) == {("alternate", ORIGIN + page): 1}
        browse(page)


def test_an_entry_for_all_guides_stands_in_every_feed_and_leads_home(serve: Serve, draft: Draft):
    put_first(draft, entry(guide="all", kind="fix"))
    browse = serve(content=draft.folder)
    for address in ("/en/feed.xml", "/en/gemini/feed.xml", "/en/meta-ai/feed.xml"):
        first = root(browse(address)).find(f"{ATOM}entry")
        assert first is not None
        assert texts(first, "title") == ["Put right: all guides"]
        assert links(first) == {("alternate", f"{ORIGIN}/en/"): 1}


def test_a_reader_of_two_feeds_gets_an_entry_once(browse: Browser):
    """It has the same id in both, and another one in every language."""
    found = {
        address: {each for entry in root(browse(address)) for each in texts(entry, "id")}
        for address in ("/en/feed.xml", "/en/meta-ai/feed.xml", "/de/feed.xml")
    }
    assert found["/en/meta-ai/feed.xml"] <= found["/en/feed.xml"]
    assert not found["/en/feed.xml"] & found["/de/feed.xml"]


def test_an_entry_names_the_regions_it_matters_in(serve: Serve, draft: Draft):
    put_first(draft, entry(regions=["uk", "ch"]))
    summary = root(serve(content=draft.folder)("/en/meta-ai/feed.xml")).find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    words = BeautifulSoup(str(summary.text), "html.parser").get_text(" ")
    assert "The switch moved." in words
    assert "This matters in: " in words
    assert "United Kingdom" in words
    assert "Switzerland" in words


def test_the_words_are_the_readers_and_what_is_not_translated_says_so(serve: Serve, draft: Draft):
    put_first(draft, entry(text="A sentence that nobody has translated."))
    browse = serve(content=draft.folder)
    first, second, *_ = root(browse("/de/feed.xml")).findall(f"{ATOM}entry")
    assert first.get(LANGUAGE) == "de"
    untranslated, translated = (
        BeautifulSoup(texts(each, "summary")[0], "html.parser").p for each in (first, second)
    )
    assert (untranslated["lang"], translated["lang"]) == ("en", "de")
    assert untranslated.get_text() == "A sentence that nobody has translated."


def test_an_id_does_not_change_when_the_entry_is_translated(
    serve: Serve, translations: Path, tmp_path: Path, library: Library
):
    """Else every reader would get it a second time."""
    untranslated = tmp_path / "translations"
    shutil.copytree(translations, untranslated, ignore=but_two)
    file = polib.mofile(str(untranslated / "de" / "LC_MESSAGES" / "messages.mo"))
    texts_of_changes = {change.text for change in library.changes.changes}
    kept = [each for each in file if each.msgid not in texts_of_changes]
    assert len(kept) < len(file)
    file[:] = kept
    file.save(str(untranslated / "de" / "LC_MESSAGES" / "messages.mo"))

    before, after = (root(browse("/de/feed.xml")) for browse in (serve(translations=untranslated), serve()))
    assert ElementTree.tostring(before) != ElementTree.tostring(after)
    for name in ("id", "updated"):
        first, second = (
            [texts(each, name) for each in feed.findall(f"{ATOM}entry")] for feed in (before, after)
        )
        assert first == second


def test_a_feed_is_as_new_as_its_newest_entry_whatever_the_hour(serve: Serve, library: Library):
    now, later = (serve(now=NOW + timedelta(days=days))("/en/feed.xml") for days in (0, 40))
    assert now.text == later.text
    newest = library.changes.changes[0].date
    assert instant(texts(root(now), "updated")[0]).date() == newest


def test_a_feed_without_entries_is_valid_too(serve: Serve, draft: Draft):
    draft.edit("changes.toml", lambda table: table.update(changes=[]))
    for address in ("/en/feed.xml", "/de/gemini/feed.xml"):
        feed = root(serve(content=draft.folder)(address))
        assert list(breaches(feed)) == []
        assert date(2026, 1, 1) <= instant(texts(feed, "updated")[0]).date() <= TODAY


def test_a_long_change_log_gives_no_endless_feed(serve: Serve, draft: Draft):
    put_first(draft, *(entry(id=f"change-{number}") for number in range(300)))
    page = serve(content=draft.folder)("/en/feed.xml")
    assert texts(root(page).findall(f"{ATOM}entry")[0], "id")[0].endswith("#change-0")
    assert len(root(page).findall(f"{ATOM}entry")) == 100


def test_words_with_signs_that_mean_something_in_xml_are_whole(serve: Serve, draft: Draft):
    put_first(draft, entry(text="Privacy & safety: “Off” & on."))
    settings = PUBLIC.model_copy(update={"operator": "Kind & Co", "name": "Off & on"})
    read = feedparser.parse(serve(settings, content=draft.folder)("/en/feed.xml").response.data)
    assert not read.bozo
    assert read.feed.author == "Kind & Co"
    assert read.feed.title == "What changes at Off & on"
    assert BeautifulSoup(read.entries[0].summary, "html.parser").get_text() == "Privacy & safety: “Off” & on."


def test_a_program_that_has_the_feed_already_gets_nothing(browse: Browser):
    page = browse("/en/feed.xml")
    assert page.headers["Cache-Control"].startswith("public, max-age=")
    browse("/en/feed.xml", status=304, headers={"If-None-Match": page.headers["ETag"]})


def test_a_copy_for_this_machine_has_feeds_that_name_it(serve: Serve):
    page = serve(LOCAL)("/en/feed.xml")
    assert list(breaches(root(page))) == []
    assert texts(root(page), "id")[0].startswith("http://127.0.0.1:")
    assert root(page).find(f"{ATOM}author/{ATOM}name").text == "Offswitch"  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["/en/nowhere/feed.xml", "/xx/feed.xml", "/en/meta-ai/at/feed.xml"])
def test_there_is_no_feed_of_what_there_is_not(browse: Browser, address: str):
    assert browse(address, status=404).is_html


def test_a_regional_tag_leads_to_the_feed_that_there_is(browse: Browser):
    assert browse("/de-AT/gemini/feed.xml", status=301).headers["Location"] == "/de/gemini/feed.xml"


def test_a_page_names_its_feeds_to_programs_that_of_its_guide_first(browse: Browser):
    def named(address: str) -> list[str]:
        return [str(link["href"]) for link in browse(address).all('link[type="application/atom+xml"]')]

    assert named("/de/") == named("/de/about/") == ["/de/feed.xml"]
    for page in ("", "settings/", "at/checklist/?done=task-posts", "sources/", "misreported/"):
        assert named(f"/de/meta-ai/{page}") == ["/de/meta-ai/feed.xml", "/de/feed.xml"]


@pytest.mark.parametrize(
    ("page", "feed"),
    [("/en/about/", "/en/feed.xml"), ("/de/linkedin-ai/sources/", "/de/linkedin-ai/feed.xml")],
)
def test_a_reader_finds_the_feed_on_the_page(browse: Browser, page: str, feed: str):
    assert len(browse(page).all(f'main a[href="{feed}"]')) == 1
    browse(feed)


def test_a_feed_asks_nobody_else_and_holds_no_script(browse: Browser, library: Library):
    for address in feeds(library):
        for summary in (each for part in root(browse(address)) for each in texts(part, "summary")):
            html = BeautifulSoup(summary, "html.parser")
            assert {tag.name for tag in html.find_all(True)} <= {"p", "span"}


def test_midnight_is_the_hour_of_every_entry(browse: Browser):
    moments = [instant(each) for part in root(browse("/en/feed.xml")) for each in texts(part, "updated")]
    assert moments
    assert {moment.time() for moment in moments} == {time()}
