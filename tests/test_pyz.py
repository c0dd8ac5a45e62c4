"""The site in one file: a host copies it to a machine that has nothing but Python, and starts it.

Built once, for the Python that runs the tests; build.py fetches what goes into it from the package index if it is not in
build/ yet. deploy/pyz/try.py tries the whole file on bare Debians.
"""

import ast
import platform
import re
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from offswitch.folders import ROOT
from tests.drafts import PARTS, hears_interrupts

FOLDER = ROOT / "deploy/pyz"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
BARE_PYTHON = Path(sys.base_prefix) / "bin/python3"
READY = "Offswitch is ready: "


def build(to: Path) -> Path:
    subprocess.run(
        [
            *(sys.executable, FOLDER / "build.py", "--to", to),
            *("--python", VERSION, "--processor", platform.machine()),
        ],
        check=True,
        timeout=300,
    )
    return to


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("one") / "offswitch.pyz")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where it unpacks itself."""
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder whose files bear the names of ours."""
    (tmp_path / "elsewhere").mkdir()
    for name in ("app.py", "flask.py", "segno.py", "gunicorn.conf.py"):
        (tmp_path / "elsewhere" / name).write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    return tmp_path / "elsewhere"


@contextmanager
def started(one_file: Path, temporary: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The one file, in an environment that holds nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [BARE_PYTHON, "-I", one_file],
        env={"PORT": port, "TMPDIR": str(temporary)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_interrupts,
    ) as running:
        try:
            yield running
        finally:
            running.terminate()


def address(running: subprocess.Popen[str]) -> str:
    """Where it says that it serves."""
    assert running.stdout
    found = re.match(rf"{READY}http://(127\.0\.0\.1:\d+) ", running.stdout.readline())
    assert found, running.communicate()
    return found[1]


def run(one_file: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BARE_PYTHON, "-I", one_file, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_host_serves_it_from_any_folder_until_ctrl_c_and_nothing_stays_behind(
    one_file: Path, temporary: Path, elsewhere: Path
):
    before = sorted(elsewhere.iterdir())
    with started(one_file, temporary, elsewhere) as running:
        with closing(HTTPConnection(address(running))) as server:

            def ask(path: str) -> str:
                server.request("GET", path)
                answer = server.getresponse()
                assert answer.status == 200, path
                return answer.read().decode()

            home = ask("/de/")
            assert '<html lang="de"' in home
            assert "Daten zur Verbesserung generativer KI" in ask("/de/linkedin-ai/at/settings/")
            styles = re.search(r'rel="stylesheet" href="([^"]+)"', home)
            assert styles
            assert ask(styles[1])

        (unpacked,) = temporary.iterdir()
        assert not list(unpacked.rglob("*.pyc"))
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    assert list(temporary.iterdir()) == []
    assert sorted(elsewhere.iterdir()) == before


def test_ctrl_c_before_it_is_ready_leaves_nothing_behind_either(
    one_file: Path, temporary: Path, elsewhere: Path
):
    with started(one_file, temporary, elsewhere) as running:
        while not list(temporary.glob("*/site/app.py")):
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said, failures = running.communicate(timeout=20)
    assert (running.returncode, said, failures) == (0, "", "")
    assert list(temporary.iterdir()) == []


def test_the_server_ends_when_the_program_that_unpacked_it_is_killed(
    one_file: Path, temporary: Path, elsewhere: Path
):
    with started(one_file, temporary, elsewhere) as running:
        host, port = address(running).split(":")
        running.kill()
        running.wait(20)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as caller:
                if caller.connect_ex((host, int(port))) != 0:
                    break
            time.sleep(0.1)
        else:
            pytest.fail("it is still served")


def test_a_wrong_setting_is_named_and_nothing_stays_behind(one_file: Path, temporary: Path):
    done = run(one_file, TMPDIR=str(temporary), OFFSWITCH_ACCENT="yellow")
    assert done.returncode != 0
    assert "OFFSWITCH_ACCENT" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(temporary.iterdir()) == []


def test_where_nothing_may_be_written_it_says_what_helps(one_file: Path, tmp_path: Path):
    done = run(one_file, TMPDIR=str(tmp_path / "none"))
    assert done.returncode == 1
    assert re.fullmatch(
        r"offswitch\.pyz has to unpack itself, \d+ MB, and cannot do so in \S+/none \(No such file or directory\)\. "
        r"Name a folder for it: TMPDIR=/some/folder python3 offswitch\.pyz\n",
        done.stderr,
    )


def test_a_python_for_which_it_was_not_built_is_told_so_in_one_line(one_file: Path):
    old = (
        "import runpy, sys, sysconfig; sysconfig.get_config_vars()['SOABI'] = 'cpython-39-x86_64-linux-gnu'; "
        "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [BARE_PYTHON, "-I", "-c", old, one_file], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"offswitch.pyz needs Python {VERSION} on Linux with glibc")


def test_even_python_3_6_can_read_that_line():
    ast.parse((FOLDER / "__main__.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_says_what_it_is_in_three_lines(one_file: Path):
    asked = run(one_file, "--help")
    assert (asked.returncode, asked.stdout.count("\n"), asked.stderr) == (0, 3, "")
    for word in ("http://127.0.0.1:8000", "HOST", "PORT", "WEB_CONCURRENCY", "OFFSWITCH_", "TMPDIR"):
        assert word in asked.stdout
    mistaken = run(one_file, "serve")
    assert (mistaken.returncode, mistaken.stderr) == (2, asked.stdout)


def test_built_again_it_is_the_same_to_the_last_byte(one_file: Path, tmp_path: Path):
    assert build(tmp_path / "again.pyz").read_bytes() == one_file.read_bytes()


def test_it_holds_the_same_parts_as_the_image():
    parts = runpy.run_path(str(FOLDER / "build.py"))["PARTS"]
    assert {*parts, "pyproject.toml"} == {*PARTS, "LICENSE", "LICENSE-CONTENT"}
