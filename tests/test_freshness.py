"""Freshness: answers may be kept, but never beyond the midnight on which a sentence turns."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import sleep
from time import time as clock

import pytest

import offswitch
from offswitch.content import Library
from offswitch.content.age import grows_stale, last_seen
from offswitch.content.model import Claim
from offswitch.content.walk import records
from offswitch.site import BRUSSELS
from tests.conftest import NOW, PUBLIC, TODAY, Serve
from tests.drafts import Draft, table_with
from tests.reader import Browser

PAGES = ["/en/", "/de/linkedin-ai/at/settings/?have=posts", "/partial/en/linkedin-ai/review/", "/robots.txt"]
KEPT = "public, max-age=240, stale-while-revalidate=60, stale-if-error=86400"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_be_kept_by_anyone_for_a_while(browse: Browser, address: str):
    page = browse.look(address)
    assert page.headers["Cache-Control"] == KEPT
    assert [each.strip() for each in page.headers.get("Vary", "").split(",")] == ["Accept-Encoding"]


@pytest.mark.parametrize("address", [*PAGES, "/static/site.css", "/favicon.ico", "/de/linkedin-ai/card.png"])
@pytest.mark.parametrize("encoding", [None, "gzip", "br", "gzip, deflate, br, zstd"])
def test_who_has_a_page_already_does_not_get_it_again(browse: Browser, address: str, encoding: str | None):
    headers = {"Accept-Encoding": encoding} if encoding else {}
    first = browse.look(address, headers=headers)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = browse.look(address, headers={**headers, "If-None-Match": tag})
    assert (again.status, again.response.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert again.headers.get("Vary") == first.headers.get("Vary")
    other = browse.look(address, headers={**headers, "If-None-Match": '"something-else"'})
    assert other.status == 200


def test_each_way_of_compressing_has_a_tag_of_its_own(browse: Browser):
    tags = {
        browse.look("/en/", headers={"Accept-Encoding": how}).headers["ETag"]
        for how in ("identity", "gzip", "br")
    }
    assert len(tags) == 3


def test_two_servers_in_two_seconds_send_the_same_bytes_under_one_tag(browse: Browser, serve: Serve):
    def answers(server: Browser) -> list[tuple[str, bytes]]:
        pages = [
            server.look(PAGES[1], headers={"Accept-Encoding": how}) for how in ("identity", "gzip", "br")
        ]
        return [(page.headers["ETag"], page.response.data) for page in pages]

    first, second = answers(browse), int(clock())
    other = serve()
    while int(clock()) == second:
        sleep(0.01)
    assert answers(other) == first


def test_pages_are_sent_compressed_to_those_who_ask(browse: Browser):
    plain = browse.look("/en/linkedin-ai/settings/").response.data
    for how in ("br", "gzip"):
        page = browse.look("/en/linkedin-ai/settings/", headers={"Accept-Encoding": how})
        assert page.headers["Content-Encoding"] == how
        assert len(page.response.data) < len(plain) / 3


def test_who_takes_everything_gets_what_is_smallest(browse: Browser):
    page = browse.look("/en/linkedin-ai/settings/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert page.headers["Content-Encoding"] == "br"


def test_the_same_answers_in_another_order_are_the_same_page(browse: Browser):
    one = browse.look("/en/linkedin-ai/at/checklist/?have=posts&have=groups&labels=fr")
    other = browse.look("/en/linkedin-ai/at/checklist/?labels=fr&nonsense=1&have=groups&have=posts")
    assert one.headers["ETag"] == other.headers["ETag"]


def test_another_page_and_another_host_setting_have_another_tag(browse: Browser, serve: Serve):
    tags = {
        browse.look("/en/").headers["ETag"],
        browse.look("/de/").headers["ETag"],
        serve(PUBLIC.model_copy(update={"name": "Other"})).look("/en/").headers["ETag"],
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("address", "status", "headers"),
    [
        ("/en/nothing/", 404, {}),
        ("/xx/", 404, {}),
        ("/nothing/", 404, {}),
        ("/static/nothing.css", 404, {}),
        ("/partial/en/nothing/", 404, {}),
        ("/en/", 400, {"Host": "evil.example"}),
        ("/en/linkedin-ai/at/", 302, {}),
    ],
)
def test_an_error_is_never_kept(browse: Browser, address: str, status: int, headers: dict[str, str]):
    assert browse(address, status=status, headers=headers).headers["Cache-Control"] == "no-store"


def test_a_refused_method_is_never_kept(browse: Browser):
    assert browse("/en/", status=405, method="POST").headers["Cache-Control"] == "no-store"


def test_the_bare_address_is_never_kept_by_a_shared_cache(browse: Browser):
    page = browse("/", status=302)
    assert {"private", "no-cache"} <= set(page.headers["Cache-Control"].split(", "))
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("address", ["/en", "/de-AT/linkedin-ai/"])
def test_a_lasting_redirect_may_be_kept_by_who_was_redirected(browse: Browser, address: str):
    """Not by a shared cache: every address that lacks its slash is one, so anybody could fill it with them."""
    assert browse.look(address).headers["Cache-Control"] == "private, max-age=240"


def test_an_upgrade_is_seen_by_all_within_five_minutes(browse: Browser):
    fresh, while_asking, _ = lifetimes_of(browse.look("/en/").headers["Cache-Control"])
    assert fresh + while_asking <= 300


def test_files_with_a_mark_of_their_content_are_kept_for_ever_and_others_are_not(browse: Browser):
    marked = str(browse("/en/").one("link[rel=stylesheet]:not([media])")["href"])
    assert re.fullmatch(r"/static/site\.css\?v=[0-9a-f]{10}", marked)
    assert browse(marked).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert browse("/static/site.css").headers["Cache-Control"] == KEPT


@pytest.mark.parametrize("query", ["v=0123456789", "v=", "x=1", "v={mark}&x=1", "x=1&v={mark}"])
def test_no_cache_keeps_a_file_under_the_mark_of_another_release(browse: Browser, query: str):
    """While two releases serve side by side, a page of one may ask the other for its files."""
    mark = str(browse("/en/").one("link[rel=stylesheet]:not([media])")["href"]).partition("?v=")[2]
    page = browse(f"/static/site.css?{query.format(mark=mark)}")
    assert page.headers["Cache-Control"] == "no-store"


def test_the_state_of_health_is_never_kept(browse: Browser):
    assert browse("/healthz").headers["Cache-Control"] == "no-store"


# Midnight between two summer days; the night before the clocks go forward; the night before they go back.
TURNS = [
    datetime(2031, 7, 2, tzinfo=BRUSSELS),
    datetime(2031, 3, 31, tzinfo=BRUSSELS),
    datetime(2031, 10, 27, tzinfo=BRUSSELS),
]


@pytest.mark.parametrize("turn", TURNS, ids=["an ordinary day", "clocks go forward", "clocks go back"])
@pytest.mark.parametrize(
    "before",
    [
        timedelta(seconds=1),
        timedelta(minutes=4),
        timedelta(minutes=6),
        timedelta(hours=22),
        timedelta(hours=23, minutes=10),
        timedelta(days=1),
        timedelta(days=1, hours=2),
        timedelta(days=3),
    ],
    ids=str,
)
def test_nothing_is_kept_beyond_the_midnight_on_which_a_sentence_turns(
    serve: Serve, draft: Draft, turn: datetime, before: timedelta
):
    draft.edit(
        "guides/linkedin-ai.toml",
        lambda guide: table_with(guide, id="since-europe").update(since=turn.date()),
    )
    # In UTC, where a day always has 24 hours.
    now = (turn.astimezone(UTC) - before).astimezone(BRUSSELS)
    kept = serve(content=draft.folder, now=now).look("/en/linkedin-ai/at/region/").headers["Cache-Control"]
    fresh, while_asking, if_error = lifetimes_of(kept)
    assert fresh + max(while_asking, if_error) <= max(0, before.total_seconds() - 2)
    assert (fresh > 0) is (before.total_seconds() > 2)


def lifetimes_of(kept: str) -> tuple[int, int, int]:
    """Seconds for which a page may be shown without asking; then while asking, or if that fails."""
    found = re.fullmatch(r"public, max-age=(\d+), stale-while-revalidate=(\d+), stale-if-error=(\d+)", kept)
    assert found, kept
    return int(found[1]), int(found[2]), int(found[3])


def kept_for(browse: Browser, address: str) -> int:
    """Seconds for which a page may be shown at the most."""
    fresh, while_asking, if_error = lifetimes_of(browse.look(address).headers["Cache-Control"])
    return fresh + max(while_asking, if_error)


def test_a_page_that_midnight_overtakes_while_it_is_made_is_not_kept(translations: Path, draft: Draft):
    """It may hold the sentence of the day that is over."""
    turn = TURNS[0]
    draft.edit(
        "guides/linkedin-ai.toml",
        lambda guide: table_with(guide, id="since-europe").update(since=turn.date()),
    )
    now = [turn - timedelta(milliseconds=5)]
    app = offswitch.build(PUBLIC, content=draft.folder, translations=translations, now=lambda: now[0])

    @app.before_request
    def midnight() -> None:
        now[0] = turn + timedelta(milliseconds=5)

    page = Browser(app).look("/en/linkedin-ai/at/region/")
    assert lifetimes_of(page.headers["Cache-Control"]) == (0, 0, 0)


AGING = "now-trained"
"""A claim on the first page of the guide."""


def last_seen_of(library: Library, claim_id: str) -> date:
    guide = library.guides["linkedin-ai"]
    (claim,) = (each for each in records(guide, Claim) if each.id == claim_id)
    seen = last_seen(library.sources(guide)[name] for name in claim.sources)
    assert seen is not None
    return seen


@pytest.mark.parametrize("before", [timedelta(seconds=1), timedelta(minutes=4), timedelta(hours=23)], ids=str)
def test_nothing_is_kept_beyond_the_midnight_on_which_a_wording_grows_old(
    serve: Serve, library: Library, before: timedelta
):
    turn = datetime.combine(grows_stale(last_seen_of(library, AGING), PUBLIC.stale_after), time(), BRUSSELS)
    still = serve(now=(turn.astimezone(UTC) - before).astimezone(BRUSSELS))
    assert not still("/en/linkedin-ai/").all(f"#{AGING} .age")
    assert kept_for(still, "/en/linkedin-ai/") <= before.total_seconds()
    assert serve(now=turn)("/en/linkedin-ai/").all(f"#{AGING} .age")


def test_the_host_decides_on_which_midnight_a_wording_grows_old(serve: Serve, library: Library):
    days = (TODAY - last_seen_of(library, AGING)).days
    tomorrow = serve(PUBLIC.model_copy(update={"stale_days": days}))
    assert kept_for(tomorrow, "/en/linkedin-ai/") == timedelta(hours=12).total_seconds() - 2


def test_the_file_that_expires_counted_from_today_is_made_anew_every_day(serve: Serve):
    evening = serve(now=NOW.replace(hour=23, minute=58))
    assert kept_for(evening, "/.well-known/security.txt") == 118


def test_after_the_last_turn_pages_are_kept_as_usual(serve: Serve):
    assert serve(now=NOW + timedelta(days=3650)).look("/en/").headers["Cache-Control"] == KEPT


def test_a_page_is_another_page_once_its_sentence_has_turned(serve: Serve, draft: Draft):
    turn = TURNS[0]
    draft.edit(
        "guides/linkedin-ai.toml",
        lambda guide: table_with(guide, id="since-europe").update(since=turn.date()),
    )
    before, after = (
        serve(content=draft.folder, now=now).look("/en/linkedin-ai/at/region/").headers["ETag"]
        for now in (turn - timedelta(seconds=1), turn)
    )
    assert before != after
