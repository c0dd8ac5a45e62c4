"""Catalogues: the words of every language. Extracts, merges, builds, counts; makes the pseudo-language."""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.localedata import locale_identifiers
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from offswitch.content.model import Guide
from offswitch.content.walk import texts
from offswitch.extract import comment
from offswitch.folders import ROOT, TRANSLATIONS
from offswitch.language import ENGLISH, MISSING
from offswitch.making import MAKING
from offswitch.words import PLACEHOLDER, Key, is_translated, keeps_placeholders, key, sentences

TEMPLATE = "messages.pot"
DOMAIN = Path("LC_MESSAGES") / "messages.po"
PSEUDO = "qps"
MADE_OF = "X-Made-Of"
"""In the head of a built catalogue: the mark of what it was built of."""
TITLE = "# The words of Offswitch. CC BY 4.0."

METHODS = [
    ("offswitch/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("content/**.toml", "offswitch.extract:extract"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
TAGS = ("Translators:",)

_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""Every catalogue bears the same date, so that a change shows words and nothing else."""


class CatalogueError(Exception):
    """A catalogue would put wrong words before readers. Names the language and the message."""


@dataclass(frozen=True)
class Status:
    """How far a language is."""

    language: str
    translated: int
    missing: int
    fuzzy: int

    @property
    def complete(self) -> bool:
        return not self.missing and not self.fuzzy


def languages(folder: Path = TRANSLATIONS) -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in folder.glob(f"*/{DOMAIN}"))


def extracted() -> Catalog:
    """Every message of code, templates and content, in a stable order."""
    template = _catalogue(None)
    options = {"templates/**.html": {"trimmed": "true"}}
    for folder in ("offswitch", "templates", "content"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in METHODS
            if pattern.startswith(f"{folder}/")
        ]
        found = extract_from_dir(
            ROOT / folder, methods, {key: dict(value) for key, value in options.items()}, KEYWORDS, TAGS
        )
        for filename, _, message, comments, context in found:
            template.add(
                message,
                None,
                [(f"{folder}/{filename}", 0)],
                auto_comments=comments,
                context=context,
            )
    return template


def is_known(language: str) -> bool:
    return language in locale_identifiers()


def read(language: str, folder: Path = TRANSLATIONS) -> Catalog:
    return read_file(folder / language / DOMAIN, language)


def read_file(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="messages", abort_invalid=True)


def known(folder: Path = TRANSLATIONS) -> frozenset[Key]:
    """Every sentence of ours, as the template has it."""
    with (folder / TEMPLATE).open("rb") as file:
        return frozenset(key(message) for message in sentences(read_po(file, abort_invalid=True)))


def write_template(folder: Path = TRANSLATIONS) -> None:
    (folder / TEMPLATE).write_bytes(_bytes(extracted()))


def is_in_step(folder: Path = TRANSLATIONS) -> bool:
    """Whether the template holds exactly what code, templates and content say."""
    path = folder / TEMPLATE
    return path.exists() and path.read_bytes() == _bytes(extracted())


def update(language: str, folder: Path = TRANSLATIONS) -> None:
    """Bring a language's catalogue in step with the template. What changed becomes fuzzy."""
    _update(folder / language / DOMAIN, language, extracted())


def update_own(path: Path, language: str, guides: Iterable[Guide]) -> None:
    """Bring a host's catalogue in step with their guides. What changed becomes fuzzy."""
    template = _catalogue(None)
    for guide in guides:
        for owner, field, message in texts(guide):
            template.add(str(message), auto_comments=[comment(guide.slug, owner, field)])
    _update(path, language, template, "# The words of our own guides.")


def _update(path: Path, language: str, template: Catalog, title: str = TITLE) -> None:
    catalogue = read_file(path, language) if path.exists() else _catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    _keep_what_is_like_it(catalogue)
    _forget(catalogue)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_bytes(catalogue, title))


def _keep_what_is_like_it(catalogue: Catalog) -> None:
    """Give a new sentence, as fuzzy, the translation of the former sentence that is most like it.

    Babel does it too, but compares with all that are still said: minutes for each after much editing.
    """
    gone = {_english(message): message for message in catalogue.obsolete.values() if is_translated(message)}
    candidates = tuple(gone)
    for message in catalogue:
        if not message.id or is_translated(message):
            continue
        like = gone.get(_most_like(_english(message), candidates))
        if like is not None and isinstance(like.id, str) == isinstance(message.id, str):
            message.string = like.string
            message.flags.add("fuzzy")


def _english(message: Message) -> str:
    return " | ".join(_forms(message.id))


@cache
def _most_like(sentence: str, candidates: tuple[str, ...]) -> str:
    """The same for most languages, so it is looked for once."""
    return next(iter(get_close_matches(sentence, candidates, n=1)), "")


def _forget(catalogue: Catalog) -> None:
    """Keep of what is no longer said only what may come back. A sentence that is said is not kept twice."""
    for identity, message in list(catalogue.obsolete.items()):
        if not is_translated(message) or message.id in catalogue:
            del catalogue.obsolete[identity]


def build(folder: Path = TRANSLATIONS) -> None:
    """Write the .mo file of every language. Fuzzy sentences stay out: readers see correct English instead.

    What was built of the same words in the same way stays as it is. Their times say nothing: an upgrade from
    an archive brings words that are older than what was built of the former ones.

    Raises CatalogueError for translations whose placeholders are not those of the English.
    """
    found = {
        language: read(language, folder) for language in languages(folder) if _is_behind(folder / language)
    }
    mistakes = [
        f"{language}: {message.id!r} has other placeholders than {message.string!r}"
        for language, catalogue in found.items()
        for message in catalogue
        if message.id and is_translated(message) and not message.fuzzy and not keeps_placeholders(message)
    ]
    if mistakes:
        raise CatalogueError("\n".join(mistakes))
    for language, catalogue in found.items():
        _write_built(catalogue, folder / language, _mark(folder / language))


def _is_behind(folder: Path) -> bool:
    try:
        with (folder / DOMAIN.with_suffix(".mo")).open("rb") as file:
            said = GNUTranslations(file).info().get(MADE_OF.lower())
    except (OSError, ValueError, struct.error):
        return True
    return said != _mark(folder)


def _mark(folder: Path) -> str:
    """Of the catalogue, and of the way in which this module builds it."""
    return sha256((folder / DOMAIN).read_bytes() + Path(__file__).read_bytes()).hexdigest()[:16]


def status(language: str, folder: Path = TRANSLATIONS) -> Status:
    return count(language, read(language, folder))


def count(language: str, catalogue: Catalog) -> Status:
    messages = [message for message in catalogue if message.id]
    fuzzy = sum(message.fuzzy for message in messages)
    missing = sum(not is_translated(message) for message in messages)
    return Status(language, len(messages) - missing - fuzzy, missing, fuzzy)


@dataclass(frozen=True)
class Found:
    """A sentence, and what it is in some languages."""

    id: str
    """The same for ever: a report can name it, whatever becomes of its words around it."""
    english: str
    translations: dict[str, str]


def find(words: str, among: Iterable[str], folder: Path = TRANSLATIONS) -> Iterator[Found]:
    """The sentences that hold the words, in English or in one of the languages, or whose id it is."""
    held = {language: read(language, folder) for language in among}
    wanted = words.casefold()
    for message in extracted():
        if not message.id:
            continue
        english = _english(message)
        said = {language: " | ".join(_forms(held[language][message.id].string)) for language in held}
        identity = sha256(english.encode()).hexdigest()[:8]
        if wanted == identity or any(wanted in each.casefold() for each in (english, *said.values())):
            yield Found(identity, english, said)


def _forms(said: object) -> tuple[str, ...]:
    """A sentence with a number has several."""
    return tuple(map(str, said)) if isinstance(said, tuple | list) else (str(said),)


def write_pseudo(folder: Path) -> None:
    """Write the pseudo-language: every sentence 40 percent longer, with letters from all over Europe."""
    catalogue = _catalogue(PSEUDO)
    for message in extracted():
        if message.id:
            catalogue.add(message.id, _pseudo_forms(message), context=message.context)
    _write_built(catalogue, folder / PSEUDO)
    names = (TRANSLATIONS / ENGLISH / "names.toml").read_text(encoding="utf-8")
    (folder / PSEUDO / "names.toml").write_text(
        names.replace('autonym = "English"', 'autonym = "Ṗşéüđö"'), encoding="utf-8"
    )
    (folder / PSEUDO / MAKING).write_text('made_by = "program"\n', encoding="utf-8")


def _pseudo_forms(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, tuple | list):
        return tuple(pseudo(form) for form in message.id)
    return pseudo(message.id)


_LETTERS = str.maketrans("aceghiknosuwyzAEGHIKNOSUWZ", "áčėġħįķñöşüŵýżÀЕĠĦЇКΝΩŠÚŴŻ")
_FILLING = "Ωμέγα Жълтица Ġħawdex "


def pseudo(message: str) -> str:
    """The sentence as the pseudo-language has it. Placeholders stay."""
    words = "".join(
        part if PLACEHOLDER.fullmatch(part) else part.translate(_LETTERS)
        for part in re.split(r"(\{[a-z0-9_]+\})", message)
    )
    longer = max(2, round(len(message) * 0.4))
    filling = (_FILLING * (longer // len(_FILLING) + 1))[:longer].strip()
    return f"{words} {filling}"


def _catalogue(language: str | None) -> Catalog:
    return Catalog(locale=language if language != PSEUDO else None, domain="messages", fuzzy=False)


class _Built(Catalog):
    """A catalogue as a site reads it: without what is fuzzy or missing. It says how much that is."""

    def __init__(self, catalogue: Catalog, mark: str) -> None:
        super().__init__(locale=catalogue.locale, domain="messages", fuzzy=False)
        kept = [each for each in catalogue if each.id and is_translated(each) and not each.fuzzy]
        for message in kept:
            self[message.id] = message
        self.missing, self.mark = len(catalogue) - len(kept), mark

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [(MISSING, str(self.missing)), (MADE_OF, self.mark), *super().mime_headers]


def _write_built(catalogue: Catalog, folder: Path, mark: str = "") -> None:
    path = folder / DOMAIN.with_suffix(".mo")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, _Built(catalogue, mark))


def _bytes(catalogue: Catalog, title: str = TITLE) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _LONG_AGO
    catalogue.header_comment = title
    catalogue.project, catalogue.version = "Offswitch", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, sort_by_file=False, include_lineno=False)
    return buffer.getvalue()
