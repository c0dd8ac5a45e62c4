"""Freshness: how long an answer may be kept."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from flask import Flask, Response, g, request

from offswitch.site import BRUSSELS, Site

FRESH = timedelta(minutes=4)
WHILE_ASKING = timedelta(minutes=1)
"""Together the longest that an answer of the last release is shown after an upgrade."""
IF_ERROR = timedelta(days=1)
"""How long an answer may be shown in the place of one that fails."""
ON_THE_WAY = timedelta(seconds=2)
"""Caches count whole seconds, and from when they have the answer."""


TURNS_TONIGHT = "offswitch.turns_tonight"
"""In the environ of a request whose answer has a lifetime that is counted: whether it ends tonight."""


class Lifetimes(NamedTuple):
    """Seconds for which an answer is fresh; then, while a new one is fetched; or if that fails."""

    fresh: int
    while_asking: int
    if_error: int


def turns_tonight() -> None:
    """The answer that is being made names the day: it must not outlast the next midnight in Brussels."""
    g.turns_tonight = True


def init_app(app: Flask, site: Site) -> None:
    @app.before_request
    def note_the_day() -> None:
        # An answer that midnight overtakes may say either day: it belongs to the one that is over.
        g.day = site.today

    @app.after_request
    def say_how_long(response: Response) -> Response:
        if "Cache-Control" in response.headers:
            return response
        if response.status_code == 200:
            tonight = request.environ[TURNS_TONIGHT] = "turns_tonight" in g
            response.headers["Cache-Control"] = cache_control(site, g.day, tonight=tonight)
        elif response.status_code in {301, 308}:
            # Every address that lacks its final slash is one: anybody could fill a shared cache with them.
            response.headers["Cache-Control"] = f"private, max-age={int(FRESH.total_seconds())}"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response


def cache_control(site: Site, day: date, *, tonight: bool) -> str:
    """For an answer made on this day that anybody may keep."""
    kept = lifetimes(site, day, tonight=tonight)
    return (
        f"public, max-age={kept.fresh}, stale-while-revalidate={kept.while_asking}, "
        f"stale-if-error={kept.if_error}"
    )


def lifetimes(site: Site, day: date, *, tonight: bool) -> Lifetimes:
    """How long an answer made on this day may be kept.

    None outlasts the next midnight in Brussels on which a sentence turns; nor, for an answer that names the
    day, the next midnight.
    """
    left = time_until_turn(site, day, tonight=tonight)
    fresh = min(FRESH, left)
    stale = left - fresh
    kept = (fresh, min(WHILE_ASKING, stale), min(IF_ERROR, stale))
    return Lifetimes(*(int(each.total_seconds()) for each in kept))


def time_until_turn(site: Site, day: date, *, tonight: bool) -> timedelta:
    turn = day + timedelta(days=1) if tonight else next_turn(site, day)
    if turn is None:
        return timedelta.max
    midnight = datetime.combine(turn, time(), BRUSSELS)
    # Clocks change between the two: only in UTC is the difference the time that passes.
    left = midnight.astimezone(UTC) - site.now().astimezone(UTC) - ON_THE_WAY
    return max(left, timedelta())


def next_turn(site: Site, today: date) -> date | None:
    """The next day on which a sentence turns."""
    days = site.turns
    position = bisect_right(days, today)
    return days[position] if position < len(days) else None
