"""The host's pages: Markdown from the host's folder, checked and rendered once, at the start."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from offswitch.content.mistakes import ContentError, Mistake
from offswitch.language import Language
from offswitch.settings import OWN_PAGE, Settings, SettingsError

if TYPE_CHECKING:
    from offswitch.markdown import HostText

ADDITIONS = ("about", "privacy", "accessibility")
"""Pages of ours that the host adds to. Every other name is a page of the host's own."""
BELOW_OUR_HEADINGS = 2
"""An addition stands under a heading of ours: its title is the third level."""

FILE = re.compile(r"(?P<name>[^.]+)\.(?P<language>[^.]+)\.md")


@dataclass(frozen=True)
class HostPage:
    """A page of the host's, in one language or several."""

    name: str
    texts: Mapping[str, "HostText"]
    default: str
    """The language of readers for whose own there is no text."""

    def text(self, language: str) -> "HostText":
        return self.texts.get(language) or self.texts[self.default]


@dataclass(frozen=True)
class HostPages:
    own: Mapping[str, HostPage]
    """Pages of their own, by name."""
    additions: Mapping[str, HostPage]
    """What is added to pages of ours, by their names."""


NONE = HostPages({}, {})


def read_host_pages(
    folder: Path, languages: Mapping[str, Language], default: str, taken: Collection[str]
) -> HostPages:
    """Every page in the folder. Raises ContentError with every mistake in them."""
    found: dict[str, dict[str, HostText]] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith((".", "README")):
            continue
        try:
            name, text = _read(path, languages, taken)
        except ContentError as error:
            mistakes.extend(error.mistakes)
        else:
            found.setdefault(name, {})[text.language.code] = text
    if mistakes:
        raise ContentError(mistakes)
    order = [default, *languages]
    pages = {name: HostPage(name, texts, min(texts, key=order.index)) for name, texts in found.items()}
    return HostPages(
        own={name: page for name, page in pages.items() if name not in ADDITIONS},
        additions={name: page for name, page in pages.items() if name in ADDITIONS},
    )


def check_settings(pages: HostPages, settings: Settings) -> None:
    """Raises SettingsError where a setting speaks of a page that is not there."""
    there = ", ".join(pages.own) or "none"
    if settings.imprint and OWN_PAGE.fullmatch(settings.imprint) and settings.imprint not in pages.own:
        raise SettingsError(
            f"OFFSWITCH_IMPRINT is {settings.imprint!r}: there is no pages/{settings.imprint}."
            f"{settings.language}.md in OFFSWITCH_FOLDER. Allowed: an address that starts with https://, "
            f"or the name of a page that is there ({there})"
        )
    privacy = pages.additions.get("privacy")
    if settings.proxy == "own" and (privacy is None or settings.language not in privacy.texts):
        raise SettingsError(
            f"OFFSWITCH_PROXY is 'own': pages/privacy.{settings.language}.md has to stand in "
            "OFFSWITCH_FOLDER and say what your proxy notes. Allowed without it: none, ours"
        )


def _read(path: Path, languages: Mapping[str, Language], taken: Collection[str]) -> tuple[str, "HostText"]:
    file = f"pages/{path.name}"
    parts = FILE.fullmatch(path.name)
    if parts is None or not path.is_file():
        raise ContentError([Mistake(file, "", "only files such as imprint.en.md belong here")])
    name, code = parts["name"], parts["language"]
    if code not in languages:
        reason = f"there is no language '{code}'; there are {', '.join(languages)}"
        raise ContentError([Mistake(file, "", reason)])
    if not OWN_PAGE.fullmatch(name):
        reason = "a name is 1 to 40 of a to z, 0 to 9 and -, and begins with a letter"
        raise ContentError([Mistake(file, "", reason)])
    if name in taken and name not in ADDITIONS:
        reason = f"the name '{name}' is taken by the site. To add to one of its pages: {', '.join(ADDITIONS)}"
        raise ContentError([Mistake(file, "", reason)])
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([Mistake(file, "", f"cannot be read as UTF-8: {error}")]) from None
    from offswitch.markdown import read_text  # Only where there is a page, so that the start stays fast.

    return name, read_text(source, file, languages[code], BELOW_OUR_HEADINGS if name in ADDITIONS else 0)
