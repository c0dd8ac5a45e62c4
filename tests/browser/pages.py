"""Pages: one address of every kind of page, in every state that looks different, and the words on them."""

from collections.abc import Callable
from functools import cache

from offswitch.catalogues import extracted
from offswitch.content import read_library
from offswitch.folders import CONTENT, TRANSLATIONS
from offswitch.language import Language, Phrase, read_languages, speaking
from offswitch.pages.places import place_name
from offswitch.site import now_in_brussels
from tests.languages import ALL

GUIDE = "linkedin-ai"
STEPS = ("region", "review", "settings", "checklist")


@cache
def library() -> object:
    return read_library(CONTENT, now_in_brussels().date())


def guide() -> object:
    return library().guides[GUIDE]


@cache
def languages() -> dict[str, Language]:
    return read_languages(TRANSLATIONS)


FIVE = [each for each in ("en", "de", "el", "bg", "mt") if each in ALL]
"""For what takes long: languages with the Latin, the Greek, the Cyrillic letters, and those of Malta."""


@cache
def messages() -> set[str]:
    """Every English message there is."""
    ids = [message.id for message in extracted() if message.id]
    return {form for each in ids for form in (each if isinstance(each, tuple | list) else [each])}


def words(language: str) -> Callable[..., Phrase]:
    """Says an English message as the pages in this language say it."""

    def say(message: str, **values: object) -> Phrase:
        assert message in messages(), f"no page says {message!r} any more"
        return languages()[language].say(message, values)

    return say


def count(language: str, one: str, many: str, number: int) -> Phrase:
    return languages()[language].say_number(one, many, number, {})


def country(language: str, code: str) -> str:
    with speaking(languages()[language]):
        return str(place_name(library().places, code))


def step(language: str, name: str, place: str | None = "at", query: str = "") -> str:
    """The address of a step."""
    return f"/{language}/{GUIDE}/{place + '/' if place else ''}{name}/{query}"


def tasks(region: str = "eea", contents: tuple[str, ...] = ()) -> list[str]:
    """The ids of the tasks for a region, by the content file: those with a content only if it was ticked."""
    return [
        task.id
        for task in guide().tasks
        if (not task.regions or region in task.regions)
        and (not task.contents or not contents or set(task.contents) & set(contents))
    ]


def _finished() -> str:
    return "?" + "&".join(f"done={task}" for task in sorted(tasks()))


# Without the language, which comes first in every address.
KINDS = {
    "home": "/",
    "guide": f"/{GUIDE}/",
    "countries": f"/{GUIDE}/region/",
    "what applies in Austria": f"/{GUIDE}/at/region/",
    "what applies in the UK": f"/{GUIDE}/gb/region/",
    "review without a country": f"/{GUIDE}/review/",
    "review with ticks": f"/{GUIDE}/at/review/?have=posts&have=resumes",
    "settings without a country": f"/{GUIDE}/settings/",
    "settings": f"/{GUIDE}/at/settings/",
    "checklist without a country": f"/{GUIDE}/checklist/",
    "checklist with ticks": f"/{GUIDE}/at/checklist/?have=posts&have=resumes&done=task-switch-off",
    "checklist finished": f"/{GUIDE}/at/checklist/{_finished()}",
    "checklist with a date that there is not": f"/{GUIDE}/at/checklist/?date=2026-02-31",
    "letters without a country": f"/{GUIDE}/letters/",
    "letters": f"/{GUIDE}/at/letters/",
    "no letters": f"/{GUIDE}/br/letters/",
    "letter": f"/{GUIDE}/at/letters/objection/",
    "letter to be read in another language": f"/{GUIDE}/us/letters/erasure/",
    "complaint": f"/{GUIDE}/de/letters/complaint/",
    "sources": f"/{GUIDE}/sources/",
    "share": "/share/",
    "share for Austria": f"/share/?guide={GUIDE}&step=checklist&place=at",
    "share of what there is not": "/share/?guide=nothing&step=review&place=at",
    "done": "/done/",
    "done with all": "/done/?guide=gemini&guide=linkedin-ads&guide=linkedin-ai&guide=meta-ai",
    "handout": f"/{GUIDE}/handout/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "not found": f"/{GUIDE}/at/setings/",
}

OPEN_EVERYTHING = """() => {
  for (const each of document.querySelectorAll("main details")) {
    each.removeAttribute("name");
    each.open = true;
  }
}"""
