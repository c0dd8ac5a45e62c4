"""Laws: which law holds where, and the letters that readers can send under it.

One file of content/letters/ is one law. Where no law gives a letter, a file without letters says what can
be done.
"""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from offswitch.content.model import (
    Cited,
    Claim,
    Kind,
    PlaceCode,
    Purpose,
    Record,
    Slug,
    Source,
    Text,
    Title,
)

BLANKS = frozenset({"name", "account", "grounds", "sent", "answer"})
"""What the reader fills in, in the browser: their name, their account, their grounds, when they sent the
first letter, and what the company answered."""
GIVEN = frozenset({"service", "controller", "authority"})
"""What the guide and the place fill in: names, which are never translated."""


class Paragraph(Record):
    """A paragraph of a letter, in the words of the law."""

    text: Text
    """One or more sentences. May hold {service}, {controller}, {authority} and blanks: {name}, {sent} …"""
    points: tuple[Text, ...] = ()
    """Numbered points under it."""
    only_with: Literal["grounds", "answer"] | None = None
    """The blank without which the paragraph is left out."""


class Grounds(Cited):
    """The grounds of one's own situation that a law asks for. Nothing is made up for readers."""

    why: Text
    """What the law asks, and why a sentence of one's own helps."""
    examples: Annotated[tuple[Text, ...], Field(min_length=2)]
    """What others' situations look like: for readers to recognise theirs, not to copy."""


class Letter(Record):
    """The text a reader sends."""

    kind: Kind
    """What it is for; its part of the address."""
    purposes: tuple[Purpose, ...] = ()
    """The purposes of a guide that it suits; none named means all."""
    title: Title
    """What it is called: 'Objection'."""
    use: Title
    """When to use it, in one or two plain sentences to the reader."""
    claims: tuple[Claim, ...] = ()
    """What the law says about it, for the reader."""
    copy_first: bool = False
    """Whether the reader should get a copy of their data before sending it."""
    answered: bool = True
    """Whether the company has to answer within the law's period."""
    grounds: Grounds | None = None
    """Where the law asks for grounds."""
    authorities: tuple[Slug, ...] = ()
    """For a complaint: the authorities that it is for; none named means all of the place."""
    subject: Text
    """The letter's subject line."""
    paragraphs: Annotated[tuple[Paragraph, ...], Field(min_length=1)]
    """The letter, between greeting and farewell. What the guide says of the processing comes first."""


class Period(Record):
    """How long the company may take to answer."""

    months: Annotated[int, Field(ge=1, le=12)] | None = None
    """In months …"""
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    """… or in days."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """The sentence that says so to the reader, and whether it can be extended."""

    @model_validator(mode="after")
    def _is_one_length(self) -> Self:
        if (self.months is None) == (self.days is None):
            raise ValueError("say either 'months' or 'days'")
        return self


class Operation(Record):
    """What the law says of running this site, for its page on privacy."""

    basis: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """On what legal basis the site may use what a browser sends, to answer it."""
    rights: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """Which rights readers have against whoever runs the site."""
    complaint: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """Where they may complain."""


class Law(Record):
    """A law, where it holds, and the letters under it."""

    slug: Slug
    """The name of the file."""
    name: Title
    """The law's name as readers may know it."""
    groups: tuple[Slug, ...] = ()
    """Groups of places (content/places.toml) where it holds."""
    places: tuple[PlaceCode, ...] = ()
    """Single places where it holds. Every place belongs to exactly one file."""
    languages: tuple[str, ...] = ()
    """The languages that the law itself is written in (BCP 47): a letter exists in no other."""
    period: Period | None = None
    """How long the company may take to answer."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What readers should know of it; without letters: why there are none, and what can be done instead."""
    letters: tuple[Letter, ...] = ()
    """The letters."""
    operation: Operation | None = None
    """What it says of running this site. Without it, the law of 'eu' is told of."""
    sources: dict[Slug, Source]
    """Where all this was read."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.letters and not self.languages:
            raise ValueError("languages: letters need the languages of their law")
        if any(letter.answered for letter in self.letters) and self.period is None:
            raise ValueError("period: letters that must be answered need it")
        for purpose in ("training", "advertising"):
            kinds = Counter(
                letter.kind for letter in self.letters if not letter.purposes or purpose in letter.purposes
            )
            for kind, count in kinds.items():
                if count > 1:
                    raise ValueError(
                        f"letters: {count} letters of kind '{kind}' suit the purpose '{purpose}'"
                    )
        return self

    def letters_for(self, purpose: Purpose) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if not each.purposes or purpose in each.purposes)
