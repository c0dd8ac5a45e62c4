"""The page that says what went wrong and where to go on."""

from dataclasses import dataclass
from typing import Self

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.content.model import Guide
from offswitch.language import Language, Phrase, current
from offswitch.pages.frame import Frame, frame, step_title, words_of
from offswitch.pages.home import GuideCard
from offswitch.pages.info import info_title
from offswitch.settings import Settings


@dataclass(frozen=True)
class Suggestion:
    """An address that the reader may have meant."""

    text: Phrase
    address: str
    context: str | None = None

    @classmethod
    def of_step(cls, card: GuideCard, guide: Guide, address: str, step: Step, place: str | None) -> Self:
        return cls.of_guide(step_title(step, words_of(guide)), card, address, place)

    @classmethod
    def of_guide(cls, text: Phrase, card: GuideCard, address: str, place: str | None) -> Self:
        return cls(text, address, f"{card.title} ({place})" if place else str(card.title))

    @classmethod
    def of_info(cls, page: str, address: str) -> Self:
        return cls(info_title(page), address)


@dataclass(frozen=True)
class ErrorPage:
    frame: Frame
    words: Phrase
    status: int
    suggestions: tuple[Suggestion, ...]


def error_page(
    title: Phrase,
    words: Phrase,
    status: int,
    suggestions: tuple[Suggestion, ...],
    languages: dict[str, Language],
    settings: Settings,
) -> ErrorPage:
    here = frame(title, addresses.home(current().code), languages, settings, indexed=False)
    return ErrorPage(here, words, status, suggestions)
