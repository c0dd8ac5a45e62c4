"""Pages that belong to no guide: about, privacy, accessibility."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.language import Phrase, current, gettext
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.frame import Frame, frame
from offswitch.pages.host_page import Addition, addition
from offswitch.pages.making import MakingView, making_view
from offswitch.site import Site

PAGES = ("about", "privacy", "accessibility")


@dataclass(frozen=True)
class InfoPage:
    """A page of ours, with what the host adds to it."""

    frame: Frame
    addition: Addition | None
    footnotes: Footnotes


@dataclass(frozen=True)
class AboutPage(InfoPage):
    """What the site is, and how the language it is read in was made."""

    making: MakingView


def info_title(name: str) -> Phrase:
    match name:
        case "about":
            return gettext("About this site")
        case "privacy":
            return gettext("Privacy")
        case "accessibility":
            return gettext("Accessibility")
    raise KeyError(name)


def info_frame(name: str, here: Site) -> Frame:
    return frame(info_title(name), addresses.info(current().code, name), here.languages, here.settings)


def about_page(here: Site) -> AboutPage:
    footnotes = Footnotes()
    shown = info_frame("about", here)
    return AboutPage(shown, addition("about", here, footnotes), footnotes, making_view(here.settings))
