"""Authorities: where a reader of a place can complain, with what is known of the address."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from offswitch.content.model import Address, Cited, Identified, PlaceCode, Record, Slug, Source, Text


class Remark(Cited):
    """Something to know before complaining: a form, a signature, a copy."""

    text: Text
    """One or two sentences."""


class Authority(Identified, Cited):
    """A data-protection authority."""

    place: PlaceCode
    """The place it is for."""
    area: str | None = None
    """The part of the country it is for, by its own name: 'Bayern'. None means all of it."""
    names: Annotated[dict[str, str], Field(min_length=1)]
    """Its official names by language (BCP 47). Not translated."""
    short: str | None = None
    """Its abbreviation."""
    website: Address
    """Its own site."""
    complaint: Address | None = None
    """Its page for complaints."""
    address: Literal["seen", "listed", "partly", "unchecked"]
    """How far the complaint page is known: seen in a saved copy, listed by others, partly, or not checked."""
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    """The languages it takes complaints in, as far as known."""
    remarks: tuple[Remark, ...] = ()
    """What to know before complaining."""


class PlaceRule(Identified, Cited):
    """What holds for complaints in some places: which procedure there is, or that there is none."""

    places: tuple[PlaceCode, ...] = ()
    """The places it holds for."""
    groups: tuple[Slug, ...] = ()
    """Groups of places it holds for."""
    text: Text
    """One or two sentences. No promise of a procedure that the place does not have."""


class Authorities(Record):
    """Every authority, and what holds for complaints."""

    rules: tuple[PlaceRule, ...]
    """What holds where."""
    authorities: tuple[Authority, ...]
    """Every authority."""
    sources: dict[Slug, Source]
    """Where all this was read."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        ids = Counter([*(rule.id for rule in self.rules), *(each.id for each in self.authorities)])
        for name, count in ids.items():
            if count > 1:
                raise ValueError(f"id '{name}' stands here {count} times")
        remarks = [remark for authority in self.authorities for remark in authority.remarks]
        cited: list[Cited] = [*self.rules, *self.authorities, *remarks]
        for record in cited:
            for source in record.sources:
                if source not in self.sources:
                    raise ValueError(f"there is no source '{source}'")
        for source in self.sources.keys() - {name for record in cited for name in record.sources}:
            raise ValueError(f"sources.{source}: nothing cites it")
        return self
