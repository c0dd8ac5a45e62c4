"""The shipped ways to serve: the server alone as in the container, behind Caddy, behind nginx.

The files of deploy/ are used as they are; only ports, folders and certificates are this machine's.
"""

import os
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from benchmarks import servers
from benchmarks.machine import program
from benchmarks.servers import Server
from offswitch.folders import ROOT
from tests.drafts import program_path
from tests.own_certificate import write_own_certificate
from tests.ports import Ports
from tests.test_proxies import caddy_file, nginx_file, replaced

NAMES = ["alone", "caddy", "nginx"]
WORKERS = 2
"""As many as the server starts by itself."""


def trusting() -> ssl.SSLContext:
    """Believes every certificate: the proxies' are of their own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


TRUSTING = trusting()


@dataclass(frozen=True)
class Door:
    """Where readers come in."""

    port: int
    secure: bool

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, timeout: float = 30
    ) -> int:
        """The status of one request on a connection of its own. Raises OSError or HTTPException."""
        connection = (
            HTTPSConnection("localhost", self.port, context=TRUSTING, timeout=timeout)
            if self.secure
            else HTTPConnection("localhost", self.port, timeout=timeout)
        )
        try:
            connection.request(method, path, headers={"Host": "localhost", **(headers or {})})
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def opens(self) -> None:
        """Returns once a request is answered. Raises TimeoutError after 30 s."""
        for _ in range(300):
            try:
                if self.ask("/healthz", timeout=5) == 200:
                    return
            except (OSError, HTTPException):
                pass
            time.sleep(0.1)
        raise TimeoutError(f"nobody answers on port {self.port}")


@dataclass(frozen=True)
class Setup:
    name: str
    door: Door
    site: Server
    proxy: Server | None
    logs: Path | None
    """Where the proxy writes its logs."""


@contextmanager
def setup(name: str, folder: Path, ports: Ports, cpus: str, **environment: str) -> Iterator[Setup]:
    """One of NAMES, serving; `cpus` are the processors that it has, such as '0' or '0-1'."""
    with ExitStack() as stack:
        variables = {**servers.PUBLIC, "WEB_CONCURRENCY": str(WORKERS), **environment}
        app = ports.free()
        site = stack.enter_context(
            servers.started(
                servers.gunicorn("app:app"),
                app,
                folder / "site",
                {**variables, "PORT": str(app)},
                cpus,
                niceness(name),
            )
        )
        door, server, logs = Door(app, secure=False), None, None
        if name != "alone":
            server, logs = stack.enter_context(proxy(name, folder / name, app, ports, cpus))
            door = Door(server.port, secure=True)
        door.opens()
        yield Setup(name, door, site, server, logs)


def niceness(name: str) -> int:
    """How much the site leaves to others, as its unit says; a container has a share of its own."""
    unit = (ROOT / "deploy/systemd/offswitch.service").read_text(encoding="utf-8")
    return int(re.findall(r"^Nice=(\d+)$", unit, re.MULTILINE)[0]) if name == "nginx" else 0


@contextmanager
def proxy(name: str, folder: Path, app: int, ports: Ports, cpus: str) -> Iterator[tuple[Server, Path]]:
    """Caddy or nginx by its shipped file, in front of the site on the port `app`; and its folder of logs."""
    logs, port, plain = folder / "logs", ports.free(), ports.free()
    logs.mkdir(parents=True)
    command: list[str | Path]
    if name == "caddy":
        file = folder / "Caddyfile"
        file.write_text(caddy_file(app, port, plain, logs, "30s"), encoding="utf-8")
        command = [program_path("caddy"), "run", "--config", file, "--adapter", "caddyfile"]
    else:
        write_own_certificate(folder / "certificate.pem")
        file = folder / "nginx.conf"
        text = nginx_file(app, port, plain, logs, folder / "certificate.pem")
        # As Debian's nginx.conf has it around the shipped site.
        text = replaced(text, {"events {}": "events { worker_connections 768; }"})
        file.write_text(text, encoding="utf-8")
        command = [str(program("nginx")), "-p", folder, "-c", file, "-e", logs / "main.log"]
    environment = {"SITE": "localhost", "XDG_DATA_HOME": str(folder), "PATH": os.environ["PATH"]}
    with servers.started(command, port, folder, environment, cpus) as server:
        yield server, logs


def connected(door: Door, *, receive: int | None = None) -> socket.socket:
    """A connection to the door, not yet secure; `receive` bytes are taken in before someone reads."""
    plain = socket.socket()
    if receive:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    plain.settimeout(10)
    plain.connect(("127.0.0.1", door.port))
    return plain
