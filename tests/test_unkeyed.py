"""Unkeyed: whoever shares a cache with an attacker gets the page of the address, whatever headers the other sent.

Caches tell answers apart by scheme, host, path and query. Nothing else may change what they keep.
"""

import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.conftest import PUBLIC, Serve
from tests.every_address import every_address
from tests.house import Page
from tests.reader import Browser
from tests.test_forwarded import said

EVIL = "evil.example"
HOSTILE = {
    "Accept": "application/json",
    "Accept-Language": "de-AT, fr;q=0.5",
    "Authorization": "Basic eDp4",
    "CF-Connecting-IP": "192.0.2.1",
    "Client-IP": "192.0.2.1",
    "Content-Length": "5",
    "Content-Type": "application/x-www-form-urlencoded",
    "Cookie": "language=de; session=eyJ4IjoxfQ.x.x",
    "Forwarded": f"for=192.0.2.1;host={EVIL};proto=http",
    "Front-End-Https": "off",
    "HX-Boosted": "true",
    "HX-Current-URL": f"https://{EVIL}/de/",
    "HX-Request": "true",
    "HX-Target": "page",
    "Origin": f"https://{EVIL}",
    "Path-Info": "/en/about/",
    "Pragma": "no-cache",
    "Range": "bytes=0-5",
    "Referer": f"https://{EVIL}/",
    "Save-Data": "on",
    "Script-Name": "/evil",
    "Sec-Fetch-Dest": "iframe",
    "Sec-GPC": "1",
    "True-Client-IP": "192.0.2.1",
    "Upgrade": "h2c",
    "User-Agent": "<script>zzz</script>",
    "Via": f"1.1 {EVIL}",
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Port": "8080",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Scheme": "http",
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Ssl": "off",
    "X-HTTP-Method": "DELETE",
    "X-HTTP-Method-Override": "POST",
    "X-Host": EVIL,
    "X-Method-Override": "PUT",
    "X-Original-Host": EVIL,
    "X-Original-URL": "/en/about/",
    "X-Real-IP": "192.0.2.1",
    "X-Requested-With": "XMLHttpRequest",
    "X-Rewrite-URL": "/en/about/",
    "X-Script-Name": "/evil",
}
"""Headers by which some server, framework or cache has once been led astray."""

WITH_ANSWERS = [
    "/en/linkedin-ai/at/review/?have=posts",
    "/partial/en/linkedin-ai/at/checklist/?done=task-switch-off",
    "/oembed?url=https%3A%2F%2Foffswitch.example%2Fen%2Flinkedin-ai%2Fsettings%2F",
]
LED_ON = ["/de-AT/", "/DE/linkedin-ai/settings/", "/en/linkedin-ai", "/en/nothing", "/partial/en"]
"""Redirects that a cache may keep."""

BY_THE_HOST = ["Host", "X-Forwarded-Host"]
CONDITIONS = {"accept-encoding", "if-match", "if-modified-since", "if-none-match", "if-unmodified-since"}
"""What an answer may depend on, and says so: its coding, and whether the reader has it already."""


Twins = Callable[[int], tuple[Browser, Browser]]


@pytest.fixture(scope="module")
def twins(serve: Serve) -> Twins:
    """Behind so many proxies, a site that the attacker reaches, and the same one that nobody else has asked."""

    @cache
    def twins(proxies: int) -> tuple[Browser, Browser]:
        settings = PUBLIC.model_copy(update={"proxies": proxies, "languages": ("en", "de")})
        return serve(settings), serve(settings)

    return twins


def may_be_kept(page: Page) -> bool:
    """By a cache that many share."""
    return not {"no-store", "private"} & set(page.headers["Cache-Control"].split(", "))


def test_what_a_cache_may_keep_is_the_same_whatever_else_was_sent(twins: Twins):
    (attacked, clean), kept = twins(1), 0
    for address in (*every_address(clean.app), *WITH_ANSWERS, *LED_ON):
        hostile, plain = attacked.look(address, headers=HOSTILE), clean.look(address)
        if may_be_kept(plain) or may_be_kept(hostile):
            kept += 1
            assert said(hostile) == said(plain) == said(attacked.look(address)), address
    assert kept > 90


@pytest.mark.parametrize("address", ["/", "/go/linkedin-ai/", "/go/linkedin-ai/at/settings/?have=posts"])
def test_what_differs_by_the_language_of_the_browser_differs_by_nothing_else(browse: Browser, address: str):
    without = {name: value for name, value in HOSTILE.items() if name != "Accept-Language"}
    plain = browse.look(address)
    assert said(plain) == said(browse.look(address, headers=without))
    assert said(plain) != said(browse.look(address, headers=HOSTILE))
    assert "Accept-Language" in plain.headers["Vary"]
    assert not may_be_kept(plain)


tokens = some.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
names = (some.sampled_from(sorted(HOSTILE)) | tokens).filter(
    lambda name: name.lower() not in CONDITIONS and name.title() not in BY_THE_HOST
)
values = some.sampled_from([EVIL, "", "*", "1", "/", "//evil.example", "no-cache", "x" * 3000])
values |= some.text(some.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"))
few = settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
QUICK = [
    "/en/",
    "/de/done/",
    "/partial/en/linkedin-ai/at/review/?have=posts",
    "/de/linkedin-ai/region/",
    "/embed/en/linkedin-ai/settings/",
    "/en/linkedin-ai/at/checklist/still-off.ics",
    "/en/feed.xml",
    "/robots.txt",
    "/static/site.css",
    "/de-AT/linkedin-ai/",
    "/en/about",
    "/",
]


@pytest.mark.parametrize("proxies", [0, 1])
@few
@given(address=some.sampled_from(QUICK), headers=some.dictionaries(names, values, max_size=6))
def test_no_header_that_anybody_can_think_of_changes_what_a_cache_may_keep(
    twins: Twins, proxies: int, address: str, headers: dict[str, str]
):
    attacked, clean = twins(proxies)
    other, plain = attacked.look(address, headers=headers), clean.look(address)
    assert said(attacked.look(address)) == said(plain)
    assert may_be_kept(plain) == may_be_kept(other)
    assert said(plain) == said(other) or not may_be_kept(plain)


hosts = some.sampled_from([
    "offswitch.example", "OFFSWITCH.example", "offswitch.example:443", "offswitch.example:99999", "localhost",
    "127.0.0.1:8000", "[::1]", EVIL, f"offswitch.example.{EVIL}", f"{EVIL}#offswitch.example",
    f"offswitch.example@{EVIL}", f"{EVIL}, offswitch.example", "offswitch.example/", "offswitch.example:x", "",
    ".", "offswitch.example.", " offswitch.example", "offswitch.example\\@evil.example",
])  # fmt: skip
hosts |= some.text(some.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"))


TRUSTED = re.compile(r"(offswitch\.example|localhost|127\.0\.0\.1|\[::1\])\.?(:\d*)?", re.IGNORECASE)


@pytest.mark.parametrize("proxies", [0, 1])
@few
@given(address=some.sampled_from(QUICK), host=hosts, forwarded=some.none() | hosts)
def test_the_host_decides_whether_there_is_an_answer_and_never_what_it_says(
    twins: Twins, proxies: int, address: str, host: str, forwarded: str | None
):
    attacked, clean = twins(proxies)
    headers = {"Host": host} | ({} if forwarded is None else {"X-Forwarded-Host": forwarded})
    other, plain = attacked.look(address, headers=headers), clean.look(address)
    assert said(attacked.look(address)) == said(plain)
    if other.status == 400:
        assert not may_be_kept(other)
        assert EVIL not in other.text
    else:
        assert said(plain) == said(other)
        claimed = [host, forwarded or ""] if proxies else [host]
        assert any(TRUSTED.fullmatch(each.rpartition(",")[2].strip()) for each in claimed)
