"""Freshness: how long an answer may be kept, and how to see that it is still the same."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

from flask import Flask, Response, g, request

from offswitch.site import BRUSSELS, Site

MINUTES_FRESH = timedelta(minutes=5)
STALE_WHILE_ASKING = timedelta(days=1)


def turns_tonight() -> None:
    """The answer that is being made names the day: it must not outlast the next midnight in Brussels."""
    g.turns_tonight = True


def init_app(app: Flask, site: Site) -> None:
    @app.after_request
    def say_how_long(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = cache_control(site, response, tonight="turns_tonight" in g)
        if response.status_code == 200 and not response.is_streamed:
            response.add_etag()
            response.make_conditional(request)
        return response


def cache_control(site: Site, response: Response, *, tonight: bool) -> str:
    """Redirects and pages may be kept; an error is not."""
    if response.status_code not in {200, 301, 308}:
        return "no-store"
    fresh, stale = lifetimes(site, tonight=tonight)
    return f"public, max-age={fresh}, stale-while-revalidate={stale}"


def lifetimes(site: Site, *, tonight: bool) -> tuple[int, int]:
    """Seconds for which an answer is fresh, and may be shown while a new one is fetched.

    Neither outlasts the next midnight in Brussels on which a sentence turns; nor, for an answer that names
    the day, the next midnight.
    """
    until_turn = seconds_until_turn(site, site.now(), tonight=tonight)
    fresh = min(int(MINUTES_FRESH.total_seconds()), until_turn)
    stale = min(int(STALE_WHILE_ASKING.total_seconds()), until_turn - fresh)
    return fresh, stale


def seconds_until_turn(site: Site, now: datetime, *, tonight: bool) -> int:
    day = now.date() + timedelta(days=1) if tonight else next_turn(site, now.date())
    if day is None:
        return 10**9
    turn = datetime.combine(day, time(), BRUSSELS)
    # Clocks change between the two: only in UTC is the difference the time that passes.
    return int((turn.astimezone(UTC) - now.astimezone(UTC)).total_seconds())


def next_turn(site: Site, today: date) -> date | None:
    """The next day on which a sentence turns."""
    days = site.turns
    position = bisect_right(days, today)
    return days[position] if position < len(days) else None
