"""Own: what a host adds to our content: guides, labels and sources, and translations of the guides.

Ours stays as it is: what is added may not contradict it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from offswitch.content.files import R, Table, read_table, record_of
from offswitch.content.mistakes import Mistake
from offswitch.content.model import Guide
from offswitch.folders import HostFolder, entries
from offswitch.language import ENGLISH
from offswitch.words import is_usable, read_words, sentences

FOLDERS = ("guides", "labels", "sources")


def strangers(host: HostFolder) -> Iterator[Mistake]:
    """What lies in the content of the host's folder and does not belong there."""
    for path in entries(host.content):
        if path.name not in FOLDERS or not path.is_dir():
            yield Mistake(str(path), "", f"does not belong here: there are {', '.join(FOLDERS)}")
            continue
        for file in entries(path):
            if file.suffix != ".toml" or not file.is_file():
                yield Mistake(str(file), "", "does not belong here: each file ends in .toml")


def read_additions(folder: Path, ours: Path, kind: type[R], mistakes: list[Mistake]) -> dict[str, R]:
    """The host's files of labels or sources, by service, together with those of ours that they add to."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        table = read_table(path, str(path), mistakes)
        if table is None:
            continue
        if (ours / path.name).exists():
            base = read_table(ours / path.name, path.name, mistakes) or {}
            contradictions = list(_contradictions(base, table))
            mistakes.extend(Mistake(str(path), *each) for each in contradictions)
            if contradictions:
                continue
            table = _together(base, table)
        record = record_of(str(path), table, kind, mistakes, {"slug": path.stem})
        if record is not None:
            found[path.stem] = record
    return found


def _contradictions(ours: Table, theirs: Table, where: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for name in sorted(ours.keys() & theirs.keys()):
        here, there = ours[name], theirs[name]
        if isinstance(here, dict) and isinstance(there, dict):
            yield from _contradictions(here, there, (*where, name))
        elif here != there:
            yield " › ".join((*where, name)), f"is {here!r} in ours, which you can add to, but not change"


def _together(ours: Table, theirs: Table) -> Table:
    both = dict(ours)
    for name, value in theirs.items():
        known = ours.get(name)
        both[name] = _together(known, value) if isinstance(known, dict) else value
    return both


def read_own_guides(
    folder: Path, ours: Mapping[str, Guide], languages: Collection[str], mistakes: list[Mistake]
) -> dict[str, Guide]:
    """The host's guides by slug. Each is written in one of these languages."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        name = str(path)
        if path.stem in ours:
            reason = "is the name of a guide of ours: take another; OFFSWITCH_GUIDES can leave ours out"
            mistakes.append(Mistake(name, "", reason))
            continue
        table = read_table(path, name, mistakes)
        if table is None:
            continue
        language = table.get("language", ENGLISH)
        if language not in languages:
            reason = f"{language!r} is no language of this site; there are {', '.join(sorted(languages))}"
            mistakes.append(Mistake(name, "language", reason))
            continue
        guide = record_of(name, table, Guide, mistakes, {"slug": path.stem, "own": True}, language)
        if guide is not None:
            found[path.stem] = guide
    return found


def read_translations(host: HostFolder, languages: Collection[str]) -> dict[str, dict[str, str]]:
    """The sentences of the host's guides in further languages, by language."""
    return {
        language: {str(each.id): str(each.string) for each in sentences(words) if is_usable(each)}
        for language, words in read_words(host.translations, languages).items()
    }


def in_own_files(mistakes: Iterable[Mistake], host: HostFolder) -> Iterator[Mistake]:
    """The same, with the whole name of the file where it is the host's: ours alone have no mistakes."""
    for mistake in mistakes:
        path = host.content / mistake.file
        yield Mistake(str(path), mistake.where, mistake.reason) if path.is_file() else mistake
