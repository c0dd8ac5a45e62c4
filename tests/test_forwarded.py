"""Proxies: what stands before the server is believed as far as the host says, and not an inch further."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.conftest import PUBLIC, Serve
from tests.house import Page
from tests.reader import Browser

Behind = Callable[[int], Browser]

SPOOFED = {
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Port": "8080",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Scheme": "gopher",
    "X-Forwarded-Server": "evil.example",
    "X-Real-IP": "192.0.2.1",
    "X-Original-URL": "/en/about/",
    "X-Rewrite-URL": "/en/about/",
    "Forwarded": "for=192.0.2.1;host=evil.example;proto=http",
}
ADDRESSES = ["/", "/en/", "/en/linkedin-ai", "/de-AT/", "/sitemap.xml", "/oembed?url=https://evil.example/en/", "/en/nothing/"]  # fmt: skip


@pytest.fixture(scope="module")
def behind(serve: Serve) -> Behind:
    """The site behind so many proxies."""
    return cache(lambda proxies: serve(PUBLIC.model_copy(update={"proxies": proxies})))


def said(page: Page) -> tuple[int, bytes, dict[str, str]]:
    return page.status, page.response.data, {k: v for k, v in page.headers.items() if k != "Date"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("header", SPOOFED)
def test_without_proxies_nobody_is_believed(behind: Behind, address: str, header: str):
    browse = behind(0)
    assert said(browse.look(address, headers={header: SPOOFED[header]})) == said(browse.look(address))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("header", [name for name in SPOOFED if name != "X-Forwarded-Host"])
def test_behind_a_proxy_no_header_changes_an_answer_but_the_host(behind: Behind, address: str, header: str):
    browse = behind(1)
    assert said(browse.look(address, headers={header: SPOOFED[header]})) == said(browse.look(address))


@pytest.mark.parametrize(
    ("proxies", "host", "status"),
    [
        (0, "offswitch.example", 400),
        (1, "offswitch.example", 200),
        (1, "evil.example", 400),
        (1, "evil.example, offswitch.example", 200),
        (1, "offswitch.example, evil.example", 400),
        (2, "offswitch.example, inner.example", 200),
        (2, "evil.example, offswitch.example, inner.example", 200),
        (2, "offswitch.example", 400),
    ],
)
def test_the_host_is_the_one_that_the_proxy_at_that_depth_names(
    behind: Behind, proxies: int, host: str, status: int
):
    browse = behind(proxies)
    headers = {"Host": "10.0.0.7:8000", "X-Forwarded-Host": host}
    assert browse.look("/en/", headers=headers).status == status


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("scheme", ["https", "http", "javascript", "", "https, http"])
def test_a_redirect_stays_on_the_site_whatever_scheme_is_claimed(behind: Behind, proxies: int, scheme: str):
    browse = behind(proxies)
    page = browse.look("/en/linkedin-ai", headers={"X-Forwarded-Proto": scheme})
    assert page.headers["Location"] == "/en/linkedin-ai/"


@pytest.mark.parametrize(
    "host", ["10.0.0.7:8000", "offswitch-7d4f.pod.cluster.local", "[fd00::7]", "", "a b"]
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_what_watches_over_the_server_may_ask_by_any_name(behind: Behind, host: str, proxies: int):
    browse = behind(proxies)
    health = browse("/healthz", headers={"Host": host, "X-Forwarded-Host": host})
    assert health.text == "ok\n"
    assert host == "" or host not in str(health.headers)
    for address in ("/en/", "/healthz/", "/healthz/x", "/robots.txt", "/static/site.css"):
        assert browse.look(address, headers={"Host": host}).status == 400
