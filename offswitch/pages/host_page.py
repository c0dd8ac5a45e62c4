"""Host pages: what the host wrote, as pages of their own and as additions to pages of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from offswitch import addresses
from offswitch.host_pages import HostPage
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.footnotes import Footnotes
from offswitch.pages.frame import Frame, frame
from offswitch.site import Site


@dataclass(frozen=True)
class OwnText:
    """What the host wrote. Where it is in another language than the page, it says so."""

    title: Phrase
    body: Markup
    language: Language
    instead: Phrase | None
    """In which language it stands here, if not in that of the page."""


@dataclass(frozen=True)
class OwnPage:
    frame: Frame
    text: OwnText
    footnotes: Footnotes


@dataclass(frozen=True)
class Addition:
    """What the host adds to a page of ours, under a heading that says whose words follow."""

    heading: Phrase
    text: OwnText


@dataclass(frozen=True)
class OwnLink:
    title: Phrase
    address: str


def own_page(page: HostPage, here: Site) -> OwnPage:
    footnotes = Footnotes()
    text = _text(page, footnotes)
    address = addresses.info(current().code, page.name)
    return OwnPage(frame(text.title, address, here.languages, here.settings), text, footnotes)


def addition(name: str, here: Site, footnotes: Footnotes) -> Addition | None:
    """What the host adds to our page of this name."""
    page = here.host_pages.additions.get(name)
    if page is None:
        return None
    operator = here.settings.operator
    heading = (
        gettext("What {operator} adds", operator=operator) if operator else gettext("What the operator adds")
    )
    return Addition(heading, _text(page, footnotes))


def own_links(here: Site) -> Iterator[OwnLink]:
    """The host's own pages, for the foot of every page; the imprint stands there already."""
    for name, page in here.host_pages.own.items():
        if name != here.settings.imprint:
            yield own_link(page)


def own_link(page: HostPage) -> OwnLink:
    return OwnLink(_title(page), addresses.info(current().code, page.name))


def _text(page: HostPage, footnotes: Footnotes) -> OwnText:
    text = page.text(current().code)
    return OwnText(
        title=_title(page),
        body=text.body(footnotes.mark),
        language=text.language,
        instead=_instead(text.language),
    )


def _title(page: HostPage) -> Phrase:
    text = page.text(current().code)
    return _marked(text.title, text.language)


def _instead(language: Language) -> Phrase | None:
    if language.code == current().code:
        return None
    return gettext(
        "This text is not in the language of this page. Its language: {language}",
        language=_marked(language.autonym, language),
    )


def _marked(words: str, language: Language) -> Phrase:
    """The words, marked with their language where it is not that of the page."""
    if language.code == current().code:
        return Phrase(words, language=language.code)
    html = Markup('<span lang="{}" dir="{}">{}</span>').format(language.code, language.direction, words)
    return Phrase(words, html, language.code)
