"""Frame: what surrounds every page: its title, the way to other languages, the step it is, who hosts it."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.language import Language, Phrase, current, gettext
from offswitch.settings import Settings


@dataclass(frozen=True)
class LanguageLink:
    code: str
    autonym: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """The surroundings of a page."""

    title: Phrase
    """What the page is, as its heading says it."""
    context: tuple[str, ...]
    """What follows the title in the browser's tab: the guide, the site."""
    address: str
    """Where the page is, answers included."""
    languages: tuple[LanguageLink, ...]
    step: Step | None = None
    announcement: Phrase | None = None
    """What is said once after the page was swapped in."""
    indexed: bool = True
    """Whether search engines may list it."""

    @property
    def path(self) -> str:
        """The canonical address: without answers."""
        return self.address.partition("?")[0]


def frame(
    title: Phrase,
    address: str,
    languages: dict[str, Language],
    settings: Settings,
    *,
    context: tuple[str, ...] = (),
    step: Step | None = None,
    announcement: Phrase | None = None,
    indexed: bool = True,
) -> Frame:
    """The frame of the page at the address."""
    return Frame(
        title=title,
        context=(*context, settings.name),
        address=address,
        languages=tuple(
            LanguageLink(
                language.code,
                language.autonym,
                addresses.in_language(address, language.code),
                language.code == current().code,
            )
            for language in languages.values()
        ),
        step=step,
        announcement=announcement,
        indexed=indexed and "?" not in address,
    )


def step_words(step: Step) -> Phrase:
    return gettext("Step {number} of {total}", number=step.number, total=len(Step))


def step_title(step: Step) -> Phrase:
    """The short name of the step, for the bar of steps."""
    match step:
        case Step.REGION:
            return gettext("Your country")
        case Step.REVIEW:
            return gettext("Your content")
        case Step.SETTINGS:
            return gettext("Switch it off")
        case Step.CHECKLIST:
            return gettext("Checklist")


@dataclass(frozen=True)
class StepLink:
    number: int
    title: Phrase
    address: str
    is_current: bool


def step_links(language: str, slug: str, here: Step, answers: Answers) -> tuple[StepLink, ...]:
    """The bar of steps: one can go to each of them at any time."""
    return tuple(
        StepLink(step.number, step_title(step), addresses.step(language, slug, step, answers), step == here)
        for step in Step
    )
