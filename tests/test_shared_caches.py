"""Shared caches: nginx and Varnish, with the shipped files, spare the site and deceive no reader.

Real caches and the real site; only its clock is a test's, and where time has to pass, its lifetimes are short.
"""

import gzip
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import brotli
import pytest

import offswitch
from offswitch import freshness
from offswitch.settings import Settings
from offswitch.site import BRUSSELS
from tests.caches import Cache, Origin, nginx, program, varnish
from tests.conftest import NOW
from tests.drafts import Draft, table_with
from tests.test_logs import READER, SECRET
from tests.test_proxies import AGENT

OURS = Settings(
    operator="Example Foundation",
    imprint="https://foundation.example/imprint",
    contact="privacy@foundation.example",
    base="https://localhost",
    proxies=1,
    proxy="ours",
)
NAMES = ["nginx", "varnish"]

PAGE = "/en/linkedin-ai/at/review/"
KEPT = [
    "/en/",
    "/mt/linkedin-ai/",
    PAGE,
    f"/partial{PAGE}",
    f"{PAGE}?have=posts&have=groups",
    f"/partial{PAGE}?have=posts&stays",
    "/de/linkedin-ai/at/checklist/?done=switch-off",
    "/embed/en/linkedin-ai/at/settings/",
    "/de/linkedin-ai/card.png",
    "/en/linkedin-ai/at/review/qr.svg",
    "/en/linkedin-ai/at/letters/",
    "/en/feed.xml",
    "/api/1/en/guides/linkedin-ai.json",
    "/oembed?url=https://localhost/en/linkedin-ai/review/",
    "/sitemap.xml",
    "/static/site.css",
]
NEVER_KEPT = {
    "/": 302,
    "/go/linkedin-ai/review/": 302,
    "/go/linkedin-ai/at/review/?have=posts": 302,
    "/en/linkedin-ai/at/": 302,
    "/en/linkedin-ai/at/review": 308,
    "/de-AT/": 301,
    "/en/nothing/": 404,
    "/partial/en/nothing/": 404,
    "/healthz": 200,
    "/static/site.css?v=0123456789": 200,
}

TURN = datetime(2031, 7, 2, tzinfo=BRUSSELS)
"""The midnight on which a sentence of the page TURNING turns."""
TURNING = "/en/linkedin-ai/at/region/"


class Clock:
    """Goes on from the time to which it is set."""

    def __init__(self) -> None:
        self.set(NOW)

    def set(self, to: datetime) -> None:
        self.ahead = to - datetime.now(BRUSSELS)

    def __call__(self) -> datetime:
        return datetime.now(BRUSSELS) + self.ahead


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def origin(clock: Clock, translations: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    draft = Draft(tmp_path_factory.mktemp("turning") / "content")
    draft.edit(
        "guides/linkedin-ai.toml",
        lambda guide: table_with(guide, id="since-europe").update(since=TURN.date()),
    )
    origin = Origin(offswitch.build(OURS, content=draft.folder, translations=translations, now=clock))
    with origin.served():
        yield origin


@pytest.fixture(scope="module")
def caches(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Cache]]:
    """Both, each asking the same site."""
    folder = tmp_path_factory.mktemp("caches")
    with ExitStack() as stack:
        yield {
            "nginx": stack.enter_context(nginx(folder / "nginx", origin.port)),
            "varnish": stack.enter_context(
                varnish(folder / "varnish", origin.port, grace="1s", answers="1m")
            ),
        }


@pytest.fixture(params=NAMES)
def cache(request: pytest.FixtureRequest, caches: dict[str, Cache], origin: Origin) -> Cache:
    origin.asked.clear()
    return caches[request.param]


# ---- what is kept


def test_what_one_reader_was_shown_the_next_gets_from_the_cache(cache: Cache, origin: Origin):
    first = [cache.answer(path, Accept_Encoding="gzip, deflate, br, zstd") for path in KEPT]
    assert [answer.status for answer in first] == [200] * len(KEPT)
    assert len(origin.asked) <= len(KEPT)
    origin.asked.clear()
    again = [cache.answer(path, Accept_Encoding="br;q=1.0, gzip;q=0.8, *;q=0.1") for path in KEPT]
    assert origin.asked == []
    assert [each.body for each in again] == [each.body for each in first]
    assert [each.headers["etag"] for each in again] == [each.headers["etag"] for each in first]


def test_what_is_never_kept_is_asked_for_each_time(cache: Cache, origin: Origin):
    for path, status in NEVER_KEPT.items():
        origin.asked.clear()
        assert [cache.answer(path).status for _ in range(3)] == [status] * 3, path
        assert len(origin.asked) == (0 if path == "/healthz" else 3), path


@pytest.mark.parametrize("path", ["/", "/go/linkedin-ai/review/"])
def test_each_reader_is_led_to_their_own_language(cache: Cache, path: str):
    for language in ("de", "mt", "en", "de"):
        answer = cache.answer(path, Accept_Language=language)
        assert answer.headers["location"].removeprefix("https://localhost").startswith(f"/{language}/")


def test_a_kept_fragment_is_never_shown_as_a_page(cache: Cache):
    """Whatever a program says of itself, the address decides."""
    path = "/fr/linkedin-ai/at/settings/"
    htmx = {"HX_Request": "true", "HX_Target": "step"}
    for address, headers in ((f"/partial{path}", htmx), (path, htmx), (path, {}), (f"/partial{path}", {})):
        answer = cache.answer(address, **headers)
        is_page = answer.body.lstrip().lower().startswith(b"<!doctype html")
        assert is_page is (address == path)
        assert ("hx-push-url" in answer.headers) is (address != path)


def test_what_else_a_browser_sends_changes_nothing(cache: Cache, origin: Origin):
    path = "/de/linkedin-ai/gb/review/"
    made_up = {
        "Cookie": f"session={SECRET}",
        "Authorization": f"Bearer {SECRET}",
        "X_Forwarded_For": READER,
        "Forwarded": f"for={READER}",
        "Accept_Language": "mt",
        "Cache_Control": "no-cache",
        "Pragma": "no-cache",
    }
    first, second = cache.answer(path, **made_up), cache.answer(path)
    assert len(origin.asked) == 1
    assert first.body == second.body
    assert SECRET.encode() not in first.body
    assert "set-cookie" not in first.headers


def test_a_host_name_that_is_not_ours_gets_nothing_and_leaves_nothing(cache: Cache):
    path = "/en/accessibility/"
    assert cache.answer(path, Host="evil.example").status == 400
    page = cache.answer(path)
    assert page.status == 200
    assert b"evil.example" not in page.body
    assert cache.answer(path, Host="evil.example").status == 400


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("gzip;q=0", ""),
        ("brotli, xgzip", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_each_reader_gets_what_their_browser_can_unpack(cache: Cache, said: str, kind: str):
    answer = cache.answer("/sv/", Accept_Encoding=said)
    assert answer.headers.get("content-encoding", "") == kind
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[kind](answer.body)
    assert unpacked.lstrip().lower().startswith(b"<!doctype html")
    assert answer.headers["vary"] == "Accept-Encoding"
    tags = {
        way: cache.answer("/sv/", Accept_Encoding=way).headers["etag"] for way in ("br", "gzip", "identity")
    }
    assert len({*tags.values()}) == len(tags)
    assert answer.headers["etag"] == tags[kind or "identity"]
    again = cache.answer("/sv/", Accept_Encoding=said, If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_other_methods_and_parts_leave_whole_pages_behind(cache: Cache):
    path = "/da/linkedin-ai/"
    assert cache.answer(path, "HEAD").body == b""
    part = cache.answer(path, Range="bytes=5-14")
    refused = cache.answer(path, "POST")
    assert (refused.status, refused.headers["cache-control"]) == (405, "no-store")
    whole = cache.answer(path)
    assert whole.status == 200
    assert whole.body.rstrip().endswith(b"</html>")
    if part.status == 206:
        assert part.body == whole.body[5:15]
    else:
        assert (part.status, part.body) == (200, whole.body)
    assert part.headers["etag"] == whole.headers["etag"]


def test_a_host_in_a_hurry_empties_it(cache: Cache, origin: Origin):
    path = "/es/"
    cache.answer(path)
    subprocess.run(cache.empty, check=True, capture_output=True)
    assert cache.answer(path).status == 200
    assert origin.asked == [path, path]


# ---- what others send


def test_made_up_queries_push_no_page_out(cache: Cache, origin: Origin):
    cache.answer("/fi/")
    cache.answer("/static/site.css")
    before = pages_of(cache)
    for number in range(60):
        assert cache.answer(f"/fi/linkedin-ai/review/?made-up={number}").status == 200
        assert cache.answer(f"/static/site.css?made-up={number}").status == 200
    assert pages_of(cache) == before > 0
    origin.asked.clear()
    cache.answer("/fi/")
    cache.answer("/static/site.css")
    assert origin.asked == []


def pages_of(cache: Cache) -> int:
    """How many answers lie, or were ever put, where made-up queries must not come."""
    if cache.name == "nginx":
        return sum(path.is_file() for path in (cache.folder / "offswitch-pages").rglob("*"))
    counted = subprocess.run(
        [program("varnishstat"), "-1", "-n", cache.folder / "work", "-f", "SMA.pages.c_req"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(counted.split()[1])


@pytest.mark.parametrize(
    "path",
    [
        "/en/linkedin-ai/%61t/review/",
        "//en/about/",
        "/en//about/",
        "/en/%3Fhave=posts",
        "/en/../de/",
        "/en/about/#x",
    ],
)
def test_another_spelling_of_an_address_is_no_way_to_another_page(cache: Cache, path: str):
    """Nor to many copies of one: what was asked for in such a way is not kept beside the page itself."""
    right = {
        address: cache.answer(address).body
        for address in ("/en/about/", "/en/", "/de/", PAGE, "/en/?have=posts")
    }
    answer = cache.answer(path)
    assert answer.status in {308, 404} or answer.body in right.values()
    for address, body in right.items():
        assert cache.answer(address).body == body
    if cache.name == "nginx":
        kept = b"".join(each.read_bytes() for each in cache.folder.glob("offswitch-*/**/*") if each.is_file())
        assert f" {path}\n".encode() not in kept


def test_varnish_remembers_nothing_of_a_reader(caches: dict[str, Cache]):
    cache = caches["varnish"]
    for path in (f"{PAGE}?have={SECRET}", f"/go/linkedin-ai/review/?have={SECRET}", f"/en/about?{SECRET}"):
        cache.answer(path, User_Agent=AGENT, Cookie=SECRET, X_Forwarded_For=READER, Referer=SECRET)
    log = subprocess.run(
        [program("varnishlog"), "-d", "-n", str(cache.folder / "work")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "RespStatus" in log
    for inside in (SECRET, AGENT, READER):
        assert inside not in log, inside


# ---- time


def test_nothing_is_shown_past_the_midnight_on_which_it_turns(
    caches: dict[str, Cache], origin: Origin, clock: Clock
):
    clock.set(TURN - timedelta(seconds=8))
    path = f"{TURNING}?midnight"
    before = {name: cache.answer(path) for name, cache in caches.items()}
    origin.asked.clear()
    for name, cache in caches.items():
        assert cache.answer(path).body == before[name].body
    assert origin.asked == []

    # What a browser may still do with an answer counts from when the site gave it, not from when the cache did.
    left = {name: seconds_left(answer.headers) for name, answer in before.items()}
    time.sleep(3)
    for name, cache in caches.items():
        assert seconds_left(cache.answer(path).headers) <= left[name] - 2
    assert origin.asked == []

    time.sleep(max(0, (TURN - clock()).total_seconds()) + 0.01)
    for name, cache in caches.items():
        after = cache.answer(path)
        assert (after.status, after.body == before[name].body) == (200, False)
    assert origin.asked == [path, path]


def seconds_left(headers: dict[str, str]) -> float:
    """For how long a browser may show it without asking: RFC 9111, 4.2."""
    apparent = (datetime.now(UTC) - parsedate_to_datetime(headers["date"])).total_seconds()
    age = max(apparent, float(headers.get("age", 0)))
    kept = re.search(r"max-age=(\d+)", headers["cache-control"])
    assert kept
    return int(kept[1]) - age


@pytest.fixture
def short_lived(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """One second fresh, one second stale, instead of four minutes and one."""
    clock.set(NOW)
    for name in ("FRESH", "WHILE_ASKING"):
        monkeypatch.setattr(freshness, name, timedelta(seconds=1))


@pytest.mark.usefixtures("short_lived")
def test_after_an_upgrade_the_old_release_is_shown_no_longer_than_its_answers_live(
    caches: dict[str, Cache], origin: Origin, clock: Clock, translations: Path
):
    old = origin.release
    new = offswitch.build(
        OURS.model_copy(update={"name": "Anew", "accent": "#7a0a5c"}), translations=translations, now=clock
    )
    path = "/en/authorities/"
    marked = "/static/site.css?v={}"
    marks = [release.extensions["offswitch"].assets["site.css"].mark for release in (old, new)]
    try:
        # A page of the new one comes while the old one still serves: it must not fill the new file's place.
        for cache in caches.values():
            before = cache.answer(path)
            assert (before.status, b"Anew" in before.body) == (200, False)
            assert cache.answer(marked.format(marks[1])).headers["cache-control"] == "no-store"
            assert "immutable" in cache.answer(marked.format(marks[0])).headers["cache-control"]
        origin.release = new
        origin.asked.clear()
        for cache in caches.values():
            # A page that is still kept finds the file that it was made for.
            assert b"#7a0a5c" not in cache.answer(marked.format(marks[0])).body
            assert b"#7a0a5c" in cache.answer(marked.format(marks[1])).body
        assert len(origin.asked) == 2
        time.sleep(3.1)
        for cache in caches.values():
            after = cache.answer(path)
            assert (after.status, b"Anew" in after.body) == (200, True)
    finally:
        origin.release = old


@pytest.mark.usefixtures("short_lived")
def test_while_the_site_is_away_readers_get_what_they_got_before(caches: dict[str, Cache], origin: Origin):
    path = "/en/share/"
    for cache in caches.values():
        cache.answer(path)
    with origin.away():
        time.sleep(3.1)
        for cache in caches.values():
            answer = cache.answer(path)
            assert (answer.status, answer.body.rstrip()[-7:]) == (200, b"</html>")
            assert cache.answer("/en/privacy/").status in {502, 503}
