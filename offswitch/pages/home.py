"""Home: what this is, the guides, pick one."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.content import Library
from offswitch.content.model import Guide
from offswitch.language import Language, Phrase, current, gettext, ngettext
from offswitch.pages.frame import Frame, frame
from offswitch.pages.own import remarks
from offswitch.settings import Settings


@dataclass(frozen=True)
class GuideCard:
    slug: str
    title: Phrase
    summary: Phrase
    service: str
    address: str
    effort: tuple[Phrase, ...]
    remarks: tuple[Phrase, ...]
    """What readers must know of it before they choose it."""


@dataclass(frozen=True)
class HomePage:
    frame: Frame
    cards: tuple[GuideCard, ...]


def home_title() -> Phrase:
    return gettext("Stop AI training on your data")


def home_page(library: Library, languages: dict[str, Language], settings: Settings) -> HomePage:
    return HomePage(
        frame=frame(home_title(), addresses.home(current().code), languages, settings),
        cards=tuple(guide_card(library, guide, settings) for guide in library.guides.values()),
    )


def guide_card(library: Library, guide: Guide, settings: Settings) -> GuideCard:
    return GuideCard(
        slug=guide.slug,
        title=gettext(guide.title),
        summary=gettext(guide.summary),
        service=library.service(guide).name,
        address=addresses.guide(current().code, guide.slug),
        effort=effort(guide),
        remarks=remarks(library, guide, settings),
    )


def effort(guide: Guide) -> tuple[Phrase, ...]:
    """What it takes, in a few words each."""
    actions = next(len(route.actions) for route in guide.routes if route.id == guide.effort.route)
    count = ngettext("{number} action", "{number} actions", actions)
    match guide.effort.per:
        case "account":
            often = gettext("once per account")
        case "device":
            often = gettext("once per device")
        case "app":
            often = gettext("once per app")
    match guide.effort.reversible:
        case True:
            return count, often, gettext("you can go back at any time")
        case False:
            return count, often, gettext("cannot be undone")
        case None:
            return count, often
