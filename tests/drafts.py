"""Drafts: copies of the content and of the whole project, which a test may change or spoil."""

import compileall
import json
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Self

from offswitch import catalogues
from offswitch.content import ContentError, Library, read_library
from offswitch.folders import CONTENT, ROOT
from tests.languages import but_two_built

Table = dict[str, Any]

PARTS = [
    "app.py",
    "gunicorn.conf.py",
    "pyproject.toml",
    "offswitch",
    "content",
    "templates",
    "static",
    "translations",
]


class Draft:
    """A copy of the content folder."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(CONTENT, folder)
        self.folder = folder

    def read(self, name: str) -> Table:
        return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))

    def write(self, name: str, table: Table) -> None:
        lines = (f"{json.dumps(key)} = {toml(value)}\n" for key, value in table.items())
        (self.folder / name).write_text("".join(lines), encoding="utf-8")

    def edit(self, name: str, change: Callable[[Table], object]) -> None:
        table = self.read(name)
        before = toml(table)
        change(table)
        assert toml(table) != before, "the edit changes nothing"
        self.write(name, table)

    def library(self, today: date) -> Library:
        return read_library(self.folder, today)

    def mistakes(self, today: date) -> list[str]:
        try:
            self.library(today)
        except ContentError as error:
            return [str(mistake) for mistake in error.mistakes]
        return []


def toml(value: object) -> str:
    """The value as TOML, all in one line."""
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(toml(each) for each in value)}]"
        case dict():
            return f"{{{', '.join(f'{json.dumps(key)} = {toml(each)}' for key, each in value.items())}}}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def tables(value: object) -> Iterator[Table]:
    """Every table inside, the outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def table_with(guide: Table, **wanted: object) -> Table:
    """The first table inside that has these values; a '...' is any value."""
    for table in tables(guide):
        if all(key in table and value in (..., table[key]) for key, value in wanted.items()):
            return table
    raise LookupError(wanted)


class Project:
    """A copy of all that the site is made of, with built catalogues."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def build(cls, folder: Path) -> Self:
        """Copied from the working tree, with two languages, built and compiled."""
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=but_two_built)
            else:
                shutil.copy2(source, folder / part)
        catalogues.build(folder / "translations")
        compileall.compile_dir(folder / "offswitch", quiet=1)
        return cls(folder)

    def copy(self, folder: Path) -> Self:
        shutil.copytree(self.folder, folder)
        return type(self)(folder)

    def run(self, program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment in the copy, as its maintainer would."""
        return subprocess.run(
            [str(program_path(program)), *arguments],
            cwd=self.folder,
            env=quiet(environment),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("flask", "--app", "app", *arguments)


def program_path(program: str) -> Path:
    return Path(sys.executable).parent / program


def hears_interrupts() -> None:
    """For a child process: who starts the tests in the background has its children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def quiet(environment: dict[str, str]) -> dict[str, str]:
    """An environment that holds nothing of the machine's own settings."""
    return {"PATH": str(Path(sys.executable).parent), "PYTHONDONTWRITEBYTECODE": "1", **environment}
