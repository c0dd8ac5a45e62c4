"""Security: only reading, only for hosts we know, and with strict headers on every answer."""

import pytest
from flask import session

from tests.conftest import PUBLIC, Serve
from tests.every_address import every_address
from tests.house import complaints, header_complaints
from tests.reader import Browser

METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"]

OTHER_ADDRESSES = [
    "/static/site.css",
    "/static/nothing.css",
    "/nothing",
    "/xx/",
    "/de-AT/",
    "/en/linkedin-ai/xx/settings/",
    "/en/linkedin-ai",
    "/partial/xx/",
    "//",
]


@pytest.mark.parametrize("method", METHODS)
def test_every_address_only_answers_to_get_and_head(browse: Browser, method: str):
    wrong = []
    for address in (*every_address(browse.app), *OTHER_ADDRESSES):
        page = browse.look(address, method=method)
        if page.status != 405 or page.headers.get("Allow") != "GET, HEAD" or list(complaints(page)):
            wrong.append(f"{page}: Allow: {page.headers.get('Allow')}, {list(complaints(page))}")
    assert not wrong, "\n".join(wrong)


def test_what_is_sent_along_is_not_taken_in(browse: Browser):
    page = browse(
        "/en/linkedin-ai/at/checklist/", method="POST", data={"done": "task-switch-off"}, status=405
    )
    assert "task-switch-off" not in page.text


@pytest.mark.parametrize(
    "address", ["/en/", "/en/linkedin-ai/at/settings/?have=posts", "/robots.txt", "/en/nothing/"]
)
def test_head_says_what_get_says_and_sends_nothing(browse: Browser, address: str):
    get, head = browse.look(address), browse.look(address, method="HEAD")
    assert head.response.data == b""
    # The second may turn between the two.
    said = [{name: value for name, value in page.headers.items() if name != "Date"} for page in (get, head)]
    assert head.status == get.status
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "address",
    ["/en/", "/partial/en/", "/", "/robots.txt", "/static/site.css", "/en/linkedin-ai", "/xx/", "/healthz"],
)
@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_every_kind_of_answer_carries_all_headers(browse: Browser, address: str, encoding: str):
    page = browse.look(address, headers={"Accept-Encoding": encoding})
    assert list(header_complaints(page)) == []


@pytest.mark.parametrize(
    "host", ["evil.example", "offswitch.example.evil.example", "", "127.0.0.2", "a b", "x" * 300]
)
@pytest.mark.parametrize(("wish", "language"), [("de-AT", "de"), ("en", "en")])
@pytest.mark.parametrize("address", ["/", "/en/", "/robots.txt", "/en/linkedin-ai", "/static/site.css"])
def test_a_host_that_we_do_not_know_gets_a_readable_refusal(
    browse: Browser, host: str, wish: str, language: str, address: str
):
    page = browse(address, status=400, headers={"Host": host, "Accept-Language": wish})
    assert page.language == ("en" if address.startswith("/en/") else language)
    assert not host or host not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_hosts_that_we_know_are_answered(browse: Browser):
    for host in ("offswitch.example", "localhost", "127.0.0.1:8000", "offswitch.example:443"):
        browse("/en/", headers={"Host": host})


@pytest.mark.parametrize(
    ("base", "strict"),
    [("https://offswitch.example", True), ("http://localhost:8000", False), (None, False)],
)
def test_browsers_are_told_to_insist_on_https_only_where_there_is_https(
    serve: Serve, base: str | None, strict: bool
):
    browse = serve(PUBLIC.model_copy(update={"base": base}))
    for address in ("/en/", "/en/nothing/", "/static/site.css"):
        assert ("Strict-Transport-Security" in browse.look(address).headers) is strict


def test_nothing_can_ever_set_a_cookie(serve: Serve):
    browse = serve()
    assert browse.app.secret_key is None

    @browse.app.get("/en/remember/")
    def remember() -> str:
        session["reader"] = "x"
        return ""

    page = browse("/en/remember/", status=500)
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/",
        "/app.py",
        "/content/places.toml",
        "/.git/config",
        "/static/..%5capp.py",
    ],
)
def test_no_file_outside_the_static_folder_is_served(browse: Browser, address: str):
    assert browse.look(address).status in {404, 308}
    assert browse.look(address, follow_redirects=True).status == 404
