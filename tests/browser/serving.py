"""Serving: the real server, gunicorn with its own configuration, on a port of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
FOLDER = "TRANSLATIONS_UNDER_TEST"
"""Names the folder of translations for tests/browser/pseudo.py. Not OFFSWITCH_…: it is no setting."""


@contextmanager
def serving(app: str, **environ: str) -> Iterator[str]:
    """The address at which the app is served while this lasts."""
    port = free_port()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("OFFSWITCH_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", app],
        cwd=ROOT,
        env={**surroundings, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1", **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = []
    reading = Thread(target=said.extend, args=(process.stderr,), daemon=True)
    try:
        for line in process.stderr:
            said.append(line)
            if "Listening at" in line:
                break
        else:
            raise RuntimeError(f"{app} was not served:\n{''.join(said)}")
        reading.start()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        if reading.ident:
            reading.join(timeout=5)
        process.stderr.close()
