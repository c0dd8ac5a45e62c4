"""Embed: a step as it stands in somebody's article: what one does there, and the way to the whole guide."""

from dataclasses import dataclass, replace

from offswitch import addresses
from offswitch.addresses import NO_ANSWERS, Step
from offswitch.forms import AnswersForm
from offswitch.language import Phrase, current, gettext
from offswitch.pages.checklist import ChecklistPage, checklist_page
from offswitch.pages.frame import Frame
from offswitch.pages.region import RegionPage, region_page
from offswitch.pages.review import ReviewPage, review_page
from offswitch.pages.visit import Visit
from offswitch.pages.walkthrough import WalkthroughPage, walkthrough_page

StepPage = RegionPage | ReviewPage | WalkthroughPage | ChecklistPage


@dataclass(frozen=True)
class EmbedPage:
    frame: Frame
    guide: Phrase
    service: str
    place: str | Phrase | None
    step: StepPage
    """The step's own page, of which the embed shows what an article needs."""
    whole: str
    """The address of that page."""
    canonical: str
    """The whole address that search engines may list in the embed's place."""
    state: Phrase
    """How old the sources are."""


def embed_title(visit: Visit, step: Step) -> Phrase:
    """What the embed is called, by what it tells rather than by what it asks."""
    match step:
        case Step.REGION:
            return gettext("What applies where you live")
        case Step.REVIEW:
            return gettext("What do you have on {service}?", service=visit.service.name)
        case Step.SETTINGS:
            return visit.words.settings
        case Step.CHECKLIST:
            return visit.words.checklist


def embed_page(visit: Visit, form: AnswersForm, step: Step) -> EmbedPage:
    page = _step_page(visit, form, step)
    language, slug = current().code, visit.guide.slug
    return EmbedPage(
        frame=replace(page.frame, title=embed_title(visit, step), indexed=False),
        guide=gettext(visit.guide.title),
        service=visit.service.name,
        place=visit.place_name,
        step=page,
        whole=addresses.step(language, slug, step, NO_ANSWERS.at(visit.answers.place)),
        canonical=visit.settings.origin + page.frame.canonical,
        state=visit.telling.state,
    )


def _step_page(visit: Visit, form: AnswersForm, step: Step) -> StepPage:
    match step:
        case Step.REGION:
            return region_page(visit)
        case Step.REVIEW:
            return review_page(visit, form, stays=False)
        case Step.SETTINGS:
            return walkthrough_page(visit, form, stays=False)
        case Step.CHECKLIST:
            return checklist_page(visit, form, None, stays=False)
