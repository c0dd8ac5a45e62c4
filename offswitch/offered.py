"""Offered: which languages and guides this site has, of all that there are."""

from collections.abc import Collection, Iterator, Mapping

from offswitch.content import Library
from offswitch.language import Language
from offswitch.settings import PREFIX, Settings, SettingsError


def offered_languages(languages: Mapping[str, Language], settings: Settings) -> dict[str, Language]:
    """The languages that pages are offered in. Raises SettingsError when one is named that there is not."""
    named = [("LANGUAGES", settings.languages), ("LANGUAGE", (settings.language,)), *_said_in(settings)]
    named.append(("NATIVE_READERS", settings.native_readers))
    _refuse_unknown(named, languages)
    wanted = settings.languages or tuple(languages)
    return {code: language for code, language in languages.items() if code in wanted}


def offered_guides(library: Library, settings: Settings) -> Library:
    """The library with the guides that are offered, in the host's order.

    Raises SettingsError when one is named that there is not.
    """
    _refuse_unknown([("GUIDES", settings.guides)], library.guides)
    return library.with_guides(settings.guides) if settings.guides else library


def _said_in(settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The languages that the host says something in."""
    for link in settings.links:
        yield "LINKS", () if isinstance(link.text, str) else tuple(link.text)
    if settings.notice and not isinstance(settings.notice.text, str):
        yield "NOTICE", tuple(settings.notice.text)


def _refuse_unknown(named: list[tuple[str, tuple[str, ...]]], known: Collection[str]) -> None:
    wrong = [
        f"{PREFIX}{name} names {value!r}, which there is not; there are {', '.join(known)}"
        for name, values in named
        for value in values
        if value not in known
    ]
    if wrong:
        raise SettingsError("\n".join(wrong))
