"""Does for a test what systemd does for a service with a socket: keeps the socket, and hands it on.

Knows the three commands that deploy/systemd/upgrade gives. The folder SYSTEM holds what systemd would remember.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SYSTEM = Path(os.environ.get("SYSTEM", ""))
LISTENER = int(os.environ.get("LISTENER", "0"))


def restart() -> int:
    # Where a service finds it; before anything else is opened there.
    os.dup2(LISTENER, 3)
    stop()
    notified = SYSTEM / "notify"
    notified.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, (SYSTEM / "log").open("ab") as log:
        notify.bind(str(notified))
        notify.settimeout(0.1)
        process = subprocess.Popen(
            ["sh", "-c", 'LISTEN_PID=$$ exec "$0" --config gunicorn.conf.py app:app', ".venv/bin/gunicorn"],
            cwd=SYSTEM / "current",
            env={**os.environ, "LISTEN_FDS": "1", "NOTIFY_SOCKET": str(notified), "WEB_CONCURRENCY": "1"},
            pass_fds=[3],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        (SYSTEM / "pid").write_text(str(process.pid), encoding="ascii")
        while process.poll() is None:
            try:
                if notify.recv(100).startswith(b"READY=1"):
                    return 0
            except TimeoutError:
                continue
    return 1


def stop() -> None:
    try:
        running = int((SYSTEM / "pid").read_text(encoding="ascii"))
        os.kill(running, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    while is_alive(running):
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    match sys.argv[1]:
        case "restart":
            sys.exit(restart())
        case "show":
            sys.stdout.write("\n")
        case "reset-failed":
            pass
        case other:
            sys.exit(f"unknown command: {other}")
