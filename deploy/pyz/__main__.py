"""The start of offswitch.pyz: unpacks what this machine needs, serves it, and removes it at the end.

Extension modules cannot be imported from within a zip, and the app reads its files from folders.
Written so that Python 3.6 can read it too, and say that it is too old.
"""

import os
import platform
import re
import signal
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from zipfile import ZipFile

FILE = os.path.dirname(os.path.abspath(__file__))
NAME = os.path.basename(FILE)
HELP = f"""\
Offswitch in one file: a site that leads people through switching off AI training on their data.
'python3 {NAME}' serves it on http://127.0.0.1:8000. HOST, PORT, WEB_CONCURRENCY, OFFSWITCH_* change that.
Ctrl-C ends it. What it unpacked into a temporary folder (TMPDIR names another) is then removed."""


class StartError(Exception):
    """It cannot run here. Says why in one line."""


def main(arguments):
    if arguments:
        asked = arguments[0] in ("--help", "-h")
        print(HELP, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    with ZipFile(FILE) as archive:
        names = fitting(archive.namelist())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup ignores one of them.
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, end)
        with unpacked(archive, names) as folder:
            return serve(folder)


def fitting(names):
    """The files that this Python needs. Raises StartError where there are none for it."""
    own = f"packages/{sysconfig.get_config_var('SOABI')}/"
    if not any(name.startswith(own) for name in names):
        built = set(re.findall(r"^packages/cpython-3(\d+)-(\w+)-", "\n".join(names), re.MULTILINE))
        pythons = ", ".join(f"3.{minor}" for minor in sorted({int(minor) for minor, _ in built}))
        processors = " or ".join(sorted({processor for _, processor in built}))
        raise StartError(
            f"{NAME} needs Python {pythons} on Linux with glibc and a processor of the kind {processors}; "
            f"this is Python {platform.python_version()} on {platform.system()}, {platform.machine()}."
        )
    return [name for name in names if name.startswith(("serve.py", "site/", "packages/any/", own))]


@contextmanager
def unpacked(archive, names):
    """A folder that holds these files while it is needed. Raises StartError where no folder takes them."""
    named = os.environ.get("TMPDIR")
    refused = []
    for parent in [named] if named else ["/tmp", "/var/tmp", "/dev/shm", "."]:
        try:
            temporary = TemporaryDirectory(prefix="offswitch-", dir=parent)
        except OSError as error:
            refused.append(f"{parent} ({error.strerror})")
            continue
        with temporary as folder:
            if os.statvfs(folder).f_flag & os.ST_NOEXEC:
                refused.append(f"{parent} (mounted with noexec)")
                continue
            try:
                archive.extractall(folder, names)
            except OSError as error:
                refused.append(f"{parent} ({error.strerror})")
                continue
            yield folder
            return
    size = sum(archive.getinfo(name).file_size for name in names) // 1000000 + 1
    raise StartError(
        f"{NAME} has to unpack itself, {size} MB, and cannot do so in {', '.join(refused)}. "
        f"Name a folder for it: TMPDIR=/some/folder python3 {NAME}"
    )


def serve(folder):
    # A session of its own: Ctrl-C reaches only this program, which then ends the server in order.
    server = subprocess.Popen(
        [sys.executable, "-I", "-B", os.path.join(folder, "serve.py")], start_new_session=True
    )
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def end(number, frame):
    """Leaves whatever is going on, so that it is put in order. Nothing may disturb that."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StartError as reason:
        sys.exit(str(reason))
