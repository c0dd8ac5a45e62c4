"""Ledger: every address ever released, and where those lead that are no more. Addresses hold for years."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from offswitch.content.model import Record, Slug, Title

Way = Annotated[
    str, Field(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*(/[a-z0-9]+([-.][a-z0-9]+)*)*$", max_length=120)
]
"""Parts of an address in their order: 'old-guide', or 'old-guide/misreported'. Others may stand between."""


class Moved(Record):
    """Parts of addresses that are written differently now."""

    old: Way
    """As they were, such as the slug of a guide."""
    new: Way
    """As they are now: as many parts."""

    @model_validator(mode="after")
    def _replaces_part_by_part(self) -> Self:
        if self.old.count("/") != self.new.count("/"):
            raise ValueError("new: has as many parts as 'old', so that each takes the place of one")
        if self.old == self.new:
            raise ValueError("new: is the same as 'old'")
        return self

    def address(self, path: str) -> str | None:
        """Where the path leads now, if this is about it."""
        parts = _parts(path)
        places = _places(self.old, parts)
        if places is None:
            return None
        for place, old, new in zip(places, self.old.split("/"), self.new.split("/"), strict=True):
            parts[place] = new + parts[place].removeprefix(old)
        # One slash at the start, whatever was asked for: two would lead to another site.
        return "/" + "/".join(parts) + ("/" if path.endswith("/") else "")


class Gone(Record):
    """Addresses that nothing takes the place of. Whoever follows them learns why."""

    old: Way
    """What they have in common, such as the slug of a guide."""
    text: Title
    """What stood there, and why it does no more, in one or two sentences."""
    instead: Slug | None = None
    """A guide that may help instead."""

    def covers(self, path: str) -> bool:
        return _places(self.old, _parts(path)) is not None


class Ledger(Record):
    """Every address ever released. Nothing is taken out once it was released."""

    languages: tuple[str, ...] = ()
    """What may stand for <language>."""
    places: tuple[str, ...] = ()
    """What may stand for <place>."""
    addresses: tuple[str, ...] = ()
    """Every address. <language> may be any of the languages, <place> and <code> what once answered there."""
    anchors: dict[str, tuple[Slug, ...]] = Field(default_factory=dict)
    """What one can link to on a page, by the page's address."""
    ended: dict[str, tuple[Slug, ...]] = Field(default_factory=dict)
    """Anchors that are no more: who follows them lands at the top of the page."""
    moved: tuple[Moved, ...] = ()
    """What is written differently now."""
    gone: tuple[Gone, ...] = ()
    """What nothing takes the place of."""

    @model_validator(mode="after")
    def _leads_to_an_end(self) -> Self:
        for moved in self.moved:
            if any(other.address(f"/{moved.new}/") for other in self.moved):
                raise ValueError(f"'{moved.new}', where '{moved.old}' moved to, moved on: name the last one")
        return self

    def moved_to(self, path: str) -> str | None:
        """Where a path that does not answer leads now."""
        return next((address for moved in self.moved if (address := moved.address(path))), None)

    def gone_from(self, path: str) -> Gone | None:
        return next((gone for gone in self.gone if gone.covers(path)), None)


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def _places(way: str, parts: list[str]) -> list[int] | None:
    """Where the parts of the way stand among these, in order. A file counts by its name: 'gemini.json'."""
    found: list[int] = []
    for wanted in way.split("/"):
        start = found[-1] + 1 if found else 0
        for place in range(start, len(parts)):
            if wanted in {parts[place], parts[place].partition(".")[0]}:
                found.append(place)
                break
        else:
            return None
    return found


NOTHING = Ledger()
