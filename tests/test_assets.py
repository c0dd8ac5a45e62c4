"""Assets: the files that pages ask for, under addresses that change with what they hold."""

import re
from pathlib import Path

import pytest

from offswitch.assets import read_assets
from offswitch.folders import STATIC
from tests.reader import Browser


def test_a_file_has_an_address_that_changes_with_its_content(tmp_path: Path):
    (tmp_path / "a.css").write_text("one")
    one = read_assets(tmp_path)["a.css"].address
    (tmp_path / "a.css").write_text("two")
    assert re.fullmatch(r"/static/a\.css\?v=[0-9a-f]{10}", one)
    assert read_assets(tmp_path)["a.css"].address != one


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("site.css", "text/css; charset=utf-8"),
        ("site.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml; charset=utf-8"),
        ("favicon.ico", "image/x-icon"),
    ],
)
def test_a_file_says_what_it_is_and_is_what_it_says(browse: Browser, name: str, media_type: str):
    page = browse(f"/static/{name}")
    assert page.headers["Content-Type"] == media_type
    assert page.response.data == without_comments(STATIC / name)


def without_comments(path: Path) -> bytes:
    """A style sheet and a script go out without the reasons for what stands in them."""
    content = path.read_bytes()
    match path.suffix:
        case ".css":
            return re.sub(rb"/\*.*?\*/\s*", b"", content, flags=re.DOTALL)
        case ".js":
            return b"".join(line for line in content.splitlines(True) if not line.strip().startswith(b"//"))
    return content


def test_what_stands_in_a_stylesheet_stays_but_for_its_comments(tmp_path: Path):
    (tmp_path / "a.css").write_text("/* why */\na { color: red; } /* and\nwhy */ b { margin: 0; }\n")
    assert read_assets(tmp_path)["a.css"].content == b"a { color: red; } b { margin: 0; }\n"


def test_what_stands_in_a_script_stays_but_for_its_comments(tmp_path: Path):
    (tmp_path / "a.js").write_text('// why\n  // and why\nconst a = "https://b.example"; // here\n')
    assert read_assets(tmp_path)["a.js"].content == b'const a = "https://b.example"; // here\n'


def test_a_folder_inside_is_no_file(tmp_path: Path):
    (tmp_path / "inside").mkdir()
    assert read_assets(tmp_path) == {}
