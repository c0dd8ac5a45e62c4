"""Kept: finished, packed answers, so that a page is rendered once a day for all who ask for the same.

It lies around the app as WSGI middleware. What it gives depends on the path, on what pages read in the query,
on the way of packing and on the day, and on nothing else that anybody can send.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha1
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import SecurityError
from werkzeug.http import is_resource_modified, remove_entity_headers
from werkzeug.sansio.utils import get_host

from offswitch import addresses
from offswitch.compression import Way, is_worth_it, packed, way_for
from offswitch.freshness import TURNS_TONIGHT, cache_control
from offswitch.line import Line
from offswitch.metrics import LABELS
from offswitch.shelf import Shelf
from offswitch.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEGABYTE = 1_000_000
PAGES = 4 * MEGABYTE
"""Bytes for addresses without a query: some 300 pages. Every worker has its own."""
ANSWERED = MEGABYTE
"""Bytes for addresses with one. There is no end of them: whoever makes them up drives out only their like."""
OVERHEAD = 2_000
"""About what Python needs for a reply beside its bytes."""

A_MOMENT = 1e-6
"""Seconds. However short, it lets who serves look at all connections."""
FEWEST_LOOKS, MOST_LOOKS = 3, 20
"""How often, before the next page is made."""

Key = tuple[str, str, Way | None]
"""Path, query and way of packing; no way for what is not packed in any."""

Second = tuple[int, int, int, int, int]
"""One on the clock: its day, hour, minute and second, and whether the clock says them for the second time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, packed. How long others may keep it is counted whenever it is given."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    tag: str | None = None
    """What names exactly these bytes. Only a page or a file that there is has one."""
    unchanged: tuple[tuple[str, str], ...] = ()
    """The headers for who has it already."""
    turns_tonight: bool | None = None
    """Whether it must not outlast the next midnight. Nothing where its headers say how long it lasts."""
    labels: tuple[str, ...] = ()
    """What it is counted as."""


class Keeper:
    """Gives what is kept, and asks the app for all else."""

    def __init__(self, app: "WSGIApplication", site: Site) -> None:
        self.app = app
        self.pages, self.answered = Shelf[Reply](PAGES), Shelf[Reply](ANSWERED)
        self._site = site
        self._trusted = site.settings.trusted_hosts
        self._day = site.today
        self._second: Second | None = None
        self._lasts: dict[bool, str] = {}
        self._turn = Line()
        self._turn_of_answers = Line()
        self._came = 0
        """Requests so far."""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._came += 1
        now = self._site.now()
        second = (now.toordinal(), now.hour, now.minute, now.second, now.fold)
        if second != self._second:
            self._begin(second, now.date())
        method = environ["REQUEST_METHOD"]
        query = read_by_pages(environ["PATH_INFO"], environ["QUERY_STRING"])
        way = way_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        reply = self._kept(environ, query, way) or self._made_in_turn(environ, query, way)
        if LABELS in environ:
            environ[LABELS][:] = reply.labels
        status, headers, body = reply.status, reply.headers, [reply.body]
        if reply.tag and not is_modified(environ, reply.tag):
            status = "412 Precondition Failed" if "HTTP_IF_MATCH" in environ else "304 Not Modified"
            headers, body = [*reply.unchanged], []
        if reply.turns_tonight is not None:
            headers = [*headers, ("Cache-Control", self._lasting(tonight=reply.turns_tonight))]
        start_response(status, headers)
        return [] if method == "HEAD" else body

    def _begin(self, second: Second, day: date) -> None:
        """Caches count whole seconds, so a lifetime is worked out once for all answers of one."""
        self._second = second
        self._lasts.clear()
        if day != self._day:
            self._day = day
            self.pages.clear()
            self.answered.clear()

    def _lasting(self, *, tonight: bool) -> str:
        """How long others may keep what is given in this second."""
        lasts = self._lasts.get(tonight)
        if lasts is None:
            lasts = self._lasts[tonight] = cache_control(self._site, self._day, tonight=tonight)
        return lasts

    def _kept(self, environ: "WSGIEnvironment", query: str, way: Way) -> Reply | None:
        """What is there already. Other methods, and hosts that are not ours, are for the app to refuse."""
        is_shown = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        if not is_shown or not is_trusted(environ.get("HTTP_HOST"), self._trusted):
            return None
        path = environ["PATH_INFO"]
        for shelf in (self.answered, self.pages) if query else (self.pages,):
            if reply := shelf.get((path, query, way)) or shelf.get((path, query, None)):
                return reply
        return None

    def _made_in_turn(self, environ: "WSGIEnvironment", query: str, way: Way) -> Reply:
        """One at a time: what is kept is given in between, and what many wait for is made once.

        Of those who ask with answers only one stands in line with all others: there is no end of them.
        """
        if not query:
            with self._turn:
                return self._kept(environ, query, way) or self._made(environ, query, way)
        with self._turn_of_answers:
            with self._turn:
                reply = self._kept(environ, query, way) or self._made(environ, query, way)
            # Even if nobody stands in line: a crowd that has come was perhaps not heard yet.
            self._hear_others()
            return reply

    def _hear_others(self) -> None:
        """Who wants what is there is answered before the next who waits; all others stand in line.

        Each time that gevent looks who has come it takes one new connection, and a crowd's are hundreds.
        A proxy asks on it only then: a single look may find nobody although the crowd is there.
        """
        for looks in range(1, MOST_LOOKS + 1):
            before = self._came
            time.sleep(A_MOMENT)
            if self._came == before and looks >= FEWEST_LOOKS:
                return

    def _made(self, environ: "WSGIEnvironment", query: str, way: Way) -> Reply:
        """What the app answers. It sees no more of the query than the key holds."""
        day = self._day
        asked = {**environ, "QUERY_STRING": query}
        if environ["REQUEST_METHOD"] == "HEAD":
            # The body is measured, tagged, and kept for the next who asks.
            asked["REQUEST_METHOD"] = "GET"
        status, headers, content = answer_of(self.app, asked)
        headers["Vary"] = ", ".join([*headers.getlist("Vary"), "Accept-Encoding"])
        lasts = headers.get("Cache-Control", "")
        turns_tonight = asked.get(TURNS_TONIGHT)
        if turns_tonight is not None:
            del headers["Cache-Control"]
        labels = tuple(environ.get(LABELS, ()))
        if not status.startswith("200"):
            return Reply(status, [*headers], content, turns_tonight=turns_tonight, labels=labels)
        # A file is asked for by the mark of its content: that is nobody's answer.
        is_of_answers = bool(query) and "immutable" not in lasts
        is_packed = is_worth_it(headers["Content-Type"], content)
        if is_packed and way != "identity":
            content = packed(content, way, once=is_of_answers)
            headers["Content-Encoding"] = way
            headers["Content-Length"] = str(len(content))
        headers["ETag"] = f'"{sha1(content, usedforsecurity=False).hexdigest()}"'
        unchanged = [*headers]
        remove_entity_headers(unchanged)
        reply = Reply(status, [*headers], content, headers["ETag"], tuple(unchanged), turns_tonight, labels)
        if lasts.startswith("public") and self._site.today == day:
            shelf = self.answered if is_of_answers else self.pages
            key: Key = (environ["PATH_INFO"], query, way if is_packed else None)
            shelf.put(key, reply, len(content) + len(key[0]) + len(query) + OVERHEAD)
        return reply


_pair = f"(?:{'|'.join(sorted(addresses.QUERY))})=[a-z0-9-]+"
_is_read_whole = re.compile(f"{_pair}(?:&{_pair})*").fullmatch


def read_by_pages(path: str, query: str) -> str:
    """The part of the query that pages read. Bytes beyond ASCII are nonsense; quoted, they can be read."""
    if not query or _is_read_whole(query):
        return query
    if path.startswith(addresses.STATIC):
        # A file is asked for by its mark, and with anything beside it as by no mark.
        return query
    quoted = re.sub("[\x80-\xff]", lambda byte: f"%{ord(byte[0]):02X}", query)
    pairs = parse_qsl(quoted, keep_blank_values=True, errors="werkzeug.url_quote")
    return urlencode([(name, value) for name, value in pairs if name in addresses.QUERY])


# There are few hosts of ours, and no end of those that somebody may make up.
@lru_cache(maxsize=64)
def is_trusted(host: str | None, trusted: tuple[str, ...]) -> bool:
    """Whether a site with these hosts answers at this one. Without any, only the app can tell."""
    try:
        return host is not None and bool(get_host("https", host, trusted_hosts=trusted))
    except SecurityError:
        return False


def is_modified(environ: "WSGIEnvironment", tag: str) -> bool:
    """Whether who asks has not got what the tag names."""
    if "HTTP_IF_MATCH" not in environ:
        got = environ.get("HTTP_IF_NONE_MATCH")
        # All that browsers ask: about nothing, or about one.
        if got is None or got == tag:
            return got is None
    return is_resource_modified(environ, tag)


def answer_of(app: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
    """Status, headers and body of what the app answers."""
    status, headers = "", Headers()

    def start(said: str, fields: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        nonlocal status, headers
        status, headers = said, Headers(fields)
        return lambda _: None

    answer = app(environ, start)
    try:
        return status, headers, b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def init_app(app: Flask, site: Site) -> None:
    app.wsgi_app = Keeper(app.wsgi_app, site)  # type: ignore[method-assign]
