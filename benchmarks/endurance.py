"""Thirty minutes of load: everything that readers, programs and strangers ask for, mixed, at an even pace.

The site runs behind nginx as shipped, and notes every request. Memory is read every half minute. Ends with 1
if anything failed, memory grew, or a line of any log holds an address of the network or a query.
"""

import argparse
import os
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import offswitch
from benchmarks import machine, processes, table
from benchmarks.setups import TRUSTING, Door, Setup, connected, setup
from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.settings import Settings
from offswitch.site import Site
from tests.ports import Ports

READERS = 4
SAMPLE = 30.0
"""Seconds from one look at the memory to the next."""
MARK = "xyzzy"
"""Stands in whatever only a reader could have sent."""
ELSEWHERE = "203.0.113.7"
"""An address of the network that readers claim to have; set aside for documents."""
GROWTH = 0.02
"""By how much memory may be larger in the last quarter than in the second, when most is kept that will be."""
ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b")


@dataclass(frozen=True)
class Request:
    path: str
    status: frozenset[int]
    """Those that are right."""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)


def requests(site: Site, chance: random.Random) -> Iterator[Request]:
    """What people and programs ask for, for ever. Most of it are steps, as in life."""
    kinds = ["step"] * 8 + ["partial"] * 4 + ["ticked"] * 3 + ["page"] * 2
    kinds += ["embed", "file", "program", "unknown", "refused", "old"]
    languages, guides = list(site.languages), list(site.library.guides)
    places = [None, *site.library.places.codes]
    while True:
        language, guide = chance.choice(languages), chance.choice(guides)
        place, step = chance.choice(places), chance.choice(list(Step))
        path = addresses.step(language, guide, step, Answers(place=place))
        yield chance.choice(of_kind(chance.choice(kinds), path, language, guide, site, chance))


def of_kind(
    kind: str, path: str, language: str, guide: str, site: Site, chance: random.Random
) -> list[Request]:
    right, wrong = frozenset({200}), frozenset({404})
    said = {
        "Accept-Encoding": chance.choice(["br", "gzip", "identity"]),
        "Cookie": MARK,
        "Referer": f"https://x.example/?{MARK}",
        "User-Agent": MARK,
        "X-Forwarded-For": ELSEWHERE,
    }
    found = site.library.guides[guide]
    names = [f"have={each.id}" for each in found.contents] + [f"done={each.id}" for each in found.tasks]
    ticks = "&".join([*chance.sample(names, min(len(names), 5)), f"q={MARK}"])
    paths = {
        "step": [path],
        "partial": [f"/partial{path}", f"/partial{path}?{ticks}&stays"],
        "ticked": [f"{path}?{ticks}"],
        "page": [
            addresses.home(language),
            addresses.guide(language, guide),
            addresses.sources(language, guide),
            addresses.misreported(language, guide),
            addresses.handout(language, guide),
            *(
                addresses.info(language, page)
                for page in ("about", "privacy", "accessibility", "authorities")
            ),
        ],
        "embed": [f"{addresses.EMBED}{path}"],
        "file": [
            *(asset.address for asset in site.assets.values()),
            f"{path}{addresses.QR}",
            f"{addresses.guide(language, guide)}{addresses.CARD}",
        ],
        "program": [
            addresses.feed(language),
            addresses.SITEMAP,
            addresses.HEALTH,
            "/robots.txt",
            addresses.OPEN_API,
        ],
    }
    if kind in paths:
        return [Request(each, right, chance.choice(["GET", "GET", "HEAD"]), said) for each in paths[kind]]
    if kind == "old":
        return [
            Request("/", frozenset({302}), "GET", said),
            Request(path[:-1], frozenset({308}), "GET", said),
        ]
    if kind == "refused":
        return [Request(f"{path}?{MARK}", frozenset({405}), "POST", said)]
    return [
        Request(each, wrong, "GET", said)
        for each in (f"/{language}/nothing/?{MARK}", f"/xx/{guide}/?{MARK}", f"{path}nothing/?{MARK}")
    ]


@dataclass
class Span:
    """What came of the requests between two looks at the memory."""

    waits: list[float] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)


class Load:
    """Readers who ask at an even pace, and a stranger who now and then sends half a request and leaves."""

    def __init__(self, door: Door, rate: float) -> None:
        self.door = door
        self.wrong: Counter[str] = Counter()
        self.spans = [Span()]
        self._pause = READERS / rate
        self._ends = threading.Event()

    def reader(self, asked: Iterator[Request]) -> None:
        while not self._ends.wait(self._pause):
            request, start = next(asked), time.monotonic()
            try:
                status = self.door.ask(request.path, request.method, request.headers)
                if status not in request.status:
                    self.wrong[f"{request.method} {request.path}: {status}"] += 1
            except (OSError, HTTPException) as error:
                self.wrong[f"{request.method} {request.path}: {error!r}"] += 1
            self.spans[-1].waits.append(time.monotonic() - start)

    def stranger(self) -> None:
        halves = (
            f"GET /en/?{MARK} HTTP/1.1\r\nHost: localhost\r\nX-{MARK}: ",
            f"{MARK}\r\n\r\n",
            f"GET /en/?{MARK} HTTP/1.1\r\nHost: localhost\r\nBad {MARK}: x\r\n\r\n",
            f"GET /de/linkedin-ai/review/?{MARK} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        )
        while not self._ends.wait(2):
            for half in halves:
                try:
                    with TRUSTING.wrap_socket(connected(self.door), server_hostname="localhost") as secure:
                        secure.sendall(half.encode())
                except OSError as error:
                    self.wrong[f"a connection: {error!r}"] += 1

    def goes_on(self, minutes: float, site: Site, place: Setup) -> None:
        with ThreadPoolExecutor(READERS + 1) as pool:
            tasks = [
                pool.submit(self.reader, requests(site, random.Random(number))) for number in range(READERS)
            ]
            tasks.append(pool.submit(self.stranger))
            try:
                ends = time.monotonic() + minutes * 60
                while (left := ends - time.monotonic()) > 0 and not any(task.done() for task in tasks):
                    time.sleep(min(SAMPLE, left))
                    self.spans[-1].memory = memory_of(place)
                    say(line_of(len(self.spans), self.spans[-1]))
                    self.spans.append(Span())
            finally:
                self._ends.set()
            for task in tasks:
                task.result()
        self.spans.pop()


def memory_of(place: Setup) -> dict[str, int]:
    assert place.proxy
    site, nginx = place.site.process.pid, place.proxy.process.pid
    return {
        "site": processes.memory(site),
        "site's own": processes.own_memory(site),
        "nginx": processes.memory(nginx),
    }


def line_of(number: int, span: Span) -> str:
    slow = quantiles(span.waits, n=100)[98] if len(span.waits) > 1 else 0
    return table.line(
        f"{number * SAMPLE / 60:g}",
        f"{len(span.waits):,}",
        f"{slow * 1e3:.0f}",
        *(f"{size / 1e6:.1f}" for size in span.memory.values()),
    )


def growth(spans: list[Span]) -> float:
    """Of the site's own memory, from the second quarter to the last, as a share."""
    sizes, quarter = [span.memory["site's own"] for span in spans], max(len(spans) // 4, 1)
    early, late = sizes[quarter : 2 * quarter] or sizes[:1], sizes[-quarter:]
    return sum(late) / len(late) / (sum(early) / len(early)) - 1


def told(place: Setup) -> list[str]:
    """Lines of all logs that hold what they must not, or that tell of a failure."""
    assert place.logs
    files = [place.site.output, *place.logs.iterdir()]
    lines = [
        line for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    say("", f"- {len(lines):,} lines in {len(files)} logs")
    return [
        line
        for line in lines
        if MARK in line
        or "?" in line
        or (ADDRESS.search(line) and "Listening at" not in line)
        or re.search(r'"level": "(error|critical)"', line)
    ]


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--rate", type=float, default=20, help="requests a second")
    options.add_argument("--port", type=int, default=26600, help="the ports after this one are used")
    chosen = options.parse_args()
    machine.needs("nginx", "taskset")
    os.sched_setaffinity(0, {machine.CLIENT_CPU})
    site: Site = offswitch.build(Settings()).extensions["offswitch"]
    with TemporaryDirectory(prefix="offswitch-endurance-") as folder:
        variables: dict[str, Any] = {"OFFSWITCH_LOG": "requests"}
        cpus = str(machine.SERVER_CPU)
        with setup("nginx", Path(folder), Ports(chosen.port), cpus, **variables) as place:
            say(f"{machine.described()}. {chosen.minutes:g} minutes, {chosen.rate:g} requests a second.", "")
            head = ("Minute", "Requests", "p99 ms", "Site MB", "Site's own MB", "nginx MB")
            say(table.line(*head), table.line(*["---:"] * len(head)))
            workers = place.site.workers
            load = Load(place.door, chosen.rate)
            load.goes_on(chosen.minutes, site, place)
            stayed = place.site.workers == workers
            lines = told(place)
    grown = growth(load.spans)
    say(f"- {sum(len(span.waits) for span in load.spans):,} requests, {load.wrong.total()} wrong")
    say(f"- the site's own memory from the second quarter to the last: {grown:+.1%}")
    say(f"- workers: {'the same from beginning to end' if stayed else '**exchanged**'}")
    say(f"- lines that they must not hold: {len(lines)}")
    for what in [*load.wrong, *lines][:20]:
        say(f"  - `{what}`")
    sys.exit(0 if stayed and not load.wrong and not lines and grown <= GROWTH else 1)


if __name__ == "__main__":
    main()
