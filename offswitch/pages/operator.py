"""Operator: what whoever runs the site says on every page: a notice for a while, and links at its foot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from offswitch.language import Phrase, current
from offswitch.settings import Settings, Text


@dataclass(frozen=True)
class OperatorLink:
    text: Phrase
    address: str


def notice_on(day: date, settings: Settings) -> Phrase | None:
    notice = settings.notice
    if notice is None or not notice.is_shown_on(day):
        return None
    return said(notice.text, settings)


def operator_links(settings: Settings) -> tuple[OperatorLink, ...]:
    return tuple(OperatorLink(said(link.text, settings), link.address) for link in settings.links)


def said(text: Text, settings: Settings) -> Phrase:
    """In the language of the page, else the default language, else the first there is, marked as such."""
    if not isinstance(text, Mapping):
        return Phrase(text, language=current().code)
    here = current().code
    code = next(each for each in (here, settings.language, *text) if each in text)
    if code == here:
        return Phrase(text[code], language=code)
    return Phrase(text[code], Markup('<span lang="{}">{}</span>').format(code, text[code]), code)
