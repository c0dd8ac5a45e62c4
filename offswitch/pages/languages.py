"""Languages: where a server would lead readers on by what their browser asks for, they choose."""

from collections.abc import Callable
from dataclasses import dataclass

from offswitch.language import Language, Phrase, speaking
from offswitch.pages.frame import Frame, frame
from offswitch.settings import Settings


@dataclass(frozen=True)
class LanguageChoice:
    language: Language
    title: Phrase
    """What one finds there, in that language."""
    address: str


@dataclass(frozen=True)
class LanguagesPage:
    frame: Frame
    choices: tuple[LanguageChoice, ...]


def languages_page(
    address: str,
    title_of: Callable[[], Phrase],
    address_in: Callable[[str], str],
    languages: dict[str, Language],
    settings: Settings,
) -> LanguagesPage:
    """For the address; 'title_of' says in the current language what the same is called in each."""
    return LanguagesPage(
        frame=frame(title_of(), address, languages, settings, address_in=address_in, indexed=False),
        choices=tuple(
            LanguageChoice(each, _said_in(each, title_of), address_in(code))
            for code, each in languages.items()
        ),
    )


def _said_in(language: Language, title_of: Callable[[], Phrase]) -> Phrase:
    with speaking(language):
        return title_of()
