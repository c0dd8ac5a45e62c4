"""Several servers behind a balancer, under load: one is stopped, one cut off, one killed, and each replaced.

    make build && .venv/bin/python benchmarks/balancer.py

Three real servers of one worker each, HAProxy before them (Debian: apt install haproxy), and readers who walk
through pages, parts of pages, pictures and files. All on this machine only; it ends by itself after about 85
seconds. Prints a table for docs/reliability.md. Ends with 1 if a reader met an error, or if two servers
answered differently. An answer that was on its way when its server was killed breaks off, which is one.
"""

import argparse
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]

READERS = 4
PAUSE = 0.05
"""Seconds that a reader waits from an answer to the next request."""
SECONDS = 8.0
"""How long each phase goes on after what happened."""
WARM = 6.0
PUBLIC = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_IMPRINT": "https://foundation.example/imprint",
    "OFFSWITCH_BASE": "https://offswitch.example",
}
"""The same for all servers, as settings are. Without a base, pages would name each server's own address."""

GIVES_UP = 15.0
"""Seconds after which a reader gives up. That is an error."""
ANSWERS_WITHIN = 2
"""Seconds that the balancer gives a server to answer, before it asks another one."""

WALK = [
    f"/{language}/{rest}"
    for language in ("en", "de", "fr", "el", "mt")
    for rest in (
        "",
        "linkedin-ai/",
        "linkedin-ai/region/",
        "linkedin-ai/at/review/",
        "linkedin-ai/at/review/?have=posts",
        "linkedin-ai/at/settings/",
        "linkedin-ai/at/checklist/",
        "meta-ai/settings/",
        "privacy/",
    )
] + [
    "/partial/de/linkedin-ai/at/settings/",
    "/partial/en/linkedin-ai/at/review/?have=posts",
    "/embed/en/linkedin-ai/settings/",
    "/en/linkedin-ai/card.png",
    "/en/linkedin-ai/region/qr.svg",
    "/api/1/en/guides.json",
    "/static/site.css",
    "/sitemap.xml",
]

BALANCER = """
global
    stats socket {folder}/control mode 600 level admin

defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server {seconds}s
    timeout check 1s
    # A page is only read: whichever server fails, another one may be asked for the same.
    retries 5
    option redispatch 1
    retry-on all-retryable-errors

frontend readers
    bind 127.0.0.1:{port}
    default_backend servers

backend servers
    balance roundrobin
    option httpchk
    http-check send meth GET uri /healthz
    http-response set-header X-Server %s
    # A server that does not answer readers is left alone at once, not only at the next look.
    default-server check inter 500ms fall 2 rise 1 observe layer7 error-limit 2 on-error mark-down
"""


@dataclass
class Server:
    """gunicorn as `make run` starts it, at an address of its own."""

    name: str
    address: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path) -> None:
        """Returns once it is well. Raises RuntimeError if it does not get there."""
        with (folder / f"{self.name}.log").open("wb") as output:
            self.process = subprocess.Popen(
                [Path(sys.executable).parent / "gunicorn", "--config", "gunicorn.conf.py", "app:app"],
                cwd=ROOT,
                env={
                    **PUBLIC,
                    "PATH": os.environ["PATH"],
                    "HOST": self.address,
                    "PORT": str(self.port),
                    "WEB_CONCURRENCY": "1",
                },
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        for _ in range(300):
            if self.process.poll() is not None:
                break
            with closing(socket.socket()) as attempt:
                if attempt.connect_ex((self.address, self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError((folder / f"{self.name}.log").read_text(encoding="utf-8"))

    def signal(self, what: signal.Signals) -> None:
        """To it and its workers, as if it were the machine. SIGTERM is for the parent, who ends them."""
        if self.process and self.process.poll() is None:
            if what is signal.SIGTERM:
                self.process.terminate()
            else:
                os.killpg(self.process.pid, what)

    def end(self) -> None:
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait(20)


@dataclass
class Balancer:
    port: int
    folder: Path

    @contextmanager
    def running(self, servers: list[Server], program: str) -> Iterator[None]:
        file = self.folder / "haproxy.cfg"
        lines = [
            f"    server {each.name} {each.address}:{each.port}{' ' if each.process else ' disabled'}\n"
            for each in servers
        ]
        text = BALANCER.format(folder=self.folder, port=self.port, seconds=ANSWERS_WITHIN)
        file.write_text(text + "".join(lines), encoding="utf-8")
        process = subprocess.Popen([program, "-db", "-f", file], stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)

    def take_in(self, server: Server) -> None:
        """What a change of the list of servers does, without a new start."""
        with closing(socket.socket(socket.AF_UNIX)) as control:
            control.connect(str(self.folder / "control"))
            control.sendall(f"set server servers/{server.name} state ready\n".encode())
            control.recv(1024)


@dataclass
class Readers:
    """Who walk, and note what they met."""

    port: int
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    servers: set[str] = field(default_factory=set)
    answers: dict[str, dict[tuple[str | None, str], set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """By path, by ETag and digest of the body: which servers answered so."""
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self) -> None:
        """What belongs to a phase; answers are compared across all."""
        with self.lock:
            self.waits, self.errors, self.servers = [], [], set()

    def walk(self, seed: int) -> None:
        path = list(WALK)
        random.Random(seed).shuffle(path)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=GIVES_UP)
        while not self.ended.is_set():
            for each in path:
                self.ask(connection, each)
                if self.ended.wait(PAUSE):
                    break
        connection.close()

    def ask(self, connection: HTTPConnection, path: str) -> None:
        start = time.monotonic()
        try:
            connection.request("GET", path, headers={"Host": "offswitch.example", "Accept-Encoding": "br"})
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            with self.lock:
                self.waits.append(time.monotonic() - start)
                self.errors.append(f"{path}: {error!r}")
            return
        with self.lock:
            self.waits.append(time.monotonic() - start)
            if response.status != 200:
                self.errors.append(f"{path}: {response.status}")
                return
            server = response.headers["X-Server"]
            self.servers.add(server)
            self.answers[path][response.headers["ETag"], sha256(body).hexdigest()].add(server)

    @contextmanager
    def walking(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.walk, args=(seed,)) for seed in range(READERS)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self.ended.set()
            for each in threads:
                each.join()

    @property
    def compared(self) -> list[str]:
        """The paths that more than one server answered."""
        return [path for path, found in self.answers.items() if len(set().union(*found.values())) > 1]

    @property
    def different(self) -> list[str]:
        return [path for path, found in self.answers.items() if len(found) > 1]


@dataclass(frozen=True)
class Phase:
    name: str
    happens: Callable[[], object]


def row(name: str, readers: Readers) -> str:
    waits = sorted(readers.waits)
    middle, slow = (quantiles(waits, n=100, method="inclusive")[n] * 1000 for n in (49, 98))
    cells = [
        name,
        f"{len(waits):,}",
        len(readers.errors),
        f"{middle:.0f}",
        f"{slow:.0f}",
        f"{waits[-1] * 1000:,.0f}",
    ]
    return f"| {' | '.join(str(cell) for cell in [*cells, len(readers.servers)])} |\n"


def trial(port: int, seconds: float) -> bool:
    """Whether no reader met an error and all servers answered the same."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/sbin")
    if program is None:
        raise SystemExit("This needs haproxy. Debian: apt install haproxy")
    first, second, third, *new = (
        Server(name, f"127.0.0.{number}", port + number) for number, name in enumerate("abcde", start=1)
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for each in (first, second, third, *new):
            stack.callback(each.end)
        for each in (first, second, third):
            each.start(folder)
        balancer, readers = Balancer(port, folder), Readers(port)
        stack.enter_context(balancer.running([first, second, third, *new], program))
        time.sleep(1.5)

        def replaced_by(server: Server) -> Callable[[], None]:
            def happens() -> None:
                server.start(folder)
                balancer.take_in(server)

            return happens

        phases = [
            Phase("three servers", lambda: None),
            Phase("one is stopped (SIGTERM)", lambda: first.signal(signal.SIGTERM)),
            Phase("a new one comes, at another address", replaced_by(new[0])),
            Phase("one is cut off (SIGSTOP)", lambda: second.signal(signal.SIGSTOP)),
            Phase("it is back (SIGCONT)", lambda: second.signal(signal.SIGCONT)),
            Phase("one is killed (SIGKILL)", lambda: third.signal(signal.SIGKILL)),
            Phase("a new one comes, at another address", replaced_by(new[1])),
            Phase("two are killed at once", lambda: [each.signal(signal.SIGKILL) for each in new]),
        ]
        say = sys.stdout.write
        say(f"{platform.system()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}\n\n")
        say("| Meanwhile | Requests | Errors | p50 ms | p99 ms | Longest ms | Servers |\n")
        say("|---|---:|---:|---:|---:|---:|---:|\n")
        errors = []
        with readers.walking():
            # Each server makes each page for the first time.
            time.sleep(WARM)
            for phase in phases:
                readers.forget()
                phase.happens()
                time.sleep(seconds)
                say(row(phase.name, readers))
                sys.stdout.flush()
                errors += readers.errors
        say(f"\n{len(readers.compared)} of {len(WALK)} addresses were answered by more than one server, ")
        say(f"{len(readers.different)} of them differently.\n")
        for each in errors + readers.different:
            say(f"{each}\n")
        return not errors and not readers.different


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--port", type=int, default=21500, help="the first of six ports; 21500 if you do not say"
    )
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each phase takes")
    chosen = parser.parse_args()
    sys.exit(0 if trial(chosen.port, chosen.seconds) else 1)
