"""Reflection: what somebody puts into the query of a link never comes back, in no language and no kind of answer.

Unknown answers are dropped. So an answer to markup, line breaks or code is, byte by byte and header by header,
the answer to any other nonsense: there is no place where they could have been forgotten.
"""

import json
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from tests.every_address import every_address
from tests.languages import ALL
from tests.reader import Browser
from tests.test_forwarded import said

NAMES = [
    "have", "labels", "done", "stays", "date", "guide", "step", "place", "in", "v", "url", "format", "maxwidth",
    "maxheight", "_method", "callback", "lang", "q", "next", "<x>", "x\r\ny",
]  # fmt: skip
"""Every parameter that there is, and some that there are not."""

NONSENSE = "nonsense"
HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "x' onfocus='alert(1)' autofocus='",
    "x\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "x\r\nATTENDEE:mailto:x@evil.example",
    "x\u2028alert(1)\u2029",
    "]]></title><script/>",
    "--><script>",
    "</textarea></style></script><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "//evil.example",
    "https://evil.example/",
    "{{7*7}}{%print(1)%}${7*7}{0.__class__}%(x)s",
    "+ADw-script+AD4-",
    "\x00\x1b[31m\x7f",
    "\ufeff\u202e\ufffe",
    "２０２６-０１-０１",
    "2026-01-01\r\nX:1",
    "2026-01-01T00:00<b>",
]


def query(value: str, names: list[str] = NAMES) -> str:
    """The value in every parameter, before and behind an answer that we know."""
    known = "have=posts&done=task-switch-off"
    return f"?{'&'.join(f'{quote(name)}={quote(value)}' for name in names)}&{known}&have={quote(value)}"


def test_markup_in_a_query_is_answered_like_any_other_nonsense(browse: Browser):
    """Every address, each in the next language, with every fourth of the values."""
    for number, address in enumerate(every_address(browse.app)):
        here = address.replace("/en/", f"/{ALL[number % len(ALL)]}/", 1)
        plain = said(browse.look(here + query(NONSENSE)))
        for value in HOSTILE[number % 4 :: 4]:
            assert said(browse.look(here + query(value))) == plain, f"{here}: {value!r}"


READING = [
    "/{}/",
    "/{}/linkedin-ai/at/review/",
    "/partial/{}/linkedin-ai/at/settings/",
    "/partial/{}/linkedin-ai/checklist/",
    "/{}/linkedin-ai/at/letters/objection/",
    "/{}/linkedin-ai/at/checklist/still-off.ics",
    "/partial/{}/done/",
    "/{}/share/",
    "/embed/{}/linkedin-ai/settings/",
    "/api/1/{}/guides.json",
]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    page=some.sampled_from(READING),
    language=some.sampled_from(ALL),
    name=some.sampled_from(NAMES) | some.text(max_size=10),
    value=some.text(max_size=40),
)
@example(page=READING[3], language="mt", name="date", value="2026-02-31\nX:1")
def test_whatever_a_query_says_that_nobody_offered_is_answered_like_nonsense(
    browse: Browser, page: str, language: str, name: str, value: str
):
    # Before the value stands what no choice and no day begins with.
    address, name = page.format(language), quote(name)
    plain = said(browse.look(f"{address}?{name}=-{NONSENSE}"))
    assert said(browse.look(f"{address}?{name}=-{quote(value)}")) == plain


@pytest.mark.parametrize("value", HOSTILE)
def test_a_redirect_hands_on_nothing_but_what_came_and_shows_nothing_of_it(browse: Browser, value: str):
    sent = f"have=posts&have={quote(value)}&x={quote(value)}"
    for address in ("/de-AT/", "/de-AT/linkedin-ai/at/review/", "/en/about", "/partial/DE/", "/embed/en//x/"):
        page = browse.look(f"{address}?{sent}")
        assert page.status in {301, 308}
        assert page.response.data == b""
        lands = urlsplit(page.headers["Location"])
        assert not lands.netloc
        assert set(parse_qsl(lands.query)) <= set(parse_qsl(sent))
        assert all("!" <= sign <= "~" for sign in page.headers["Location"])


OURS = "https://offswitch.example/mt/linkedin-ai/at/settings/"


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_publishing_system_gets_holds_our_words_alone(browse: Browser, value: str):
    def asked(address: str, **more: str) -> tuple[int, bytes, dict[str, str]]:
        pairs = {"url": address, **more}
        return said(browse.look("/oembed?" + "&".join(f"{k}={quote(v)}" for k, v in pairs.items())))

    plain = asked(OURS)
    assert plain[0] == 200
    assert asked(f"{OURS}?have={value}&{value}={value}") == plain
    assert asked(f"{OURS}#{value}") == plain
    for name in ("maxwidth", "maxheight", "callback", "lang"):
        assert asked(OURS, **{name: value}) == plain
    for refused in (asked(value), asked(OURS + value), asked(OURS, format=value), asked(f"{OURS}{value}/")):
        if refused[0] == 200:
            # The first fragment or query ends the address; nothing of them is kept.
            assert refused == plain
            continue
        assert refused[0] in {404, 501}
        assert set(json.loads(refused[1])) == {"error"}
        assert value not in json.loads(refused[1])["error"]
        assert refused[2]["Cache-Control"] == "no-store"


FOLDERS = ["/", "/{}/", "/partial/{}/", "/{}/linkedin-ai/", "/{}/linkedin-ai/at/", "/embed/{}/", "/api/1/{}/"]


@pytest.mark.parametrize("language", ALL)
def test_a_page_that_is_not_there_does_not_repeat_its_address(browse: Browser, language: str):
    for number, value in enumerate(HOSTILE):
        address = f"{FOLDERS[number % len(FOLDERS)].format(language)}{quote(f'zzz{value}', safe='')}/"
        page = browse.look(f"{address}?{quote(value)}={quote(value)}", headers={"Accept-Language": language})
        assert page.status == 404
        assert "zzz" not in page.text + str(page.headers)
