"""An instance: the server as `make run` starts it, on this machine only, while a benchmark asks it."""

import http.client
import os
import platform
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180
"""Seconds after which a server that has not answered is given up."""
MEGABYTE = 1024
"""In kilobytes, as /proc counts."""


@dataclass(frozen=True)
class Instance:
    """A running server."""

    master: int
    """The process that the workers are children of."""
    port: int
    wanted: int
    """How many workers it is to have."""
    first_answer: float
    """Seconds from the start of the process to the first page."""
    first_work: float
    """Seconds of processor time that the server took until then: what it would be on a core of its own."""

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body, over a connection of its own: each may reach another worker."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def walk(self, paths: list[str], rounds: int = 1) -> None:
        """Ask for all of them, a few at a time. Raises ValueError at the first that is no page."""
        with ThreadPoolExecutor(8) as readers:
            for path, (status, _) in zip(paths * rounds, readers.map(self.get, paths * rounds), strict=True):
                if status != 200:
                    raise ValueError(f"{path} answers {status}")

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text(encoding="ascii")
        return [int(each) for each in children.split()]

    def memory(self) -> dict[str, float]:
        """Megabytes of the master and of each worker. What several share is split among them (PSS)."""
        while len(self.workers) < self.wanted:
            time.sleep(0.1)  # gunicorn starts them one after another.
        found = {"master": proportional(self.master)}
        for number, worker in enumerate(self.workers, 1):
            found[f"worker {number}"] = proportional(worker)
        return found


def proportional(process: int) -> float:
    """Megabytes."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / MEGABYTE
    raise LookupError(f"the kernel says no Pss of {process}")


@contextmanager
def instance(*, workers: int, first: str = "/en/", root: Path = ROOT, **settings: str) -> Iterator[Instance]:
    """Start it, wait for the page 'first', and end it in any case. The settings are environment variables."""
    port = free_port()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        **settings,
    }
    # A 'make run' without 'make': what is measured is the server.
    command = [str(ROOT / ".venv/bin/gunicorn"), "--config", "gunicorn.conf.py", "app:app"]
    began = time.perf_counter()
    server = subprocess.Popen(
        command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        answered = wait(server, port, first, began)
        yield Instance(server.pid, port, workers, answered, work(server.pid))
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.communicate()


def wait(server: subprocess.Popen[str], port: int, path: str, began: float) -> float:
    """Seconds since it began, when the page is there. Raises RuntimeError with the log of one that ended."""
    while time.perf_counter() - began < PATIENCE:
        if server.poll() is not None:
            raise RuntimeError(server.stderr.read() if server.stderr else "it ended")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter() - began
        except ConnectionRefusedError:
            time.sleep(0.005)
        finally:
            connection.close()
    raise RuntimeError(f"no answer within {PATIENCE} seconds")


def work(process: int) -> float:
    """Seconds of processor time that it has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (
        f"{time.strftime('%Y-%m-%d')}, {names[0] if names else platform.machine()}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.1f}), Python {platform.python_version()}, Linux {platform.release()}"
    )
