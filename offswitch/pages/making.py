"""Making: what the about page says of how its language was made, and where to report a clumsy sentence."""

from dataclasses import dataclass

from offswitch.language import Language, Phrase, current, format_date, gettext
from offswitch.settings import Settings


@dataclass(frozen=True)
class MakingView:
    sentences: tuple[Phrase, ...]
    is_source: bool
    """Whether all other languages are translated from this one."""


def making_view(settings: Settings) -> MakingView:
    language = current()
    sentences = (_made(language), _second_reading(language), _native_reading(language, settings))
    return MakingView(tuple(each for each in sentences if each), language.making.made_by == "source")


def _made(language: Language) -> Phrase:
    match language.making.made_by:
        case "source":
            return gettext("This site was written in English. All other languages are translated from it.")
        case "program":
            return gettext("A language model, which is a computer program, translated it from English.")
        case "person":
            return gettext("People translated it from English.")


def _second_reading(language: Language) -> Phrase | None:
    day = language.making.second_reading
    if day is None:
        return None
    return gettext(
        "After that, all of it was read against the English once more: {date}.", date=format_date(day)
    )


def _native_reading(language: Language, settings: Settings) -> Phrase:
    if day := language.making.native_reading:
        return gettext(
            "Somebody whose first language it is last read all of it: {date}.", date=format_date(day)
        )
    if language.code in settings.native_readers:
        return gettext(
            "Somebody whose first language it is has read all of it for the operator of this site."
        )
    return gettext("Nobody whose first language it is has read all of it yet.")
