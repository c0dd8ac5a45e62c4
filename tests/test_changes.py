"""The change log: what authors may write into it, and what readers and feeds find in it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from offswitch import extract
from offswitch.content import ContentError, Library, read_library
from offswitch.folders import CONTENT

TODAY = date(2026, 12, 24)

ENTRY = {
    "id": '"switch-moved"',
    "date": "2026-12-24",
    "guide": '"linkedin-ai"',
    "kind": '"path"',
    "text": '"The switch moved. For everyone who uses the app."',
}


def entry(**values: str) -> str:
    fields = {**ENTRY, **values}
    return "[[changes]]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items() if value)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The change log in a copy of the content."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content" / "changes.toml"


def put_first(log: Path, *entries: str) -> None:
    log.write_text("\n".join([*entries, log.read_text(encoding="utf-8")]), encoding="utf-8")


def read(log: Path) -> Library:
    return read_library(log.parent, TODAY)


def mistakes(log: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(log)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_every_guide_has_an_entry_that_says_that_it_is_new():
    library = read_library(CONTENT, TODAY)
    for slug in library.guides:
        assert "new-guide" in {change.kind for change in library.changes.of(slug)}


def test_the_entries_of_a_guide_are_its_own_and_those_for_all_the_newest_first(log: Path):
    put_first(log, entry(), entry(id='"all-checked"', guide='"all"', kind='"fix"', date="2026-12-23"))
    changes = read(log).changes
    linkedin = [change.id for change in changes.of("linkedin-ai")]
    assert (linkedin[:2], linkedin[-1]) == (["switch-moved", "all-checked"], "linkedin-ai-new")
    gemini = [change.id for change in changes.of("gemini")]
    assert (gemini[0], gemini[-1]) == ("all-checked", "gemini-new")


def test_an_entry_may_name_the_regions_that_it_matters_in(log: Path):
    put_first(log, entry(regions='["uk", "ch"]'))
    assert read(log).changes.changes[0].regions == ("uk", "ch")


def test_its_words_reach_the_translators(log: Path):
    with (CONTENT / "changes.toml").open("rb") as file:
        found = list(extract.extract(file))
    assert [words for _, _, words, _ in found] == [change.text for change in read(log).changes.changes]
    assert "changes: text of the change 'linkedin-ai-new'" in [comment for *_, [comment] in found]


@pytest.mark.parametrize(
    ("values", "where", "why"),
    [
        ({"kind": '"rumour"'}, "changes 1 (switch-moved) › kind", "'live-check'"),
        ({"date": ""}, "changes 1 (switch-moved) › date", "required"),
        ({"date": '"soon"'}, "changes 1 (switch-moved) › date", "date"),
        ({"text": '"The {toggle} moved."'}, "changes 1 (switch-moved) › text", "placeholder"),
        ({"text": '"It\'s moved."'}, "changes 1 (switch-moved) › text", "typographic"),
        ({"colour": '"red"'}, "changes 1 (switch-moved) › colour", "no such field"),
        ({"guide": '"all"', "regions": '["uk"]'}, "changes 1 (switch-moved)", "regions"),
        ({"id": '"gemini-new"'}, "changes.toml", "'gemini-new' stands here 2 times"),
        ({"date": "2026-01-01"}, "changes.toml", "'switch-moved' is older than"),
        ({"date": "2027-02-01"}, "changes (switch-moved) › date", "in the future"),
        ({"guide": '"nowhere"'}, "changes (switch-moved) › guide", "no guide 'nowhere'"),
        ({"regions": '["mars"]'}, "changes (switch-moved) › regions", "no region 'mars'"),
    ],
)
def test_an_author_learns_what_is_wrong_with_an_entry(
    log: Path, values: dict[str, str], where: str, why: str
):
    put_first(log, entry(**values))
    (mistake,) = mistakes(log)
    assert mistake.startswith("changes.toml: ")
    assert where in mistake
    assert why in mistake


def test_content_without_a_change_log_is_not_whole(log: Path):
    log.unlink()
    assert mistakes(log) == ["changes.toml: the file is missing"]


def test_no_guide_is_called_all(log: Path):
    guides = log.parent / "guides"
    (guides / "gemini.toml").rename(guides / "all.toml")
    assert "guides/all.toml: slug: no guide may be called like a page" in mistakes(log)
