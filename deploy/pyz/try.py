#!/usr/bin/env python3
"""Tries build/offswitch.pyz on Debians that hold nothing but python3, and says what it measured.

As root, after `make pyz` and `apt install mmdebstrap`:

    deploy/pyz/try.py                      makes a Debian 12 and a Debian 13 anew, and removes them
    deploy/pyz/try.py bookworm=/srv/bare   takes one that is there

There 'nobody' runs the file: without a home, and with no right to write but to folders for temporary files.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

FILE = Path(__file__).resolve().parents[2] / "build/offswitch.pyz"
NOBODY = 65534
WRITABLE = ["tmp", "var/tmp", "dev/shm"]
PAGES = {"/healthz": "ok", "/en/": '<html lang="en"', "/de/linkedin-ai/at/settings/": '<html lang="de"'}
PATIENCE = 60
"""Seconds that it may take to start, and to end."""


def main(arguments: list[str]) -> None:
    if os.geteuid() != 0:
        sys.exit("Only root can enter another root.")
    there = dict(each.split("=", 1) for each in arguments)
    for suite in there or ("bookworm", "trixie"):
        with TemporaryDirectory(prefix="bare-debian-") as fresh:
            root = Path(there.get(suite, f"{fresh}/debian"))
            if suite not in there:
                print(f"{suite}: making it", flush=True)
                make = ["mmdebstrap", "--quiet", "--variant=minbase", "--include=python3", suite, root]
                subprocess.run(make, check=True)
            shutil.copy(FILE, root)
            try:
                attempt(suite, root)
            finally:
                (root / FILE.name).unlink()


def attempt(suite: str, root: Path) -> None:
    version = start(root, "--version", program=()).communicate()[0].strip()
    used_before = processor_seconds()
    before = of_nobody(root)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    begin = time.monotonic()
    with start(root, PORT=str(port)) as running:
        try:
            wait_for_answer(running, port)
            first = time.monotonic() - begin
            for path, words in PAGES.items():
                expect(words in ask(port, path), f"{path} does not hold {words}")
            unpacked = sum(path.lstat().st_size for path in of_nobody(root) - before)
            begin = time.monotonic()
            running.send_signal(signal.SIGINT)
            said = running.communicate(timeout=PATIENCE)[0]
            end = time.monotonic() - begin
            used = processor_seconds() - used_before
        finally:
            running.kill()
    expect(running.returncode == 0, f"it ended with {running.returncode}: {said}")
    expect("Traceback" not in said, said)
    expect(f"Offswitch is ready: http://127.0.0.1:{port} " in said, said)
    expect(of_nobody(root) == before, "something stayed behind")

    modes = {name: (root / name).stat().st_mode for name in WRITABLE}
    for name in WRITABLE:
        (root / name).chmod(0o755)
    refused = start(root).communicate()[0]
    for name, mode in modes.items():
        (root / name).chmod(mode)
    expect(refused.count("\n") == 1 and "TMPDIR=" in refused, refused)

    print(
        f"{suite}, {version}: {FILE.stat().st_size / 1e6:.0f} MB, {unpacked / 1e6:.0f} MB unpacked; "
        f"first answer after {first:.1f} s, ended after {end:.1f} s, "
        f"with {used:.1f} s of a processor in all; nothing stayed behind"
    )
    print(f"  where nothing may be written: {refused.strip()}")


def start(
    root: Path, *arguments: str, program: tuple[str, ...] = (f"/{FILE.name}",), **environment: str
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["python3", *program, *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        preexec_fn=lambda: enter(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def enter(root: Path) -> None:
    os.chroot(root)
    os.chdir("/")
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def processor_seconds() -> float:
    """Of all programs that were started here and have ended. Other work on the machine does not count."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_nobody(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.lstat().st_uid == NOBODY}


def wait_for_answer(running: "subprocess.Popen[str]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            ask(port, "/healthz")
            return
        except OSError:
            expect(running.poll() is None, "it ended")
            expect(time.monotonic() < until, f"no answer within {PATIENCE} seconds")
            time.sleep(0.05)


def ask(port: int, path: str) -> str:
    server = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        server.request("GET", path)
        answer = server.getresponse()
        expect(answer.status == 200, f"{path}: {answer.status}")
        return answer.read().decode()
    finally:
        server.close()


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(f"Failed: {otherwise}")


if __name__ == "__main__":
    main(sys.argv[1:])
