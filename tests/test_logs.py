"""Logs: whatever fails, no line holds a reader's address, ticks, or words they sent.

A real gunicorn, with its real configuration, hears from a reader at 127.0.0.2.
"""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from offswitch.logs import without_reader
from tests.drafts import Project, program_path, quiet
from tests.ports import free_port

READER = "127.0.0.2"
SECRET = "xyzzy"  # pragma: allowlist secret: made up here
AGENT = "Mozilla-of-a-reader"


@dataclass(frozen=True)
class Server:
    port: int
    output: Path

    def hears(self, request: bytes) -> bytes:
        """Send these bytes and read whatever comes back."""
        try:
            with closing(socket.create_connection(("127.0.0.1", self.port), 10, (READER, 0))) as connection:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionResetError:
            return b""

    @property
    def lines(self) -> list[dict[str, object]]:
        """What it has logged so far, every line of it."""
        return [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]

    @property
    def requests(self) -> list[dict[str, object]]:
        return [line for line in self.lines if line["what"] == "Request"]


@pytest.fixture(scope="module")
def server(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site with a page and an embed that fail, quoting query and Referer in their errors as libraries do."""
    project = whole_project.copy(tmp_path_factory.mktemp("served") / "project")
    for name in ("pages/privacy.html", "embed/region.html"):
        template = project.folder / "templates" / name
        template.write_text("{{ {}[request.full_path ~ request.referrer] }}", encoding="utf-8")
    with served(project) as server:
        yield server


@pytest.fixture(scope="module")
def talkative(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site whose host wants a line for every request."""
    project = whole_project.copy(tmp_path_factory.mktemp("talkative") / "project")
    with served(project, OFFSWITCH_LOG="requests") as server:
        yield server


@contextmanager
def served(project: Project, port: int | None = None, **environment: str) -> Iterator[Server]:
    port, output = port or free_port(), project.folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [str(program_path("gunicorn")), "--config", "gunicorn.conf.py", "app:app"],
            cwd=project.folder,
            env=quiet({"PORT": str(port), "WEB_CONCURRENCY": "1", **environment}),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(port, process)
        yield Server(port, output)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "gunicorn did not start"
        with closing(socket.socket()) as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


def request(line: str, *headers: str) -> bytes:
    head = [
        line,
        "Host: localhost",
        f"User-Agent: {AGENT}",
        f"X-Forwarded-For: {READER}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode("latin-1")


FAILING = request(
    f"GET /en/privacy/?have={SECRET} HTTP/1.1", f"Cookie: {SECRET}", f"Referer: https://x.example/?{SECRET}"
)
FAILING_EMBED = request(
    f"GET /embed/en/linkedin-ai/region/?{SECRET} HTTP/1.1", f"Referer: https://x.example/?{SECRET}"
)

MALFORMED = [
    f"{SECRET} {AGENT}\r\n\r\n".encode(),
    request(f"GET /?{SECRET} HTTP/9.9"),
    request(f"G:T /?{SECRET} HTTP/1.1"),
    request(f"GET /en/?{SECRET} HTTP/1.1", f"Content-Length: {SECRET}"),
    request(f"GET /en/?{SECRET} HTTP/1.1", f"Bad {SECRET}: x"),
    request(f"GET /en/?{SECRET} HTTP/1.1", f"X-Null: \0{SECRET}"),
    request(f"GET /en/?{SECRET * 3000} HTTP/1.1"),
    request(f"POST /en/?{SECRET} HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 5"),
    request(f"GET /en/?{SECRET} HTTP/1.1", *(f"X-{number}: {SECRET}" for number in range(200))),
    request(f"POST /en/?{SECRET} HTTP/1.1", "Transfer-Encoding: chunked") + f"{SECRET}\r\n".encode(),
    b"\x16\x03\x01\x02\x00" + SECRET.encode(),
]


def test_nothing_of_a_reader_reaches_the_log_whatever_fails(server: Server):
    assert b" 500 " in server.hears(FAILING).splitlines()[0]
    assert server.hears(FAILING).count(SECRET.encode()) == 0
    assert b" 500 " in server.hears(FAILING_EMBED).splitlines()[0]
    answers = [server.hears(each).partition(b"\r\n")[0] for each in MALFORMED]
    assert sum(b" 400 " in answer or b" 50" in answer or b" 4" in answer for answer in answers) >= 6, answers
    # Somebody who leaves before the answer.
    for line in (f"GET /en/linkedin-ai/?{SECRET} HTTP/1.1", f"GET /en/privacy/?{SECRET} HTTP/1.1"):
        with closing(socket.create_connection(("127.0.0.1", server.port), 10, (READER, 0))) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(request(line))
    assert server.hears(request("GET /healthz HTTP/1.1")).endswith(b"ok\n")

    log = server.output.read_text(encoding="utf-8", errors="replace")
    assert "Exception on /en/privacy/" in log, "a host has to learn that it failed, and where"
    assert "Exception on /embed/en/linkedin-ai/region/" in log
    assert "UndefinedError" in log
    assert log.count("Invalid request") >= 4
    for inside in (READER, SECRET, AGENT, "?", "x.example"):
        assert inside not in log, [line for line in log.splitlines() if inside in line]
    addresses = [line for line in log.splitlines() if re.search(r"\d+\.\d+\.\d+\.\d+", line)]
    assert all("Listening at: " in line for line in addresses), addresses


def test_a_request_that_works_leaves_no_line(server: Server):
    server.hears(request("GET /healthz HTTP/1.1"))
    before = server.output.read_text(encoding="utf-8")
    for address in (
        "/en/",
        f"/en/linkedin-ai/at/checklist/?have={SECRET}",
        "/xx/",
        "/en/nothing/",
        "/static/site.css",
        f"/embed/en/linkedin-ai/at/settings/?have={SECRET}",
        f"/embed/en/nothing/?{SECRET}",
        f"/oembed?url=https://x.example/{SECRET}",
    ):
        asked = request(f"GET {address} HTTP/1.1", f"Referer: https://x.example/an-article?{SECRET}")
        assert server.hears(asked).startswith(b"HTTP/1.1 ")
    assert server.output.read_text(encoding="utf-8") == before


def test_every_line_says_when_how_grave_and_what(server: Server):
    server.hears(FAILING)
    assert {"time", "level", "what"} <= set.intersection(*(set(line) for line in server.lines))
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", str(line["time"])) for line in server.lines)
    failure = next(line for line in server.lines if line["level"] == "error")
    assert failure["what"] == "Exception on /en/privacy/ [GET]"
    trace = failure["trace"]
    assert isinstance(trace, list)
    assert any(re.match(r"pages/privacy\.html:1 ", each) for each in trace)
    assert trace[-1] == "UndefinedError"


def test_a_host_who_wants_it_gets_a_line_for_each_request_and_nothing_of_the_reader_in_it(talkative: Server):
    asked = request(
        f"GET /en/linkedin-ai/at/review/?have={SECRET} HTTP/1.1", f"Referer: https://x.example/{SECRET}"
    )
    body = talkative.hears(asked).partition(b"\r\n\r\n")[2]
    line = talkative.requests[-1]
    assert list(line) == ["time", "level", "what", "method", "path", "status", "ms", "bytes"]
    assert line["method"] == "GET"
    assert line["path"] == "/en/linkedin-ai/at/review/"
    assert line["status"] == 200
    assert isinstance(line["ms"], int)
    assert line["bytes"] == len(body) > 1000

    before = len(talkative.requests)
    for line in (
        f"GET /en/%3F{SECRET}/?{SECRET} HTTP/1.1",
        f"{SECRET.upper()} /en/ HTTP/1.1",
        f"GET /en/nothing/{READER}/?{SECRET} HTTP/1.1",
        f"GET http://x.example/en/?{SECRET} HTTP/1.1",
    ):
        talkative.hears(request(line))
    for each in MALFORMED:
        talkative.hears(each)
    assert talkative.hears(request("GET /healthz HTTP/1.1")).endswith(b"ok\n")
    assert [line["method"] for line in talkative.requests[before : before + 4]] == [
        "GET",
        "other",
        "GET",
        "GET",
    ]
    assert talkative.requests[before + 2]["path"] == "/en/nothing/[address]/"
    log = talkative.output.read_text(encoding="utf-8")
    # What stands in the path, as the first of these wanted it, is the path.
    assert log.count(SECRET) == 1
    for inside in (READER, SECRET.upper(), AGENT, "?"):
        assert inside not in log


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Error handling request /en/?have=posts", "Error handling request /en/"),
        ("from 192.0.2.7 at last", "from [address] at last"),
        ("from 192.0.2.7:51234.", "from [address]:51234."),
        ("from 2001:db8::7, twice", "from [address], twice"),
        ("from ::1.", "from [address]."),
        ("Worker (pid:12) exited at 12:30:15", "Worker (pid:12) exited at 12:30:15"),
        ("version 1.2.3", "version 1.2.3"),
        (
            "Invalid request from ip=192.0.2.7: Invalid HTTP Version: 'xyzzy'",
            "Invalid request: Invalid HTTP Version",
        ),
        (
            "Invalid request from ip= Invalid request line: 'GET /?xyzzy'",
            "Invalid request: Invalid request line",
        ),
    ],
)
def test_a_line_is_cleaned_and_keeps_what_a_host_needs(message: str, kept: str):
    assert without_reader(message) == kept
