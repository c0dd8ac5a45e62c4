"""Documents: what hosts and authors are told is all there is, and it is there."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from offswitch import commands
from offswitch.content import ContentError, model
from offswitch.content.labels import Service
from offswitch.content.laws import Law
from offswitch.content.model import Guide, Record
from offswitch.content.places import Places
from offswitch.descriptions import description_of
from offswitch.folders import ROOT, TRANSLATIONS
from offswitch.language import read_languages
from offswitch.markdown import read_text
from offswitch.settings import FILE, PREFIX, Settings
from tests.conftest import PUBLIC, Serve
from tests.drafts import Draft
from tests.hosted import write_pages

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

MAKE_COMMANDS = re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE)
FLASK_COMMANDS = [
    f"flask {group.name} {name}"
    for group in (commands.content, commands.translations, commands.ledger)
    for name in group.commands
]


def tables(kind: type[Record]) -> Iterator[type[Record]]:
    """Every kind of table that can stand in a file of this kind."""
    yield kind
    for field in kind.model_fields.values():
        for inner in types_inside(field.annotation):
            if isinstance(inner, type) and issubclass(inner, Record):
                yield from tables(inner)


def types_inside(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from types_inside(inner)


OF_GUIDES = {table for kind in (Guide, Service, Places) for table in tables(kind)}
RECORDS = sorted(OF_GUIDES | set(tables(Law)), key=lambda kind: kind.__name__)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def about(kind: type[Record]) -> str:
    """What the documents say about a table."""
    return section(read(f"docs/add-a-{'guide' if kind in OF_GUIDES else 'law'}.md"), kind.__name__)


def section(document: str, heading: str) -> str:
    """What stands below the heading that starts with this word, up to the next of its level."""
    found = re.search(
        rf"^(#+) {heading}\b[^\n]*\n(.*?)(?=^\1 |^#{{1,2}} |\Z)", document, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no heading {heading!r}"
    return found[2]


# ---- for hosts


@pytest.mark.parametrize("name", [FILE, *(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)])
def test_every_setting_is_documented(name: str):
    rows = [
        line
        for line in section(read("docs/host-it.md"), "Settings").splitlines()
        if line.startswith(f"| `{name}` |")
    ]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))


def test_no_setting_is_documented_that_there_is_not():
    known = {FILE, *(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)}
    assert set(re.findall(r"OFFSWITCH_[A-Z_]*[A-Z]", EVERYTHING)) <= known


@pytest.mark.parametrize("name", ["HOST", "PORT", "WEB_CONCURRENCY"])
def test_every_variable_of_the_server_is_documented(name: str):
    assert f"| `{name}` |" in read("docs/host-it.md")
    assert name in read("gunicorn.conf.py")


def test_the_settings_file_of_the_documents_is_a_right_one():
    (example,) = re.findall(r"```toml\n(.*?)```", section(read("docs/host-it.md"), "Settings"), re.DOTALL)
    # The file may stand in the folder, and then cannot name it.
    assert set(tomllib.loads(example)) == set(Settings.model_fields) - {"folder"}
    assert not Settings.model_validate(tomllib.loads(example)).serves_only_this_machine


def test_the_pages_of_the_documents_are_right_ones(serve: Serve, tmp_path: Path):
    texts = re.findall(
        r"`pages/(\S+\.md)`.*?\n\n   ```markdown\n(.*?)   ```", read("docs/your-own-pages.md"), re.DOTALL
    )
    assert [name for name, _ in texts] == ["imprint.en.md", "imprint.de.md"]
    folder = write_pages(tmp_path, {name: re.sub("(?m)^   ", "", text) for name, text in texts})
    browse = serve(PUBLIC.model_copy(update={"folder": folder, "imprint": "imprint"}))
    assert browse("/en/imprint/").all_words("h2")[:1] == ["How to reach us"]
    assert browse("/de/imprint/").heading == "Impressum"


def test_the_message_of_the_documents_is_the_one_that_hosts_get():
    (shown,) = re.findall(r"```\n(pages/.*)\n```", read("docs/your-own-pages.md"))
    german = read_languages(TRANSLATIONS)["de"]
    with pytest.raises(ContentError) as caught:
        read_text("# Imprint\n\na\n\nb\n\n<br>\n", "pages/imprint.en.md", german)
    assert str(caught.value) == shown


# ---- commands


@pytest.mark.parametrize(
    "command", [*(f"make {name}" for name in MAKE_COMMANDS if name != "help"), *FLASK_COMMANDS]
)
def test_every_command_is_documented(command: str):
    assert command in EVERYTHING


def test_the_two_commands_of_the_start_stand_at_the_top():
    assert re.search(r"```\nmake run .*\nmake test .*\n```", read("README.md")[:800])


def test_every_command_that_is_documented_exists():
    made = set(re.findall(r"`make ([a-z]+)", EVERYTHING)) | set(
        re.findall(r"^make ([a-z]+)", EVERYTHING, re.MULTILINE)
    )
    assert {"run", "test", "check"} <= made <= set(MAKE_COMMANDS)
    flasks = {
        f"flask {group} {name}"
        for group, name in re.findall(
            r"flask (?:--app app )?(content|catalogues|addresses) ([a-z]+)", EVERYTHING + MAKEFILE
        )
    }
    assert "flask content check" in flasks
    assert flasks <= set(FLASK_COMMANDS)


def test_every_command_says_what_it_does():
    for group in (commands.content, commands.translations, commands.ledger):
        for command in group.commands.values():
            assert command.help


# ---- for authors


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_field_of_the_content_is_documented_where_its_table_is(kind: type[Record]):
    table = about(kind)
    # A task is an action and says so; its own fields stand in its own table.
    elsewhere = set(model.Action.model_fields) if kind is model.Task else set()
    own = set(kind.model_fields) - elsewhere
    assert own
    assert [name for name in sorted(own) if f"| `{name}` |" not in table] == []


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_no_field_is_documented_that_there_is_not(kind: type[Record]):
    table = about(kind)
    assert set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) <= set(kind.model_fields)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_field_is_called_required_where_it_is(kind: type[Record]):
    table = about(kind)
    for name, field in kind.model_fields.items():
        if name != "slug" and (row := re.search(rf"^\| `{name}` \|.*\| ([^|]*) \|$", table, re.MULTILINE)):
            assert field.is_required() == (row[1] == "required"), f"{name}: {row[1]}"


def test_every_field_says_in_the_code_what_it_means():
    for kind in RECORDS:
        for name in kind.model_fields:
            assert description_of(kind, name), f"{kind.__name__}.{name}"


def test_the_example_of_the_documents_is_accepted_and_works(draft: Draft, today: date, serve: Serve):
    files = re.findall(r"```toml\n# content/(\S+)\n(.*?)```", read("docs/add-a-guide.md"), re.DOTALL)
    assert {Path(name).parent.name for name, _ in files} == {"guides", "labels", "sources"}
    for name, text in files:
        assert not (draft.folder / name).exists()
        (draft.folder / name).write_text(text, encoding="utf-8")
    assert draft.mistakes(today) == []
    slug = next(Path(name).stem for name, _ in files if name.startswith("guides/"))
    browse = serve(content=draft.folder)
    assert any(f"/{slug}/" in link for link in browse("/de/").internal_links)
    for step in ("", "region/", "at/region/", "at/review/", "gb/settings/", "us/checklist/", "settings/"):
        browse(f"/de/{slug}/{step}")


def test_every_kind_of_action_and_evidence_is_documented():
    text = read("docs/add-a-guide.md")
    for field in (
        model.Action.model_fields["kind"],
        model.Source.model_fields["how"],
        model.Claim.model_fields["evidence"],
    ):
        for value in field.annotation.__args__:
            assert f"`{value}`" in text, value


# ---- the documents themselves


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_documents_leads_somewhere(document: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), target
        assert not fragment or fragment in anchors(path), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path):
    named = re.findall(
        r"`((?:offswitch|content|templates|static|translations|tests|docs|deploy)/[\w./-]*)`",
        document.read_text(encoding="utf-8"),
    )
    example = "translations/pl/"  # the language that docs/add-a-language.md adds
    assert [name for name in named if not (ROOT / name).exists() and not name.startswith(example)] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "LICENSE-CONTENT",
        "docs/add-a-guide.md",
        "docs/add-a-language.md",
        "docs/host-it.md",
        "docs/your-own-pages.md",
    ],
)
def test_the_documents_that_a_project_has_are_there(name: str):
    assert len(read(name)) > 400


def test_the_readme_explains_every_word_of_the_project():
    words = section(read("README.md"), "Words")
    for word in (
        "Service",
        "Guide",
        "Step",
        "Place",
        "Region",
        "Language",
        "Content",
        "Action",
        "Label",
        "Device",
        "Task",
        "Answers",
        "Claim",
        "Source",
        "Evidence",
    ):
        assert f"**{word}**" in words
