"""Speed of the server: one table from one run. `make bench` runs it; QUICK=1 makes it short.

Servers and client have a processor each. Every row is measured in every round, so that what else the machine
does meets all of them alike; each figure is the median of its rounds, each ratio that of those within them.
"""

import argparse
import gzip
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

import offswitch
from benchmarks import client, machine, processes, servers, table, weights
from benchmarks.servers import Server
from benchmarks.table import Reference, Row
from offswitch.export.writing import file_of
from offswitch.settings import Settings
from tests.ports import Ports


@dataclass
class Subject:
    """Something to measure: whom to ask for what, and who works for the answer."""

    row: Row
    server: Server
    path: str
    behind: Server | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    varied: tuple[str, ...] = ()
    asked_for: int = 0
    """How many of the varied queries have been asked for."""

    def measure(self, seconds: float, *, counts: bool = True) -> None:
        works = [each.process.pid for each in (self.server, self.behind) if each]
        before, start = sum(map(processes.cpu_seconds, works)), time.monotonic()
        asked = client.ask(
            self.server.port, self.path, seconds, dict(self.headers), self.varied, self.asked_for
        )
        took, used = time.monotonic() - start, sum(map(processes.cpu_seconds, works)) - before
        # wrk builds some requests that it does not send.
        self.asked_for += asked.requests + 1000
        for each in works:
            processes.wait_until_idle(each)
        if counts:
            self.row.rounds.append(asked)
            self.row.cpu.append(used / asked.requests)
            self.row.busy.append(used / took)
            self.row.memory = sum(map(processes.memory, works))


class Bench:
    """All that is measured, with the servers that were started for it."""

    def __init__(self, folder: Path, ports: Ports, stack: ExitStack) -> None:
        self.folder = folder
        self.ports = ports
        self.stack = stack
        self.subjects: list[Subject] = []
        self.left_out: list[str] = []

    def prepare(self, app: Flask) -> None:
        say("looks for the heaviest page of each step")
        pages = weights.heaviest(app)
        page = max(pages, key=lambda each: each.size)
        say("starts the servers")
        port = self.ports.free()
        site = self.stack.enter_context(servers.ours(port, self.folder / "ours"))
        given = client.answer(port, page.path)
        etag = given.header("ETag")
        assert given.status == 200, given.status
        assert etag
        self._static(page.path, given)
        port = self.ports.free()
        bare = self.stack.enter_context(servers.bare(port, self.folder / "bare", given))
        self._add("b", "bare gunicorn, the same bytes and headers", bare, page.path)
        self._add("c", "Offswitch, a page already made", site, page.path, Reference("b", 0.85))
        for page_of_step in pages:
            name = f"Offswitch, made every time: {page_of_step.step} ({page_of_step.path})"
            self._add(
                f"d{page_of_step.step.number}",
                name,
                site,
                page_of_step.path,
                Reference("b", 0.08),
                varied=page_of_step.answers,
            )
        self._cached(page.path, site)
        self._exported(page.path, given)
        self._add(
            "g",
            "Offswitch, 'is it still the same?' (304)",
            site,
            page.path,
            Reference("c", 1),
            headers={"If-None-Match": etag},
            status=304,
        )

    def _add(
        self,
        key: str,
        name: str,
        server: Server,
        path: str,
        reference: Reference | None = None,
        *,
        behind: Server | None = None,
        headers: Mapping[str, str] | None = None,
        varied: tuple[str, ...] = (),
        status: int = 200,
    ) -> None:
        given = client.answer(server.port, path, dict(headers or {}))
        if given.status != status:
            raise RuntimeError(f"({key}) {path}: {given.status}, not {status}")
        row = Row(key, name, len(given.body), [], [], [], 0, reference)
        self.subjects.append(Subject(row, server, path, behind, headers or {}, varied))

    def _nginx(self, name: str, site: str) -> Server:
        folder = self.folder / name
        return self.stack.enter_context(servers.nginx(self.ports.free(), folder, site))

    def _static(self, path: str, given: client.Answer) -> None:
        folder = self.folder / "page"
        write_file(folder / file_of(path), gzip.decompress(given.body), given.body)
        server = self._nginx("static", servers.files(folder, given))
        self._add("a", "nginx, the same page as a compressed file", server, path)

    def _cached(self, path: str, site: Server) -> None:
        cache = self._nginx("cache", servers.cache_of(site.port))
        self._add("e", "nginx with a cache before Offswitch", cache, path, Reference("a", 0.75), behind=site)
        self.left_out.append("Caddy before Offswitch: neither its makers' build nor Debian's has a cache.")

    def _exported(self, path: str, given: client.Answer) -> None:
        """Only this page: a whole export takes longer than all that is measured, and a file is a file."""
        settings = Settings.read(servers.PUBLIC)
        app = offswitch.build(settings, as_files=True)
        answer = app.test_client().get(path, base_url=settings.origin)
        folder = self.folder / "exported"
        write_file(folder / file_of(path), answer.data, gzip.compress(answer.data, mtime=0))
        server = self._nginx("export", servers.files(folder, given))
        self._add("f", "nginx, the page as `flask export` writes it", server, path, Reference("a", 0.95))

    def run(self, rounds: int, seconds: float) -> None:
        say("warms up")
        for subject in self.subjects:
            subject.measure(2, counts=False)
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            for subject in self.subjects:
                subject.measure(seconds)

    @property
    def rows(self) -> list[Row]:
        return [subject.row for subject in self.subjects]


def write_file(path: Path, content: bytes, compressed: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.with_name(f"{path.name}.gz").write_bytes(compressed)


def say(words: str) -> None:
    sys.stderr.write(f"bench: {words}\n")


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument(
        "--quick", action="store_true", help="two rounds of two seconds: a look, no measurement"
    )
    options.add_argument("--port", type=int, default=26000, help="the ports after this one are used")
    chosen = options.parse_args()
    machine.needs("wrk", "nginx", "taskset")
    if machine.SERVER_CPU == machine.CLIENT_CPU:
        raise SystemExit("This needs two processors: one that serves and one that asks.")
    rounds, seconds = (2, 2) if chosen.quick else (9, 2)
    app = offswitch.build(Settings())
    with TemporaryDirectory(prefix="offswitch-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        # nginx's worker is nobody.
        folder.chmod(0o755)
        bench = Bench(folder, Ports(chosen.port), stack)
        bench.prepare(app)
        bench.run(rounds, seconds)
        lines = [
            f"{machine.described()}. One processor serves (one worker), another asks (wrk, "
            f"{client.CONNECTIONS} connections). Medians of {rounds} interleaved rounds of {seconds} s.",
            "",
            table.markdown(bench.rows),
            "",
            *(f"- Left out: {each}" for each in bench.left_out),
        ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
