"""Answers: what the reader chose. They live in the address and nowhere else."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self
from urllib.parse import urlencode


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the reader chose, as far as we understood it."""

    place: str | None = None
    """Where the reader lives; stands in the path."""
    have: tuple[str, ...] = ()
    """Ids of the contents that the reader has, sorted."""
    labels: str | None = None
    """The language of the service's screens, where it is not the one that the page would assume."""
    done: tuple[str, ...] = ()
    """Ids of the finished tasks, sorted."""

    def at(self, place: str | None) -> Self:
        return replace(self, place=place)

    def pairs(self) -> list[tuple[str, str]]:
        """The answers that stand in the query, always in the same order."""
        labels = [("labels", self.labels)] if self.labels else []
        have = [("have", content) for content in sorted(self.have)]
        return [*have, *labels, *(("done", task) for task in sorted(self.done))]

    def besides(self, name: str) -> tuple[tuple[str, str], ...]:
        """The pairs that a form carries on which asks for this one itself."""
        return tuple(pair for pair in self.pairs() if pair[0] != name)

    def query(self) -> str:
        """'?have=…&labels=…&done=…', or nothing."""
        return self._query

    @cached_property
    def _query(self) -> str:
        pairs = self.pairs()
        return f"?{urlencode(pairs)}" if pairs else ""


_LEFT_OPEN = "\x02"
"""A sign that nobody writes, and that stands in an address and in HTML as it is."""


@dataclass(frozen=True, kw_only=True)
class OpenAnswers(Answers):
    """Answers that are put in later: a sign stands where they would, and nothing is ticked yet."""

    def pairs(self) -> list[tuple[str, str]]:
        return [(_LEFT_OPEN, _LEFT_OPEN)]

    def query(self) -> str:
        return f"?{_LEFT_OPEN}"
