"""What processes take: time of the processor and memory, as the kernel counts them."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """The process and all that it has started, the oldest first."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [process, *(each for child in children for each in family(int(child)))]


def cpu_seconds(process: int) -> float:
    """Of the process and all that it has started and that still run, since they were started."""
    return sum(_ticks(each) for each in family(process)) / TICKS


def _ticks(process: int) -> int:
    return sum(map(int, _fields(process)[11:13]))


def _fields(process: int) -> list[str]:
    """What the kernel says of it, from its state on; nothing if it is gone."""
    try:
        # The name, in brackets, may hold spaces.
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def wait_until_idle(process: int) -> None:
    """Until it has worked off what clients that are gone have asked for. Raises TimeoutError after 60 s."""
    idle = 0
    for _ in range(1200):
        # Where others keep the processors, it may not come to work: what counts is whether it wants to.
        idle = 0 if any(_state(each) == "R" for each in family(process)) else idle + 1
        if idle == 4:
            return
        time.sleep(0.05)
    raise TimeoutError(f"process {process} goes on working")


def _state(process: int) -> str:
    return next(iter(_fields(process)), "")


def wait_until_gone(process: int) -> None:
    """Raises TimeoutError after 30 s."""
    for _ in range(3000):
        if not family(process):
            return
        time.sleep(0.01)
    raise TimeoutError(f"process {process} goes on")


def memory(process: int) -> int:
    """Bytes of the process and all that it has started: what they share counts once (PSS)."""
    return sum(_share(each, "Pss") for each in family(process))


def own_memory(process: int) -> int:
    """The same without files, of which less counts while other programs have the same ones open."""
    return sum(_share(each, "Pss_Anon") for each in family(process))


def _share(process: int, kind: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{kind}:")), 0)
