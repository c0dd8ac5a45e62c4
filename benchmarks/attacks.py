"""Under attack: 256 clients do what they should not, and an honest one notes how long each answer takes.

Against the shipped setups, on one processor; whoever asks has another. Prints a table for
docs/reliability.md, and ends with 1 if an honest client failed or waited for more than a second.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import machine, processes, table
from benchmarks.attackers import ATTACKS, RAMP
from benchmarks.setups import NAMES, Door, Setup, setup
from tests.ports import Ports

HONEST = ["/healthz", "/en/", "/de/linkedin-ai/at/review/", "/static/site.css", "/fr/gemini/settings/"]
PAUSE = 0.1
LIMIT = 1.0
"""Seconds within which everyone else is answered."""


HEAD = [
    "Setup",
    "Attack",
    "Answers",
    "Failed",
    "Median ms",
    "Slowest ms",
    "Memory MB",
    "Within 1 s",
    "The attackers got",
]


@dataclass
class Honest:
    """What somebody met who only wanted to read."""

    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def reads(self, door: Door, seconds: float) -> None:
        ends = time.monotonic() + seconds
        for path in cycle(HONEST):
            start = time.monotonic()
            if start > ends:
                return
            try:
                status = door.ask(path)
                if status != 200:
                    self.failed.append(f"{path}: {status}")
            except (OSError, HTTPException) as error:
                self.failed.append(f"{path}: {error!r}")
            self.waits.append(time.monotonic() - start)
            time.sleep(PAUSE)

    @property
    def is_well(self) -> bool:
        return not self.failed and max(self.waits) <= LIMIT


@contextmanager
def attacked(door: Door, attack: str | None, seconds: float) -> Iterator[dict[str, int]]:
    """The attack goes on while the block runs; what became of the attackers is known after it."""
    counts: dict[str, int] = {}
    if attack is None:
        yield counts
        return
    command = [sys.executable, "-m", "benchmarks.attackers", attack, str(door.port), str(seconds + RAMP + 1)]
    with subprocess.Popen(
        [*command, *(["--secure"] if door.secure else [])], stdout=subprocess.PIPE
    ) as attackers:
        time.sleep(RAMP)
        yield counts
        said, _ = attackers.communicate(timeout=60)
    counts.update(json.loads(said))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--setup", choices=NAMES, action="append", help="all, if you name none")
    options.add_argument("--attack", choices=list(ATTACKS), action="append", help="all, if you name none")
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--port", type=int, default=26200, help="the ports after this one are used")
    chosen = options.parse_args()
    machine.needs("nginx", "taskset")
    os.sched_setaffinity(0, {machine.CLIENT_CPU})
    ports, well = Ports(chosen.port), True
    say(f"{machine.described()}. One processor serves, another asks and attacks.", "")
    say(table.line(*HEAD), table.line(*["---"] * 2, *["---:"] * 5, *["---"] * 2))
    with TemporaryDirectory(prefix="offswitch-attacks-") as folder:
        for name in chosen.setup or NAMES:
            with setup(name, Path(folder) / name, ports, str(machine.SERVER_CPU)) as place:
                for attack in [None, *(chosen.attack or ATTACKS)]:
                    if attack == "half_a_handshake" and not place.door.secure:
                        continue
                    honest = Honest()
                    with attacked(place.door, attack, chosen.seconds) as counts:
                        honest.reads(place.door, chosen.seconds)
                        memory = memory_of(place)
                    well = well and honest.is_well
                    say(row(name, attack, honest, memory, counts))
                    sys.stderr.writelines(f"{failure}\n" for failure in honest.failed[:3])
    sys.exit(0 if well else 1)


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def memory_of(place: Setup) -> int:
    """Bytes of the site and its proxy."""
    return sum(processes.memory(each.process.pid) for each in (place.site, place.proxy) if each)


def row(name: str, attack: str | None, honest: Honest, memory: int, counts: dict[str, int]) -> str:
    return table.line(
        name,
        attack.replace("_", " ") if attack else "none",
        str(len(honest.waits)),
        str(len(honest.failed)),
        f"{median(honest.waits) * 1e3:.0f}",
        f"{max(honest.waits) * 1e3:.0f}",
        f"{memory / 1e6:.0f}",
        "yes" if honest.is_well else "**no**",
        ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        or ("hold on" if attack else ""),
    )


if __name__ == "__main__":
    main()
