"""Markdown: a page that a host wrote, as safe HTML.

HTML, scripts and pictures are refused by file and line. What is rendered is sanitized all the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from offswitch.content.mistakes import ContentError, Mistake
from offswitch.language import Language, gettext, speaking

OUTSIDE = ("https", "http")
SCHEMES = (*OUTSIDE, "mailto", "tel")
MARK = re.compile(r'data-mark=""(?=[^<>]*>)')
"""Where the mark of a link outside belongs. In text, '>' is always escaped."""

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
TAGS = HEADINGS | {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "ul",
}
ATTRIBUTES = {"a": {"href", "target", "rel", "data-mark"}, "ol": {"start"}, "span": {"lang"}}
CLASSES = {"a": {"outside"}, "span": {"new-tab"}}

NO_HTML = "is HTML, which is not taken. Write it in Markdown, or between backquotes to show it as it is"
NO_PICTURE = "is a picture. Pages load none: write what it shows, or link to it"
NO_TITLE = "has to begin with its title, such as '# Imprint'"
NO_WORDS = "has no words"
ALLOWED = "Allowed: what starts with https://, http://, mailto: or tel:, or with / for a page of this site"


@dataclass(frozen=True)
class HostText:
    """A page of the host's in one language."""

    language: Language
    title: str
    pieces: tuple[str, ...]
    """Safe HTML, in two wherever the mark of a link outside belongs."""
    links: tuple[str, ...]
    """The addresses of the links outside."""

    def body(self, mark: Callable[[str], str]) -> Markup:
        """All but the title, each link outside with its mark on paper."""
        marks = (f'data-mark="{mark(address)}"' for address in self.links)
        # Sanitized when it was read; a mark is one or two letters.
        return Markup("".join(a + b for a, b in zip_longest(self.pieces, marks, fillvalue="")))  # noqa: S704


def read_text(source: str, file: str, language: Language, shift: int = 0) -> HostText:
    """The Markdown as a page, its headings that many levels lower. Raises ContentError with every mistake."""
    tokens = _MARKDOWN.parse(source)
    if mistakes := [Mistake(file, f"line {line}", reason) for line, reason in _mistakes(tokens)]:
        raise ContentError(mistakes)
    title, body = tokens[1], tokens[3:]
    _shift_headings(body, shift)
    with speaking(language):
        links = tuple(_open_outside(body))
    html = _sanitized(_MARKDOWN.renderer.render(body, _MARKDOWN.options, {}))
    return HostText(language, _plain(title.children or []), tuple(MARK.split(html)), links)


class _Markdown(MarkdownIt):
    """Reads HTML and addresses of every kind as what they are, so that they can be refused by line."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": True})

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  the library's own name and argument
        return True


_MARKDOWN = _Markdown()


def _mistakes(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    if not tokens or tokens[0].tag != "h1":
        yield 1, NO_TITLE
    elif len(tokens) == 3:
        yield 1, "says nothing below its title"
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            yield line, f"{_quoted(token.content)} {NO_HTML}"
        if token.type == "inline":
            if before and before.type == "heading_open" and not _plain(token.children or []):
                yield line, f"a heading {NO_WORDS}"
            yield from _mistakes_inside(token.children or [], line)


def _mistakes_inside(children: list[Token], line: int) -> Iterator[tuple[int, str]]:
    for position, child in enumerate(children):
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        if child.type == "html_inline":
            yield line, f"{_quoted(child.content)} {NO_HTML}"
        if child.type == "image":
            yield line, f"{_quoted(child.content or str(child.attrGet('src')))} {NO_PICTURE}"
        if child.type == "link_open":
            address = str(child.attrGet("href"))
            rest = children[position:]
            if not _plain(rest[: [each.type for each in rest].index("link_close")]):
                yield line, f"a link to {_quoted(address)} {NO_WORDS}"
            if not _may_lead_to(address):
                yield line, f"a link leads to {_quoted(address)}. {ALLOWED}"


def _may_lead_to(address: str) -> bool:
    if address.startswith("/"):
        return not address.startswith(("//", "/\\", "/%5C"))
    try:
        parts = urlsplit(address)
        return parts.scheme in SCHEMES and bool(parts.hostname if parts.scheme in OUTSIDE else parts.path)
    except ValueError:
        return False


def _quoted(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return f"'{line[:60]}…'" if len(line) > 60 else f"'{line}'"


def _plain(children: list[Token]) -> str:
    """The words without their markup."""
    words = (" " if child.type in {"softbreak", "hardbreak"} else child.content for child in children)
    return " ".join("".join(words).split())


def _shift_headings(tokens: list[Token], shift: int) -> None:
    """Below the title, and without leaving out a level."""
    before = 1
    for token in tokens:
        if token.type == "heading_open":
            before = min(max(int(token.tag[1]), 2), before + 1)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(before + shift, 6)}"


def _open_outside(tokens: list[Token]) -> Iterator[str]:
    """Links outside open a new tab and say so, as all of ours do. Yields their addresses."""
    for token in tokens:
        inside: list[Token] = []
        leaves = False
        for child in token.children or []:
            if child.type == "link_open":
                address = str(child.attrGet("href"))
                leaves = address.startswith(tuple(f"{scheme}:" for scheme in OUTSIDE))
                if leaves:
                    child.attrs |= {
                        "target": "_blank", "rel": "noopener noreferrer", "class": "outside", "data-mark": "",
                    }  # fmt: skip
                    yield address
            if child.type == "link_close" and leaves:
                words = Markup(' <span class="new-tab">{}</span>').format(gettext("opens a new tab"))
                inside.append(Token("html_inline", "", 0, content=str(words)))
            inside.append(child)
        if token.children:
            token.children = inside


def _sanitized(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
