"""Growth: what more guides cost. 4, 40 and 400 of them, in all languages: start, memory, time of a page.

    .venv/bin/python -m benchmarks.growth
    .venv/bin/python -m benchmarks.growth --export

The guides are copies of ours under further names in a copy of the project, so all of it is translated.
Takes some minutes. Seconds of a start are of processor time. The second command exports 4 and 40 guides in
one language for nine places: in all languages for all places, 40 guides are six million files.
"""

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import servers
from benchmarks.instance import ROOT, Instance, instance, machine
from tests.drafts import Draft
from tests.exported import shrink

SIZES = (4, 40, 400)
EXPORTED = (4, 40)
IN_GERMAN = {"OFFSWITCH_LANGUAGES": "de", "OFFSWITCH_LANGUAGE": "de"}
ROUNDS = 9
ENOUGH = 5
"""Seconds after which a page is asked for no more."""
PARTS = ("app.py", "gunicorn.conf.py", "offswitch", "content", "templates", "static", "translations")
PAGES = {
    "step": "/de/linkedin-ai/at/settings/",
    "checklist": "/de/linkedin-ai/at/checklist/",
    "home": "/de/",
}


@contextmanager
def project(guides: int, *, in_few_places: bool = False) -> Iterator[Path]:
    """A copy of the project with so many guides."""
    with TemporaryDirectory() as name:
        root = Path(name)
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, root / part)
        if in_few_places:
            shutil.rmtree(root / "content")
            shrink(Draft(root / "content"))
        add_guides(root / "content/guides", guides)
        yield root


def add_guides(folder: Path, wanted: int) -> None:
    ours = sorted(folder.glob("*.toml"))
    for number, path in enumerate(islice(cycle(ours), wanted - len(ours)), 1):
        shutil.copy2(path, folder / f"{path.stem}-{number}.toml")


def build(root: Path) -> float:
    """Seconds, with all that a start without it does."""
    began = time.perf_counter()
    subprocess.run(
        [str(ROOT / ".venv/bin/flask"), "--app", "app", "catalogues", "compile"],
        cwd=root, check=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    return time.perf_counter() - began


def milliseconds(running: Instance, path: str) -> float:
    """The fastest of some, rendered anew each time: the query is part of what is kept."""
    found: list[float] = []
    for number in range(ROUNDS):
        if sum(found) > ENOUGH:
            break
        began = time.perf_counter()
        status, _ = running.get(f"{path}?have=x{number}")
        found.append(time.perf_counter() - began)
        if status != 200:
            raise ValueError(f"{path} answers {status}")
    return min(found) * 1000


def row(guides: int) -> list[str]:
    with project(guides) as root:
        with instance(workers=1, root=root, first="/de/") as unprepared:
            cold = unprepared.first_work
        built = build(root)
        with instance(workers=1, root=root, first="/de/") as running:
            times = [milliseconds(running, path) for path in PAGES.values()]
            memory = running.memory()
            return [
                f"{guides}", f"{built:.1f} s", f"{cold:.2f} s",
                f"{running.first_work:.2f} s",
                f"{memory['master']:.0f} + {memory['worker 1']:.0f} MB",
                *(f"{each:.1f} ms" for each in times),
            ]  # fmt: skip


def exported(guides: int) -> list[str]:
    """What comes of an export in German."""
    with project(guides, in_few_places=True) as root:
        build(root)
        began = time.perf_counter()
        subprocess.run(
            [str(ROOT / ".venv/bin/flask"), "--app", "app", "export", "build/export", "--processes", "2"],
            cwd=root, check=True, stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], **servers.PUBLIC, **IN_GERMAN},
        )  # fmt: skip
        took = time.perf_counter() - began
        files = [path.stat().st_size for path in (root / "build/export").rglob("*") if path.is_file()]
    return [f"{guides}", f"{took:.0f} s", f"{len(files):,}", f"{sum(files) / 1e6:.0f} MB"]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--export", action="store_true", help="time and size of exports, and nothing else")
    print(machine())
    if options.parse_args().export:
        show(["guides", "time", "files", "size"], map(exported, EXPORTED))
    else:
        head = ["guides", "build", "start, not prepared", "start", "memory, one worker", *PAGES]
        show(head, map(row, SIZES))


def show(head: list[str], rows: Iterable[list[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for each in rows:
        print("| " + " | ".join(each) + " |", flush=True)


if __name__ == "__main__":
    main()
