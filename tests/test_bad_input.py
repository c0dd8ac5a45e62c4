"""Bad input: whatever is sent, nothing breaks, nothing is repeated unescaped, nobody is led away.

Requests are made as a server makes them, byte by byte, past every client that would tidy them up.
"""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

MARK = b"<x'\"&{{7*7}}zzz"
ECHOES = (b"<x'", b'<x&#39;"', b"49zzz", b"<script>zzz")
"""What of it would be markup, or was taken for a template."""

KNOWN = [
    b"en",
    b"de",
    b"qps",
    b"linkedin-ai",
    b"at",
    b"gb",
    b"world",
    b"region",
    b"review",
    b"settings",
    b"checklist",
    b"sources",
    b"about",
    b"privacy",
    b"partial",
    b"static",
    b"site.css",
    b"robots.txt",
    b"healthz",
    b"favicon.ico",
    b".well-known",
    b"security.txt",
]
NASTY = [
    MARK,
    b"..",
    b".",
    b"%",
    b"%00",
    b"%2e%2e",
    b"%c0%af",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r\nSet-Cookie: zzz=1",
    b"<script>zzz</script>",
    b"{{7*7}}zzz",
    b"${7*7}",
    b"{toggle}",
    b"%s%n%d",
    b"x" * 8000,
    b"-" * 3000,
    b"de-" + b"x" * 500,
    b"\\",
    b"//evil.example",
    b"http://evil.example",
    "ＤＥ".encode(),
    "\u202e".encode(),
    "e\u0301".encode(),
    b"None",
    b"-1",
    b"1e999",
    b"any",
    b"<any(x):y>",
    b"__class__",
    b"'",
    b'"',
    b" ",
    b"\t",
    b"\n",
    b";",
    b"&",
    b"?",
    b"#",
]
PAGES = [
    b"/en/",
    b"/de/",
    b"/en/linkedin-ai/",
    b"/de/linkedin-ai/region/",
    b"/en/linkedin-ai/at/review/",
    b"/de/linkedin-ai/settings/",
    b"/en/linkedin-ai/gb/checklist/",
    b"/partial/de/linkedin-ai/at/review/",
    b"/partial/en/linkedin-ai/settings/",
    b"/partial/de/linkedin-ai/checklist/",
    b"/partial/en/",
    b"/en/about/",
    b"/de/done/",
    b"/partial/en/done/",
    b"/en/linkedin-ai/at/checklist/still-off.ics",
    b"/de/gemini/checklist/qr.svg",
    b"/",
]

pieces = some.sampled_from(KNOWN) | some.sampled_from(NASTY) | some.binary(max_size=30)
paths = some.lists(pieces, max_size=7).map(lambda parts: b"/" + b"/".join(parts))
paths |= some.tuples(some.sampled_from(PAGES), pieces).map(b"".join)

names = (
    some.sampled_from([b"have", b"labels", b"done", b"stays", b"place", b"language", b"v", b"date", b"guide"])
    | pieces
)
values = (
    some.sampled_from(
        [b"posts", b"gemini", b"2026-02-31", b"2026-02-28", b"fr", b"task-switch-off", b"1", b""]
    )
    | pieces
)
pairs = some.lists(some.tuples(names, values), max_size=12)
queries = pairs.map(lambda found: b"&".join(b"=".join(pair) for pair in found))
queries |= pairs.map(
    lambda found: b"&".join(b"=".join(quote_from_bytes(each).encode() for each in pair) for pair in found)
)
queries |= some.binary(max_size=80)
# Spaces and control characters end a request's line: no server hands them on unescaped.
queries = queries.map(lambda query: bytes(byte for byte in query if byte > 0x20 and byte != 0x7F))

headers = some.dictionaries(
    some.sampled_from(
        [
            "HTTP_ACCEPT_LANGUAGE",
            "HTTP_ACCEPT_ENCODING",
            "HTTP_IF_NONE_MATCH",
            "HTTP_RANGE",
            "HTTP_HOST",
            "HTTP_COOKIE",
            "HTTP_HX_REQUEST",
            "HTTP_HX_CURRENT_URL",
            "HTTP_X_FORWARDED_HOST",
            "HTTP_X_FORWARDED_PREFIX",
            "HTTP_REFERER",
            "HTTP_IF_MODIFIED_SINCE",
            "HTTP_USER_AGENT",
            "HTTP_ACCEPT",
            "CONTENT_TYPE",
            "CONTENT_LENGTH",
            "HTTP_ORIGIN",
        ]
    ),
    some.sampled_from(
        [b"de", b"de;q=nonsense", b"gzip;q=0,*", b"bytes=0-5", b"localhost:99999", b"-5", b"9" * 30, b"*"]
    )
    | pieces,
    max_size=5,
)

few = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def ask(
    app: Flask, path: bytes, query: bytes = b"", method: str = "GET", more: dict[str, bytes] | None = None
) -> Response:
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{name: value.decode("latin-1") for name, value in (more or {}).items()},
    }
    return Response(*run_wsgi_app(app, environ, buffered=True))


def flaws(answer: Response) -> Iterator[str]:
    """What is wrong with an answer, whatever the question was."""
    if answer.status_code not in {200, 206, 301, 302, 304, 308, 400, 404, 405, 414, 416}:
        yield f"answers {answer.status_code}"
    if "Content-Encoding" not in answer.headers:
        for echo in ECHOES:
            if echo in answer.data:
                yield f"repeats {echo!r}"
    for name, value in answer.headers:
        if "\r" in value or "\n" in value or name == "Set-Cookie":
            yield f"has the header {name}: {value!r}"
        if name in {"Location", "HX-Push-Url", "HX-Replace-Url"}:
            target = urlsplit(value)
            if value.startswith(("//", "/\\")) or target.netloc not in {"", "localhost"}:
                yield f"leads to {value!r}"
    if not answer.headers.get("Content-Security-Policy", "").startswith("default-src 'none'"):
        yield "has no policy"


@settings(few, max_examples=500)
@given(path=paths, query=queries)
@example(path=b"//evil.example/", query=b"")
@example(path=b"//evil.example", query=b"")
@example(path=b"/de-AT//evil.example/", query=b"")
@example(path=b"/partial//evil.example/..", query=b"")
@example(path=b"/de-x\\evil.example/", query=b"%0d%0aSet-Cookie:zzz=1")
@example(path=b"/de-AT/\r\nSet-Cookie: zzz=1/", query=b"have=%0d%0aSet-Cookie:zzz=1")
@example(path=b"/en/linkedin-ai/at\r\nSet-Cookie: zzz=1", query=b"")
@example(path=b"/de-AT/", query=b"have=\xff")
@example(path=b"/DE", query=MARK)
def test_no_address_breaks_anything(app: Flask, path: bytes, query: bytes):
    assert list(flaws(ask(app, path, query))) == []


@settings(few, max_examples=300)
@given(path=some.sampled_from(PAGES), query=queries)
@example(path=PAGES[4], query=b"&".join(b"have=posts" for _ in range(2000)))
@example(path=PAGES[4], query=b"have=" + b"x" * 60_000)
@example(path=PAGES[5], query=b"labels=" + MARK)
@example(path=PAGES[6], query=b"date=" + MARK)
@example(path=PAGES[6], query=b"date=%ff%00&date=2026-01-01")
@example(path=PAGES[-3], query=b"date=2026-01-01%0d%0aATTENDEE:zzz")
@example(path=PAGES[7], query=b"have=%ff%fe%00&have=" + quote_from_bytes(MARK).encode())
def test_whatever_the_answers_say_the_page_is_there(app: Flask, path: bytes, query: bytes):
    answer = ask(app, path, query)
    assert list(flaws(answer)) == []
    assert answer.status_code == (302 if path == b"/" else 200)


@settings(few, max_examples=300)
@given(path=some.sampled_from(PAGES) | paths, more=headers)
@example(path=b"/en/", more={"HTTP_ACCEPT_LANGUAGE": b"de-" * 4000})
@example(path=b"/", more={"HTTP_ACCEPT_LANGUAGE": MARK})
@example(path=b"/nothing/", more={"HTTP_HOST": MARK})
@example(path=b"/en", more={"HTTP_X_FORWARDED_HOST": b"evil.example"})
@example(path=b"/static/site.css", more={"HTTP_RANGE": b"bytes=5-1"})
@example(path=b"/en/", more={"CONTENT_LENGTH": b"-5"})
@example(path=b"/en/", more={"CONTENT_LENGTH": b"nonsense", "CONTENT_TYPE": b"multipart/form-data"})
def test_no_header_breaks_anything(app: Flask, path: bytes, more: dict[str, bytes]):
    assert list(flaws(ask(app, path, more=more))) == []


@pytest.mark.parametrize("language", [b"en", b"de"])
@settings(few, max_examples=60)
@given(place=pieces, step=pieces, prefix=some.sampled_from([b"/", b"/partial/"]))
def test_no_place_or_step_breaks_anything(
    app: Flask, language: bytes, place: bytes, step: bytes, prefix: bytes
):
    answer = ask(app, prefix + language + b"/linkedin-ai/" + place + b"/" + step + b"/")
    assert list(flaws(answer)) == []


@settings(few, max_examples=60)
@given(method=some.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ-_!", min_size=1, max_size=12), path=paths)
def test_no_method_but_get_and_head_is_answered(app: Flask, method: str, path: bytes):
    answer = ask(app, path, method=method)
    assert list(flaws(answer)) == []
    assert method in {"GET", "HEAD"} or answer.status_code == 405
