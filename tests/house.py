"""The house rules: what every answer and every page keeps, whoever wrote it.

Each rule yields, in words, what a page breaks. Knows nothing about any single page.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from string import ascii_lowercase

import html5lib
from bs4 import BeautifulSoup, Tag
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
ALLOWED_FEATURES = {"clipboard-write=(self)", "web-share=(self)"}
FEATURES_TO_DENY = {"camera", "microphone", "geolocation", "payment", "usb", "storage-access"}

PLACEHOLDER = re.compile(r"\{[a-z0-9_]*\}")
STRAIGHT_QUOTES = re.compile(r"['\"]")
PYTHON_WORDS = re.compile(r"\b(None|Undefined|True|False)\b|object at 0x")
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "data-copied", "data-announcement")
NOT_OURS = ".label, .screen-label, .publisher, .source-list a, .notes a, .to-paste"
"""Words of the service and of sources, quoted as they stand there, and code."""
LOADING_ATTRIBUTES = ("src", "srcset", "poster", "data", "action", "formaction", "data-hx-get")
ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


class Page:
    """An answer of the site, with what a reader and a browser find in it."""

    def __init__(self, address: str, response: TestResponse) -> None:
        self.address = address
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    def __repr__(self) -> str:
        return f"{self.address} ({self.status})"

    @cached_property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @cached_property
    def tags(self) -> list[Tag]:
        """Every tag: walking through them is many times faster than one selector for each rule."""
        return self.soup.find_all(True)

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(str(tag["id"]) for tag in self.tags if tag.has_attr("id"))

    @property
    def is_html(self) -> bool:
        return self.response.mimetype == "text/html"

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400

    @property
    def title(self) -> str:
        return _words(self.one("head > title"))

    @property
    def heading(self) -> str:
        return _words(self.one("h1"))

    @property
    def language(self) -> str:
        return str(self.one("html")["lang"])

    def named(self, *names: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name in names]

    def with_attribute(self, name: str) -> list[tuple[Tag, str]]:
        return [(tag, str(tag[name])) for tag in self.tags if tag.has_attr(name)]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def one(self, selector: str) -> Tag:
        found = self.all(selector)
        assert len(found) == 1, f"{self}: {len(found)} of {selector!r}"
        return found[0]

    def words(self, selector: str = "main") -> str:
        """What a reader reads there, with single spaces."""
        return _words(self.one(selector))

    def all_words(self, selector: str) -> list[str]:
        return [_words(tag) for tag in self.all(selector)]

    def shows(self, *ids: str) -> bool:
        """Whether the claims, actions, contents or tasks with these ids all stand on the page."""
        return all(self.ids[each] for each in ids)

    def hides(self, *ids: str) -> bool:
        return not any(self.ids[each] for each in ids)

    @property
    def internal_links(self) -> list[str]:
        """Links to pages; what is downloaded is none, nor what names its type."""
        links = [tag for tag in self.named("a") if tag.has_attr("href")]
        pages = [tag for tag in links if not tag.has_attr("download") and not tag.has_attr("type")]
        return [href for tag in pages if not ELSEWHERE.match(href := str(tag["href"]))]

    @property
    def downloads(self) -> list[str]:
        return [str(tag["href"]) for tag in self.named("a") if tag.has_attr("download")]


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _classes(tag: Tag) -> list[str]:
    return list(tag.get("class", []))


def complaints(page: Page) -> Iterator[str]:
    """Every house rule that the page breaks."""
    yield from header_complaints(page)
    if page.is_html and not page.is_redirect:
        for rule in (
            _document,
            _heading,
            _ids,
            _links,
            _footnotes,
            _forms,
            _no_inline,
            _no_third_party,
            word_complaints,
        ):
            yield from rule(page)


OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
"""What is for programs is open to other sites."""
FRAMED = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""What stands in articles of other sites may be framed, and may load its style and script there."""
FRAMED_POLICY = re.compile(
    r"default-src 'none'; script-src 'self' (https?://\S+); style-src 'self' \1; "
    r"form-action 'none'; base-uri 'none'; frame-ancestors \*"
)


def is_for_programs(address: str) -> bool:
    return re.match(r"/api/|/oembed(\?|$)|.*/oembed\.json$", address) is not None


def is_embed(address: str) -> bool:
    return address.startswith("/embed/")


def wanted_headers(address: str) -> dict[str, str]:
    """The headers that this address must have, each exactly once."""
    if is_for_programs(address):
        return HEADERS | OPEN
    if is_embed(address):
        own = ("Content-Security-Policy", "X-Frame-Options")
        return {name: value for name, value in HEADERS.items() if name not in own} | FRAMED
    if re.match(r"/static/embed\.(css|js)(\?|$)|[^?]*/(card\.png|qr\.(svg|png))(\?|$)", address):
        return HEADERS | FRAMED
    return HEADERS


def header_complaints(page: Page) -> Iterator[str]:
    """The rules that every answer keeps, whatever it holds."""
    for name, value in wanted_headers(page.address).items():
        if page.headers.getlist(name) != [value]:
            yield f"{name} is {page.headers.getlist(name)}"
    features = page.headers.get("Permissions-Policy", "").split(", ")
    if {each for each in features if not each.endswith("=()")} != ALLOWED_FEATURES:
        yield "Permissions-Policy allows other features than copying and sharing"
    if denied := FEATURES_TO_DENY - {each.removesuffix("=()") for each in features}:
        yield f"Permissions-Policy does not deny {sorted(denied)}"
    if is_embed(page.address) and "X-Frame-Options" in page.headers:
        yield "may not be framed"
    if is_embed(page.address) and not FRAMED_POLICY.fullmatch(page.headers["Content-Security-Policy"]):
        yield f"has the policy {page.headers['Content-Security-Policy']}"
    if not is_for_programs(page.address) and "Access-Control-Allow-Origin" in page.headers:
        yield "is open to other sites"
    if "Set-Cookie" in page.headers:
        yield "sets a cookie"
    if not page.headers.get("Cache-Control"):
        yield "does not say how long it may be kept"


def _document(page: Page) -> Iterator[str]:
    if page.headers["Content-Type"] != "text/html; charset=utf-8":
        yield f"is served as {page.headers['Content-Type']}"
    try:
        html5lib.HTMLParser(strict=True).parse(page.text)
    except ParseError as error:
        yield f"is not well-formed: {error}"
    (root,) = page.named("html")
    if root.get("dir") not in {"ltr", "rtl"}:
        yield "does not say in which direction it is read"
    if is_embed(page.address):
        return
    menu = [(link["lang"], link.get("aria-current")) for link in page.all("header .languages a")]
    current = [language for language, is_current in menu if is_current]
    if menu and current != [root.get("lang")]:  # A site in one language has none.
        yield f"is in {root.get('lang')}, and the language menu says {current}"
    first = page.address.removeprefix("/").partition("/")[0]
    if first in dict(menu) and root.get("lang") != first:
        yield f"is in {root.get('lang')}, and its address says {first}"


def _heading(page: Page) -> Iterator[str]:
    headings = page.named("h1", "h2", "h3", "h4", "h5", "h6")
    first = [_words(tag) for tag in headings if tag.name == "h1"]
    if len(first) != 1 or not first[0]:
        yield f"has these h1: {first}"
    elif not page.title.startswith(first[0]):
        yield f"is titled {page.title!r}, not after its heading {first[0]!r}"
    levels = [int(tag.name[1]) for tag in headings]
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        yield f"skips a level of headings: {levels}"
    for section in page.all("section:has(> :is(h2, h3):only-child)"):
        yield f"has nothing to say under {_words(section)!r}"


def _ids(page: Page) -> Iterator[str]:
    for name, count in page.ids.items():
        if count > 1:
            yield f"has {count} times the id {name!r}"
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for _, names in page.with_attribute(attribute):
            for name in names.split():
                if name not in page.ids:
                    yield f"{attribute}={name!r} names nothing"
    for link in page.internal_links:
        if link.startswith("#") and link[1:] not in page.ids:
            yield f"{link} leads nowhere"


def _links(page: Page) -> Iterator[str]:
    for link in page.named("a"):
        href = str(link.get("href", ""))
        if not href or not (_words(link) or link.get("aria-label")):
            yield f"has a link without an address or words: {link}"
        if link.get("target") == "_blank" and set(link.get("rel", [])) != {"noopener", "noreferrer"}:
            yield f"opens {href} in a new tab without rel='noopener noreferrer'"
        if "outside" in _classes(link) and not (
            link.get("target") == "_blank"
            and any("new-tab" in _classes(tag) and _words(tag) for tag in link("span"))
        ):
            yield f"does not say that {href} opens a new tab"
        if (partial := link.get("data-hx-get")) is not None and partial != f"/partial{href}":
            yield f"{href} is swapped in from {partial}"


def _footnotes(page: Page) -> Iterator[str]:
    """Paper cannot be clicked: each link outside has a mark, and under it its address is printed.

    A frame in an article is not printed by itself.
    """
    if is_embed(page.address):
        return
    printed = [_words(tag) for tag in page.all(".footnotes li")]
    marks = [a + b for a in ("", *ascii_lowercase) for b in ascii_lowercase]
    footnotes = dict(zip(marks, printed, strict=False))
    in_full = page.all_words(".sheet-address")
    for link in page.named("a"):
        if "outside" in _classes(link) and link["href"] not in (
            footnotes.get(str(link.get("data-mark"))),
            *in_full,
        ):
            yield f"does not print the address of {link['href']}"
    if len(set(printed)) != len(printed):
        yield "prints an address twice"


def _forms(page: Page) -> Iterator[str]:
    for form in page.named("form"):
        if not form.get("action") or not form("button", type="submit"):
            yield "has a form without action or button"
        if form.get("method", "get") != "get":
            yield f"has a form that sends by {form['method']}"
        if any(
            "off" not in (form.get("autocomplete"), each.get("autocomplete"))
            for each in form(["input", "select"])
        ):
            yield "lets the browser fill in boxes, which is not what the address says"
    labelled = {name for _, name in page.with_attribute("for")}
    for control in page.named("input", "select", "textarea"):
        if (
            control.get("type") != "hidden"
            and control.get("id") not in labelled
            and not control.find_parent("label")
        ):
            yield f"has a control without a label: {control}"
    for button in page.named("button"):
        if not _words(button):
            yield "has a button without words"


def _no_inline(page: Page) -> Iterator[str]:
    for tag in page.tags:
        if tag.name == "style":
            yield "has an inline style sheet"
        if tag.name == "script" and (not tag.get("src") or tag.get_text().strip()):
            yield "has an inline script"
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith(("on", "data-hx-on", "hx-")):
                yield f"<{tag.name}> has the attribute {name}"
            if str(value).lower().startswith("javascript:"):
                yield f"<{tag.name}> has a script as its {name}"


def _no_third_party(page: Page) -> Iterator[str]:
    for attribute in LOADING_ATTRIBUTES:
        for tag, address in page.with_attribute(attribute):
            if ELSEWHERE.match(address):
                yield f"<{tag.name}> asks {address}"
    for link in page.named("link"):
        if not {"canonical", "alternate"} & set(link["rel"]) and ELSEWHERE.match(str(link["href"])):
            yield f"<link> asks {link['href']}"


def word_complaints(page: Page) -> Iterator[str]:
    """What depends on the words of the language."""
    spoken = [words for name in SPOKEN_ATTRIBUTES for _, words in page.with_attribute(name)]
    spoken += [str(tag["content"]) for tag in page.named("meta") if tag.get("name") == "description"]
    quoted = {id(words) for tag in page.all(NOT_OURS) for words in tag.strings}
    everything = " ".join([*page.soup.strings, *spoken])
    ours = " ".join([*(words for words in page.soup.strings if id(words) not in quoted), *spoken])
    for what, pattern, words in (
        ("an unfilled placeholder", PLACEHOLDER, everything),
        ("a word of Python’s", PYTHON_WORDS, ours),
        ("straight quotation marks", STRAIGHT_QUOTES, ours),
    ):
        for found in pattern.finditer(words):
            yield f"shows {what}: …{words[max(0, found.start() - 40) : found.end() + 20]}…"


def partial_complaints(page: Page, partial: Page) -> Iterator[str]:
    """Every way in which a partial is not what the page holds."""
    yield from header_complaints(partial)
    if partial.headers.get("HX-Push-Url") != page.address:
        yield f"says that it is {partial.headers.get('HX-Push-Url')}"
    if "HX-Replace-Url" in partial.headers:
        yield "replaces the address of a reader who went on"
    if partial.headers.get("X-Robots-Tag") != "noindex":
        yield "may be listed by search engines"
    title, _, inside = partial.text.partition("</title>")
    if title.partition("<title>")[2] != page.text.partition("<title>")[2].partition("</title>")[0]:
        yield "has another title than the page"
    if not inside.strip() or inside.strip() not in page.text:
        yield "holds other words than the page"
    if "<body" in partial.text:
        yield "is a whole document"
