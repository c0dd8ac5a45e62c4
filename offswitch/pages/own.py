"""Own: what readers are told of a guide that the host wrote: who did, and in which language it is."""

from offswitch.content import Library
from offswitch.content.model import Guide
from offswitch.language import Language, Phrase, current, gettext, named_in_itself
from offswitch.settings import Settings


def remarks(library: Library, guide: Guide, settings: Settings) -> tuple[Phrase, ...]:
    """Of ours there is nothing to tell."""
    if not guide.own:
        return ()
    match library.extent(guide, current().code):
        case "whole":
            return (author(settings),)
        case "part":
            limit = gettext("Parts of it are in this language only: {language}", language=_autonym(guide))
        case "none":
            limit = gettext("This guide is in this language only: {language}", language=_autonym(guide))
    return author(settings), limit


def author(settings: Settings) -> Phrase:
    if settings.operator is None:
        return gettext("Written by those who run this site")
    return gettext("Written by {operator}", operator=settings.operator)


def languages_of(library: Library, guide: Guide, languages: dict[str, Language]) -> tuple[str, ...]:
    """Those of the site that all of the guide is in. Where there is none, it counts as being in all."""
    return tuple(code for code in languages if library.extent(guide, code) == "whole") or tuple(languages)


def _autonym(guide: Guide) -> Phrase:
    return named_in_itself(guide.language, current().all[guide.language].autonym)
