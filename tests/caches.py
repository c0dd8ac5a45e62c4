"""Caches: nginx and Varnish with the shipped files, and a site behind them that counts what reaches it."""

import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from offswitch.folders import ROOT
from tests.drafts import quiet
from tests.ports import free_port
from tests.test_logs import wait_for
from tests.test_proxies import Answer, directly, proxied, replaced

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Origin:
    """A site on a port of its own. It says what it was asked for; its release can be exchanged."""

    def __init__(self, release: Flask) -> None:
        self.release = release
        self.asked: list[str] = []
        self.port = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        query = environ["QUERY_STRING"]
        address = environ["PATH_INFO"] + (f"?{query}" if query else "")
        if address != "/healthz":
            self.asked.append(address)
        return self.release(environ, start_response)

    @contextmanager
    def served(self) -> Iterator[None]:
        self._start()
        try:
            yield
        finally:
            self._stop()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers while this lasts."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    def _start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self, threaded=True, request_handler=Quiet)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def _stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Cache:
    name: str
    folder: Path
    answer: Callable[..., Answer]
    """What comes for a path; a method and headers may be named."""
    empty: list[str]
    """The command that empties it, as docs/host-it.md has it."""


@contextmanager
def nginx(folder: Path, app: int) -> Iterator[Cache]:
    with proxied("nginx", folder, app) as proxy:
        empty = ["sh", "-c", f"rm -rf {folder}/offswitch-*/*"]
        yield Cache("nginx", folder, proxy.answer, empty)


@contextmanager
def varnish(folder: Path, app: int, grace: str = "60s", answers: str = "64m") -> Iterator[Cache]:
    port = free_port()
    folder.mkdir(parents=True)
    rules = (ROOT / "deploy/varnish/offswitch.vcl").read_text(encoding="utf-8")
    file = folder / "offswitch.vcl"
    file.write_text(
        replaced(rules, {'"8000"': f'"{app}"', "req.grace = 60s": f"req.grace = {grace}"}), encoding="utf-8"
    )
    unit = (ROOT / "deploy/varnish/varnish.service.conf").read_text(encoding="utf-8")
    command = replaced(
        unit.partition("ExecStart=\nExecStart=")[2].replace("\\\n", " "),
        {
            "/usr/sbin/varnishd -j unix,user=vcache": f"{program('varnishd')} -j none -n {folder / 'work'}",
            "127.0.0.1:6081": f"127.0.0.1:{port}",
            " -T localhost:6082 -S /etc/varnish/secret": "",
            "/etc/varnish/offswitch.vcl": str(file),
            "answers=malloc,64m": f"answers=malloc,{answers}",
        },
    )
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            shlex.split(command),
            stdout=output,
            stderr=subprocess.STDOUT,
            env=quiet({"PATH": "/usr/sbin:/usr/bin:/bin"}),
        )
    try:
        wait_for(port, process)
        empty = [program("varnishadm"), "-n", str(folder / "work"), "ban req.url ~ ."]
        yield Cache("varnish", folder, partial(directly, port), empty)
    finally:
        process.terminate()
        process.wait(20)


def program(name: str) -> str:
    return shutil.which(name) or f"/usr/sbin/{name}"
