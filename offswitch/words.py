"""Words: the .po files of a host: sentences of ours in their words, and their own in further languages."""

import re
from collections.abc import Collection, Iterator
from io import BytesIO, StringIO
from pathlib import Path

from babel import UnknownLocaleError
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

from offswitch.folders import entries
from offswitch.language import LanguageError
from offswitch.sentences import Sentences

Key = str | tuple[str, ...]
"""A sentence; with its plural, where it has one."""

PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")

_LINE = re.compile(
    r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)\s+)?"([^"\\]|\\.)*")?\s*', re.DOTALL
)


def read_words(folder: Path, languages: Collection[str]) -> dict[str, Catalog]:
    """Every <language>.po in the folder.

    Raises LanguageError with every mistake, by file, line and sentence.
    """
    found, mistakes = {}, []
    for path in entries(folder):
        if path.suffix != ".po" or path.stem not in languages:
            allowed = ", ".join(f"{code}.po" for code in sorted(languages))
            mistakes.append(f"{path}: is none of the files that belong here: {allowed}")
            continue
        try:
            found[path.stem] = _read(path)
        except LanguageError as error:
            mistakes.append(str(error))
            continue
        mistakes += [
            f"{path}, line {message.lineno}: {first(message)!r}: {reason}"
            for message in sentences(found[path.stem])
            for reason in _reasons(message, path.stem)
        ]
    if mistakes:
        raise LanguageError("\n".join(mistakes))
    return found


def built(words: Catalog) -> Sentences:
    """What a language asks for its sentences. What is fuzzy or empty stays out."""
    catalogue = Catalog(locale=words.locale, fuzzy=False)
    for message in sentences(words):
        if is_usable(message):
            catalogue.add(message.id, message.string)
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Sentences(file)


def sentences(words: Catalog) -> Iterator[Message]:
    return (message for message in words if message.id)


def key(message: Message) -> Key:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def first(message: Message) -> str:
    """The sentence; of one with a plural, the singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def is_translated(message: Message) -> bool:
    return all(_strings(message))


def is_usable(message: Message) -> bool:
    return is_translated(message) and not message.fuzzy


def keeps_placeholders(message: Message) -> bool:
    """Whether every form has the placeholders of the English. A form for one may leave {number} out."""
    wanted = _placeholders(message)
    loose = set() if isinstance(message.id, str) else {"{number}"}
    return all(wanted - loose <= set(PLACEHOLDER.findall(each)) <= wanted for each in _strings(message))


def _placeholders(message: Message) -> set[str]:
    ids = (message.id,) if isinstance(message.id, str) else message.id
    return {name for each in ids for name in PLACEHOLDER.findall(each)}


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(each or "" for each in strings) or ("",)


def _read(path: Path) -> Catalog:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LanguageError(f"{path}, byte {error.start}: is not UTF-8") from None
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        # Babel takes a quotation mark that was forgotten for the end of the sentence, and cuts it short.
        if not _LINE.fullmatch(line):
            raise LanguageError(f"{path}, line {number}: {line!r} is no line of a .po file")
    try:
        words = read_po(StringIO(text), locale=path.stem, abort_invalid=True)
    except PoFileError as error:
        reason = str(error).rpartition(" on ")[0]
        raise LanguageError(f"{path}, line {error.lineno + 1}: is no .po file: {reason}") from None
    except (ValueError, UnknownLocaleError) as error:
        raise LanguageError(f"{path}: its header is damaged: {error}") from None
    words.locale = path.stem
    taken = {message.lineno for message in words}
    for number, line in enumerate(lines, 1):
        if re.match(r'msgid\s+"[^"]', line) and number not in taken:
            raise LanguageError(f"{path}, line {number}: {line!r} stands here twice")
    return words


def _reasons(message: Message, language: str) -> Iterator[str]:
    """What is wrong with the host's words for the sentence."""
    if message.context is not None:
        yield "has a context (msgctxt), and ours have none"
    if not any(_strings(message)):
        return
    forms = get_plural(language).num_plurals
    has_forms = len(_strings(message)) == forms and is_translated(message)
    if isinstance(message.id, tuple | list) and not has_forms:
        yield f"this language wants {forms} forms of it: msgstr[0] to msgstr[{forms - 1}]"
    said = "".join(_strings(message))
    if "<" in said or ">" in said:
        yield "no markup: < and > have no place in a sentence"
    if not keeps_placeholders(message):
        wanted = ", ".join(sorted(_placeholders(message))) or "none"
        yield f"has other placeholders than the original; those of the original are: {wanted}"
    elif set("{}") & set(PLACEHOLDER.sub("", said)):
        yield "a brace that belongs to no placeholder"
