"""Writing: what the site answers becomes files, aside; once all are there, they take the place of the last.

A file that says what it said in the last export is the same file: what copies the folder on can see that.
"""

import gzip
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Flask

from offswitch.export.listing import listed
from offswitch.export.views import NOT_FOUND
from offswitch.folders import CODE, CONTENT, STATIC, TEMPLATES, TRANSLATIONS
from offswitch.site import EXTENSION, Site

MARKER = ".offswitch-export.json"
"""In the folder: that it is an export, and of what."""
AT_A_TIME = 50
"""Addresses that a process asks for before it says how far it is."""
SMALLEST = 500
"""Bytes. What is smaller is hardly less when it is compressed."""
BROTLI = 6
"""More makes a page smaller by a hundredth and takes five times as long, for some hundred thousand files."""


class ExportError(Exception):
    """The folder cannot be written, or the site does not answer as it should."""


@dataclass(frozen=True)
class Written:
    """What a part of an export came to."""

    files: int = 0
    size: int = 0
    """Bytes, of the compressed ones too."""
    new: int = 0
    """Files that the last export did not have, or that said something else."""

    def __add__(self, other: "Written") -> "Written":
        return Written(self.files + other.files, self.size + other.size, self.new + other.new)


def mark_of(here: Site) -> str:
    """Of all that the files are made of, the day among it. Two exports with the same mark are the same."""
    found = sha256(repr((here.settings, here.today, sorted(here.languages))).encode())
    folders = [CODE, TEMPLATES, STATIC, CONTENT, TRANSLATIONS]
    if here.settings.folder:
        folders.append(Path(here.settings.folder))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def file_of(address: str) -> str:
    """Where the file of an address lies, from the folder on."""
    return f"{address[1:]}index.html" if address.endswith("/") else address[1:]


def check(folder: Path) -> None:
    """Raises ExportError where the folder holds anything but an export."""
    if folder.is_dir():
        if any(folder.iterdir()) and not (folder / MARKER).exists():
            raise ExportError(
                f"{folder}: holds something that is no export; name a folder that is empty or new."
            )
    elif folder.exists():
        raise ExportError(f"{folder}: is a file; name a folder that is empty or new.")


def is_up_to_date(folder: Path, mark: str) -> bool:
    return _mark_in(folder) == mark


def write(
    app: Flask,
    folder: Path,
    mark: str,
    inside: Mapping[str, str],
    tell: Callable[[int, int], None],
    processes: int,
) -> Written:
    """Every address as a file below the folder, and with them the texts 'inside', by their names there.

    'tell' hears how many addresses of how many are written.

    Where the folder was, the new one stands at once; until then, the old one stands as it was. What was
    begun with the same mark and interrupted goes on.

    Raises ExportError where something cannot be written, or an address does not answer.
    """
    aside = folder.with_name(f".{folder.name}.new")
    try:
        _put_back(folder)
        if _mark_in(aside) != mark:
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            _write_marker(aside, mark)
        written = _write_all(app, folder, aside, tell, processes)
        for name, text in inside.items():
            (aside / name).write_text(text, encoding="utf-8")
        _switch(aside, folder)
    except OSError as error:
        # What is left of it would only fill the disk further.
        shutil.rmtree(aside, ignore_errors=True)
        raise ExportError(f"{error.filename or folder}: {error.strerror}. Nothing has changed.") from None
    return written


def _write_all(
    app: Flask, folder: Path, aside: Path, tell: Callable[[int, int], None], processes: int
) -> Written:
    here: Site = app.extensions[EXTENSION]
    addresses = list(listed(here))
    total, done = Written(), 0
    tell(0, len(addresses))
    # Forked, so that each has the site as it was read here, and reads nothing again.
    with ProcessPoolExecutor(
        processes, multiprocessing.get_context("fork"), _begin, (app, folder, aside)
    ) as pool:
        parts = {pool.submit(_write_some, part): len(part) for part in _parts(addresses)}
        try:
            for part in as_completed(parts):
                total += part.result()
                done += parts[part]
                tell(done, len(addresses))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return total


def _parts(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(addresses), AT_A_TIME):
        yield addresses[first : first + AT_A_TIME]


@dataclass(frozen=True)
class _Desk:
    """What a process writes with."""

    app: Flask
    folder: Path
    aside: Path


_desk: _Desk


def _begin(app: Flask, folder: Path, aside: Path) -> None:
    global _desk  # a pool has no other way to hand its processes what they share
    _desk = _Desk(app, folder, aside)


def _write_some(addresses: Sequence[str]) -> Written:
    found = Written()
    for address in addresses:
        found += _write_one(address)
    return found


def _write_one(address: str) -> Written:
    name = file_of(address)
    path, last = _desk.aside / name, _desk.folder / name
    if path.exists():  # before the export was interrupted
        return _count(path, is_new=True)
    here: Site = _desk.app.extensions[EXTENSION]
    answer = _desk.app.test_client(use_cookies=False).get(address, base_url=here.settings.origin)
    if answer.status_code != (404 if address.endswith(f"/{NOT_FOUND}") else 200):
        raise ExportError(f"{address}: answers {answer.status_code}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if last.is_file() and last.read_bytes() == answer.data:
        # The file itself comes last: where it is, its compressed ones are too.
        for each in (*_compressed_files(last), last):
            _take_over(each, path.with_name(each.name))
        return _count(path, is_new=False)
    for ending, content in _variants(answer.data, answer.mimetype or ""):
        path.with_name(path.name + ending).write_bytes(content)
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(answer.data)
    half.rename(path)
    return _count(path, is_new=True)


def _take_over(file: Path, to: Path) -> None:
    """The same file under another name; a copy where the disk knows no such thing."""
    to.unlink(missing_ok=True)  # from an export that was interrupted between the two
    try:
        os.link(file, to)
    except OSError:
        shutil.copy2(file, to)


def _variants(content: bytes, media_type: str) -> Iterator[tuple[str, bytes]]:
    """The compressed forms that are worth it, with the endings under which static hosts look for them."""
    is_text = media_type.startswith("text/") or media_type.endswith(("xml", "json", "javascript"))
    if is_text and len(content) >= SMALLEST:
        yield ".br", brotli.compress(content, quality=BROTLI)
        yield ".gz", gzip.compress(content, mtime=0)


def _compressed_files(path: Path) -> Iterator[Path]:
    return (each for ending in (".br", ".gz") if (each := path.with_name(path.name + ending)).exists())


def _count(path: Path, *, is_new: bool) -> Written:
    files = (path, *_compressed_files(path))
    return Written(len(files), sum(each.stat().st_size for each in files), len(files) * is_new)


def _mark_in(folder: Path) -> str | None:
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))["mark"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(found)


def _write_marker(folder: Path, mark: str) -> None:
    (folder / MARKER).write_text(json.dumps({"mark": mark}) + "\n", encoding="utf-8")


def _switch(aside: Path, folder: Path) -> None:
    old = _old(folder)
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _put_back(folder: Path) -> None:
    """What was moved away by a switch that came to no end."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
