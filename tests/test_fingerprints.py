"""Fingerprints: whoever changes a fact has to say so, and learns which facts those are."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from offswitch.content import ContentError, Library, read_library
from offswitch.content.fingerprints import accept, check_fingerprints, facts
from offswitch.folders import CONTENT, ROOT

TODAY = date(2026, 12, 24)

GUIDE = "guides/linkedin-ai.toml"
LABELS = "labels/linkedin.toml"
LOG = "changes.toml"
KEPT = "fingerprints.json"

ENTRY = """
[[changes]]
id = "told"
date = 2026-12-01
guide = "linkedin-ai"
kind = "fact"
text = "We corrected something. For everyone."

"""


class Desk:
    """A copy of the content, and somebody who edits it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def library(self) -> Library:
        return read_library(self.folder, TODAY)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def tell(self, entry: str = ENTRY) -> None:
        self.edit(LOG, "[[changes]]", f"{entry.strip()}\n\n[[changes]]")

    def check(self) -> list[str]:
        return [str(mistake) for mistake in check_fingerprints(self.library(), self.folder)]

    def accept(self) -> None:
        accept(self.library(), self.folder)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(CONTENT, tmp_path / "content")
    return Desk(tmp_path / "content")


def changed(*names: str) -> str:
    return f"changes.toml: linkedin-ai: no entry says what changed (changed: {', '.join(names)}): "


def test_the_content_is_in_step_with_its_fingerprints(desk: Desk):
    assert desk.check() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        (GUIDE, "The training is switched on by default", "The training is switched on by chance", ["claim 'now-on-by-default'"]),
        (GUIDE, 'id = "now-trained"\n', 'id = "now-trained"\nregions = ["uk"]\n', ["claim 'now-trained'"]),
        (GUIDE, 'evidence = "official"', 'evidence = "press"', ["claim 'now-trained'"]),
        (GUIDE, 'since = 2025-11-03\nregions = ["eea", "ch", "uk"]', 'since = 2025-11-04\nregions = ["eea", "ch", "uk"]', ["claim 'since-europe'"]),
        (GUIDE, 'who = "LinkedIn’s help page"', 'who = "Its owner"', ["claim 'not-old-content'"]),
        (GUIDE, 'places = ["gb"]', 'places = ["gb", "us"]', None),
        (GUIDE, "reversible = true", "reversible = false", ["effort"]),
        (LABELS, '"Settings & Privacy"', '"Settings and privacy"', ["label 'settings_privacy'"]),
        (LABELS, 'off = { text = "Aus"', 'off = { text = "Nein"', ["label 'off'"]),
    ],
)  # fmt: skip
def test_a_changed_fact_without_an_entry_is_named(
    desk: Desk, file: str, old: str, new: str, names: list[str] | None
):
    desk.edit(file, old, new)
    if names is None:
        desk.edit(GUIDE, 'places = ["us", "br", "world"]', 'places = ["br", "world"]')
        names = ["region 'rest'", "region 'uk'"]
    found = desk.check()
    assert any(mistake.startswith(changed(*names)) for mistake in found), found
    assert all("docs/add-a-guide.md" in mistake for mistake in found)


@pytest.mark.parametrize("kind", ["action", "task", "link"])
def test_what_readers_do_counts_like_what_is_so(desk: Desk, kind: str):
    guide = desk.library().guides["linkedin-ai"]
    record = {"action": guide.copy_first, "task": guide.tasks[0], "link": guide.links[0]}[kind]
    desk.edit(GUIDE, record.text, record.text + " Really.")
    assert f"{kind} '{record.id}'" in "".join(desk.check())


def test_the_order_of_the_steps_on_a_way_is_a_fact(desk: Desk):
    route = desk.library().guides["linkedin-ai"].routes[0]
    first, second = (f'"{key}"' for key in route.path[:2])
    path = ", ".join(f'"{key}"' for key in route.path)
    desk.edit(
        GUIDE,
        f"path = [{path}]",
        f"path = [{path}]".replace(first, "x").replace(second, first).replace("x", second),
    )
    assert desk.check()[0].startswith(changed(f"route '{route.id}'"))


def test_a_claim_means_something_else_in_another_place(desk: Desk):
    text = (desk.folder / GUIDE).read_text(encoding="utf-8")
    (block,) = re.findall(r'\[\[does_not\]\]\nid = "not-ads"\n.*?\n\n', text, re.DOTALL)
    desk.edit(GUIDE, block, block.replace("does_not", "does"))
    assert desk.check()[0].startswith(changed("claim 'not-ads'"))


def test_new_and_removed_facts_are_named_too(desk: Desk):
    desk.edit(GUIDE, 'id = "now-trained"', 'id = "now-used"')
    assert "(new: claim 'now-used'; gone: claim 'now-trained')" in desk.check()[0]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (GUIDE, "LinkedIn’s AI.", "LinkedIn‘s  AI.".replace("  ", " ")),
        (GUIDE, 'sources = ["notice-eu", "privacy-policy", "help-ai-faq"]', 'sources = ["help-ai-faq", "notice-eu", "privacy-policy"]'),
        (GUIDE, 'regions = ["eea", "ch", "uk"]', 'regions = ["uk", "eea", "ch"]'),
        (GUIDE, 'title = "Since when"', 'title = "From when on"'),
        (GUIDE, "# -------", "# ======="),
        (GUIDE, "order = 1\n", "order = 2\n"),
        ("sources/linkedin.toml", "read = 2026-11-21", "read = 2026-11-20"),
    ],
)  # fmt: skip
def test_what_is_no_fact_needs_no_entry(desk: Desk, file: str, old: str, new: str):
    desk.edit(file, old, new)
    assert desk.check() == []


def test_quotation_marks_and_dashes_are_typography(desk: Desk):
    claim = next(claim for claim in desk.library().guides["linkedin-ai"].does_not if "’" in claim.text)
    desk.edit(GUIDE, claim.text, claim.text.replace("’", "‘"))
    assert desk.check() == []


def test_once_there_is_an_entry_the_facts_are_accepted(desk: Desk):
    desk.edit(GUIDE, "switched on by default", "switched on by chance")
    desk.tell()
    assert desk.check() == ["fingerprints.json: is behind: run 'flask content accept'"]
    desk.accept()
    assert desk.check() == []


def test_an_entry_covers_one_change_and_not_the_next(desk: Desk):
    desk.edit(GUIDE, "switched on by default", "switched on by chance")
    desk.tell()
    desk.accept()
    desk.edit(GUIDE, "switched on by chance", "switched on by itself")
    assert desk.check()[0].startswith(changed("claim 'now-on-by-default'"))


def test_an_entry_about_another_guide_covers_nothing(desk: Desk):
    desk.edit(GUIDE, "switched on by default", "switched on by chance")
    desk.tell(ENTRY.replace("linkedin-ai", "gemini"))
    assert desk.check()[0].startswith(changed("claim 'now-on-by-default'"))


def test_an_entry_for_all_covers_every_guide_that_shares_a_label(desk: Desk):
    desk.edit(LABELS, '"Settings & Privacy"', '"Settings and privacy"')
    assert len(desk.check()) == 2
    desk.tell(ENTRY.replace("linkedin-ai", "all"))
    desk.accept()
    assert desk.check() == []


def test_nothing_is_accepted_that_nobody_told(desk: Desk):
    before = (desk.folder / KEPT).read_bytes()
    desk.edit(GUIDE, "switched on by default", "switched on by chance")
    with pytest.raises(ContentError, match="now-on-by-default"):
        desk.accept()
    assert (desk.folder / KEPT).read_bytes() == before


def test_a_new_guide_needs_an_entry(desk: Desk):
    shutil.copy(desk.folder / GUIDE, desk.folder / "guides/another.toml")
    assert desk.check() == [
        "changes.toml: another: no entry says that this guide is new: see 'When you change a fact' in docs/add-a-guide.md"
    ]
    desk.tell(ENTRY.replace("linkedin-ai", "another"))
    desk.accept()
    assert desk.check() == []


def test_an_entry_is_never_taken_out(desk: Desk):
    newest = desk.library().changes.of("linkedin-ai")[0].id
    desk.edit(LOG, f'id = "{newest}"', 'id = "another-one"')
    assert f"the entry '{newest}' is gone" in desk.check()[0]


def test_without_fingerprints_the_content_has_to_be_accepted(desk: Desk):
    right = (desk.folder / KEPT).read_bytes()
    (desk.folder / KEPT).unlink()
    assert desk.check() == ["fingerprints.json: is behind: run 'flask content accept'"]
    desk.accept()
    assert (desk.folder / KEPT).read_bytes() == right


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda table: table["gemini"].pop("change"), "fingerprints.json: gemini › change: "),
        (lambda table: table["gemini"].update(facts=[]), "fingerprints.json: gemini › facts: "),
    ],
)
def test_damaged_fingerprints_are_named(
    desk: Desk, spoil: Callable[[dict[str, dict[str, object]]], object], where: str
):
    table = json.loads((desk.folder / KEPT).read_text(encoding="utf-8"))
    spoil(table)
    (desk.folder / KEPT).write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        desk.check()
    assert str(caught.value).startswith(where)


def test_fingerprints_that_a_merge_left_in_pieces_are_named(desk: Desk):
    (desk.folder / KEPT).write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    with pytest.raises(ContentError, match=r"fingerprints\.json: .*JSON"):
        desk.check()


def test_every_claim_action_task_and_link_is_a_fact(desk: Desk):
    library = desk.library()
    for guide in library.guides.values():
        names = facts(library, guide).keys()
        assert {f"task '{task.id}'" for task in guide.tasks} <= names
        assert {f"link '{link.id}'" for link in guide.links} <= names
        assert {
            f"claim '{claim.id}'" for claim in (*guide.now, *guide.does_not, *guide.finish.remains)
        } <= names
        assert {f"action '{action.id}'" for route in guide.routes for action in route.actions} <= names
        assert {f"label '{key}'" for route in guide.routes for key in route.path} <= names


# ------------------------------------------------------------------ the commands


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the commands work on."""
    for part in ("offswitch", "content"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", tmp_path)
    return tmp_path


def flask(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folder = Path(sys.executable).parent
    return subprocess.run(
        [str(folder / "flask"), "--app", "app", "content", *arguments], cwd=project, check=False,
        env={"PATH": f"{folder}{os.pathsep}{os.defpath}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_check_refuses_a_changed_fact_until_it_is_told_and_accepted(project: Path):
    desk = Desk(project / "content")
    desk.edit(GUIDE, "switched on by default", "switched on by chance")
    done = flask(project, "check")
    assert done.returncode == 1
    assert changed("claim 'now-on-by-default'") in done.stdout
    assert flask(project, "accept").stdout == done.stdout
    newest = desk.library().changes.changes[0].date.isoformat()
    desk.edit(LOG, "[[changes]]", ENTRY.replace("2026-12-01", newest).strip() + "\n\n[[changes]]")
    assert flask(project, "check").returncode == 1
    done = flask(project, "accept")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "linkedin-ai" in done.stdout
    assert flask(project, "check").returncode == 0
