"""Telling of a law: its claims in the reader's language, with numbered sources."""

from collections.abc import Iterable
from datetime import date, timedelta

from offswitch.content.age import is_stale, last_seen
from offswitch.content.laws import Law
from offswitch.content.model import Claim, placeholders
from offswitch.language import Phrase, format_date, gettext
from offswitch.pages.notes import Note, Notes
from offswitch.pages.telling import ClaimView, PositionView


class LawTelling:
    """What one page tells one reader of a law. It numbers its sources together with those of the guide."""

    def __init__(self, law: Law, notes: Notes, today: date, stale_after: timedelta) -> None:
        self.law = law
        self._notes = notes
        self._today = today
        self._stale_after = stale_after

    def claims(self, claims: Iterable[Claim]) -> tuple[ClaimView, ...]:
        return tuple(self._claim(claim) for claim in claims if claim.holds_on(self._today))

    def cite(self, names: Iterable[str]) -> tuple[Note, ...]:
        return self._notes.cite(names, self.law.sources)

    def _claim(self, claim: Claim) -> ClaimView:
        message = claim.says_on(self._today)
        days = {name: claim.dates.get(name) or getattr(claim, name) for name in placeholders(message)}
        return ClaimView(
            id=claim.id,
            text=gettext(message, **days),
            evidence=claim.evidence,
            regions=(),
            positions=tuple(
                PositionView(gettext(side.who), gettext(side.says), self.cite(side.sources))
                for side in claim.positions
            ),
            notes=self.cite(claim.sources),
            age=self._age(claim),
        )

    def _age(self, claim: Claim) -> Phrase | None:
        seen = last_seen(self.law.sources[name] for name in claim.sources)
        if seen is None or not is_stale(seen, self._today, self._stale_after):
            return None
        return gettext(
            "The wording was last seen on {seen}; the law may have changed.", seen=format_date(seen)
        )
