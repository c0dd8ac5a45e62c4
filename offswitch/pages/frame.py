"""Frame: what surrounds every page: its title, the way to other languages, the step it is, who hosts it."""

from collections.abc import Callable
from dataclasses import dataclass

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.content.model import Guide, Instead
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.feed import FeedLink, feed_link
from offswitch.pages.reports import sentence_report
from offswitch.pages.sharing import Sharing, sharing_of_site
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
    canonical: str
    """Where search engines find it: without answers, and without a place where the page does without one."""
    languages: tuple[LanguageLink, ...]
    feeds: tuple[FeedLink, ...]
    """Where programs can follow what changes: in the guide of the page, in all guides."""
    sharing: Sharing
    default_language: str
    """The code of the language for readers who ask for none that is offered."""
    step: Step | None = None
    announcement: Phrase | None = None
    """What is said once after the page was swapped in."""
    indexed: bool = True
    """Whether search engines may list it."""
    names_today: bool = False
    """Whether it says which day it is."""
    remarks: tuple[Phrase, ...] = ()
    """What readers must know of the guide before they read it."""
    written_in: tuple[str, ...] = ()
    """The languages that search engines are told of; all if none is named."""
    report: str | None = None
    """Where readers report a clumsy sentence, if the host says where."""

    @property
    def path(self) -> str:
        """The address without answers."""
        return self.address.partition("?")[0]

    @property
    def alternates(self) -> dict[str, str]:
        """The page in every language by its tag. Only the page that search engines find names them."""
        if self.path != self.canonical:
            return {}
        every = tuple(language.code for language in self.languages)
        return addresses.in_languages(self.canonical, self.written_in or every, self.default_language)


def frame(
    title: Phrase,
    address: str,
    languages: dict[str, Language],
    settings: Settings,
    *,
    canonical: str | None = None,
    context: tuple[str, ...] = (),
    guide: Guide | None = None,
    sharing: Sharing | None = None,
    step: Step | None = None,
    announcement: Phrase | None = None,
    indexed: bool = True,
    names_today: bool = False,
    address_in: Callable[[str], str] | None = None,
    remarks: tuple[Phrase, ...] = (),
    written_in: tuple[str, ...] = (),
) -> Frame:
    """The frame of the page at the address. The canonical one is the same, unless it is named.

    A page in a language that its guide is not written in has its canonical address in one in which it is.

    A page that names no sharing of its own is shared as the whole site is. In another language it stands at
    the same address but for the first part, unless 'address_in' says where.
    """
    other = address_in or (lambda code: addresses.in_language(address, code))
    canonical = canonical or address.partition("?")[0]
    if written_in and current().code not in written_in:
        canonical = addresses.in_language(canonical, written_in[0])
    return Frame(
        title=title,
        context=(*context, settings.name),
        address=address,
        canonical=canonical,
        languages=tuple(
            LanguageLink(
                language.code,
                language.autonym,
                other(language.code),
                language.code == current().code,
            )
            for language in languages.values()
        ),
        feeds=tuple(feed_link(settings, each) for each in ([guide, None] if guide else [None])),
        sharing=sharing or sharing_of_site(settings),
        default_language=settings.language,
        step=step,
        announcement=announcement,
        indexed=indexed and "?" not in address,
        names_today=names_today,
        remarks=remarks,
        written_in=written_in,
        report=sentence_report(settings, current().code, canonical or address.partition("?")[0]),
    )


def step_words(step: Step) -> Phrase:
    return gettext("Step {number} of {total}", number=step.number, total=len(Step))


@dataclass(frozen=True)
class StepWords:
    """What a guide calls the steps that differ from guide to guide."""

    settings: Phrase
    settings_short: Phrase
    settings_next: Phrase
    checklist: Phrase
    checklist_next: Phrase


def words_of(guide: Guide) -> StepWords:
    words = guide.words
    return StepWords(
        settings=gettext(words.settings),
        settings_short=gettext(words.settings_short),
        settings_next=gettext(words.settings_next),
        checklist=gettext(words.checklist),
        checklist_next=gettext(words.checklist_next),
    )


def words_without_opt_out(instead: Instead) -> StepWords:
    """For places where there is none: the step says so, and what can be done."""
    return StepWords(
        settings=gettext(instead.title),
        settings_short=gettext("What you can do"),
        settings_next=gettext("Next: see what you can do"),
        checklist=gettext("Check what you have done"),
        checklist_next=gettext("Next: check what you have done"),
    )


def step_title(step: Step, words: StepWords) -> Phrase:
    """The short name of the step, for the bar of steps."""
    match step:
        case Step.REGION:
            return gettext("Your country")
        case Step.REVIEW:
            return gettext("Your content")
        case Step.SETTINGS:
            return words.settings_short
        case Step.CHECKLIST:
            return gettext("Checklist")


@dataclass(frozen=True)
class StepLink:
    number: int
    title: Phrase
    address: str
    is_current: bool


def step_links(
    language: str, slug: str, words: StepWords, here: Step, answers: Answers
) -> tuple[StepLink, ...]:
    """The bar of steps: one can go to each of them at any time."""
    return tuple(
        StepLink(
            step.number,
            step_title(step, words),
            addresses.step(language, slug, step, answers),
            step == here,
        )
        for step in Step
    )
