"""The client: asks a server as fast as it answers, with wrk, on a processor of its own."""

import json
import subprocess
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.machine import CLIENT_CPU

SCRIPT = Path(__file__).with_name("client.lua")
CONNECTIONS = 32

BROWSER = {"Host": "localhost", "Accept-Encoding": "gzip", "Accept-Language": "de"}
"""What every request says. Gzip, because Debian's nginx serves no file that is compressed otherwise."""


@dataclass(frozen=True)
class Asked:
    """What came of asking for a while. Times in seconds."""

    rate: float
    """Answers a second."""
    median: float
    slow: float
    """The 99th percentile."""
    requests: int


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)


def answer(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    """What the server answers to one request. Raises OSError or HTTPException if it does not."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={**BROWSER, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def ask(
    port: int,
    path: str,
    seconds: float,
    headers: dict[str, str] | None = None,
    varied: tuple[str, ...] = (),
    first: int = 0,
) -> Asked:
    """Ask for this address for so many whole seconds, on 32 connections.

    With `varied`, pairs of a query, each request has another set of them; `first` is the number of the
    first set.
    Raises RuntimeError if an answer failed: such a figure would be none.
    """
    said = (f"-H{name}: {value}" for name, value in {**BROWSER, **(headers or {})}.items())
    address = f"http://127.0.0.1:{port}{path}"
    how = ("-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout=20s", "-s", str(SCRIPT), *said)
    done = subprocess.run(
        ["taskset", "-c", str(CLIENT_CPU), "wrk", *how, address, "--", str(first), *varied],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    if found["failed"] or not found["requests"]:
        raise RuntimeError(f"{path}: {found['requests']} requests, {found['failed']} of them failed")
    return Asked(
        rate=found["requests"] / found["microseconds"] * 1e6,
        median=found["median"] / 1e6,
        slow=found["slow"] / 1e6,
        requests=found["requests"],
    )
