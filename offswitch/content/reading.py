"""Reading: all content files become one library, or a list of mistakes that name file and field."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256
from pathlib import Path

import pydantic

from offswitch.content.authorities import Authorities
from offswitch.content.changes import Changes
from offswitch.content.checks import check
from offswitch.content.files import read_record, read_records
from offswitch.content.labels import Service
from offswitch.content.laws import Law
from offswitch.content.ledger import Ledger
from offswitch.content.library import Library
from offswitch.content.mistakes import ContentError, Mistake
from offswitch.content.model import Guide, SourceFile
from offswitch.content.own import in_own_files, read_additions, read_own_guides, read_translations, strangers
from offswitch.content.places import Places
from offswitch.folders import CODE, HostFolder
from offswitch.language import ENGLISH
from offswitch.prepared import mark_of, prepare, prepared

LEDGER = "addresses.toml"


PREPARED = "library"


def content_version(*folders: Path) -> str:
    """A short mark that changes when any content file does."""
    mark = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            mark.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()[:10]


def library_of_site(
    folder: Path, today: date, own: HostFolder | None = None, languages: Collection[str] = (ENGLISH,)
) -> Library:
    """What read_library says: as it was prepared, where a host adds nothing and no file has changed since."""
    if own is None or not (own.content.exists() or own.translations.exists()):
        library: Library | None = prepared(PREPARED, _mark(folder))
        if library is not None:
            return library
    return read_library(folder, today, own, languages)


def prepare_library(folder: Path, today: date) -> None:
    """Prepare it for the starts of sites. What is right today is so later: only the future is refused.

    Raises as read_library does.
    """
    if prepared(PREPARED, _mark(folder)) is None:
        prepare(PREPARED, _mark(folder), read_library(folder, today))


def _mark(folder: Path) -> bytes:
    """Of the content, and of all that makes a library of it."""
    return mark_of([*folder.rglob("*.toml"), *CODE.rglob("*.py")], pydantic.VERSION)


def read_library(
    folder: Path, today: date, own: HostFolder | None = None, languages: Collection[str] = (ENGLISH,)
) -> Library:
    """Read all content below the folder and in the host's own, if there is one. The site has these languages.

    Raises ContentError with every mistake in every file; LanguageError for the host's translations.
    """
    mistakes: list[Mistake] = []
    places = read_record(folder / "places.toml", folder, Places, mistakes)
    authorities = read_record(folder / "authorities.toml", folder, Authorities, mistakes)
    changes = read_record(folder / "changes.toml", folder, Changes, mistakes)
    ledger = read_record(folder / LEDGER, folder, Ledger, mistakes)
    services = read_records(folder / "labels", folder, Service, mistakes)
    guides = read_records(folder / "guides", folder, Guide, mistakes)
    laws = read_records(folder / "letters", folder, Law, mistakes)
    sources = read_records(folder / "sources", folder, SourceFile, mistakes)
    if own:
        mistakes += strangers(own)
        services |= read_additions(own.content / "labels", folder / "labels", Service, mistakes)
        sources |= read_additions(own.content / "sources", folder / "sources", SourceFile, mistakes)
        guides |= read_own_guides(own.content / "guides", guides, languages, mistakes)
    if mistakes or places is None or authorities is None or changes is None or ledger is None:
        raise ContentError(mistakes)

    library = Library(
        dict(sorted(guides.items(), key=lambda item: (item[1].order, item[0]))),
        services,
        places,
        authorities,
        {service: file.sources for service, file in sources.items()},
        changes,
        laws,
        ledger,
        read_translations(own, languages) if own else {},
    )
    mistakes = list(check(library, today))
    if mistakes:
        raise ContentError(in_own_files(mistakes, own) if own else mistakes)
    return library
