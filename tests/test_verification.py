"""Verification: what a person sees on the real screens comes into the content, and nothing else does.

The tests stand in for the person: they fill in a sheet as an editor would and read it back.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import html5lib
import pytest

import offswitch
from offswitch.content import ContentError, Library, read_library
from offswitch.content.labels import ENGLISH
from offswitch.content.walk import texts
from offswitch.folders import CONTENT, ROOT
from offswitch.settings import Settings
from offswitch.site import now_in_brussels
from offswitch.verification import Changes, SheetError, make_changes, make_sheet, read_findings, write_sheet
from offswitch.verification.tables import LayoutError, TomlTables

TODAY = max(
    source["read"]
    for path in CONTENT.glob("*/*.toml")
    for source in tomllib.loads(path.read_text(encoding="utf-8")).get("sources", {}).values()
)
GUIDES = sorted(path.stem for path in CONTENT.glob("guides/*.toml"))
FILES = sorted(path.relative_to(CONTENT) for path in CONTENT.rglob("*.toml"))
LIVE = f"live-linkedin-ai-{TODAY}"


class Desk:
    """A copy of the content, and somebody who fills in sheets and reads them back."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(CONTENT, folder)
        self.folder = folder

    @property
    def library(self) -> Library:
        return read_library(self.folder, TODAY)

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.text(name)
        assert old in text
        (self.folder / name).write_bytes(text.replace(old, new, 1).encode())

    def sheet(self, guide: str, **narrow: list[str]) -> str:
        library = self.library
        files = write_sheet(make_sheet(library, library.guides[guide], **narrow), TODAY)
        return files[f"verify-{guide}.toml"].replace('\nseen = "" #', f"\nseen = {TODAY} #", 1)

    def read(self, guide: str, filled_in: str) -> Changes:
        library = self.library
        found = library.guides[guide]
        findings = read_findings("sheet.toml", filled_in.encode(), make_sheet(library, found), TODAY)
        return make_changes(library, found, findings, self.folder, TODAY)

    def changed(self, guide: str, **entries: dict[str, str]) -> Changes:
        return self.read(guide, fill(self.sheet(guide), entries))

    def mistakes(self, guide: str, filled_in: str) -> list[str]:
        with pytest.raises(SheetError) as refusal:
            self.read(guide, filled_in)
        return str(refusal.value).splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "content")


def fill(sheet: str, entries: dict[str, dict[str, str]]) -> str:
    """Write into these entries, and leave every other line alone."""
    for id, fields in entries.items():
        start = sheet.index(f'[[entries]]\nid = "{id}"\n')
        end = found if (found := sheet.find("\n\n", start)) > 0 else len(sheet)
        block = sheet[start:end]
        for field, value in fields.items():
            block, count = re.subn(
                rf'^{field} = ".*"$', lambda _, f=field, v=value: f'{f} = "{v}"', block, flags=re.M
            )
            assert count == 1, field
        sheet = sheet[:start] + block + sheet[end:]
    return sheet


def tick_all(sheet: str) -> str:
    """Find everything as we say it, but what nobody has recorded."""
    return re.sub(r'^(says = "[^"].*\n)result = ""$', r'\1result = "same"', sheet, flags=re.M)


def same() -> dict[str, str]:
    return {"result": "same"}


def different(text: str) -> dict[str, str]:
    return {"result": "different", "text": text}


def missing() -> dict[str, str]:
    return {"result": "missing"}


def changed_lines(changes: Changes) -> dict[str, tuple[list[str], list[str]]]:
    """By file: the lines that go, and the lines that come."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    name = ""
    for line in changes.diff().splitlines():
        if line.startswith("+++ "):
            name = line.removeprefix("+++ b/content/")
            found[name] = ([], [])
        elif line.startswith("-") and not line.startswith("--- "):
            found[name][0].append(line[1:])
        elif line.startswith("+"):
            found[name][1].append(line[1:])
    return found


# ------------------------------------------------------------------ the sheet


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CONTENT, TODAY)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_has_a_sheet_of_which_both_forms_hold_the_same_entries(library: Library, guide: str):
    sheet = make_sheet(library, library.guides[guide])
    files = write_sheet(sheet, TODAY)
    page, table = files[f"verify-{guide}.html"], tomllib.loads(files[f"verify-{guide}.toml"])
    on_paper = re.findall(r'data-entry="([^"]+)"', page)
    in_file = [entry["id"] for entry in table["entries"]]
    assert len(set(on_paper)) == len(on_paper)
    assert sorted(on_paper) == sorted(in_file) == sorted(sheet.entries)
    assert (table["guide"], table["written"]) == (guide, TODAY)


@pytest.mark.parametrize("guide", GUIDES)
def test_the_sheet_asks_for_every_label_link_form_and_question(library: Library, guide: str):
    found = library.guides[guide]
    service = library.service(found)
    sheet = make_sheet(library, found)
    stems = {
        entry.id.split("/")[0] + "/" + entry.key + "/" + entry.language for entry in sheet.entries.values()
    }
    for language in service.offered:
        for route in found.routes:
            assert {f"label/{key}/{language}" for key in route.path} <= stems
        if found.check.label:
            assert f"label/{found.check.label}/{language}" in stems
    for route in found.routes:
        for region in route.regions or [region.id for region in found.regions]:
            assert all(f"label/{key}/en/{route.device}/{region}" in sheet.entries for key in route.path)
    assert {f"link/{link.id}/" for link in found.links} <= stems
    assert {f"form/{form.id}/" for form in found.forms} <= stems
    assert [entry.says for entry in sheet.questions] == list(found.open_questions)
    assert found.open_questions


def test_what_holds_in_one_region_only_is_asked_there_only(library: Library):
    entries = make_sheet(library, library.guides["linkedin-ai"]).entries
    assert [id for id in entries if id.startswith("link/fdpic-report/desktop/")] == [
        "link/fdpic-report/desktop/ch"
    ]
    assert "label/toggle/de/desktop/eea" in entries


def test_a_sheet_can_be_for_one_device_one_place_and_one_language(library: Library):
    sheet = make_sheet(
        library, library.guides["linkedin-ai"], devices=["app"], places=["at"], languages=["de"]
    )
    asked = [entry for entry in sheet.entries.values() if entry.kind != "question"]
    assert {entry.device for entry in asked} == {"app"}
    assert {entry.region for entry in asked} == {"eea"}
    assert {entry.language for entry in asked} == {"", "de"}
    assert set(sheet.entries) < set(make_sheet(library, library.guides["linkedin-ai"]).entries)


@pytest.mark.parametrize("guide", GUIDES)
def test_the_page_for_print_is_whole_in_itself(library: Library, guide: str):
    page = write_sheet(make_sheet(library, library.guides[guide]), TODAY)[f"verify-{guide}.html"]
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"<(img|script|link|iframe|object|source)\b|\ssrc=|@import|url\(", page)
    assert page.count('<input type="checkbox">') >= 3 * page.count("<td data-entry")


def test_what_nobody_has_recorded_is_said_to_be_so(library: Library):
    files = write_sheet(make_sheet(library, library.guides["linkedin-ai"], languages=["da"]), TODAY)
    assert "(nobody has recorded it)" in files["verify-linkedin-ai.html"]
    assert "# In English: Data privacy\n" in files["verify-linkedin-ai.toml"]


def test_questions_are_for_maintainers_and_not_for_translators(library: Library):
    for guide in library.guides.values():
        assert not {message for _, _, message in texts(guide)} & set(guide.open_questions)


# ------------------------------------------------------------------ the way back


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_that_is_right_in_everything_is_cited_live_and_stays_right(desk: Desk, guide: str):
    before = {name: desk.text(str(name)) for name in FILES}
    changes = desk.read(guide, tick_all(desk.sheet(guide)))
    changes.write(desk.folder)
    library = desk.library
    found = library.guides[guide]
    live = f"live-{guide}-{TODAY}"
    source = library.sources(found)[live]
    assert (source.publisher, source.how, source.kind) == (library.service(found).name, "live", "official")
    assert (source.seen, source.read) == (TODAY, TODAY)
    for link in found.links:
        assert live in link.sources or any(f"'{link.id}'" in line for line in changes.by_hand)
    for form in found.forms:
        assert live in form.action.sources
    asked = {
        (entry.key, entry.language)
        for entry in make_sheet(library, found).entries.values()
        if entry.kind == "label"
    }
    for language, table in library.service(found).languages.items():
        for key, label in table.labels.items():
            assert (live in label.sources) == ((key, language) in asked)
            assert label.confirmed == 2 or live not in label.sources
    touched = {f"guides/{guide}.toml", f"labels/{found.service}.toml", f"sources/{found.service}.toml"}
    assert {str(name) for name in FILES if desk.text(str(name)) != before[name]} == touched


def test_a_guide_says_that_nobody_opened_the_service_until_somebody_did(desk: Desk):
    def sources(guide: str) -> str:
        app = offswitch.build(Settings(), content=desk.folder)
        return app.test_client(use_cookies=False).get(f"/en/{guide}/sources/").text

    assert "We cannot open LinkedIn itself" in sources("linkedin-ai")
    desk.read("linkedin-ai", tick_all(desk.sheet("linkedin-ai"))).write(desk.folder)
    assert "We cannot open" not in sources("linkedin-ai")
    assert "a person looked at LinkedIn itself" in sources("linkedin-ai")
    assert "We cannot open Gemini itself" in sources("gemini") or "We cannot open Google" in sources("gemini")


def test_only_what_was_looked_at_changes_and_every_other_byte_stays(desk: Desk):
    changes = desk.changed(
        "linkedin-ai",
        **{
            "label/toggle/de/desktop/eea": different("Meine Daten für KI verwenden"),
            "label/off/de/app/eea": same(),
            "link/switch/desktop/eea": same(),
            "link/my-comments/app/uk": different("https://www.linkedin.com/in/me/comments/"),
        },
    )
    assert changed_lines(changes) == {
        "labels/linkedin.toml": (
            [
                'toggle = { text = "Ihre Daten zum Schulen von KI-Modellen verwenden, um Inhalte zu erstellen", confirmed = 1, sources = ["sonntagsblatt"] }',
                'off = { text = "Aus", confirmed = 2, sources = ["lfd-niedersachsen", "srf", "sonntagsblatt"] }',
            ],
            [
                f'toggle = {{ text = "Meine Daten für KI verwenden", confirmed = 2, sources = ["{LIVE}"] }}',
                f'off = {{ text = "Aus", confirmed = 2, sources = ["lfd-niedersachsen", "srf", "sonntagsblatt", "{LIVE}"] }}',
            ],
        ),
        "guides/linkedin-ai.toml": (
            [
                'sources = ["notice-eu"]',
                'url = "https://www.linkedin.com/in/me/recent-activity/comments/"',
                'evidence = "community"',
                'sources = ["code-social-autoposter"]',
            ],
            [
                f'sources = ["notice-eu", "{LIVE}"]',
                'url = "https://www.linkedin.com/in/me/comments/"',
                'evidence = "official"',
                f'sources = ["{LIVE}"]',
            ],
        ),
        "sources/linkedin.toml": (
            [],
            [
                "",
                f"[sources.{LIVE}]",
                'publisher = "LinkedIn"',
                'title = "Screens, links and forms"',
                'url = "https://www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement"',
                'kind = "official"',
                'how = "live"',
                f"seen = {TODAY}",
                f"read = {TODAY}",
            ],
        ),
    }
    changes.write(desk.folder)
    assert desk.library.services["linkedin"].label("toggle", "de").english is None


def test_words_that_nobody_had_recorded_are_recorded_with_or_without_a_table_for_them(desk: Desk):
    assert "[languages.da.labels]" not in desk.text("labels/linkedin.toml")
    changes = desk.changed(
        "linkedin-ai",
        **{
            "label/me/da/desktop/eea": different("Mig"),
            "label/off/da/desktop/eea": different("“Fra” & ’fra’"),
            "label/me/de/desktop/eea": different("Sie"),
        },
    )
    gone, come = changed_lines(changes)["labels/linkedin.toml"]
    assert gone == []
    assert [line for line in come if line] == [
        "[languages.da.labels]",
        f'me = {{ text = "Mig", confirmed = 2, sources = ["{LIVE}"] }}',
        f'off = {{ text = "“Fra” & ’fra’", confirmed = 2, sources = ["{LIVE}"] }}',
        f'me = {{ text = "Sie", confirmed = 2, sources = ["{LIVE}"] }}',
    ]
    changes.write(desk.folder)
    text = desk.text("labels/linkedin.toml")
    assert 'offered = true\n\n[languages.da.labels]\nme = { text = "Mig"' in text
    assert 'Partnern teilen", confirmed = 1, sources = ["mein-deal"] }\nme = { text = "Sie"' in text
    assert "\n\n\n" not in text
    assert desk.library.services["linkedin"].label("me", "da").text == "Mig"


def test_sources_that_printed_other_words_go_when_nothing_cites_them_any_more(desk: Desk):
    desk.replace(
        "labels/linkedin.toml",
        'confirmed = 1, sources = ["sonntagsblatt"] }',
        'confirmed = 1, sources = ["only-here"] }',
    )
    before = desk.text("sources/linkedin.toml")
    block = re.search(r"\[sources\.mein-deal\]\n(?:.+\n)+", before)[0].replace("mein-deal]", "only-here]")
    desk.replace("sources/linkedin.toml", "[sources.mein-deal]", f"{block}\n[sources.mein-deal]")
    changes = desk.changed("linkedin-ai", **{"label/how_uses/de/desktop/eea": different("Andere Worte")})
    assert any("sources.only-here: is taken out" in line for line in changes.by_hand)
    changes.write(desk.folder)
    assert "only-here" not in desk.library.shared_sources["linkedin"]
    assert desk.text("sources/linkedin.toml").startswith(before)


def test_a_link_that_moved_is_named_for_the_other_guides_that_have_it(desk: Desk):
    changes = desk.changed(
        "linkedin-ai",
        **{"link/objection-form/desktop/eea": different("https://www.linkedin.com/help/linkedin/ask/NEW")},
    )
    (line,) = (line for line in changes.by_hand if "has moved too" in line)
    assert line.startswith("guides/linkedin-ads.toml: link 'objection-form'")


def test_a_page_of_somebody_else_is_left_to_a_person(desk: Desk):
    changes = desk.changed(
        "linkedin-ai",
        **{
            "link/fdpic-report/desktop/ch": same(),
            "link/switch/desktop/eea": different("https://elsewhere.example/switch"),
        },
    )
    assert changes.files == ()
    assert any("'fdpic-report'" in line and "works" in line for line in changes.by_hand)
    assert any("https://elsewhere.example/switch" in line for line in changes.by_hand)


def test_screens_that_differ_among_themselves_are_left_to_a_person(desk: Desk):
    changes = desk.changed(
        "linkedin-ai",
        **{"label/toggle/de/desktop/eea": same(), "label/toggle/de/app/uk": different("Ganz andere Worte")},
    )
    assert changes.files == ()
    (line,) = changes.by_hand
    assert "screens differ" in line
    assert "'Ganz andere Worte' (app, uk)" in line


def test_what_is_missing_or_answered_is_listed_for_a_person_to_write(desk: Desk):
    changes = desk.changed(
        "linkedin-ai",
        **{
            "label/toggle/de/app/uk": {**missing(), "note": "The page is empty."},
            "field/objection/3/desktop/eea": different("Type of request"),
            "question/3": {"text": "In a browser.", "device": "app", "place": "uk", "language": "de"},
        },
    )
    assert changes.files == ()
    by_hand = "\n".join(changes.by_hand)
    assert "label 'toggle' (app, uk, de" in by_hand
    assert "The page is empty." in by_hand
    assert "is now: Type of request." in by_hand
    assert f"open question 3 (app, uk, de; {TODAY})" in by_hand
    assert "Answer: In a browser." in by_hand
    assert f"[sources.{LIVE}]" in by_hand


def test_a_form_that_is_as_described_is_cited_live(desk: Desk):
    changes = desk.changed("linkedin-ai", **{"form/objection/desktop/eea": same()})
    gone, come = changed_lines(changes)["guides/linkedin-ai.toml"]
    assert (gone, come) == (
        ['sources = ["notice-eu", "legalclarity"]'],
        [f'sources = ["notice-eu", "legalclarity", "{LIVE}"]'],
    )


def test_each_day_of_looking_is_a_source_and_the_last_one_counts(desk: Desk):
    later = TODAY
    sheet = desk.sheet("linkedin-ai").replace(f"written = {TODAY}", f"written = {TODAY - timedelta(days=9)}")
    filled = fill(
        sheet,
        {
            "label/off/de/desktop/eea": {**same(), "seen": str(TODAY - timedelta(days=3))},
            "label/off/de/app/eea": {**same(), "seen": str(later)},
            "label/on/de/app/eea": {**same(), "seen": str(TODAY - timedelta(days=3))},
        },
    )
    desk.read("linkedin-ai", filled).write(desk.folder)
    labels = desk.library.services["linkedin"].languages["de"].labels
    assert labels["off"].sources[-1] == LIVE
    assert labels["on"].sources[-1] == f"live-linkedin-ai-{TODAY - timedelta(days=3)}"


def test_a_sheet_read_twice_changes_nothing_more(desk: Desk):
    filled = fill(
        desk.sheet("linkedin-ai"), {"label/off/de/desktop/eea": same(), "link/switch/app/uk": same()}
    )
    desk.read("linkedin-ai", filled).write(desk.folder)
    assert desk.read("linkedin-ai", filled).files == ()


def test_a_sheet_that_the_content_has_overtaken_is_refused(desk: Desk):
    filled = fill(desk.sheet("linkedin-ai"), {"label/off/de/desktop/eea": different("Nein")})
    desk.read("linkedin-ai", filled).write(desk.folder)
    (mistake,) = desk.mistakes("linkedin-ai", filled)
    assert "(label/off/de/desktop/eea) › says: the content now says 'Nein'" in mistake


# ------------------------------------------------------------------ sheets that are wrong


def test_a_wrong_sheet_is_refused_with_all_its_mistakes(desk: Desk):
    tomorrow = str(TODAY + timedelta(days=1))
    filled = fill(
        desk.sheet("linkedin-ai"),
        {
            "link/switch/desktop/eea": {"result": "yes"},
            "link/privacy-menu/desktop/eea": different("www.linkedin.com/somewhere"),
            "link/deletion-form/desktop/eea": {"result": "different"},
            "link/switch-help/desktop/eea": {"seen": "soon", "result": "same"},
            "link/download-help/desktop/eea": {**same(), "seen": tomorrow},
            "link/public-profile/desktop/eea": {**same(), "seen": "2020-01-01"},
            "label/off/de/desktop/eea": different("Aus"),
            "label/on/de/desktop/eea": {"text": "An"},
            "label/toggle/de/desktop/eea": {**same(), "text": "Etwas anderes"},
            "label/me/da/desktop/eea": same(),
            "label/me/de/desktop/eea": different("x" * 121),
            "label/data_privacy/de/desktop/eea": {**same(), "says": "Data privacy"},
            "question/1": {"device": "fridge", "text": "Yes."},
            "question/2": {"note": "I did not look."},
        },
    )
    filled += '\n[[entries]]\nid = "label/nothing/de/desktop/eea"\nsays = ""\nresult = "same"\n'
    filled += '\n[[entries]]\nid = "question/2"\nsays = ""\nwho = "Jane Doe"\n'
    filled += '\n[[entries]]\nid = "question/3"\nsays = ""\nresult = "same"\n'
    mistakes = desk.mistakes("linkedin-ai", filled)
    expected = [
        r"\(link/switch/desktop/eea\) › result: Input should be",
        r"\(link/privacy-menu/desktop/eea\) › text: write the new address, whole",
        r"\(link/deletion-form/desktop/eea\) › text: copy here",
        r"\(link/switch-help/desktop/eea\) › seen: ",
        r"\(link/download-help/desktop/eea\) › seen: lies in the future",
        r"\(link/public-profile/desktop/eea\) › seen: lies before the day",
        r"\(label/off/de/desktop/eea\) › text: is what we say now",
        r"\(label/on/de/desktop/eea\) › result: is missing",
        r"\(label/toggle/de/desktop/eea\) › text: goes with 'different' only",
        r"\(label/me/da/desktop/eea\) › result: nobody has recorded it",
        r"\(label/me/de/desktop/eea\) › text: String should have at most 120",
        r"\(label/data_privacy/de/desktop/eea\) › says: the content now says 'Datenschutz'",
        r"\(question/1\) › device: 'fridge' is none of desktop, app",
        r"\(question/2\) › text: write what you found",
        r"\(label/nothing/de/desktop/eea\) › id: is no entry",
        r"\(question/2\) › who: there is no such field: see docs/check-it-live.md",
        r"\(question/3\) › id: stands here twice",
    ]
    for pattern in expected:
        assert [line for line in mistakes if re.match(rf"sheet\.toml: entries \d+ {pattern}", line)], pattern
    assert len(mistakes) == len(expected)


@pytest.mark.parametrize(
    ("spoil", "mistake"),
    [
        (lambda text: text.replace("written", "writen = ", 1), "sheet.toml: is not TOML: "),
        (lambda text: text.replace('guide = "linkedin-ai"', 'guide = "gemini"'), "sheet.toml: guide: this is a sheet for 'gemini'"),
        (lambda text: text.replace("written = ", 'by = "Jane Doe"\nwritten = '), "sheet.toml: by: there is no such field"),
        (lambda text: text, "sheet.toml: entries: nothing is filled in"),
        (lambda text: text.replace(f"\nseen = {TODAY} #", "\nseen = 2026 #"), "sheet.toml: seen: write a day"),
    ],
    ids=["no TOML", "another guide", "a name of a person", "empty", "no day"],
)  # fmt: skip
def test_a_sheet_that_is_wrong_as_a_whole_is_refused(desk: Desk, spoil, mistake: str):
    assert desk.mistakes("linkedin-ai", spoil(desk.sheet("linkedin-ai")))[0].startswith(mistake)


def test_a_day_must_be_said_somewhere(desk: Desk):
    sheet = desk.sheet("linkedin-ai").replace(f"\nseen = {TODAY} #", '\nseen = "" #')
    filled = fill(
        sheet, {"link/switch/desktop/eea": same(), "link/switch/app/eea": {**same(), "seen": str(TODAY)}}
    )
    (mistake,) = desk.mistakes("linkedin-ai", filled)
    assert mistake.endswith(
        "(link/switch/desktop/eea) › seen: say on which day you looked: here, or above all entries"
    )


def test_what_would_leave_the_content_wrong_is_refused(desk: Desk):
    """A label that is laid out as a table of its own cannot be edited, and nothing else is then either."""
    desk.replace(
        "labels/linkedin.toml",
        'on = { text = "Ein", confirmed = 2, sources = ["lfd-niedersachsen", "sonntagsblatt"] }\n',
        "",
    )
    desk.replace(
        "labels/linkedin.toml",
        "[languages.el]",
        '[languages.de.labels.on]\ntext = "Ein"\nconfirmed = 2\nsources = ["sonntagsblatt"]\n\n[languages.el]',
    )
    filled = fill(desk.sheet("linkedin-ai"), {"label/on/de/desktop/eea": same()})
    with pytest.raises(
        ContentError, match=r"labels/linkedin\.toml: languages\.de\.labels\.on: this file is not laid out"
    ):
        desk.read("linkedin-ai", filled)


# ------------------------------------------------------------------ nothing else claims a live look


@pytest.mark.parametrize("file", ["sources/linkedin.toml", "authorities.toml"])
def test_no_other_source_may_claim_to_be_seen_live(desk: Desk, file: str):
    desk.replace(file, re.search(r'how = "[a-z-]+"', desk.text(file))[0], 'how = "live"')
    with pytest.raises(
        ContentError, match=rf"{re.escape(file)}: sources\.[a-z0-9-]+ › how: 'live' is only for"
    ):
        desk.library  # noqa: B018


def test_the_name_of_a_live_source_is_not_for_others(desk: Desk):
    for name in ("sources/linkedin.toml", "labels/linkedin.toml"):
        text = (
            desk.text(name)
            .replace("sources.mein-deal]", "sources.live-mein-deal]")
            .replace('"mein-deal"', '"live-mein-deal"')
        )
        (desk.folder / name).write_bytes(text.encode())
    with pytest.raises(ContentError, match=r"sources\.live-mein-deal: an id that starts with 'live-'"):
        desk.library  # noqa: B018


# ------------------------------------------------------------------ files keep their bytes


@pytest.mark.parametrize("name", FILES, ids=str)
def test_a_file_cut_into_tables_is_the_same_file(name: Path):
    text = (CONTENT / name).read_bytes().decode()
    assert TomlTables(text).text == text


def place_of(tables: TomlTables, name: str) -> int:
    position = tables.find((name,))
    assert position is not None
    return position


def test_brackets_inside_values_cut_nothing():
    text = 'a = [\n["x"],\n]\nb = """\n[no.table]\n"""\n\n[table]\nc = 1\n'
    tables = TomlTables(text)
    assert tables.text == text
    assert tables.find(("no", "table")) is None
    tables.edit(place_of(tables, "table"), lambda table: table.update({"c": 2}))
    assert tables.text == text.replace("c = 1", "c = 2")


def test_a_table_whose_layout_would_change_is_not_touched():
    tables = TomlTables("[table]\nday = { since = 2026-01-01 }\nc = 1\n")
    with pytest.raises(LayoutError, match="would change its layout"):
        tables.edit(place_of(tables, "table"), lambda table: table.update({"c": 2}))


def test_comments_between_tables_stay_where_they_are():
    text = "# About this.\n\n[a]\nx = 1 # one\n\n# --- b\n\n[b]\ny = 2\n\n[c]\nz = 3\n"
    tables = TomlTables(text)
    tables.edit(place_of(tables, "a"), lambda table: table.update({"x": 7}))
    tables.edit(place_of(tables, "a"), lambda table: table.update({"new": 8}))
    assert tables.text == text.replace("x = 1 # one\n", "x = 7 # one\nnew = 8\n")
    tables.remove(place_of(tables, "c"))
    tables.remove(place_of(tables, "b"))
    tables.append("[d]\n")
    assert tables.text == "# About this.\n\n[a]\nx = 7 # one\nnew = 8\n\n# --- b\n\n[d]\n"


# ------------------------------------------------------------------ the command


class Workshop:
    """A copy of the project, in which a maintainer runs the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("offswitch", "content", "templates"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "app.py", folder)

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "flask"), "--app", "app", "content", *arguments],
            cwd=self.folder, env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def says_what_changed(self) -> None:
        """The check wants an entry in the change log; with it, the new facts are accepted."""
        assert "no entry says what changed" in self.run("check", code=1).stdout
        path = self.folder / "content/changes.toml"
        entry = (
            f'[[changes]]\nid = "linkedin-ai-checked"\ndate = {now_in_brussels().date()}\nguide = "linkedin-ai"\n'
            'kind = "live-check"\ntext = "Words of the switch were read on a live screen."\n\n'
        )
        path.write_text(
            path.read_text(encoding="utf-8").replace("[[changes]]", f"{entry}[[changes]]", 1),
            encoding="utf-8",
        )
        self.run("accept")
        assert "Nothing wrong" in self.run("check").stdout

    def filled_in(self, entries: dict[str, dict[str, str]]) -> str:
        self.run("verify", "linkedin-ai", "--out", "sheets")
        path = self.folder / "sheets/verify-linkedin-ai.toml"
        text = path.read_text(encoding="utf-8")
        text = text.replace('\nseen = "" #', f"\nseen = {date_of_writing(text)} #", 1)
        path.write_text(fill(text, entries), encoding="utf-8")
        return str(path)


def date_of_writing(sheet: str) -> date:
    return tomllib.loads(sheet)["written"]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "project")


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_maintainer_writes_a_sheet_reads_it_back_and_applies_it(workshop: Workshop):
    before = content_of(workshop.folder / "content")
    sheet = workshop.filled_in(
        {"label/toggle/de/desktop/eea": different("Neue Worte"), "question/8": {"text": "Yes."}}
    )
    shown = workshop.run("verify", "linkedin-ai", "--read", sheet)
    assert content_of(workshop.folder / "content") == before
    assert [line for line in shown.stdout.splitlines() if line.startswith("+++")] == [
        "+++ b/content/labels/linkedin.toml",
        "+++ b/content/sources/linkedin.toml",
    ]
    assert "open question 8" in shown.stderr
    assert "open question" not in shown.stdout

    written = workshop.run("verify", "linkedin-ai", "--read", sheet, "--write")
    assert written.stdout == shown.stdout
    after = content_of(workshop.folder / "content")
    assert {name for name in after if after[name] != before.get(name)} == {
        "labels/linkedin.toml",
        "sources/linkedin.toml",
    }
    day = now_in_brussels().date()
    assert (
        f'text = "Neue Worte", confirmed = 2, sources = ["live-linkedin-ai-{day}"]'
        in after["labels/linkedin.toml"].decode()
    )
    workshop.says_what_changed()


def test_the_diff_is_one_that_git_applies(workshop: Workshop):
    sheet = workshop.filled_in(
        {"label/toggle/de/desktop/eea": different("Neue Worte"), "link/switch/app/uk": same()}
    )
    diff = workshop.run("verify", "linkedin-ai", "--read", sheet).stdout
    git = shutil.which("git")
    assert git
    done = subprocess.run(
        [git, "apply", "-"], cwd=workshop.folder, input=diff, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    workshop.says_what_changed()
    by_git = content_of(workshop.folder / "content")
    assert b"Neue Worte" in by_git["labels/linkedin.toml"]


def test_a_wrong_sheet_changes_nothing_and_is_named(workshop: Workshop):
    sheet = workshop.filled_in(
        {"link/switch/app/uk": {"result": "yes"}, "link/switch/desktop/uk": {"result": "different"}}
    )
    before = content_of(workshop.folder / "content")
    said = workshop.run("verify", "linkedin-ai", "--read", sheet, "--write", code=1).stdout
    assert said.count("verify-linkedin-ai.toml: entries ") == 2
    assert content_of(workshop.folder / "content") == before


def test_a_sheet_is_never_written_over(workshop: Workshop):
    sheet = Path(workshop.filled_in({"link/switch/app/uk": same()}))
    before = sheet.read_bytes()
    assert "move it away" in workshop.run("verify", "linkedin-ai", "--out", "sheets", code=1).stderr
    assert sheet.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nothing"], "'nothing' is none of linkedin-ai"),
        (["linkedin-ai", "--place", "xx"], "'xx' is none of"),
        (["linkedin-ai", "--device", "fridge"], "'fridge' is none of desktop, app"),
        (["linkedin-ai", "--language", "mt"], "'mt' is none of"),
        (["linkedin-ai", "--write"], "--write goes with --read"),
        (["linkedin-ai", "--read", "app.py", "--place", "at"], "--read takes the whole sheet"),
        (["linkedin-ai", "--read", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_the_command_cannot_do_it_says(workshop: Workshop, arguments: list[str], reason: str):
    assert reason in workshop.run("verify", *arguments, code=2).stderr
    assert not list(workshop.folder.glob("verify-*"))


def test_the_command_names_what_is_wrong_in_the_content_first(workshop: Workshop):
    path = workshop.folder / "content/guides/linkedin-ai.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('title = "Stop', 'titel = "Stop', 1), encoding="utf-8"
    )
    assert "guides/linkedin-ai.toml: titel: " in workshop.run("verify", "linkedin-ai", code=1).stdout


def test_every_language_of_the_sheet_is_one_that_the_service_offers(library: Library):
    sheet = make_sheet(library, library.guides["linkedin-ai"])
    assert ENGLISH in sheet.languages
    assert set(sheet.languages) == set(library.services["linkedin"].offered)
