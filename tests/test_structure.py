"""Structure: rules of the house that no reader sees: layers, templates, vendored files, secrets."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from offswitch.assets import HTMX
from offswitch.folders import CODE, ROOT, STATIC, TEMPLATES
from tests.drafts import program_path, quiet

OUR_SCRIPTS = [path for path in sorted(STATIC.glob("*.js")) if path.name != HTMX]
OUR_STYLES = sorted(STATIC.glob("*.css"))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))


def test_arrows_point_one_way():
    done = subprocess.run(
        [str(program_path("lint-imports")), "--no-cache"],
        cwd=ROOT,
        env=quiet({}),
        capture_output=True,
        text=True,
        check=False,
    )
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(contracts)} kept, 0 broken" in done.stdout
    assert len(contracts) >= 2


@pytest.mark.parametrize("template", TEMPLATE_FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_no_style_no_script_and_trusts_nothing(template: Path):
    text = template.read_text(encoding="utf-8")
    for what in (
        r"<style",
        r"\sstyle=",
        r"<script(?![^>]*\ssrc=)",
        r"\son[a-z]+=",
        r"\|\s*safe\b",
        r"autoescape",
        r"Markup",
        r"\shx-",
        r"https?://",
        r"data-hx-on",
    ):
        assert not re.search(what, text), what


@pytest.mark.parametrize("template", TEMPLATE_FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_leaves_no_words_untranslated(template: Path):
    """What stands between tags is a tag, an expression, or a sign; words go through _()."""
    text = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", text)) == []


def test_a_service_is_never_named_in_code_or_templates():
    for path in (*CODE.rglob("*.py"), *TEMPLATE_FILES, *OUR_SCRIPTS, *OUR_STYLES):
        assert not re.search("linkedin|microsoft", path.read_text(encoding="utf-8"), re.IGNORECASE), path


def test_htmx_is_the_version_that_its_name_and_the_decision_say():
    (file,) = STATIC.glob("htmx*.js")
    assert file.name == HTMX
    version = re.fullmatch(r"htmx-(\d+\.\d+\.\d+)\.min\.js", file.name)[1]  # type: ignore[index]
    assert f'"{version}"' in file.read_text(encoding="utf-8").replace("'", '"')
    (decision,) = (ROOT / "docs" / "decisions").glob("*htmx-4.md")
    assert decision.read_text(encoding="utf-8").startswith(f"# 1. htmx {version}\n")
    assert (STATIC / f"htmx-{version}.LICENSE.txt").exists()


@pytest.mark.parametrize("path", OUR_SCRIPTS, ids=lambda path: path.name)
def test_scripts_store_nothing_and_evaluate_nothing(path: Path):
    script = path.read_text(encoding="utf-8")
    for word in (
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "cookie",
        "eval(",
        "new Function",
        "innerHTML",
        "XMLHttpRequest",
        "sendBeacon",
        "WebSocket",
    ):
        assert word not in script
    # Plain files need other files of the site, and the next step is asked for ahead: nothing else, and nobody else.
    asked = re.findall(r"fetch\(.*?[,)]", script)
    wanted = {
        "answers.js": ["fetch(location.origin + path)"],
        "site.js": ["fetch(location.origin + address,"],
    }
    assert asked == wanted.get(path.name, [])
    assert not re.search(r"https?://|//[a-z]", script.replace("// ", ""))


@pytest.mark.parametrize("path", OUR_STYLES, ids=lambda path: path.name)
def test_style_sheets_load_nothing(path: Path):
    assert not re.search(r"@import|@font-face|url\((?!['\"]?data:)", path.read_text(encoding="utf-8"))


def text_files() -> list[Path]:
    """Every file of ours that is or would be tracked, and is text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


SECRETS = [
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
    r"\bgh[pousr]_[A-Za-z0-9]{20}",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bxox[abp]-[0-9A-Za-z-]{10}",
    r"(?i)\b(password|passwd|secret_key|api_key|token)\s*[:=]\s*[\"'][^\"'\s{}<]{8,}",
]
MACHINES = [r"(?<![\w.])/(home|Users)/[a-z]", r"/root\b", r"/work/(main|shared)", r"[A-Z]:\\Users"]


@pytest.mark.parametrize("pattern", [*SECRETS, *MACHINES])
def test_no_file_holds_a_secret_or_a_path_of_somebodys_machine(pattern: str):
    files = [path for path in text_files() if path != Path(__file__)]
    assert len(files) > 60
    holding = [str(path) for path in files if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert holding == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_locked_with_hashes_and_name_no_registry(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*-", re.sub(r"^\s+--hash=sha256:[0-9a-f]{64}( \\)?$", "", text, flags=re.MULTILINE), re.MULTILINE
    )
    packages = re.split(r"\n(?=[a-zA-Z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(packages) > 10
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package


REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "index" + "-url",
    "find" + "-links",
]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_registry(host: str):
    """Each machine has its own. 'no-emit-…' tells the tool that locks to leave it out."""
    named = rf"(?<!no-emit-){re.escape(host)}"
    files = [path for path in text_files() if re.search(named, path.read_text(encoding="utf-8"))]
    assert files == []


def test_what_runs_is_a_part_of_what_is_tested():
    """The same versions: requirements-dev.txt holds every line of requirements.txt."""
    pins = {
        name: set(
            re.findall(
                r"^([A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^\s;\\]+)",
                (ROOT / name).read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    assert pins["requirements.txt"]
    assert {pin.lower() for pin in pins["requirements.txt"]} <= {
        pin.lower() for pin in pins["requirements-dev.txt"]
    }
