"""Lighthouse: what it says of every step on a phone, in the heaviest language.

    make build && .venv/bin/python -m benchmarks.lighthouse

Needs Node (18 or newer) and Chromium; npx fetches Lighthouse itself. Takes about three minutes. Nothing else
should run meanwhile: Lighthouse counts what the machine is at against the page.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import offswitch
from benchmarks import machine, servers, weights
from offswitch import addresses
from offswitch.addresses import Step
from offswitch.settings import Settings
from tests.ports import Ports

LIGHTHOUSE = "lighthouse@12.8.2"
"""The last that runs on Node 18 and 20."""
TRIES = 3
"""Now and then it loses its browser."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {
    "largest-contentful-paint": "Largest paint ms",
    "total-blocking-time": "Blocked ms",
    "cumulative-layout-shift": "Shift",
}
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def report(address: str, folder: Path) -> dict[str, Any]:
    """What Lighthouse says of the page. Raises RuntimeError if it fails again and again."""
    file = folder / "report.json"
    for _ in range(TRIES):
        done = subprocess.run(
            [
                "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={file}",
                f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}",
            ],
            check=False, cwd=folder, env={**os.environ, "CHROME_PATH": browser()},
        )  # fmt: skip
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return found
    raise RuntimeError(f"Lighthouse failed {TRIES} times on {address}")


def browser() -> str:
    return next(path for name in BROWSERS if (path := machine.program(name)))


def row(path: str, said: dict[str, Any]) -> str:
    points = [f"{said['categories'][name]['score'] * 100:.0f}" for name in CATEGORIES]
    times = [f"{said['audits'][name]['numericValue']:.3g}" for name in TIMES]
    return f"| {path} | {' | '.join([*points, *times])} |"


def complaints(said: dict[str, Any]) -> list[str]:
    """What takes points away."""
    return [
        f"{audit['id']}: {audit['title']}"
        for name in CATEGORIES
        for reference in said["categories"][name]["auditRefs"]
        if reference["weight"] and (audit := said["audits"][reference["id"]])["score"] not in {None, 1}
    ]


def main() -> None:
    if not any(map(machine.program, BROWSERS)) or not machine.program("npx"):
        raise SystemExit("This needs Chromium and Node. Debian: apt install chromium npm")
    heaviest = weights.heaviest(offswitch.build(Settings()))
    language = heaviest[0].path.split("/")[1]
    slug = max(heaviest, key=lambda page: page.size).path.split("/")[2]
    pages = [
        addresses.home(language),
        addresses.guide(language, slug),
        *(page.path for page in heaviest),
        *(addresses.step(language, slug, step, addresses.NO_ANSWERS.at("de")) for step in Step),
    ]
    print(f"{machine.described()}. {LIGHTHOUSE}, its phone on its slow line.\n")
    print(f"| Page | {' | '.join([*(name.capitalize() for name in CATEGORIES), *TIMES.values()])} |")
    print(f"|---{'|---:' * (len(CATEGORIES) + len(TIMES))}|")
    with TemporaryDirectory(prefix="offswitch-lighthouse-") as name:
        folder = Path(name)
        port = Ports(26500).free()
        with servers.ours(port, folder / "ours", workers=2, cpus=",".join(map(str, machine.CPUS))):
            for path in dict.fromkeys(pages):
                said = report(f"http://localhost:{port}{path}", folder)
                print(row(path, said), flush=True)
                for each in complaints(said):
                    sys.stderr.write(f"  {each}\n")


if __name__ == "__main__":
    main()
