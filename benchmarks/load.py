"""Load: readers who ask on and on, and what came of each of their requests."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import cycle

from benchmarks.setups import Door

READERS = 6
PAUSE = 0.02
"""Seconds that each of them reads before asking for the next."""
NOTICED = 0.25
"""Seconds within which a blow is noted after it fell."""
PATHS = [
    "/en/",
    "/en/linkedin-ai/at/review/",
    "/static/site.css",
    "/de/gemini/settings/",
    "/partial/en/meta-ai/review/",
]


@dataclass(frozen=True)
class Asked:
    """One request. Times are of time.monotonic()."""

    begun: float
    ended: float
    lost: str | None
    """What the reader got in place of an answer."""

    @property
    def took(self) -> float:
        return self.ended - self.begun


@dataclass
class Load:
    asked: list[Asked] = field(default_factory=list)
    blows: list[tuple[float, float]] = field(default_factory=list)
    """From when to when something of the server was dying."""

    @property
    def lost(self) -> list[Asked]:
        return [each for each in self.asked if each.lost]

    @property
    def lost_in_flight(self) -> list[Asked]:
        """Those that the server was at when it was hit."""
        return [
            each
            for each in self.lost
            if any(each.begun <= end and start <= each.ended + NOTICED for start, end in self.blows)
        ]

    @property
    def slowest(self) -> float:
        return max(each.took for each in self.asked if not each.lost)


@contextmanager
def readers(door: Door, timeout: float = 40) -> Iterator[Load]:
    """They read while the block runs, and finish what they have begun."""
    load, ends = Load(), threading.Event()

    def read(first: int) -> None:
        for path in cycle(PATHS[first % len(PATHS) :] + PATHS[: first % len(PATHS)]):
            if ends.wait(PAUSE):
                return
            begun, lost = time.monotonic(), None
            try:
                status = door.ask(path, timeout=timeout)
                if status != 200:
                    lost = str(status)
            except (OSError, HTTPException) as error:
                lost = repr(error)
            load.asked.append(Asked(begun, time.monotonic(), lost))

    threads = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        ends.set()
        for thread in threads:
            thread.join()
