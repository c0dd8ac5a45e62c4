"""Kept: who asks again gets the same page without its being made again, and nobody gets what is another's."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask, request_started
from hypothesis import given, settings
from hypothesis import strategies as st

import offswitch
from offswitch.kept import Keeper
from tests.conftest import NOW, PUBLIC, Serve
from tests.reader import Browser

PAGE = "/en/linkedin-ai/settings/"
UNPACKED: dict[str | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}


@pytest.fixture(scope="module")
def site(serve: Serve) -> Browser:
    return serve()


@pytest.fixture(scope="module")
def forgetful(serve: Serve) -> Browser:
    """The same site, of which every answer is made for the one who asks."""
    return serve()


@pytest.fixture(autouse=True)
def nothing_kept(site: Browser) -> None:
    forget(site)


def keeper(browse: Browser) -> Keeper:
    found = browse.app.wsgi_app
    assert isinstance(found, Keeper)
    return found


def forget(browse: Browser) -> None:
    keeper(browse).pages.clear()
    keeper(browse).answered.clear()


@contextmanager
def made_by(app: Flask) -> Iterator[list[str]]:
    """The paths of the answers that the app makes while this lasts."""
    made: list[str] = []

    def note(_app: Flask, **_: object) -> None:
        made.append(offswitch.views.request.path)

    with request_started.connected_to(note, app):
        yield made


def test_who_asks_again_gets_the_same_page_without_its_being_made_again(site: Browser):
    with made_by(site.app) as made:
        first, second = site.look(PAGE), site.look(PAGE)
    assert made == [PAGE]
    assert second.response.data == first.response.data
    assert second.headers == first.headers


def test_nobody_gets_the_answers_of_another(site: Browser):
    ticked = site.look("/en/linkedin-ai/at/checklist/?done=task-copy-first")
    for query, boxes in (("", 0), ("?done=nonsense", 0), ("?done=task-copy-first", 1)):
        page = site.look(f"/en/linkedin-ai/at/checklist/{query}")
        assert len(page.all("input[name=done][checked]")) == boxes
    assert ticked.response.data == page.response.data


@pytest.mark.parametrize(
    "query", ["?fbclid=abc", "?utm_source=paper&utm_medium=web", "?", "?%ff=%ff", "?\xe9"]
)
def test_a_link_that_others_have_marked_is_the_page_itself(site: Browser, query: str):
    page = site.look(PAGE)
    with made_by(site.app) as made:
        assert site.look(PAGE + query).response.data == page.response.data
    assert made == []


def test_answers_are_read_however_they_are_spelled(site: Browser):
    site.look("/en/linkedin-ai/at/checklist/")
    page = site.look("/en/linkedin-ai/at/checklist/?%64one=task%2Dcopy-first&x=y")
    assert len(page.all("input[name=done][checked]")) == 1


def test_a_flood_of_made_up_queries_drives_no_page_out(site: Browser):
    site.look("/en/")
    site.look(PAGE)
    pages = keeper(site).pages.taken
    for number in range(500):
        site.look(f"/en/?have=nonsense-{number}")
    shelf = keeper(site).answered
    assert shelf.room - 50_000 < shelf.taken <= shelf.room
    assert keeper(site).pages.taken == pages
    with made_by(site.app) as made:
        site.look("/en/")
        site.look(PAGE)
    assert made == []


def test_style_and_script_stay_however_many_answers_there_are(site: Browser):
    address = str(site("/en/").one("link[rel=stylesheet]:not([media])")["href"])
    site.look(address)
    keeper(site).answered.clear()
    with made_by(site.app) as made:
        assert site.look(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "immutable" not in site.look(f"{address}0").headers["Cache-Control"]
    assert len(made) == 1


@pytest.mark.parametrize(
    ("address", "status", "headers"),
    [
        ("/", 302, {}),
        ("/go/linkedin-ai/", 302, {}),
        ("/en", 308, {}),
        ("/en/nothing/", 404, {}),
        ("/healthz", 200, {}),
        ("/en/", 400, {"Host": "evil.example"}),
    ],
)
def test_what_is_no_page_is_not_kept(site: Browser, address: str, status: int, headers: dict[str, str]):
    assert site.look(address, headers=headers).status == status
    assert keeper(site).pages.taken == 0


def test_a_page_that_is_kept_is_given_at_our_hosts_only(site: Browser):
    page = site.look(PAGE)
    for host in ("evil.example", "offswitch.example.evil.example", "", "offswitch.example@evil.example"):
        refused = site.look(PAGE, headers={"Host": host})
        assert refused.status == 400, host
        assert refused.headers["Cache-Control"] == "no-store"
    for host in ("offswitch.example", "localhost", "127.0.0.1:8000"):
        assert site.look(PAGE, headers={"Host": host}).response.data == page.response.data


def test_a_page_that_is_kept_is_only_shown(site: Browser):
    site.look(PAGE)
    assert site.look(PAGE, method="POST").status == 405


@pytest.fixture
def clock() -> list[datetime]:
    """The time, which a test may turn forward."""
    return [NOW.replace(hour=23, minute=50)]


@pytest.fixture
def over_night(translations: Path, clock: list[datetime]) -> Browser:
    return Browser(offswitch.build(PUBLIC, translations=translations, now=lambda: clock[0]))


def test_after_midnight_the_new_day_is_there(over_night: Browser, clock: list[datetime]):
    address = "/en/linkedin-ai/at/checklist/"
    before = over_night.look(address).one("#reminder-date")["value"]
    clock[0] += timedelta(minutes=10)
    after = over_night.look(address).one("#reminder-date")["value"]
    assert (before, after) == (str(NOW.date()), str(NOW.date() + timedelta(days=1)))


def test_a_page_that_is_kept_never_outlasts_midnight_either(over_night: Browser, clock: list[datetime]):
    def lasts() -> str:
        return over_night.look("/en/linkedin-ai/at/checklist/").headers["Cache-Control"]

    assert lasts() == "public, max-age=240, stale-while-revalidate=60, stale-if-error=358"
    clock[0] += timedelta(minutes=8)
    assert lasts() == "public, max-age=118, stale-while-revalidate=0, stale-if-error=0"


@pytest.mark.parametrize(
    ("accepted", "way"),
    [
        ("", None),
        ("br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity, br;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("*", "br"),
        ("*;q=0", None),
        ("gzip, *;q=0", "gzip"),
        ("zstd, deflate", None),
        ("nonsense;;q=x,,", None),
    ],
)
def test_everyone_gets_the_page_packed_in_a_way_that_they_take(site: Browser, accepted: str, way: str | None):
    plain = site.look(PAGE).response.data
    for _ in ("made", "kept"):
        page = site.look(PAGE, headers={"Accept-Encoding": accepted})
        assert page.headers.get("Content-Encoding") == way
        assert page.headers["Vary"] == "Accept-Encoding"
        assert page.headers["Content-Length"] == str(len(page.response.data))
        assert UNPACKED[way](page.response.data) == plain


def test_a_picture_is_kept_once_for_all_ways_of_packing(site: Browser):
    with made_by(site.app) as made:
        cards = [site.look("/en/card.png", headers={"Accept-Encoding": way}) for way in ("br", "gzip", "")]
    assert len(made) == 1
    assert len({card.response.data for card in cards}) == 1


@pytest.mark.parametrize("first", ["HEAD", "GET"])
def test_who_asks_for_the_head_gets_the_head_of_the_page(site: Browser, first: str):
    answers = [
        site.look(PAGE, method=method, headers={"Accept-Encoding": "br"}) for method in (first, "HEAD", "GET")
    ]
    head, page = answers[1:]
    assert head.headers == page.headers
    assert (head.response.data, len(page.response.data)) == (b"", int(head.headers["Content-Length"]))


@pytest.mark.parametrize("asked", ["{}", "W/{}", '"other", {}', 'W/"other" , W/{}', "*"])
def test_who_names_the_page_in_any_way_is_told_that_it_is_unchanged(site: Browser, asked: str):
    page = site.look(PAGE)
    again = site.look(PAGE, headers={"If-None-Match": asked.format(page.headers["ETag"])})
    assert (again.status, again.response.data) == (304, b"")
    lost = {"Content-Type", "Content-Length"}
    assert dict(again.headers) == {name: words for name, words in page.headers.items() if name not in lost}


@pytest.mark.parametrize("asked", ['"other"', "", "nonsense", 'W/"', "{}x"])
def test_who_names_another_page_gets_this_one(site: Browser, asked: str):
    page = site.look(PAGE)
    tag = page.headers["ETag"].strip('"')
    again = site.look(PAGE, headers={"If-None-Match": asked.format(tag)})
    assert (again.status, again.response.data) == (200, page.response.data)


def test_who_wants_this_page_and_no_other_gets_no_other(site: Browser):
    tag = site.look(PAGE).headers["ETag"]
    assert site.look(PAGE, headers={"If-Match": tag}).status == 200
    assert site.look(PAGE, headers={"If-Match": '"other"'}).status == 412


ADDRESSES = st.sampled_from(
    [
        "/en/",
        "/de/linkedin-ai/at/checklist/",
        "/partial/de/linkedin-ai/at/review/",
        "/en/share/",
        "/en/done/",
        "/embed/de/linkedin-ai/region/",
        "/go/linkedin-ai/settings/",
        "/api/1/de/places.json",
        "/oembed",
        "/en/feed.xml",
        "/de-AT/linkedin-ai/",
        "/en/nothing/",
        "/robots.txt",
    ]
)
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(
            ["have", "labels", "done", "stays", "date", "guide", "place", "in", "url", "x", "%68ave"]
        ),
        st.sampled_from(
            ["", "posts", "fr", "task-copy-first", "linkedin-ai", "gemini", "at", "2026-01-01", "%ff", "<b>"]
        ),
    ),
    max_size=3,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept-Encoding": st.sampled_from(["br", "gzip", "gzip;q=0, br;q=0.1", "*", "identity"]),
        "Accept-Language": st.sampled_from(["de", "fr;q=0.5", "*"]),
        "Host": st.sampled_from(["localhost", "offswitch.example:8000", "evil.example"]),
        "If-None-Match": st.sampled_from(["*", '"a"', "nonsense"]),
        "X-Forwarded-Host": st.just("evil.example"),
        "X-Forwarded-Proto": st.just("http"),
        "X-Forwarded-Prefix": st.just("/evil"),
        "X-Original-URL": st.just("/evil/"),
        "X-Rewrite-URL": st.just("/evil/"),
        "X-HTTP-Method-Override": st.just("POST"),
        "Forwarded": st.just("host=evil.example;proto=http"),
        "HX-Request": st.just("true"),
        "Origin": st.just("https://evil.example"),
        "Range": st.just("bytes=0-9"),
        "Cookie": st.just("a=b"),
    },
)


@given(address=ADDRESSES, query=QUERIES, headers=HEADERS, method=st.sampled_from(["GET", "HEAD", "POST"]))
@settings(max_examples=250)
def test_what_is_kept_is_what_would_be_made_whatever_others_sent_before(
    site: Browser, forgetful: Browser, address: str, query: str, headers: dict[str, str], method: str
):
    asked = {"method": method, "headers": headers}
    forget(forgetful)
    kept, fresh = (browse.look(f"{address}?{query}", **asked) for browse in (site, forgetful))
    assert (kept.status, list(kept.headers)) == (fresh.status, list(fresh.headers))
    assert kept.response.data == fresh.response.data
