"""Asking: gets one address as a browser would, redirect by redirect, and says what came of it. Never raises.

Knows nothing of content, of where a link should lead, or of Flask. Standard library only: what is needed is
one redirect at a time and an end to answers that drip, and no client would spare us writing these.
"""

import socket
import ssl
import string
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event, Lock, Timer
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from offswitch.link_check.page import BYTES, HTML, Page, printable, read_page

USER_AGENT = "Offswitch link check (flask content links)"
OK = 200
REDIRECTING = frozenset({301, 302, 303, 307, 308})
REDIRECTS = 10


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of asking an address."""

    final: str
    """The address at the end of all redirects, or the one at which it ended."""
    status: int | None = None
    """The HTTP status there."""
    kind: str = ""
    """The media type: 'text/html'."""
    page: Page | None = None
    """The page, where it is HTML."""
    failure: str | None = None
    """Why nothing came of it."""


class Turns:
    """One request at a time to a host, and a pause between two."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}
        self._free_at: dict[str, float] = {}
        self._stopped = Event()

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(host, Lock())
        with lock:
            self._stopped.wait(max(0.0, self._free_at.get(host, 0.0) - monotonic()))
            try:
                yield
            finally:
                self._free_at[host] = monotonic() + self._pause

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self._stopped.set()

    @property
    def are_over(self) -> bool:
        return self._stopped.is_set()


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How the addresses of a run are asked."""

    turns: Turns
    seconds: float
    """How long one request may take, to the last byte."""
    context: ssl.SSLContext
    """Whose certificates are believed."""


def ask(address: str, manners: Manners, language: str) -> Answer:
    """What the address answers in the end, to a reader of the language."""
    address = urldefrag(address).url
    # Some sites set a cookie and send the browser in a circle until it brings it back.
    cookies = HTTPCookieProcessor()
    asked: list[str] = []
    for _ in range(REDIRECTS + 1):
        if asked.count(address) == 2:
            return Answer(final=address, failure="its redirects go in a circle")
        asked.append(address)
        try:
            with manners.turns.at((urlsplit(address).hostname or "").lower()):
                answer, onward = _exchange(address, manners, language, cookies)
        # A stranger's answer can break a parser in ways that nobody can list.
        except Exception as error:
            return Answer(final=address, failure=_why(error, manners.seconds))
        if onward is None:
            return answer
        if not onward.startswith(("https://", "http://")):
            return Answer(final=address, failure=f"leads to what is no web page: {printable(onward)}")
        address = onward
    return Answer(final=address, failure=f"more than {REDIRECTS} redirects")


def _exchange(
    address: str, manners: Manners, language: str, cookies: HTTPCookieProcessor
) -> tuple[Answer, str | None]:
    """What this address answers, and where it sends on to."""
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "text/html, application/xhtml+xml, */*;q=0.5",
        "Accept-Language": language if language == "en" else f"{language}, en;q=0.5",
    }
    request = Request(address, headers=headers)  # noqa: S310  the opener knows https and http only
    with _deadline(manners.seconds) as deadline:
        response = _opener(manners.context, deadline, cookies).open(request, timeout=manners.seconds)
        with response:
            location = response.headers["Location"]
            if response.status in REDIRECTING and location:
                # Header lines arrive as Latin-1, whatever they were.
                return Answer(final=address), _onward(address, location.strip().encode("latin-1"))
            kind = response.headers.get_content_type() if response.headers["Content-Type"] else "text/html"
            body = response.read(BYTES) if kind in HTML else None
    page = None if body is None else read_page(body, response.headers)
    answer = Answer(final=address, status=response.status, kind=kind, page=page)
    if response.status != OK or page is None or page.sends_on_to is None:
        return answer, None
    onward = _onward(address, page.sends_on_to.strip())
    return answer, onward if onward != address else None


def _onward(address: str, location: str | bytes) -> str:
    # Servers send bare spaces and umlauts, which no request line may hold.
    return urldefrag(urljoin(address, quote(location, safe=string.punctuation))).url


def _why(error: Exception, seconds: float) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case TimeoutError():
            return f"no whole answer within {seconds:g} seconds"
        case socket.gaierror():
            return f"its name is not found (DNS: {reason.strerror})"
        case ConnectionRefusedError():
            return "refuses the connection"
        case ssl.SSLCertVerificationError():
            return f"TLS: {reason.verify_message}"
        case ssl.SSLError():
            return f"TLS: {reason.reason or reason}"
        case ConnectionError():
            return "breaks the connection off"
        case HTTPException():
            return printable(f"does not speak HTTP: {reason!r}")
        case Exception():
            return printable(f"{type(reason).__name__}: {reason}")
        case _:
            return printable(str(reason))


# ------------------------------------------------------------------ an end to every exchange


class _Deadline:
    """Cuts a connection off when its time is over. A socket's own timeout starts anew with every byte."""

    def __init__(self) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None

    def watch(self, connection: socket.socket) -> None:
        self._socket = connection
        if self.is_over:
            raise TimeoutError

    def end(self) -> None:
        self.is_over = True
        if self._socket is None:
            return
        with suppress(OSError):  # It may be closed already.
            # Not SSLSocket's: it would forget its TLS while another thread reads from it.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    deadline = _Deadline()
    timer = Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    except Exception:
        if not deadline.is_over:
            raise
    finally:
        timer.cancel()
    if deadline.is_over:
        raise TimeoutError


class _Connection(HTTPConnection):
    def __init__(self, host: str, *, deadline: _Deadline, **options: Any) -> None:
        super().__init__(host, **options)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _SecureConnection(HTTPSConnection):
    def __init__(self, host: str, *, deadline: _Deadline, **options: Any) -> None:
        super().__init__(host, **options)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.watch(self.sock)


class _Plain(HTTPHandler):
    def __init__(self, deadline: _Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_Connection, deadline=self._deadline), request)


class _Secure(HTTPSHandler):
    def __init__(self, deadline: _Deadline, context: ssl.SSLContext) -> None:
        super().__init__()
        self._deadline = deadline
        self._trusted = context

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(
            partial(_SecureConnection, deadline=self._deadline, context=self._trusted), request
        )


def _opener(context: ssl.SSLContext, deadline: _Deadline, cookies: HTTPCookieProcessor) -> OpenerDirector:
    """Opens https and http. Follows no redirect and takes no status for an error: that is done above."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), UnknownHandler(), cookies, _Plain(deadline), _Secure(deadline, context)):
        opener.add_handler(handler)
    return opener
