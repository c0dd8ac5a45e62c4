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
    try:
        # The name, in brackets, may hold spaces.
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    user, system = fields[11:13]
    return int(user) + int(system)


def wait_until_idle(process: int) -> None:
    """Until it has worked off what clients that are gone have asked for. Raises TimeoutError after 30 s."""
    used = cpu_seconds(process)
    for _ in range(300):
        time.sleep(0.1)
        before, used = used, cpu_seconds(process)
        if used - before <= 1 / TICKS:
            return
    raise TimeoutError(f"process {process} goes on working")


def wait_until_gone(process: int) -> None:
    """Raises TimeoutError after 30 s."""
    for _ in range(3000):
        if not family(process):
            return
        time.sleep(0.01)
    raise TimeoutError(f"process {process} goes on")


def memory(process: int) -> int:
    """Bytes of the process and all that it has started: what they share counts once (PSS)."""
    return sum(_share(each) for each in family(process))


def _share(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
