"""The machine that is measured: what it is, and which of its processors serve and which ask."""

import os
import platform
import shutil
from datetime import UTC, datetime
from pathlib import Path

PACKAGES = {"wrk": "wrk", "nginx": "nginx", "taskset": "util-linux", "unshare": "util-linux"}
"""Programs, and the Debian packages that hold them."""

CPUS = sorted(os.sched_getaffinity(0))
SERVER_CPU = CPUS[0]
CLIENT_CPU = CPUS[-1]
"""Another one than the server's, so that whoever asks takes no time from who answers."""

SYSTEM_PROGRAMS = "/usr/sbin:/sbin"
"""Where Debian keeps nginx, which is not on everybody's path."""


def program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=SYSTEM_PROGRAMS)


def needs(*names: str) -> None:
    """End here, with the line that helps, if one of these programs is not there."""
    if missing := [name for name in names if program(name) is None]:
        packages = sorted({PACKAGES[name] for name in missing})
        raise SystemExit(f"This needs {', '.join(missing)}. Debian: apt install {' '.join(packages)}")


def described() -> str:
    """Processor, cores, system, Python and day, in one line."""
    cores = f"{os.cpu_count()} cores" if os.cpu_count() != 1 else "1 core"
    return (
        f"{processor()}, {cores}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
