"""Serving: gunicorn as `make run` and the image start it. Its configuration says what is wrong."""

import pytest

from tests.drafts import Project

PUBLIC = {"OFFSWITCH_OPERATOR": "Example Foundation", "OFFSWITCH_BASE": "https://offswitch.example"}


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
    ],
)
def test_the_server_does_not_start_on_what_is_wrong_and_names_it(
    whole_project: Project, environment: dict[str, str], said: str
):
    code, words = check(whole_project, **environment)
    assert code != 0
    assert said in words
    assert "Traceback" not in words


def test_the_server_does_not_start_on_broken_content(project: Project):
    (project.folder / "content/places.toml").unlink()
    code, words = check(project)
    assert code != 0
    assert "places.toml: the file is missing" in words
