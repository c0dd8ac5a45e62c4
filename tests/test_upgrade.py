"""Upgrading: a host puts a release in the running one's place, and no reader notices but by the new words.

The script that hosts run and real servers; only systemd is a stand-in, in tests/systemctl.py.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest

from offswitch.folders import ROOT
from tests import systemctl
from tests.drafts import Project, quiet


class Host:
    """A machine that serves the site as deploy/systemd has it."""

    def __init__(self, folder: Path, project: Project, listener: socket.socket) -> None:
        self.folder = folder
        self.project = project
        self.listener = listener
        self.port = listener.getsockname()[1]
        (folder / "host").mkdir()
        command = folder / "bin" / "systemctl"
        command.parent.mkdir()
        command.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{systemctl.__file__}" "$@"\n', encoding="utf-8"
        )
        command.chmod(0o755)

    def release(self, name: str) -> Project:
        """A release as it lies there unpacked, set up but for the catalogues."""
        release = self.project.copy(self.folder / name)
        for part in ("Makefile", "requirements.txt"):
            (release.folder / part).write_bytes((ROOT / part).read_bytes())
        environment = release.folder / ".venv"
        environment.mkdir()
        (environment / "bin").symlink_to(Path(sys.executable).parent)
        (environment / ".stamp-run").touch()
        return release

    def environment(self) -> dict[str, str]:
        return quiet(
            {
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "ROOT": str(self.folder),
                "SYSTEM": str(self.folder),
                "PORT": str(self.port),
                "LISTENER": str(self.listener.fileno()),
                "OFFSWITCH_FOLDER": str(self.folder / "host"),
                # The interpreter of a test may be this user's alone.
                "TRY_AS": "root",
            }
        )

    def starts(self, release: Project) -> None:
        (self.folder / "current").symlink_to(release.folder)
        self.restarts()

    def restarts(self) -> None:
        started = self._run(str(self.folder / "bin" / "systemctl"), "restart", "offswitch.service")
        assert started.returncode == 0, (self.folder / "log").read_text(encoding="utf-8")

    def upgrades(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(str(ROOT / "deploy/systemd/upgrade"), *arguments)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment(),
            pass_fds=[self.listener.fileno()],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def stops(self) -> None:
        systemctl.SYSTEM = self.folder
        systemctl.stop()

    def title(self) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}/en/", timeout=30) as answer:
            found = re.search(r"<title>(.*?)</title>", answer.read().decode(), re.DOTALL)
        assert found
        return found[1]

    @contextmanager
    def under_load(self) -> Iterator[list[str]]:
        """Readers who ask on and on, and what went wrong for them."""
        failures: list[str] = []
        answered: list[str] = []
        ends = threading.Event()

        def ask() -> None:
            while not ends.is_set():
                try:
                    answered.append(self.title())
                except (OSError, HTTPException) as error:
                    failures.append(repr(error))
                ends.wait(0.02)

        readers = [threading.Thread(target=ask) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            yield failures
        finally:
            ends.set()
            for reader in readers:
                reader.join()
        assert len(answered) > 20


@pytest.fixture
def host(whole_project: Project, tmp_path: Path) -> Iterator[Host]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = Host(tmp_path, whole_project, listener)
        try:
            host.starts(host.release("1.0"))
            yield host
        finally:
            host.stops()


def retitled(release: Project) -> Project:
    settings = release.folder / "offswitch/settings.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('name: Line = "Offswitch"', 'name: Line = "Newer"'), encoding="utf-8")
    return release


def test_readers_get_the_new_release_and_no_request_is_lost(host: Host):
    assert "Newer" not in host.title()
    release = retitled(host.release("1.1"))
    with host.under_load() as failures:
        done = host.upgrades(str(release.folder))
    assert done.returncode == 0, done.stderr
    assert failures == []
    assert "Newer" in host.title()
    assert f"To go back: {ROOT / 'deploy/systemd/upgrade'} {host.folder / '1.0'}" in done.stderr


def lacks_a_file(release: Project) -> None:
    (release.folder / "content/places.toml").unlink()


def has_a_page_that_fails(release: Project) -> None:
    (release.folder / "templates/pages/home.html").write_text("{{ nothing.here }}", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(lacks_a_file, "places.toml: the file is missing"), (has_a_page_that_fails, "Exception on /en/")],
)
def test_a_release_that_does_not_work_is_never_served(host: Host, spoil, said: str):
    release = retitled(host.release("1.1"))
    spoil(release)
    with host.under_load() as failures:
        done = host.upgrades(str(release.folder))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Nothing has changed" in done.stderr
    assert failures == []
    assert (host.folder / "current").resolve() == host.folder / "1.0"


def test_a_release_that_only_fails_in_its_place_makes_way_for_the_one_before(host: Host):
    release = retitled(host.release("1.1"))
    with (release.folder / "gunicorn.conf.py").open("a", encoding="utf-8") as file:
        file.write('\nif "NOTIFY_SOCKET" in os.environ:\n    sys.exit("not under systemd")\n')
    with host.under_load() as failures:
        done = host.upgrades(str(release.folder))
    assert done.returncode == 1
    assert "Goes back" in done.stderr
    assert failures == []
    assert "Newer" not in host.title()


def test_changed_settings_are_tried_before_they_are_served(host: Host):
    settings = host.folder / "host" / "settings.toml"
    settings.write_text("name = 7\n", encoding="utf-8")
    with host.under_load() as failures:
        done = host.upgrades()
    assert done.returncode == 1
    assert "OFFSWITCH_NAME" in done.stderr
    assert failures == []

    settings.write_text('name = "Ours"\n', encoding="utf-8")
    with host.under_load() as failures:
        done = host.upgrades()
    assert done.returncode == 0, done.stderr
    assert failures == []
    assert "Ours" in host.title()
