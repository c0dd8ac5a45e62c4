"""What articles often get wrong about a guide's subject, and who said what."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.language import Phrase, current, gettext
from offswitch.pages.frame import Frame
from offswitch.pages.telling import ClaimView, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class MisreportView:
    id: str
    said: Phrase
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class StatementView:
    id: str
    who: Phrase
    claim: ClaimView


@dataclass(frozen=True)
class MisreportedPage:
    frame: Frame
    visit: Visit
    telling: Telling
    misreported: tuple[MisreportView, ...]
    statements: tuple[StatementView, ...]


def misreported_page(visit: Visit) -> MisreportedPage:
    telling = visit.telling
    return MisreportedPage(
        frame=visit.page_frame(
            gettext("Often misreported"), addresses.misreported(current().code, visit.guide.slug)
        ),
        visit=visit,
        telling=telling,
        misreported=tuple(
            MisreportView(each.id, telling.text(each.said), telling.claims(each.claims))
            for each in visit.guide.misreported
        ),
        statements=tuple(
            StatementView(each.id, telling.text(each.who), telling.claim(each.claim))
            for each in visit.guide.statements
            if telling.holds(each.claim)
        ),
    )
