"""The content model: what a content file may not say, and how its author learns of it.

Each case spoils a copy of the real content in one way. Its mistake names the file, the table and the field.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from offswitch import commands
from offswitch.content import Library
from offswitch.content.model import LOOKS, Action, Link
from offswitch.content.walk import records
from tests.conftest import TODAY
from tests.drafts import Draft, Table, table_with

GUIDE = "guides/linkedin-ai.toml"
LABELS = "labels/linkedin.toml"
SOURCES = "sources/linkedin.toml"
PLACES = "places.toml"


@dataclass(frozen=True)
class Case:
    """One way to spoil a file, and what its author reads then: where (a pattern), and why (a part of it)."""

    what: str
    file: str
    spoil: Callable[[Table], object]
    where: str
    why: str

    def __str__(self) -> str:
        return self.what

    def is_named_in(self, mistakes: list[str]) -> bool:
        pattern = re.compile(f"{re.escape(self.file)}: {self.where}: .*{re.escape(self.why)}", re.DOTALL)
        return any(pattern.match(mistake) for mistake in mistakes)


def put(field: str, value: Any, **table: Any) -> Callable[[Table], object]:
    """Give a field of the table with these values another value."""
    return lambda guide: (table_with(guide, **table) if table else guide).__setitem__(field, value)


def take(field: str, **table: Any) -> Callable[[Table], object]:
    return lambda guide: (table_with(guide, **table) if table else guide).pop(field)


def add(field: str, **values: Any) -> Callable[[Table], object]:
    return lambda guide: guide[field].append(values)


POST = {"id": "posts-delete"}
POST_WHERE = r"contents \d+ \(posts\) › actions \d+ \(posts-delete\) › "

IN_ONE_TABLE = [
    Case("a field is missing", GUIDE, take("summary"), "summary", "required"),
    Case(
        "a field deep inside is missing", GUIDE, take("evidence", **POST), POST_WHERE + "evidence", "required"
    ),
    Case("a field is unknown", GUIDE, put("colour", "red"), "colour", "no such field"),
    Case(
        "a field deep inside is unknown",
        GUIDE,
        put("colour", "red", **POST),
        POST_WHERE + "colour",
        "no such field",
    ),
    Case(
        "a deletion says nothing of a way back",
        GUIDE,
        take("undo", id="task-posts"),
        r"tasks \d+ \(task-posts\)",
        "undo",
    ),
    Case("a deletion says nothing of what is lost", GUIDE, take("loses", **POST), POST_WHERE[:-3], "loses"),
    Case(
        "a kind of action that nobody knows",
        GUIDE,
        put("kind", "smash", **POST),
        POST_WHERE + "kind",
        "'delete'",
    ),
    Case(
        "evidence that nobody knows",
        GUIDE,
        put("evidence", "rumour", **POST),
        POST_WHERE + "evidence",
        "'press'",
    ),
    Case("no source at all", GUIDE, put("sources", [], **POST), POST_WHERE + "sources", "at least 1"),
    Case(
        "unsettled, and nobody says what",
        GUIDE,
        take("positions", id="ads-uk"),
        r"facts .*claims \d+ \(ads-uk\)",
        "positions",
    ),
    Case(
        "positions, though settled",
        GUIDE,
        put("evidence", "press", id="ads-uk"),
        r"facts .*claims \d+ \(ads-uk\)",
        "positions",
    ),
    Case(
        "a dispute with one side",
        GUIDE,
        lambda guide: table_with(guide, id="ads-uk")["positions"].pop(),
        r"facts .*claims \d+ \(ads-uk\)",
        "two sides",
    ),
    Case(
        "before without since", GUIDE, take("since", id="since-europe"), r"facts .*\(since-europe\)", "since"
    ),
    Case(
        "until before since",
        GUIDE,
        put("until", date(2020, 1, 1), id="since-europe"),
        r"facts .*\(since-europe\)",
        "until",
    ),
    Case(
        "a straight apostrophe",
        GUIDE,
        put("text", "LinkedIn's switch", **POST),
        POST_WHERE + "text",
        "typographic",
    ),
    Case(
        "a straight quotation mark",
        GUIDE,
        put("text", 'Say "off"', **POST),
        POST_WHERE + "text",
        "typographic",
    ),
    Case("a percent sign", GUIDE, put("text", "100 % sure", **POST), POST_WHERE + "text", "percent"),
    Case("markup", GUIDE, put("text", "Read <b>Off</b>", **POST), POST_WHERE + "text", "no markup"),
    Case("a line break", GUIDE, put("text", "One\nTwo", **POST), POST_WHERE + "text", "single spaces"),
    Case(
        "a placeholder with capitals",
        GUIDE,
        put("text", "Tap {Toggle}", **POST),
        POST_WHERE + "text",
        "placeholder",
    ),
    Case("a lone brace", GUIDE, put("text", "Tap {toggle", **POST), POST_WHERE + "text", "placeholder"),
    Case("an empty text", GUIDE, put("text", "", **POST), POST_WHERE + "text", "at least"),
    Case("an id with capitals", GUIDE, put("id", "Posts_Delete", **POST), r"contents .* › id", "pattern"),
    Case(
        "an insecure link",
        GUIDE,
        put("url", "http://www.linkedin.com/", id="switch", url=...),
        r"links \d+ \(switch\) › url",
        "https only",
    ),
    Case(
        "no link at all",
        GUIDE,
        put("url", "www.linkedin.com", id="switch", url=...),
        r"links \d+ \(switch\) › url",
        "URL",
    ),
    Case(
        "a task for some, that does not say for whom",
        GUIDE,
        take("condition", id="task-posts"),
        r"tasks \d+ \(task-posts\)",
        "condition",
    ),
    Case(
        "a task for all, that says for whom",
        GUIDE,
        take("contents", id="task-posts"),
        r"tasks \d+ \(task-posts\)",
        "condition",
    ),
    Case("an anchor on no step", GUIDE, take("step", id="task-posts"), r"tasks \d+ \(task-posts\)", "step"),
    Case(
        "a day that is no day",
        GUIDE,
        put("since", "soon", id="since-europe"),
        r"facts .*\(since-europe\) › since",
        "date",
    ),
    Case("a slug inside the file", GUIDE, put("slug", "other"), "slug", "name of the file"),
    Case(
        "a label without English words",
        LABELS,
        lambda table: table["languages"]["de"]["labels"].update(
            new={"text": "Neu", "confirmed": 1, "sources": ["srf"]}
        ),
        r"languages\.de\.labels\.new",
        "no words in languages.en",
    ),
    Case(
        "labels in a language that is not offered",
        LABELS,
        lambda table: table["languages"]["de"].update(offered=False),
        r"languages › de",
        "does not offer",
    ),
    Case(
        "a label without a source",
        LABELS,
        lambda table: table["languages"]["de"]["labels"]["off"].pop("sources"),
        r"languages › de",
        "labels.off",
    ),
    Case(
        "a label confirmed by three",
        LABELS,
        lambda table: table["languages"]["de"]["labels"]["off"].update(confirmed=3),
        r"languages › de › labels › off › confirmed",
        "1 or 2",
    ),
    Case(
        "an insecure source",
        SOURCES,
        put("url", "http://www.linkedin.com/", kind="official"),
        r"sources › [a-z0-9-]+ › url",
        "https only",
    ),
    Case(
        "an archived source without its archive",
        SOURCES,
        take("archive", how="archived"),
        r"sources › [a-z0-9-]+",
        "archive",
    ),
    Case(
        "a source seen after it was read",
        SOURCES,
        put("seen", date(2099, 1, 1), how="archived"),
        r"sources › [a-z0-9-]+",
        "seen",
    ),
    Case(
        "a state of a source that is no day",
        SOURCES,
        put("seen", "recently", how="archived"),
        r"sources › [a-z0-9-]+ › seen.*",
        "undated",
    ),
    Case(
        "a place twice",
        PLACES,
        lambda table: table["countries"].append("at"),
        "countries",
        "a place stands here twice",
    ),
    Case(
        "a group with a place that is none",
        PLACES,
        lambda table: table["groups"]["eea"].append("xx"),
        r"groups\.eea",
        "'xx' is no place",
    ),
    Case(
        "a code that is none",
        PLACES,
        lambda table: table["countries"].append("Austria"),
        r"countries \d+",
        "pattern",
    ),
]


BETWEEN_TABLES = [
    Case(
        "an unknown source",
        GUIDE,
        put("sources", ["nowhere"], **POST),
        "action 'posts-delete' › sources",
        "no source 'nowhere'",
    ),
    Case(
        "an unknown source of a position",
        GUIDE,
        lambda guide: table_with(guide, id="ads-uk")["positions"][0].update(sources=["nowhere"]),
        "position › sources",
        "no source 'nowhere'",
    ),
    Case(
        "an unknown region",
        GUIDE,
        put("regions", ["mars"], id="since-europe"),
        "claim 'since-europe' › regions",
        "no region 'mars'",
    ),
    Case(
        "an unknown link",
        GUIDE,
        put("link", "nowhere", id="check-return"),
        "action 'check-return' › link",
        "no link 'nowhere'",
    ),
    Case(
        "an unknown screen",
        GUIDE,
        put("screen", "nowhere", id="desktop-me"),
        "action 'desktop-me' › screen",
        "no screen 'nowhere'",
    ),
    Case(
        "an unknown label on a screen",
        GUIDE,
        put("label", "nothing", label="on"),
        "row › label",
        "no label 'nothing'",
    ),
    Case(
        "an unknown label on the way",
        GUIDE,
        lambda guide: guide["routes"][0]["path"].append("nothing"),
        "route 'desktop' › path",
        "no label 'nothing'",
    ),
    Case(
        "an unknown label to check",
        GUIDE,
        put("label", "nothing", recorded=...),
        "check › label",
        "no label 'nothing'",
    ),
    Case(
        "an unknown placeholder",
        GUIDE,
        put("text", "Tap {nothing}.", **POST),
        "action 'posts-delete' › text",
        "{nothing}",
    ),
    Case(
        "a date in a text that is no claim",
        GUIDE,
        put("text", "Since {since}.", **POST),
        "action 'posts-delete' › text",
        "{since}",
    ),
    Case(
        "a date of another claim",
        GUIDE,
        put("text", "Since {pause_hk}.", id="since-europe"),
        "claim 'since-europe' › text",
        "{pause_hk}",
    ),
    Case(
        "a date named like a label",
        GUIDE,
        put("dates", {"toggle": date(2025, 1, 1)}, id="deadline-rest"),
        "claim 'deadline-rest' › dates",
        "'toggle'",
    ),
    Case(
        "an unknown content",
        GUIDE,
        put("contents", ["dreams"], id="task-posts"),
        "task 'task-posts' › contents",
        "no content 'dreams'",
    ),
    Case(
        "an unknown anchor",
        GUIDE,
        put("anchor", "nowhere", id="task-comments"),
        "task 'task-comments' › anchor",
        "'nowhere'",
    ),
    Case("an unknown route", GUIDE, put("route", "by-sea", per=...), "effort › route", "no route 'by-sea'"),
    Case("an id twice", GUIDE, put("id", "posts-find", id="comments-find"), "id 'posts-find'", "2 times"),
    Case(
        "a form without its address",
        GUIDE,
        take("link", id="objection-send"),
        "form 'objection' › action › link",
        "missing",
    ),
    Case(
        "a link that nothing opens",
        GUIDE,
        add("links", id="idle", url="https://example.org/", text="Idle", evidence="press", sources=["srf"]),
        r"links \(idle\)",
        "nothing opens it",
    ),
    Case(
        "a drawing that nothing shows",
        GUIDE,
        add("screens", id="idle", frame="app", caption="Idle", rows=[{"look": "line"}]),
        r"screens \(idle\)",
        "no action shows it",
    ),
    Case(
        "a place that belongs to no region",
        GUIDE,
        put("places", ["br"], id="rest"),
        "regions",
        "'us' belongs to no region",
    ),
    Case(
        "a place that belongs to two regions",
        GUIDE,
        put("places", ["ch", "at"], id="ch"),
        "regions",
        "'at' belongs to more than one region",
    ),
    Case("a place that is none", GUIDE, put("places", ["gb", "xx"], id="uk"), "regions", "'xx' is no place"),
    Case(
        "a group that is none",
        GUIDE,
        lambda guide: table_with(guide, id="eea")["groups"].append("nato"),
        r"regions \(eea\) › groups",
        "'nato'",
    ),
    Case(
        "a label that no guide uses",
        LABELS,
        lambda table: table["languages"]["en"]["labels"].update(
            idle={"text": "Idle", "confirmed": 1, "sources": ["srf"]}
        ),
        r"languages.en.labels.idle",
        "no guide uses",
    ),
    Case(
        "a label from an unknown source",
        LABELS,
        lambda table: table["languages"]["de"]["labels"]["off"].update(sources=["nowhere"]),
        r"languages.de › sources",
        "no source 'nowhere'",
    ),
    Case(
        "a source that nothing cites",
        SOURCES,
        lambda table: table["sources"].update(idle={**table["sources"]["srf"]}),
        r"sources.idle",
        "nothing cites it",
    ),
    Case(
        "a source read in the future",
        SOURCES,
        put("read", TODAY + timedelta(days=3), publisher=...),
        r"sources\.[a-z0-9-]+ › read",
        "future",
    ),
]


def test_the_content_as_it_stands_has_no_mistake(draft: Draft, today: date):
    assert draft.mistakes(today) == []


@pytest.mark.parametrize("case", IN_ONE_TABLE + BETWEEN_TABLES, ids=str)
def test_a_mistake_is_named_by_file_table_and_field(draft: Draft, today: date, case: Case):
    draft.edit(case.file, case.spoil)
    mistakes = draft.mistakes(today)
    assert case.is_named_in(mistakes), "\n".join(mistakes)


@pytest.mark.parametrize(
    "cases",
    [
        [
            case
            for case in IN_ONE_TABLE
            if case.what
            in (
                "a field is missing",
                "a field is unknown",
                "a task for some, that does not say for whom",
                "a straight apostrophe",
                "an insecure link",
                "unsettled, and nobody says what",
                "a label without a source",
                "an archived source without its archive",
                "a place twice",
            )
        ],
        [
            case
            for case in BETWEEN_TABLES
            if case.what
            in (
                "an unknown source",
                "an unknown region",
                "an unknown link",
                "an unknown screen",
                "an unknown content",
                "an unknown anchor",
                "an unknown route",
                "an id twice",
                "a place that belongs to no region",
                "a label that no guide uses",
                "a source that nothing cites",
            )
        ],
    ],
    ids=["in single tables", "between tables"],
)
def test_all_mistakes_in_all_files_are_named_at_once(draft: Draft, today: date, cases: list[Case]):
    for case in cases:
        draft.edit(case.file, case.spoil)
    mistakes = draft.mistakes(today)
    for case in cases:
        assert case.is_named_in(mistakes), f"{case}:\n" + "\n".join(mistakes)
    assert len({mistake.partition(":")[0] for mistake in mistakes}) >= 3


@pytest.mark.parametrize(
    ("file", "damage", "named"),
    [
        (
            GUIDE,
            lambda path: path.write_text("title = \n", encoding="utf-8"),
            rf"^{GUIDE}: is not TOML: .*line 1",
        ),
        (GUIDE, lambda path: path.write_bytes(b'title = "caf\xe9"\n'), rf"^{GUIDE}: byte 12: is not UTF-8"),
        (PLACES, lambda path: path.unlink(), rf"^{PLACES}: the file is missing"),
        (LABELS, lambda path: path.unlink(), rf"^{GUIDE}: service: there is no labels/linkedin.toml"),
        (GUIDE, lambda path: path.write_text("", encoding="utf-8"), rf"^{GUIDE}: title: .*required"),
        (
            SOURCES,
            lambda path: path.write_text("[sources]\n[sources]", encoding="utf-8"),
            rf"^{SOURCES}: is not TOML",
        ),
    ],
    ids=["no TOML", "no UTF-8", "places missing", "labels missing", "empty", "a table twice"],
)
def test_a_file_that_cannot_be_read_is_named(draft: Draft, today: date, file: str, damage: Any, named: str):
    damage(draft.folder / file)
    mistakes = "\n".join(draft.mistakes(today))
    assert re.search(named, mistakes, re.MULTILINE), mistakes


@pytest.mark.parametrize(
    "name", ["about", "privacy", "region", "share", "done", "static", "partial", "api", "go"]
)
def test_no_guide_may_be_called_like_a_page(draft: Draft, today: date, name: str):
    (draft.folder / GUIDE).rename(draft.folder / f"guides/{name}.toml")
    assert f"guides/{name}.toml: slug: no guide may be called like a page" in draft.mistakes(today)


def test_the_name_of_a_guide_has_to_fit_an_address(draft: Draft, today: date):
    (draft.folder / GUIDE).rename(draft.folder / "guides/My Guide.toml")
    assert any(mistake.startswith("guides/My Guide.toml: slug: ") for mistake in draft.mistakes(today))


@pytest.mark.parametrize(
    "kind", ["delete", "hide", "leave", "close", "limit", "edit", "switch", "revoke", "send"]
)
@pytest.mark.parametrize("field", ["undo", "loses"])
def test_an_action_that_changes_something_says_what_is_lost_and_whether_there_is_a_way_back(
    draft: Draft, today: date, kind: str, field: str
):
    def spoil(guide: Table) -> None:
        table_with(guide, **POST)["kind"] = kind
        table_with(guide, **POST).pop(field)

    draft.edit(GUIDE, spoil)
    assert any(field in mistake and f"'{kind}'" in mistake for mistake in draft.mistakes(today))


@pytest.mark.parametrize(
    ("field", "table"),
    [
        ("title", {}),
        ("summary", {}),
        ("title", {"id": "eea"}),
        ("title", {"id": "fact-since"}),
        ("title", {"id": "posts"}),
        ("have", {"id": "posts"}),
        ("title", {"id": "way-no-account"}),
    ],
)
def test_a_text_that_is_shown_as_it_is_may_not_wait_for_words_of_the_service(
    draft: Draft, today: date, field: str, table: Table
):
    draft.edit(GUIDE, put(field, "The words of {toggle}", **table))
    assert any(f"{field}: " in mistake and "placeholder" in mistake for mistake in draft.mistakes(today))


def test_every_action_of_the_content_owns_up_to_its_effects(library: Library):
    for guide in library.guides.values():
        for action in records(guide, Action):
            assert action.kind in LOOKS or action.choices or (action.undo and action.loses), action.id


def test_content_does_not_change_after_reading(library: Library):
    guide = next(iter(library.guides.values()))
    with pytest.raises(ValueError, match="frozen"):
        guide.title = "Something else"


def test_every_link_is_secure(library: Library):
    for guide in library.guides.values():
        assert {link.url.scheme for link in records(guide, Link)} == {"https"}
        assert {source.url.scheme for source in library.sources(guide).values()} == {"https"}


def test_the_schema_for_editors_is_in_step_with_the_model():
    assert commands.schema_is_in_step(), "run 'flask content schema'"
