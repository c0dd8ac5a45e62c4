"""Site: what an instance is made of, held by the running app: content, languages, settings, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from offswitch.assets import Asset
from offswitch.content import Library, age
from offswitch.language import Language
from offswitch.settings import Settings

EXTENSION = "offswitch"
BRUSSELS = ZoneInfo("Europe/Brussels")


def now_in_brussels() -> datetime:
    return datetime.now(BRUSSELS)


@dataclass(frozen=True)
class Site:
    library: Library
    languages: dict[str, Language]
    settings: Settings
    assets: dict[str, Asset]
    content_version: str
    """A mark of the state of the content."""
    now: Callable[[], datetime] = now_in_brussels

    @property
    def today(self) -> date:
        return self.now().date()

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days, in order, on which a page says something else: a sentence turns, or a claim grows old."""
        return tuple(sorted({*self.library.turns(), *age.turns(self.library, self.settings.stale_after)}))

    def init_app(self, app: Flask) -> None:
        app.extensions[EXTENSION] = self


def site() -> Site:
    """The site that answers the current request."""
    found: Site = current_app.extensions[EXTENSION]
    return found
