"""Freshness: how long an answer may be kept, and how to see that it is still the same."""

from datetime import UTC, datetime, time, timedelta

from flask import Flask, Response, request

from offswitch.site import BRUSSELS, Site

MINUTES_FRESH = timedelta(minutes=5)
STALE_WHILE_ASKING = timedelta(days=1)


def init_app(app: Flask, site: Site) -> None:
    @app.after_request
    def say_how_long(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = cache_control(site, response)
        if response.status_code == 200 and not response.is_streamed:
            response.add_etag()
            response.make_conditional(request)
        return response


def cache_control(site: Site, response: Response) -> str:
    """Redirects and pages may be kept; an error is not."""
    if response.status_code not in {200, 301, 308}:
        return "no-store"
    fresh, stale = lifetimes(site)
    return f"public, max-age={fresh}, stale-while-revalidate={stale}"


def lifetimes(site: Site) -> tuple[int, int]:
    """Seconds for which an answer is fresh, and may be shown while a new one is fetched.

    Neither outlasts the next midnight in Brussels on which a sentence turns.
    """
    now = site.now()
    until_turn = seconds_until_turn(site, now)
    fresh = min(int(MINUTES_FRESH.total_seconds()), until_turn)
    stale = min(int(STALE_WHILE_ASKING.total_seconds()), until_turn - fresh)
    return fresh, stale


def seconds_until_turn(site: Site, now: datetime) -> int:
    for day in site.library.turns():
        turn = datetime.combine(day, time(), BRUSSELS)
        if turn > now:
            # Clocks change between the two: only in UTC is the difference the time that passes.
            return int((turn.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    return 10**9
