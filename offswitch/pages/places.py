"""Places as links: the names of countries in the page's language, in its order."""

from collections.abc import Callable
from dataclasses import dataclass

from offswitch.content.places import Places
from offswitch.language import Phrase, current, gettext


@dataclass(frozen=True)
class PlaceLink:
    code: str
    name: str
    address: str


def place_name(places: Places, code: str) -> str | Phrase:
    for named in places.named:
        if named.code == code:
            return gettext(named.name)
    return current().places[code]


def place_links(places: Places, address_of: Callable[[str], str]) -> tuple[PlaceLink, ...]:
    """Countries as the language sorts them, then the places that are no countries."""
    order = current().place_order
    countries = sorted(places.countries, key=order.__getitem__)
    codes = [*countries, *(named.code for named in places.named)]
    return tuple(PlaceLink(code, place_name(places, code), address_of(code)) for code in codes)
