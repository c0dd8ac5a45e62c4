"""Tricks with a path end at a page that is not there, or lead on within the site, and never to another one."""

from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.every_address import every_address
from tests.reader import Browser
from tests.test_bad_input import ask
from tests.tricks import EVIL, TRICKS, decoded, faults, lands


def answered(app: Flask, target: str) -> tuple[int, dict[str, str]]:
    answer = ask(app, unquote_to_bytes(target.partition("?")[0]))
    return answer.status_code, {name.lower(): value for name, value in answer.headers}


def follow(app: Flask, target: str) -> list[str]:
    """What is wrong on the way that a browser takes from there, and at its end."""
    wrong = []
    for _ in range(4):
        status, headers = answered(app, target)
        wrong += faults(target, status, headers)
        if "location" not in headers:
            return wrong
        target = lands(headers["location"]).removeprefix("https://offswitch.example")
    return [*wrong, f"leads round and round: {target}"]


@pytest.mark.parametrize(
    "target", [each for each in TRICKS if each.startswith("/")], ids=lambda each: each[:40]
)
def test_a_trick_leads_nowhere_else(app: Flask, target: str):
    assert follow(app, target) == []


parts = some.sampled_from([
    "", "/", "//", "..", ".", "%2e%2e", "%2f", "%5c", "\\", ";", "%00", "%0d%0a", "%09", "%c0%ae", "%c0%af", "@",
    ":", "%3f", "%23", "?", "#", "%25", "~", "*", EVIL, f"//{EVIL}", "https:", "de-AT", "DE", "en", "gsw", "go",
    "partial", "embed", "api", "1", "static", "linkedin-ai", "at", "AT", "settings", "letters", "objection", "de",
    "letter.txt", "card.png", "feed.xml", "index.html", "x" * 300,
])  # fmt: skip
targets = some.lists(parts, min_size=1, max_size=9).map(lambda found: "/" + "/".join(found))
targets |= some.lists(parts, min_size=1, max_size=9).map(lambda found: "/" + "".join(found))


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(target=targets)
def test_no_trick_that_can_be_put_together_leads_anywhere_else(app: Flask, target: str):
    assert follow(app, target) == []


def test_every_address_has_one_way_of_writing_it(browse: Browser):
    """Written otherwise, it leads to the right way or to nothing: no cache keeps a page twice."""
    for address in every_address(browse.app):
        for other in (
            address.replace("/", "//", 1), address.replace("/", "/./", 1), address + "/", address + "%00",
            address.rstrip("/") + "%2f%2f", address.swapcase(), address.replace("linkedin", "Linkedin"),
            address.rstrip("/") + ";x", address.rstrip("/") + ".html", "/en/.." + address,
        ):  # fmt: skip
            if decoded(other) != address:
                status, headers = answered(browse.app, other)
                assert status in {301, 302, 308, 404, 405}, other
                assert faults(other, status, headers) == [], other


@pytest.mark.parametrize("path", [b"//en/", b"///en", b"//en/about/"])
def test_more_slashes_do_not_get_past_the_question_whose_site_this_is(app: Flask, path: bytes):
    answer = ask(app, path, more={"HTTP_HOST": EVIL.encode()})
    assert (answer.status_code, answer.location) == (400, None)
    assert ask(app, path, b"have=posts").location.startswith("/e")
    assert ask(app, path, method="POST").status_code == 405
