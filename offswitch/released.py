"""Released: the addresses that the site answers at, and the ledger with the new ones put in."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import product

import tomlkit
from flask import Flask
from flask.testing import FlaskClient
from tomlkit.items import Array

from offswitch.addresses import Step
from offswitch.content import Library
from offswitch.content.checks import OWN_ID_STARTS, OWN_IDS
from offswitch.content.ledger import Ledger
from offswitch.content.model import Guide
from offswitch.language import ENGLISH
from offswitch.pages.sitemap import guide_pages
from offswitch.site import EXTENSION, Site

NOT_PROMISED = {"machines.static", "api.nothing"}
"""The address of a file of all pages changes with the file; the other answers that there is nothing."""
VARIABLE = re.compile(r"<(\w+)>")
LEFT_OPEN = {"language", "place", "code"}
"""What stays open in an address of the ledger: nobody has to read it forty times. All else is spelled out."""


def released(app: Flask) -> Ledger:
    """What the site answers at now."""
    here: Site = app.extensions[EXTENSION]
    client = app.test_client(use_cookies=False)
    return Ledger(
        languages=tuple(sorted(here.languages)),
        places=tuple(sorted(here.library.places.codes)),
        addresses=tuple(sorted(_addresses(app, client, here.library))),
        anchors=dict(_anchors(client, here.library)),
    )


def recorded(text: str, now: Ledger) -> str:
    """The ledger's file with what is new put in, and nothing taken out."""
    file = tomlkit.parse(text)
    known = Ledger.model_validate(tomllib.loads(text))
    for name in ("languages", "places", "addresses"):
        file[name] = _list(sorted({*getattr(known, name), *getattr(now, name)}))
    anchors = tomlkit.table()
    for page in sorted({*known.anchors, *now.anchors}):
        anchors[page] = _list(dict.fromkeys((*known.anchors.get(page, ()), *now.anchors.get(page, ()))))
    file["anchors"] = anchors
    return tomlkit.dumps(file)


def count(text: str) -> int:
    """How many addresses and anchors the ledger's file holds."""
    ledger = Ledger.model_validate(tomllib.loads(text))
    return len(ledger.addresses) + sum(len(names) for names in ledger.anchors.values())


def _list(values: Iterable[str]) -> Array:
    """One value a line, so that two people can add to it."""
    found = tomlkit.array()
    found.extend(values)
    return found.multiline(True)


def _addresses(app: Flask, client: FlaskClient, library: Library) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in NOT_PROMISED:
            continue
        for address in _spelled_out(rule.rule, library):
            if unknown := set(VARIABLE.findall(address)) - LEFT_OPEN:
                raise LookupError(f"{address}: say in released.py what {', '.join(unknown)} may be")
            if "<slug>" not in rule.rule or _answers(client, address, library):
                yield address


def _ours(library: Library) -> dict[str, Guide]:
    """Our guides: what a host adds to them, the host promises."""
    return {slug: guide for slug, guide in library.guides.items() if not guide.own}


def _spelled_out(rule: str, library: Library) -> Iterator[str]:
    if "<slug>" not in rule:
        yield from filled(rule)
        return
    for slug, guide in _ours(library).items():
        kinds = {letter.kind for place in library.places.codes for letter in library.letters(guide, place)}
        yield from filled(rule, slug=[slug], kind=sorted(kinds), step=Step)


def filled(rule: str, **values: Iterable[str]) -> Iterator[str]:
    """The rule with every combination of the values, and of what it lists itself. Else the name stays."""
    choices = [_choices(part, values) for part in re.split(r"(<[^>]*>)", rule)]
    return ("".join(chosen) for chosen in product(*choices))


def _choices(part: str, values: Mapping[str, Iterable[str]]) -> list[str]:
    if listed := re.fullmatch(r"<any\((.*)\):\w+>", part):
        return [choice.strip(" '\"") for choice in listed[1].split(",")]
    if variable := re.fullmatch(r"<(?:\w+:)?(\w+)>", part):
        return list(values.get(variable[1], [f"<{variable[1]}>"]))
    return [part]


def _answers(client: FlaskClient, address: str, library: Library) -> bool:
    """Not every guide has every page, nor every place every letter."""
    asked = filled(address, language=[ENGLISH], place=sorted(library.places.codes), code=[ENGLISH])
    return any(client.get(each, follow_redirects=True).status_code == 200 for each in asked)


def _anchors(client: FlaskClient, library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ids of the content on the pages of each guide. Sources come and go: theirs are not promised."""
    for guide in _ours(library).values():
        for address in guide_pages("<language>", guide):
            page = client.get(address.replace("<language>", ENGLISH)).text
            ids = tuple(each for each in _ids(page) if _is_promised(each, library.sources(guide)))
            if ids:
                yield address, ids


def _is_promised(name: str, sources: Iterable[str]) -> bool:
    return name not in OWN_IDS and not name.startswith(OWN_ID_STARTS) and name not in sources


def _ids(page: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for name, value in attrs if name == "id" and value)

    Reader().feed(page)
    return found
