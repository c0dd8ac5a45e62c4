"""Serving: gunicorn as `make run` and the image start it. Its configuration says what is wrong."""

import re
import socket
import subprocess
import time
from contextlib import ExitStack
from itertools import combinations
from pathlib import Path
from select import select
from urllib.parse import urlencode

import pytest

from offswitch.content import Library
from tests.drafts import Project, program_path, quiet
from tests.test_logs import request, served

PUBLIC = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_BASE": "https://offswitch.example",
    "OFFSWITCH_IMPRINT": "https://offswitch.example/imprint",
}


def check(project: Project, **environment: str) -> tuple[int, str]:
    done = project.run("gunicorn", "--check-config", "--config", "gunicorn.conf.py", "app:app", **environment)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"PORT": "1", "HOST": "::1", "WEB_CONCURRENCY": "1"},
        {"HOST": "localhost"},
        {"HOST": "0.0.0.0", **PUBLIC},
        {"HOST": "", "PORT": ""},
    ],
)
def test_the_server_accepts_what_is_right(whole_project: Project, environment: dict[str, str]):
    assert check(whole_project, **environment)[0] == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"PORT": "0"}, "PORT is '0'"),
        ({"PORT": "65536"}, "PORT is '65536'"),
        ({"PORT": "٨٠٠٠"}, "PORT is"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is '0'"),
        ({"WEB_CONCURRENCY": "9999"}, "WEB_CONCURRENCY is '9999'"),
        ({"HOST": "0.0.0.0"}, "OFFSWITCH_OPERATOR"),
        ({"HOST": "::"}, "OFFSWITCH_OPERATOR"),
        ({"HOST": "192.0.2.1", "OFFSWITCH_OPERATOR": "Me"}, "OFFSWITCH_BASE"),
        ({"OFFSWITCH_COLOUR": "red"}, "OFFSWITCH_COLOUR"),
        ({"OFFSWITCH_ACCENT": "#ffcc00"}, "4.5 : 1 is needed"),
        ({"OFFSWITCH_GUIDES": "no-guide"}, "OFFSWITCH_GUIDES names 'no-guide'"),
        ({"OFFSWITCH_LANGUAGES": "en xx"}, "OFFSWITCH_LANGUAGES names 'xx'"),
        ({"OFFSWITCH_FOLDER": "content", "OFFSWITCH_LOGO": "no.svg"}, "OFFSWITCH_LOGO is 'no.svg'"),
        ({"OFFSWITCH_FOLDER": "content"}, "does not belong here"),
        ({"OFFSWITCH_OPERATOR": "Me", "OFFSWITCH_BASE": "https://me.example"}, "OFFSWITCH_IMPRINT not set"),
    ],
)
def test_the_server_does_not_start_on_what_is_wrong_and_names_it(
    whole_project: Project, environment: dict[str, str], said: str
):
    code, words = check(whole_project, **environment)
    assert code != 0
    assert said in words
    assert "Traceback" not in words


@pytest.mark.parametrize("wrong", [{"OFFSWITCH_ACCENT": "#ffcc00"}, {"OFFSWITCH_GUIDES": "no-guide"}])
def test_nothing_is_served_with_a_wrong_setting(whole_project: Project, wrong: dict[str, str]):
    """Whether it is seen in the settings or only beside the content: the server ends by itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    done = whole_project.run("gunicorn", "--config", "gunicorn.conf.py", "app:app", PORT=port, **wrong)
    assert done.returncode != 0
    assert "Listening at" not in done.stderr
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", int(port))) != 0


def test_whom_to_believe_is_said_in_one_place(whole_project: Project):
    command = ("gunicorn", "--print-config", "--config", "gunicorn.conf.py", "app:app")
    printed = whole_project.run(*command, FORWARDED_ALLOW_IPS="*").stdout
    assert re.search(r"^forwarded_allow_ips\s+= \[\]$", printed, re.MULTILINE), printed


@pytest.mark.parametrize(
    ("host", "environment", "starts"),
    [("127.0.0.1", {}, True), ("0.0.0.0", {}, False), ("0.0.0.0", PUBLIC, True)],
)
def test_a_socket_that_systemd_opened_is_held_to_the_same_rule(
    whole_project: Project, host: str, environment: dict[str, str], starts: bool
):
    command = 'exec 3<&"$LISTENER"; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"'
    with socket.create_server((host, 0)) as listener:
        done = subprocess.run(
            [
                "bash",
                "-c",
                command,
                program_path("gunicorn"),
                "--check-config",
                "--config",
                "gunicorn.conf.py",
                "app:app",
            ],
            cwd=whole_project.folder,
            env=quiet({**environment, "PATH": "/usr/bin:/bin", "LISTENER": str(listener.fileno())}),
            pass_fds=[listener.fileno()],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode == 0) is starts, done.stderr
    assert starts or "HOST is 0.0.0.0" in done.stderr


def test_the_server_does_not_start_on_broken_content(project: Project):
    (project.folder / "content/places.toml").unlink()
    code, words = check(project)
    assert code != 0
    assert "places.toml: the file is missing" in words


def test_a_head_of_a_request_may_be_as_long_as_readers_need_and_not_much_longer(
    whole_project: Project, tmp_path: Path
):
    of_proxies = [f"X-Proxy-{number}: {'a' * 100}" for number in range(40)]
    of_neighbours = f"Cookie: {'a' * 4000}"
    endless = request("GET /healthz HTTP/1.1")[:-2] + f"X-More: {'a' * 4000}\r\n".encode() * 60
    with served(whole_project.copy(tmp_path / "project")) as server:
        assert server.hears(request("GET /healthz HTTP/1.1", *of_proxies, of_neighbours)).endswith(b"ok\n")
        # It goes on after this, so an answer shows that nobody waits for the end.
        with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            connection.sendall(endless)
            assert connection.recv(100).startswith(b"HTTP/1.1 431 ")


def test_a_page_that_is_there_does_not_wait_until_a_crowd_with_ticks_of_their_own_is_served(
    whole_project: Project, tmp_path: Path, library: Library
):
    contents = [content.id for content in library.guides["linkedin-ai"].contents][:8]
    ticks = [some for count in (3, 4) for some in combinations(contents, count)]
    page = request("GET /en/ HTTP/1.1")
    with served(whole_project.copy(tmp_path / "project")) as server, ExitStack() as stack:
        server.hears(page)
        crowd = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 60)) for _ in ticks]
        for each, ticked in zip(crowd, ticks, strict=True):
            query = urlencode([("have", content) for content in ticked])
            each.sendall(request(f"GET /en/linkedin-ai/checklist/?{query} HTTP/1.1"))
        # By then the server has seen all of the others.
        for _ in range(6000):
            if len(answered(crowd)) >= 20:
                break
            time.sleep(0.01)
        assert server.hears(page).startswith(b"HTTP/1.1 200 ")
        assert len(answered(crowd)) < len(crowd)


def answered(crowd: list[socket.socket]) -> list[socket.socket]:
    return select(crowd, [], [], 0)[0]
