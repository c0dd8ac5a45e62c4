"""Site: what an instance is made of, held by the running app: content, languages, settings, and the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from offswitch.assets import Asset
from offswitch.blank import ROOM, Blank
from offswitch.content import Library, age
from offswitch.host_pages import NONE, HostPages
from offswitch.language import Language
from offswitch.logo import Logo
from offswitch.settings import Settings
from offswitch.shelf import Shelf
from offswitch.tags import meant
from offswitch.theme import OURS, Theme
from offswitch.told import Told

EXTENSION = "offswitch"
BRUSSELS = ZoneInfo("Europe/Brussels")


def now_in_brussels() -> datetime:
    return datetime.now(BRUSSELS)


@dataclass(frozen=True)
class Site:
    library: Library
    """With the guides that are offered."""
    languages: dict[str, Language]
    """Those that pages are offered in."""
    settings: Settings
    assets: dict[str, Asset]
    content_version: str
    """A mark of the state of the content."""
    all_languages: Mapping[str, Language]
    """Every language there is: letters are in those of their law, whatever pages are offered in."""
    withheld: frozenset[str] = frozenset()
    """The guides that there are and that the host does not offer."""
    theme: Theme = OURS
    logo: Logo | None = None
    now: Callable[[], datetime] = now_in_brussels
    host_pages: HostPages = NONE
    as_files: bool = False
    """Whether its pages become plain files: there is then nobody who answers a query."""
    told: Told = field(default_factory=Told, repr=False, compare=False)
    blanks: Shelf[Blank] = field(default_factory=lambda: Shelf(ROOM), repr=False, compare=False)

    @property
    def today(self) -> date:
        return self.now().date()

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days, in order, on which a page says something else.

        A sentence turns, a claim grows old, the host's notice comes or goes.
        """
        notice = self.settings.notice
        return tuple(
            sorted(
                {
                    *self.library.turns(),
                    *age.turns(self.library, self.settings.stale_after),
                    *(notice.turns() if notice else ()),
                }
            )
        )

    @property
    def default_language(self) -> Language:
        """For readers who ask for none that is offered."""
        return self.languages[self.settings.language]

    def language_for(self, tag: str) -> Language | None:
        """The language for a tag in an address, such as 'de' or 'de-AT'.

        One that the host does not offer leads to the default: an address never leads nowhere only because
        the host chose fewer languages.
        """
        if code := meant(tag, self.languages):
            return self.languages[code]
        return self.default_language if meant(tag, self.all_languages) else None

    def init_app(self, app: Flask) -> None:
        app.extensions[EXTENSION] = self
        # Worked out here, not by each worker at its first request: it goes through everything.
        _ = self.turns


def site() -> Site:
    """The site that answers the current request."""
    found: Site = current_app.extensions[EXTENSION]
    return found
