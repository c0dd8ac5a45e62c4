"""Share: all that somebody needs who links to a step: addresses, a citation, HTML, a frame, a code."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from offswitch import addresses
from offswitch.addresses import NO_ANSWERS, Step
from offswitch.assets import HEIGHT_SCRIPT, Asset
from offswitch.forms import AnswersForm, LinkChoice
from offswitch.language import Phrase, current, gettext, speaking
from offswitch.pages.embed import embed_page
from offswitch.pages.frame import Frame, frame, step_title
from offswitch.pages.places import place_links
from offswitch.pages.snippet import frame_title, height_script, privacy_notice, snippet
from offswitch.pages.visit import Visit
from offswitch.pages.walkthrough import instead_views

Words = str | Phrase

_LINK = Markup('<a href="{address}" hreflang="{language}">{title}</a>')
_BOX = Markup(
    '<blockquote cite="{address}" lang="{language}" style="border-inline-start: 4px solid; padding: 0 1em">\n'
    "<p><strong>{title}</strong></p>\n"
    "<p>{sentence}</p>\n"
    '<p><a href="{address}">{invitation}</a></p>\n'
    "<p><small>{site}. {state}</small></p>\n"
    "</blockquote>"
)
"""Style sheets of other sites know nothing of this box: what little it needs, it brings along."""
_SCRIPT = Markup('<script src="{name}" integrity="{integrity}" defer></script>')

_OURS = re.compile(r' (class|data-label)="[^"]*"')
"""They would mean something else on another site."""


@dataclass(frozen=True)
class Option:
    value: str
    words: Words
    is_chosen: bool
    address: str
    """The page for it, everything else being as it is. Where no query is answered, it is a link."""


@dataclass(frozen=True)
class Offer:
    """What there is to copy, in the language of the link."""

    title: str
    """What the link leads to."""
    language: str
    autonym: str
    address: str
    any_language: str
    """The address that leads each reader on in their own language."""
    citation: str
    link: str
    box: str
    frame: str
    script: str
    """Makes the frame as high as what it shows, from the article's own site."""
    script_name: str
    script_tag: str
    notice: Phrase
    """For the privacy notice of the site that shows the frame."""
    code: str
    """The address of the QR code."""
    code_png: str
    code_name: str
    """What the files of the code are called, without their ending."""


@dataclass(frozen=True)
class SharePage:
    frame: Frame
    guides: tuple[Option, ...]
    steps: tuple[Option, ...]
    places: tuple[Option, ...]
    languages: tuple[Option, ...]
    unknown: frozenset[str]
    """What the address names and there is not."""
    offer: Offer | None
    """Nothing where something is unknown: an article must not link to what nobody meant."""


def share_page(
    visit: Visit, form: AnswersForm, choice: LinkChoice, assets: Mapping[str, Asset], *, stays: bool
) -> SharePage:
    """For somebody who links to the visit's guide and place; 'stays' says that they chose on the page."""
    offer = None if choice.unknown else _offer(visit, form, choice, assets)
    guides, languages = visit.library.guides.values(), visit.languages.values()

    def address(**chosen: Any) -> str:
        return _address(visit, current().code, replace(choice, **chosen))

    told = gettext("The link now leads to: {title}", title=offer.title) if offer and stays else None
    return SharePage(
        frame=frame(
            gettext("Link to a step"),
            _address(visit, current().code, choice),
            visit.languages,
            visit.settings,
            canonical=addresses.share(current().code),
            announcement=told,
            address_in=lambda code: _address(visit, code, choice),
        ),
        guides=_options(
            visit.guide.slug,
            ((each.slug, gettext(each.title)) for each in guides),
            lambda slug: address(guide=slug),
        ),
        steps=_options(
            choice.step,
            ((step, _step_words(visit, step)) for step in Step),
            lambda step: address(step=Step(step)),
        ),
        places=_options(choice.place or "", _places(visit), lambda place: address(place=place or None)),
        languages=_options(
            choice.language,
            ((each.code, each.autonym) for each in languages),
            lambda code: _address(visit, code, choice),
        ),
        unknown=choice.unknown,
        offer=offer,
    )


def _address(visit: Visit, language: str, choice: LinkChoice) -> str:
    if visit.as_files:
        return addresses.share_of_step(language, choice.guide or visit.guide.slug, choice.step, choice.place)
    return addresses.share(language, choice.guide, choice.step, choice.place, choice.language)


def _options(
    chosen: str, options: Iterable[tuple[str, Words]], address_of: Callable[[str], str]
) -> tuple[Option, ...]:
    return tuple(Option(value, words, value == chosen, address_of(value)) for value, words in options)


def _step_words(visit: Visit, step: Step) -> Phrase:
    return gettext("Step {number}: {title}", number=step.number, title=step_title(step, visit.words))


def _places(visit: Visit) -> Iterator[tuple[str, Words]]:
    yield "", gettext("For all countries")
    for link in place_links(visit.library.places, str):
        yield link.code, link.name


def _offer(visit: Visit, form: AnswersForm, choice: LinkChoice, assets: Mapping[str, Asset]) -> Offer:
    language, step, slug = visit.languages[choice.language], choice.step, visit.guide.slug
    path = addresses.step(language.code, slug, step, NO_ANSWERS.at(choice.place))
    address = visit.settings.origin + path
    script, integrity = height_script(assets)
    with speaking(language):
        # A visit remembers what it says: this one says it in the language of the link.
        theirs = replace(visit)
        state = embed_page(theirs, form, step).state
        title = frame_title(theirs, step)
        return Offer(
            title=title,
            language=language.code,
            autonym=language.autonym,
            address=address,
            any_language=visit.settings.origin + addresses.go(slug, step, choice.place),
            citation=_citation(theirs, title, address, state),
            link=str(_LINK.format(address=address, language=language.code, title=title)),
            box=_box(theirs, title, address, state),
            frame=snippet(theirs, step),
            script=script,
            script_name=HEIGHT_SCRIPT,
            script_tag=str(_SCRIPT.format(name=HEIGHT_SCRIPT, integrity=integrity)),
            notice=privacy_notice(visit.settings),
            code=addresses.file(path, addresses.QR),
            code_png=addresses.file(path, addresses.QR_PNG),
            code_name="-".join(part for part in (slug, choice.place, step, language.code) if part),
        )


def _citation(visit: Visit, title: str, address: str, state: Phrase) -> str:
    """The address comes last, and bare: a full stop behind it would become a part of it."""
    words = gettext("“{title}”, {site}. {state}", title=title, site=visit.settings.name, state=state)
    return f"{words} {address}"


def _box(visit: Visit, title: str, address: str, state: Phrase) -> str:
    box = _BOX.format(
        address=address,
        language=current().code,
        title=title,
        sentence=_sentence(visit),
        invitation=gettext("All steps, with drawings and a checklist"),
        site=visit.settings.name,
        state=state,
    )
    return _OURS.sub("", str(box))


def _sentence(visit: Visit) -> Phrase:
    """The one that matters most: what to switch off, or what holds where nobody can."""
    if visit.has_opt_out:
        return visit.telling.text(visit.guide.shortcut.text)
    view = instead_views(visit)[0]
    return next((claim.text for claim in view.claims), view.title)
