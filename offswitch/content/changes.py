"""Changes: what changed in the content, when, and for whom. For readers, and for a feed."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from offswitch.content.model import Identified, Record, Regional, Slug, Title

ALL = "all"
"""Stands where the name of a guide stands, and means every guide."""


class Change(Identified, Regional):
    """An entry of the change log."""

    date: date
    """The day on which it reached readers."""
    guide: Slug
    """The guide that it is about, or 'all'."""
    kind: Literal["new-guide", "path", "fact", "label", "live-check", "fix"]
    """What sort of thing changed."""
    text: Title
    """What changed and for whom, in one or two sentences that stand alone."""

    @model_validator(mode="after")
    def _knows_its_regions(self) -> Self:
        if self.guide == ALL and self.regions:
            raise ValueError("regions: each guide has its own; an entry for all guides names none")
        return self

    def covers(self, guide: str) -> bool:
        return self.guide in {guide, ALL}


class Changes(Record):
    """The change log."""

    changes: tuple[Change, ...]
    """Every entry, the newest first."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        for name, count in Counter(change.id for change in self.changes).items():
            if count > 1:
                raise ValueError(f"id '{name}' stands here {count} times")
        for newer, older in zip(self.changes, self.changes[1:], strict=False):
            if newer.date < older.date:
                raise ValueError(f"'{newer.id}' is older than '{older.id}' below it: the newest stands first")
        return self

    def of(self, guide: str) -> tuple[Change, ...]:
        """The entries about the guide, the newest first."""
        return tuple(change for change in self.changes if change.covers(guide))

    def about(self, guides: Collection[str]) -> Self:
        """The change log of these guides, and of what concerns all."""
        about = tuple(change for change in self.changes if change.guide in {*guides, ALL})
        return self.model_copy(update={"changes": about})


NONE = Changes(changes=())
