"""Builds build/offswitch.pyz, the whole site in one file. `make pyz` calls it.

Not with shiv: it leaves in the home folder what it unpacks, and fails with a traceback where there is none.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
LOCK = ROOT / "requirements.txt"

PARTS = [
    "LICENSE",
    "LICENSE-CONTENT",
    "app.py",
    "gunicorn.conf.py",
    "offswitch",
    "content",
    "templates",
    "static",
    "translations",
]
PYTHONS = ["3.11", "3.12", "3.13"]
PROCESSORS = ["x86_64", "aarch64"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the site in one file.")
    parser.add_argument("--python", nargs="+", default=PYTHONS, metavar="VERSION", help="for these Pythons")
    parser.add_argument("--processor", nargs="+", default=PROCESSORS, help="for these processors")
    parser.add_argument("--to", type=Path, default=BUILD / "offswitch.pyz", metavar="FILE")
    asked = parser.parse_args()

    asked.to.parent.mkdir(parents=True, exist_ok=True)
    partial = asked.to.with_suffix(".partial")
    with ZipFile(partial, "w") as archive:
        for name in ("__main__.py", "serve.py"):
            put(archive, name, (HERE / name).read_bytes())
        for path in sorted(ours()):
            put(archive, f"site/{path.relative_to(ROOT)}", path.read_bytes())
        for_all = set()
        for python, processor in product(asked.python, asked.processor):
            for wheel in wheels(python, processor):
                if not wheel.stem.endswith("-any"):
                    unpack(wheel, archive, f"packages/{tag(python, processor)}")
                elif wheel.name not in for_all:
                    unpack(wheel, archive, "packages/any")
                    for_all.add(wheel.name)
    partial.replace(asked.to)
    print(f"{asked.to}: {asked.to.stat().st_size / 1e6:.0f} MB")


def ours() -> Iterator[Path]:
    for part in PARTS:
        if (ROOT / part).is_file():
            yield ROOT / part
        for path in (ROOT / part).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def requirements(python: str, processor: str) -> Iterator[str]:
    """What of the lock this Python needs, with the hashes. pip would ask the Python that it runs on."""
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": processor,
        "sys_platform": "linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    text = re.sub(r"\s*#.*", "", LOCK.read_text(encoding="utf-8")).replace("\\\n", "")
    for line in text.splitlines():
        if line.strip():
            named, *hashes = line.split(" --hash=")
            requirement = Requirement(named)
            if requirement.marker is None or requirement.marker.evaluate(machine):
                requirement.marker = None
                yield " --hash=".join([str(requirement), *hashes])


def wheels(python: str, processor: str) -> list[Path]:
    """What this Python needs: held against the hashes, and fetched once while the lock stays the same."""
    lock = sha256(LOCK.read_bytes()).hexdigest()[:16]
    folder = BUILD / "wheels" / f"{lock}-{python}-{processor}"
    if not folder.exists():
        print(f"Fetching what Offswitch needs for Python {python} on {processor}", flush=True)
        partial = folder.with_suffix(".partial")
        partial.mkdir(parents=True, exist_ok=True)
        wanted = partial / "requirements.txt"
        wanted.write_text("\n".join(requirements(python, processor)), encoding="utf-8")
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
                *("--require-hashes", "--no-deps", "--only-binary=:all:", "--implementation=cp"),
                f"--python-version={python}",
                # Debian 12 has glibc 2.36.
                *(f"--platform=manylinux_2_{glibc}_{processor}" for glibc in range(17, 37)),
                f"--platform=manylinux2014_{processor}",
                *("--dest", partial, "--requirement", wanted),
            ],
            check=True,
        )
        partial.rename(folder)
    return sorted(folder.glob("*.whl"))


def tag(python: str, processor: str) -> str:
    """What this Python itself calls the extension modules that it can import."""
    return f"cpython-{python.replace('.', '')}-{processor}-linux-gnu"


def unpack(wheel: Path, archive: ZipFile, folder: str) -> None:
    """Only what is imported, and the licences. In .data lie headers and manuals."""
    with ZipFile(wheel) as packed:
        for name in sorted(packed.namelist()):
            if not name.endswith("/") and ".data/" not in name:
                put(archive, f"{folder}/{name}", packed.read(name))


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Without the times and rights of files: the same release gives the same bytes, whenever it is built."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    main()
