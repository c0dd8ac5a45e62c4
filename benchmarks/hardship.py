"""Starts the site where something is missing, and asks it for one of everything. accidents.py takes it away.

Writes nothing but one line, to the file descriptor that it is told.
"""

import os
import subprocess
import sys

from benchmarks import servers
from benchmarks.setups import Door
from offswitch.folders import ROOT

EVERYTHING = [
    "/en/",
    "/el/meta-ai/settings/",
    "/partial/de/linkedin-ai/at/review/?have=posts",
    "/en/linkedin-ai/card.png",
    "/en/linkedin-ai/settings/qr.svg",
    "/en/linkedin-ai/at/letters/objection/letter.odt",
    "/en/linkedin-ai/at/letters/objection/letter.txt",
    "/en/linkedin-ai/checklist/still-off.ics",
    "/en/feed.xml",
    "/static/site.css",
    "/api/1/openapi.json",
    "/healthz",
]


def main() -> None:
    port, report = int(sys.argv[1]), int(sys.argv[2])
    process = subprocess.Popen(
        servers.gunicorn("app:app"),
        cwd=ROOT,
        env={**os.environ, **servers.PUBLIC, "PORT": str(port), "OFFSWITCH_LOG": "requests"},
    )
    door = Door(port, secure=False)
    try:
        door.opens()
        answers = {path: door.ask(path) for path in EVERYTHING}
    finally:
        process.terminate()
        process.wait(30)
    wrong = [f"{path}: {status}" for path, status in answers.items() if status != 200]
    said = "; ".join(wrong) or f"runs: {len(answers)} of {len(answers)} answered"
    os.write(report, f"{said}\n".encode())


if __name__ == "__main__":
    main()
