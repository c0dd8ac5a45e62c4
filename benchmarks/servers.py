"""Servers to measure and to attack: each is started on one processor, and ends with its block."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.client import Answer
from benchmarks.machine import SERVER_CPU, program
from offswitch.folders import ROOT

PUBLIC = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_IMPRINT": "https://foundation.example/imprint",
    "OFFSWITCH_BASE": "https://localhost",
    "OFFSWITCH_PROXIES": "1",
    "OFFSWITCH_PROXY": "ours",
}
"""A public site behind one proxy."""

BY_ITSELF = {
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "server",
    "vary",
}
"""Headers that a web server writes by itself for a file."""


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    output: Path
    """Where it writes what it says."""

    @property
    def workers(self) -> list[int]:
        return processes.family(self.process.pid)[1:]


@contextmanager
def started(
    command: Sequence[str | Path],
    port: int,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    cpus: str = str(SERVER_CPU),
    nice: int = 0,
) -> Iterator[Server]:
    """The server, once it takes connections; the nicer, the more it leaves to others.

    Raises RuntimeError with what it said if it ends before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "output"
    with output.open("ab") as file:
        process = subprocess.Popen(
            ["nice", "-n", str(nice), "taskset", "-c", cpus, *command],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), **(environment or {})},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(port, process, output)
        yield Server(port, process, output)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            for each in processes.family(process.pid):
                os.kill(each, signal.SIGKILL)
            raise


def wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(2400):
        if process.poll() is not None:
            raise RuntimeError(f"The server did not start.\n{output.read_text(encoding='utf-8')}")
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")


def gunicorn(app: str) -> list[str | Path]:
    return [Path(sys.executable).with_name("gunicorn"), "--config", "gunicorn.conf.py", app]


@contextmanager
def ours(port: int, folder: Path, workers: int = 1, cpus: str = str(SERVER_CPU)) -> Iterator[Server]:
    """The site as it is served everywhere: by gunicorn.conf.py."""
    variables = {**PUBLIC, "PORT": str(port), "WEB_CONCURRENCY": str(workers)}
    with started(gunicorn("app:app"), port, folder, variables, cpus) as server:
        yield server


@contextmanager
def bare(port: int, folder: Path, given: Answer) -> Iterator[Server]:
    """gunicorn by the same gunicorn.conf.py, with nothing in it but this answer."""
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / "answer"
    headers = [each for each in given.headers if each[0].lower() not in {"connection", "date", "server"}]
    answer.write_bytes(json.dumps(headers).encode() + b"\n" + given.body)
    variables = {"PORT": str(port), "WEB_CONCURRENCY": "1", "ANSWER": str(answer)}
    with started(gunicorn("benchmarks.bare:app"), port, folder, variables) as server:
        yield server


@contextmanager
def nginx(port: int, folder: Path, site: str) -> Iterator[Server]:
    """nginx with one worker and this inside its `server`."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"""
daemon off;
worker_processes 1;
pid {folder / "pid"};
error_log {folder / "errors.log"} emerg;
events {{}}
http {{
{kept}
access_log off;
sendfile on;
tcp_nopush on;
proxy_cache_path {folder / "cache"} keys_zone=pages:10m;
server {{
listen 127.0.0.1:{port};
server_tokens off;
{site}
}}
}}
""",
        encoding="utf-8",
    )
    command: list[str | Path] = [str(program("nginx")), "-p", folder, "-c", file, "-e", folder / "errors.log"]
    with started(command, port, folder) as server:
        yield server


def files(folder: Path, given: Answer) -> str:
    """For nginx: files that lie there compressed, with the headers that the site gives with this answer."""
    headers = "\n".join(
        f"add_header {name} {json.dumps(value)};"
        for name, value in given.headers
        if name.lower() not in BY_ITSELF
    )
    return f"""
root {folder};
index index.html;
gzip_static on;
gzip_vary on;
types {{ }}
default_type "{given.header("Content-Type")}";
{headers}
"""


def cache_of(port: int) -> str:
    """For nginx: the site behind it, and what it answers kept as long as it says."""
    return f"""
location / {{
proxy_pass http://127.0.0.1:{port};
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $host;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Forwarded-Proto https;
proxy_cache pages;
proxy_cache_lock on;
proxy_cache_use_stale updating;
proxy_cache_background_update on;
}}
"""
