"""How gunicorn serves Offswitch: `make run`, the image and deploy/ all use this file.

HOST, PORT and WEB_CONCURRENCY change where it listens and with how many workers. A socket that systemd has
opened comes before HOST and PORT.
"""

# Before anything else is imported, so that nothing keeps an unpatched socket or lock.
from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import gc

# The start makes next to no garbage: looking for it took a fifth of its time. when_ready turns this on.
gc.disable()

import os
import socket
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import gevent
from gunicorn import systemd

sys.path.insert(0, str(Path(__file__).parent))

from offswitch.logs import ServerLog, keep_the_rest_private, log_failure
from offswitch.settings import Settings, SettingsError, is_this_machine

host = os.environ.get("HOST") or "127.0.0.1"
port = os.environ.get("PORT") or "8000"

if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
    sys.exit(f"PORT is {port!r}. Allowed: a number from 1 to 65535.")

concurrency = os.environ.get("WEB_CONCURRENCY") or "2"
if not (concurrency.isascii() and concurrency.isdecimal() and 0 < int(concurrency) <= 256):
    sys.exit(f"WEB_CONCURRENCY is {concurrency!r}. Allowed: a number of workers from 1 to 256.")

try:
    settings = Settings.read(os.environ)
except SettingsError as error:
    sys.exit(str(error))


def opened_by_systemd() -> list[str]:
    """The network addresses of the sockets that systemd has opened for this process."""
    first = systemd.SD_LISTEN_FDS_START
    found = []
    for number in range(first, first + systemd.listen_fds(unset_environment=False)):
        with socket.socket(fileno=os.dup(number)) as opened:
            if opened.family != socket.AF_UNIX:
                found.append(opened.getsockname()[0])
    return found


exposed = [each for each in opened_by_systemd() or [host] if not is_this_machine(each)]
if settings.serves_only_this_machine and exposed:
    sys.exit(
        f"HOST is {exposed[0]}, so others could reach this instance. "
        "Readers must be able to see who runs it:\n"
        f"set {', '.join(settings.missing)}, or leave HOST out to serve this machine only."
    )

bind = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
worker_class = "gevent"
workers = int(concurrency)
# OFFSWITCH_PROXIES alone says whom to believe about scheme and host: FORWARDED_ALLOW_IPS counts for nothing.
forwarded_allow_ips = ""
# Content and catalogues are read once and shared by all workers.
preload_app = True
graceful_timeout = 10
# gunicorn looks through all it has of a head whenever more of it comes: one of 800 KB, which it would take by
# itself, costs as much as twenty pages. A browser and three proxies send some 35 lines.
limit_request_fields = 50
limit_request_field_size = 4094

# The heartbeat file: in memory, so the disk may be read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
if settings.metrics:
    if settings.metrics.endswith(f":{port}"):
        sys.exit(f"OFFSWITCH_METRICS is {settings.metrics!r}: on a port of its own, and PORT is {port} too.")
    bind.append(settings.metrics)
    # Where each worker keeps its counts. Set before the app is imported, so that they count together.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = mkdtemp(prefix="offswitch-metrics-", dir=worker_tmp_dir)

# It would write a socket below the home folder.
control_socket_disable = True

# What gunicorn says of failed requests is cleaned of all that is the reader's.
logger_class = ServerLog
errorlog = "-"
# Not gunicorn's lines, which hold the query: ServerLog writes its own, to the same place as all else.
accesslog = "-" if settings.log == "requests" else None
keep_the_rest_private()


def when_ready(_server: Any) -> None:
    """What was read before the start is left alone by the garbage collector, so that the workers share it."""
    gc.freeze()
    gc.enable()


def on_exit(_server: Any) -> None:
    """The counts end with the server."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        rmtree(folder, ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """gevent prints a failed connection with its peer's address, past every log."""
    gevent.get_hub().print_exception = log_failure(worker.log.error_log)
