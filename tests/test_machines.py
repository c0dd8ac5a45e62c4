"""Machines: what programs ask a site for, and find."""

from datetime import datetime, timedelta

import pytest

from offswitch.settings import Settings
from tests.conftest import LOCAL, NOW, PUBLIC, Serve
from tests.reader import Browser


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_a_site_for_all_may_be_read_and_says_where_its_pages_are_listed(browse: Browser):
    page = browse("/robots.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert page.text.splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        "Sitemap: https://offswitch.example/sitemap.xml",
    ]


def test_a_site_for_this_machine_is_not_listed(serve: Serve):
    assert serve(LOCAL)("/robots.txt").text.splitlines() == ["User-agent: *", "Disallow: /"]


def test_who_finds_a_hole_learns_whom_to_tell(browse: Browser):
    page = browse("/.well-known/security.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = fields(page.text)
    assert said["Contact"] == "mailto:privacy@offswitch.example"
    assert said["Canonical"] == "https://offswitch.example/.well-known/security.txt"
    assert set(said["Preferred-Languages"].split(", ")) >= {"en", "de"}
    assert said["Policy"].startswith("https://offswitch.example/")
    browse(said["Policy"].removeprefix("https://offswitch.example"))


def test_what_it_says_is_valid_for_some_months_and_less_than_a_year(browse: Browser):
    expires = datetime.fromisoformat(fields(browse("/.well-known/security.txt").text)["Expires"])
    assert timedelta(days=30) < expires - NOW < timedelta(days=366)


@pytest.mark.parametrize("settings", [LOCAL, PUBLIC.model_copy(update={"contact": None})])
def test_where_nobody_can_be_told_there_is_no_such_file(serve: Serve, settings: Settings):
    serve(settings)("/.well-known/security.txt", status=404)


def test_the_site_has_an_icon(browse: Browser):
    page = browse("/favicon.ico")
    assert page.response.data[:4] == b"\0\0\1\0"
    assert page.response.mimetype in {"image/x-icon", "image/vnd.microsoft.icon"}
    assert "max-age" in page.headers["Cache-Control"]


def test_whoever_watches_over_the_site_learns_that_it_is_well(browse: Browser):
    page = browse("/healthz")
    assert page.text == "ok\n"
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_machines_need_no_known_language(browse: Browser):
    for address in ("/robots.txt", "/healthz", "/.well-known/security.txt"):
        browse(address, headers={"Accept-Language": "xx"})
