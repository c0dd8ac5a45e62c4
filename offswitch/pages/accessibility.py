"""The accessibility statement, in the host's name: what is aimed for, how it was tested, whom to tell."""

from dataclasses import dataclass

from offswitch.language import Phrase, format_date, gettext
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.frame import Frame
from offswitch.pages.host_page import Addition, addition
from offswitch.pages.info import info_frame
from offswitch.site import Site
from offswitch.version import TESTED, VERSION


@dataclass(frozen=True)
class AccessibilityPage:
    frame: Frame
    lead: Phrase
    scope: Phrase | None
    tested: Phrase
    not_tested: Phrase | None
    """What no test of ours has seen."""
    addition: Addition | None
    footnotes: Footnotes


def accessibility_page(here: Site) -> AccessibilityPage:
    operator, footnotes = here.settings.operator, Footnotes()
    has_own = bool(here.host_pages.own or here.host_pages.additions)
    return AccessibilityPage(
        frame=info_frame("accessibility", here),
        lead=_lead(operator),
        scope=None
        if here.settings.serves_only_this_machine
        else gettext("This statement is about all pages at {address}.", address=here.settings.origin),
        tested=gettext(
            "This is version {version} of the program. It passed its tests on {date}.",
            version=VERSION,
            date=format_date(TESTED),
        ),
        not_tested=gettext("What the operator added to the site was not part of these tests.")
        if has_own
        else None,
        addition=addition("accessibility", here, footnotes),
        footnotes=footnotes,
    )


def _lead(operator: str | None) -> Phrase:
    if operator is None:
        return gettext(
            "Everyone should be able to use this site: "
            "with a keyboard, a screen reader, large text, on a small phone, on paper."
        )
    return gettext(
        "{operator} wants everyone to be able to use this site: "
        "with a keyboard, a screen reader, large text, on a small phone, on paper.",
        operator=operator,
    )
