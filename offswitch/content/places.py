"""Places: where readers live. Names of countries come from CLDR, built into the catalogues."""

from typing import Self

from pydantic import model_validator

from offswitch.content.model import PlaceCode, Record, Slug, Text

UNSAID = "eu"
ELSEWHERE = "world"


class NamedPlace(Record):
    """A place that is no country, so CLDR has no name for it."""

    code: PlaceCode
    """'eu' or 'world'."""
    name: Text
    """What readers choose."""


class Places(Record):
    """Every place that a reader can choose."""

    countries: tuple[PlaceCode, ...]
    """ISO 3166 codes, lower case."""
    named: tuple[NamedPlace, ...]
    """The places that are no countries."""
    groups: dict[Slug, tuple[PlaceCode, ...]]
    """Places that most guides treat alike."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if {place.code for place in self.named} != {UNSAID, ELSEWHERE}:
            raise ValueError("named: exactly 'eu' and 'world' belong here")
        codes = [*self.countries, *(place.code for place in self.named)]
        if len(codes) != len(set(codes)):
            raise ValueError("countries: a place stands here twice")
        for group, members in self.groups.items():
            for code in members:
                if code not in codes:
                    raise ValueError(f"groups.{group}: '{code}' is no place")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.countries, *(place.code for place in self.named))
