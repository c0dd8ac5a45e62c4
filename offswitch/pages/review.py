"""Step 2: what the service holds, which of it is used, and what the reader can do about it."""

from dataclasses import dataclass

from wtforms import SelectMultipleField

from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.forms import AnswersForm
from offswitch.language import Phrase, gettext, ngettext
from offswitch.pages.frame import Frame
from offswitch.pages.places import PlaceLink
from offswitch.pages.telling import ActionView, ClaimView, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class ContentView:
    id: str
    title: Phrase
    have: Phrase
    used: str
    ticked: bool
    claims: tuple[ClaimView, ...]
    actions: tuple[ActionView, ...]


@dataclass(frozen=True)
class ReviewPage:
    frame: Frame
    visit: Visit
    telling: Telling
    places: tuple[PlaceLink, ...]
    copy_first: ActionView
    used: tuple[ContentView, ...]
    unsettled: tuple[ContentView, ...]
    not_used: tuple[ContentView, ...]
    ticked: Phrase
    """How many kinds the reader ticked, in words."""
    counts: tuple[Phrase, ...]
    """The same for none, one, two and so on: for plain files, which count by themselves."""
    field: SelectMultipleField
    hidden: tuple[tuple[str, str], ...]
    """The answers that the form does not ask for and must not lose."""


def review_page(visit: Visit, form: AnswersForm, *, stays: bool) -> ReviewPage:
    """The page; 'stays' says that the reader ticked something on it rather than came to it."""
    telling = visit.telling
    ticked = ticked_words(visit.answers)
    copy_first = telling.action(visit.guide.copy_first)
    contents = [
        ContentView(
            id=content.id,
            title=gettext(content.title),
            have=gettext(content.have),
            used=content.used,
            ticked=content.id in visit.answers.have,
            claims=telling.claims(content.claims),
            actions=telling.actions(content.actions),
        )
        for content in visit.guide.contents
    ]
    return ReviewPage(
        frame=visit.frame(Step.REVIEW, announcement=ticked if stays else None),
        visit=visit,
        telling=telling,
        places=visit.places(Step.REVIEW),
        copy_first=copy_first,
        used=tuple(content for content in contents if content.used == "used"),
        unsettled=tuple(content for content in contents if content.used == "unsettled"),
        not_used=tuple(content for content in contents if content.used == "not-used"),
        ticked=ticked,
        counts=tuple(map(_ticked, range(len(contents) + 1))) if visit.as_files else (),
        field=form.have,
        hidden=visit.answers.besides("have"),
    )


def ticked_words(answers: Answers) -> Phrase:
    """How many kinds the reader ticked."""
    return _ticked(len(answers.have))


def _ticked(number: int) -> Phrase:
    return ngettext("{number} kind ticked", "{number} kinds ticked", number)
