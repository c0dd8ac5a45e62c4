"""Page: what a machine can read off a page of HTML. Asks nobody for it."""

import re
import zlib
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPMessage

BYTES = 1_000_000
"""Titles stand near the top: no more than this is read of a page."""
AT_ONCE = 5
"""A page that sends browsers on after more seconds than this is meant to be read."""
HTML = frozenset({"text/html", "application/xhtml+xml"})
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([a-zA-Z0-9_-]+)", re.IGNORECASE)
REFRESH = re.compile(r"\s*(\d+)[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a machine can read off a page of HTML."""

    titles: tuple[str, ...]
    """What it calls itself: in its title, for those who share it, in its headings."""
    asks_for_password: bool
    has_words: bool
    """Whether there is something to read before scripts run."""
    sends_on_to: str | None
    """Where it sends browsers by itself."""


def read_page(sent: bytes, headers: HTTPMessage) -> Page | None:
    """The page; None where it is packed in a way that nobody asked for."""
    body = _unpack(sent, headers)
    if body is None:
        return None
    reader = _PageReader()
    reader.feed(body.decode(_charset(body, headers), errors="replace"))
    reader.close()
    return reader.page()


def _unpack(body: bytes, headers: HTTPMessage) -> bytes | None:
    """The bytes of the page. Some servers compress without being asked to."""
    match headers.get("Content-Encoding", "identity").lower():
        case "identity" | "":
            return body
        case "gzip" | "deflate":
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, BYTES)
        case _:
            return None


def _charset(body: bytes, headers: HTTPMessage) -> str:
    found = CHARSET.search(body[:4096])
    name = headers.get_content_charset() or (found[1].decode("ascii") if found else "utf-8")
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


class _PageReader(HTMLParser):
    """Reads titles, fields for passwords and onward addresses off a page."""

    UNREAD = frozenset({"script", "style", "template", "noscript", "svg"})
    """What readers do not see, and the drawings, whose titles are not the page's."""
    NAMES = frozenset({"title", "h1"})
    LETTERS = 40
    """Fewer than these are 'Loading …' and the like."""

    def __init__(self) -> None:
        super().__init__()
        self._unread = 0
        self._inside: str | None = None
        self._titles: list[str] = []
        self._letters = 0
        self._password = False
        self._onward: str | None = None

    def page(self) -> Page:
        titles = dict.fromkeys(printable(title) for title in self._titles)
        return Page(
            titles=tuple(title for title in titles if title),
            asks_for_password=self._password,
            has_words=self._letters >= self.LETTERS,
            sends_on_to=self._onward,
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNREAD:
            self._unread += 1
        if self._unread:
            return
        values = {name: value or "" for name, value in attrs}
        if tag in self.NAMES:
            self._inside = tag
            self._titles.append("")
        elif tag == "input" and values.get("type", "").lower() == "password":
            self._password = True
        elif tag == "meta" and values.get("property") == "og:title":
            self._titles.append(values.get("content", ""))
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            found = REFRESH.match(values.get("content", ""))
            if found and int(found[1]) <= AT_ONCE:
                self._onward = found[2]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # '<svg/>' has no end tag to wait for.
        if tag not in self.UNREAD:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._inside:
            self._titles[-1] += data
        if self._inside != "title":
            self._letters += sum(sign.isalpha() for sign in data)


def printable(words: str, length: int = 300) -> str:
    """Words of strangers, fit for a terminal."""
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return clean if len(clean) <= length else clean[: length - 1] + "…"
