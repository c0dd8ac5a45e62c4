"""Pages that belong to no guide: about, privacy, accessibility."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.frame import Frame, frame
from offswitch.settings import Settings

PAGES = ("about", "privacy", "accessibility")


@dataclass(frozen=True)
class InfoPage:
    frame: Frame
    name: str


def info_title(name: str) -> Phrase:
    match name:
        case "about":
            return gettext("About this site")
        case "privacy":
            return gettext("Privacy")
        case "accessibility":
            return gettext("Accessibility")
    raise KeyError(name)


def info_page(name: str, languages: dict[str, Language], settings: Settings) -> InfoPage:
    return InfoPage(frame(info_title(name), addresses.info(current().code, name), languages, settings), name)
