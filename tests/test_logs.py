"""Logs: whatever fails, no line holds a reader's address, ticks, or words they sent.

A real gunicorn, with its real configuration, hears from a reader at 127.0.0.2.
"""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from offswitch.logs import without_reader
from tests.drafts import Project, program_path, quiet

READER = "127.0.0.2"
SECRET = "xyzzy"
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


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site with a page and an embed that fail, quoting query and Referer in their errors as libraries do."""
    project = whole_project.copy(tmp_path_factory.mktemp("served") / "project")
    for name in ("pages/privacy.html", "embed/region.html"):
        template = project.folder / "templates" / name
        template.write_text("{{ {}[request.full_path ~ request.referrer] }}", encoding="utf-8")
    port, output = free_port(), project.folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [str(program_path("gunicorn")), "--config", "gunicorn.conf.py", "app:app"],
            cwd=project.folder,
            env=quiet({"PORT": str(port), "WEB_CONCURRENCY": "1"}),
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
