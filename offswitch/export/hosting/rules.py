"""Rules: what a static host has to say and where it has to lead, read off the app's own answers.

A pattern is an address in which '*' stands for anything, and ':name' for one part.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import Headers

from offswitch import addresses
from offswitch.content.ledger import Gone, Ledger, Moved
from offswitch.export.listing import listed
from offswitch.export.views import NOT_FOUND
from offswitch.freshness import FRESH
from offswitch.settings import Settings
from offswitch.site import EXTENSION, Site
from offswitch.tags import WRITTEN_ALIKE, meant

Said = Mapping[str, str]
"""Headers, by name."""

_LETTER = "[A-Za-z0-9._-]"
AREAS = f"/partial|{addresses.EMBED}|{addresses.API}"
"""What may stand before the language in an address, as a regular expression."""
PLAIN = "[A-Za-z0-9._/-]*"
"""What the rest of an address is made of. Nothing else is ever led on: it might end a header."""

NOT_SERVED = r"^/_|/(?:index|404)\.html$|\.(?:br|gz)$"
"""Files that are there for the host and have no address, as a regular expression."""

LANGUAGES = "/*/"
"""What a pattern starts with that fits the files of pages in every language."""
FILES = (
    addresses.CARD,
    addresses.QR,
    addresses.QR_PNG,
    addresses.OEMBED_OF_STEP,
    addresses.STILL_OFF,
    addresses.ANSWERED,
    "feed.xml",
    addresses.SITEMAP_OF_LANGUAGE,
    "letter.txt",
    "letter.odt",
)
"""The files of pages, whatever the page."""

CACHED = "Cache-Control"
KIND = "Content-Type"
OF_THE_ANSWER = {"Content-Length", "Date", "ETag", "Vary", "HX-Push-Url", CACHED}
"""What hosts say by themselves, or what belongs to a single page."""

_A_WHILE = f"max-age={int(FRESH.total_seconds())}"
FOR_A_WHILE = f"public, {_A_WHILE}"
"""As long as our server says at most, and no longer: a file cannot know when a sentence turns."""
IN_THE_BROWSER = f"private, {_A_WHILE}"
"""What leads on for good. Anybody can make up such addresses, and could fill a cache with them."""
NEVER = "no-store"
ASK_EACH_TIME = "private, no-cache"
"""Where a server chooses the language by the reader: whoever moves to one must find it in no cache."""


@dataclass(frozen=True)
class Rules:
    settings: Settings
    default: str
    """The language of whoever asks for one that is not there."""
    languages: tuple[str, ...]
    """Those that are exported."""
    tags: Mapping[str, str]
    """Every tag that means a language, without region, with the one of ours that it means or else gets."""
    page: Said
    """What every page says."""
    kinds: Mapping[str, Said]
    """What else says something different, by pattern. No address has two of them."""
    marked: tuple[str, ...]
    """The static files with the mark of what they hold, which may be kept for ever."""
    ledger: Ledger
    not_found: str
    """The page for whoever names no language."""

    @classmethod
    def of(cls, app: Flask) -> Self:
        here: Site = app.extensions[EXTENSION]
        default = here.default_language.code
        known = filter(partial(meant, ours=here.all_languages), {*here.all_languages, *WRITTEN_ALIKE})
        client = app.test_client(use_cookies=False)

        def said(address: str) -> Said:
            return _said(address, client.get(address, base_url=here.settings.origin).headers)

        missing = client.get(f"/{default}/{NOT_FOUND}", base_url=here.settings.origin)
        return cls(
            settings=here.settings,
            default=default,
            languages=tuple(here.languages),
            tags={tag: meant(tag, here.languages) or default for tag in sorted(known)},
            page=said(addresses.home(default)),
            kinds={pattern: said(address) for pattern, address in _examples(here).items()},
            marked=tuple(asset.address for asset in here.assets.values()),
            ledger=here.library.ledger,
            not_found=missing.text,
        )

    @property
    def host(self) -> str:
        """The name of the site, with a port if the base has one."""
        return urlsplit(self.settings.base or "http://offswitch.example").netloc

    def values(self, name: str) -> Iterator[tuple[str, str]]:
        """What the header is, by pattern, where it is not what a page says. Empty where there is none."""
        for pattern, said in self.kinds.items():
            if said.get(name, "") != self.page.get(name, ""):
                yield pattern, said.get(name, "")

    @property
    def names(self) -> tuple[str, ...]:
        """Of all headers that anything says."""
        return tuple(dict.fromkeys(name for said in (self.page, *self.kinds.values()) for name in said))

    @property
    def right(self) -> str:
        """What an address starts with whose language is exported, as a regular expression."""
        return f"^(?:{AREAS})?/(?:{'|'.join(self.languages)})(?:/|$)"

    @property
    def leads_for_good(self) -> Iterator["Lead"]:
        """Other tags for languages that are exported. Only for what is not right."""
        for language in self.languages:
            yield _lead_to_language(self._tags(language, is_ours=True), language)

    @property
    def leads_for_now(self) -> Iterator["Lead"]:
        """Languages that the host did not choose, and may choose tomorrow. Only for what is not right."""
        if tags := self._tags(self.default, is_ours=False):
            yield _lead_to_language(tags, self.default)

    def _tags(self, language: str, *, is_ours: bool) -> list[str]:
        return [tag for tag, to in self.tags.items() if to == language and self.is_ours(tag) == is_ours]

    def is_ours(self, tag: str) -> bool:
        """Whether the tag means a language that is exported. Then it leads there for good."""
        return meant(tag, self.languages) is not None

    @property
    def leads_of_letters(self) -> Iterator["Lead"]:
        """A letter is there once in each language: on the page in that language."""
        languages = "|".join(self.languages)
        page, end = "/[a-z0-9-]+/[a-z]+/letters/[a-z-]+/", f"(?:/({PLAIN}))?$"
        yield Lead(f"^(/partial)?/(?:{languages})({page})({languages}){end}", (1, "/", 3, 2, 4))
        yield Lead(f"^((?:/partial)?/(?:{languages}){page})(?:{'|'.join(self.tags)}){end}", (1, 2))

    @property
    def moved(self) -> Iterator["Lead"]:
        """Only for what is not there."""
        for moved in self.ledger.moved:
            to: list[str | int] = [1]
            for number, part in enumerate(moved.new.split("/"), start=2):
                to += [part, number]
            yield Lead(_expression(moved), tuple(to))

    @property
    def gone(self) -> Iterator[str]:
        """Regular expressions, only for what is not there."""
        return (_expression(gone) for gone in self.ledger.gone)


@dataclass(frozen=True)
class Lead:
    """Where an address leads."""

    expression: str
    to: tuple[str | int, ...]
    """Its parts. A number is the group of the expression."""

    def written(self, group: str) -> str:
        """With the groups as the host's program writes them: a '#' stands for the number."""
        return "".join(group.replace("#", str(part)) if isinstance(part, int) else part for part in self.to)


def _lead_to_language(tags: Iterable[str], language: str) -> Lead:
    return Lead(f"^({AREAS})?/(?i:{'|'.join(tags)})(?:-[^/]*)?(?:/({PLAIN}))?$", (1, f"/{language}/", 2))


def expression(pattern: str) -> str:
    """The pattern as a regular expression for whole paths. A folder's page may be called by its file too."""
    found = _escaped(pattern).replace(r"\*", ".*")
    found = re.sub(":[a-z]+", "[^/]+", found)
    index = r"(?:index\.html)?" if pattern.endswith("/") else ""
    return f"^{found}{index}$"


def _expression(way: Moved | Gone) -> str:
    """All paths with the parts of the way in their order. What is kept are groups: one before the first
    part, one after each.
    """
    parts = way.old.split("/")
    found = f"^(/(?:{_LETTER}+/)*?)"
    for number, part in enumerate(parts, start=1):
        # A file counts by its name without ending.
        ending = "" if "." in part else rf"(?:\.{_LETTER}*)?"
        rest = f"(?:/{PLAIN})?" if number == len(parts) else f"/(?:{_LETTER}+/)*?"
        found += f"{_escaped(part)}({ending}{rest})"
    return f"{found}$"


def _escaped(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def _said(address: str, headers: Headers) -> Said:
    said = {name: ", ".join(headers.getlist(name)) for name in dict(headers) if name not in OF_THE_ANSWER}
    if disposition := said.get("Content-Disposition"):
        # The name would be another for each letter. Without one, browsers take the address's last part.
        said["Content-Disposition"] = disposition.partition(";")[0]
    is_by_language = address == "/" or address.startswith(f"{addresses.GO}/")
    return {**said, CACHED: ASK_EACH_TIME if is_by_language else FOR_A_WHILE}


def _examples(here: Site) -> dict[str, str]:
    """An address of each kind that there is, by the kind's pattern."""
    wanted = {pattern: re.compile(expression(pattern)) for pattern in _patterns(here)}
    found: dict[str, str] = {}
    for address in listed(here):
        for pattern in [each for each, fits in wanted.items() if fits.match(address)]:
            found[pattern] = address
            del wanted[pattern]
        if not wanted:
            break
    return {pattern: found[pattern] for pattern in _patterns(here) if pattern in found}


def _patterns(here: Site) -> Iterator[str]:
    yield from ("/", f"{addresses.GO}/*", "/partial/*", f"{addresses.EMBED}/*")
    yield from (addresses.OPEN_API, f"{addresses.API}/*.schema.json")
    yield from (addresses.guides_data(":language"), addresses.places_data(":language"))
    yield addresses.guide_data(":language", ":guide")
    yield from (f"/static/{name}" for name in here.assets)
    yield from ("/favicon.ico", "/robots.txt", addresses.SITEMAP, addresses.SECURITY)
    yield from (f"{LANGUAGES}{name}" for name in FILES)
