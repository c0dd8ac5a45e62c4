"""Reminders: a calendar file for the reader's own calendar, which says nothing about them."""

import re
import shutil
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from icalendar import Calendar, Event

from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.language import read_languages, speaking
from offswitch.pages.reminder import answered_view
from offswitch.pages.visit import Visit
from offswitch.reminder import later, read_start
from offswitch.site import BRUSSELS
from tests.conftest import NOW, PUBLIC, TODAY, Serve
from tests.drafts import Draft, Table
from tests.house import Page, header_complaints
from tests.reader import Browser, Reader

CHECKLIST = "/en/linkedin-ai/at/checklist/"
STILL_OFF = f"{CHECKLIST}still-off.ics"
IN_THREE_MONTHS = later(TODAY, months=3)

NO_DATES = [
    "2026-02-31",
    "2026-13-01",
    "tomorrow",
    "31.12.2026",
    "9999-12-31",
    "0001-01-01",
    "-1",
    "<x'\"&{{7*7}}",
    "２０２６-０１-０１",
    " ",
]


def calendar_file(page: Page) -> Page:
    assert page.status == 200, page
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert list(header_complaints(page)) == []
    return page


def event(page: Page) -> Event:
    (found,) = Calendar.from_ical(calendar_file(page).text).walk("VEVENT")
    return found


def at(browse: Browser, address: str, day: str | date) -> Page:
    return browse.look(f"{address}?{urlencode({'date': str(day)})}")


# ---------------------------------------------------------------- the day


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_as_calendars_count_them(day: date, months: int, reached: date):
    assert later(day, months=months) == reached


def test_days_are_counted_one_by_one():
    assert later(date(2026, 12, 1), days=45) == date(2027, 1, 15)


def test_ten_years_away_still_makes_sense_and_a_day_more_does_not(today: date):
    for years in (-10, 10):
        farthest = later(today, months=12 * years)
        assert read_start(farthest.isoformat(), today).day == farthest
        beyond = farthest + timedelta(days=1 if years > 0 else -1)
        assert read_start(beyond.isoformat(), today) == read_start("nonsense", today)
        assert read_start(beyond.isoformat(), today).is_slip


def test_the_reminder_comes_three_months_after_the_day_that_the_reader_names(browse: Browser):
    assert event(at(browse, STILL_OFF, "2026-11-30"))["DTSTART"].dt == date(2027, 2, 28)


@pytest.mark.parametrize("query", ["", "?date="])
def test_without_a_day_it_counts_from_today(browse: Browser, query: str):
    found = event(browse.look(STILL_OFF + query))
    assert found["DTSTART"].dt == IN_THREE_MONTHS
    assert "does not exist" not in found["DESCRIPTION"]


@pytest.mark.parametrize("words", NO_DATES)
def test_a_day_that_does_not_exist_counts_as_today_and_the_file_says_so(browse: Browser, words: str):
    found = event(at(browse, STILL_OFF, words))
    assert found["DTSTART"].dt == IN_THREE_MONTHS
    assert found["DESCRIPTION"].startswith("The date that was given does not exist or is far away.")


@pytest.mark.parametrize("words", NO_DATES)
def test_a_day_that_does_not_exist_is_said_in_words_beside_the_field(browse: Browser, words: str):
    page = browse(f"{CHECKLIST}?{urlencode({'date': words})}")
    field = page.one("#reminder-date")
    assert field["value"] == TODAY.isoformat()
    assert field["aria-invalid"] == "true"
    assert page.one(f"#{field['aria-describedby']}")["role"] == "alert"
    assert page.words("#reminder-error").startswith("There is no such date")


def test_a_day_that_exists_stands_in_the_field_without_a_warning(browse: Browser):
    page = browse(f"{CHECKLIST}?date=2026-10-31")
    assert page.one("#reminder-date")["value"] == "2026-10-31"
    assert not page.all("#reminder-error, [aria-invalid]")


# ---------------------------------------------------------------- the file


def test_the_event_takes_the_day_without_blocking_it_and_rings_once_in_the_morning(browse: Browser):
    found = event(browse.look(STILL_OFF))
    assert (found["DTEND"].dt - found["DTSTART"].dt) == timedelta(days=1)
    assert not isinstance(found["DTSTART"].dt, datetime)
    assert (found["TRANSP"], found["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    (alarm,) = found.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].dt == timedelta(hours=9)
    assert alarm["DESCRIPTION"] == found["SUMMARY"]
    assert alarm["DESCRIPTION"].params == found["SUMMARY"].params == {"LANGUAGE": "en"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_event_speaks_the_language_of_the_page_and_leads_back_without_ticks(
    browse: Browser, language: str
):
    page = browse.look(f"/{language}/linkedin-ai/at/checklist/still-off.ics?have=posts&done=task-posts")
    found = event(page)
    back = f"https://offswitch.example/{language}/linkedin-ai/at/checklist/"
    assert found["URL"] == back
    assert found["DESCRIPTION"].endswith(f"\n\n{back}")
    title = browse(f"/{language}/linkedin-ai/").heading
    assert found["SUMMARY"].endswith(title)
    assert {found[name].params["LANGUAGE"] for name in ("SUMMARY", "DESCRIPTION")} == {language}
    assert "posts" not in page.text
    assert browse(back.removeprefix("https://offswitch.example")).status == 200


def test_without_a_country_the_way_back_has_none(browse: Browser):
    assert event(browse.look("/de/gemini/checklist/still-off.ics"))["URL"].endswith("/de/gemini/checklist/")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("slug", ["linkedin-ai", "linkedin-ads", "meta-ai", "gemini"])
def test_lines_are_folded_as_calendars_want_them(browse: Browser, language: str, slug: str):
    content = calendar_file(browse.look(f"/{language}/{slug}/at/checklist/still-off.ics")).response.data
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")
    unfolded = content.replace(b"\r\n ", b"").decode("utf-8").splitlines()
    assert all(line.partition(":")[0].partition(";")[0].isupper() for line in unfolded if line)


def test_the_same_reminder_is_the_same_file_on_every_day(serve: Serve):
    files = {
        serve(now=NOW + timedelta(days=days)).look(f"{STILL_OFF}?date={TODAY}").text for days in (0, 1, 40)
    }
    assert len(files) == 1


def test_another_day_guide_or_country_is_another_event(browse: Browser):
    asked = [
        STILL_OFF,
        f"{STILL_OFF}?date=2026-10-01",
        "/en/gemini/at/checklist/still-off.ics",
        "/en/linkedin-ai/ch/checklist/still-off.ics",
        "/en/linkedin-ai/checklist/still-off.ics",
    ]
    assert len({str(event(browse.look(address))["UID"]) for address in asked}) == len(asked)
    assert event(browse.look(STILL_OFF))["UID"] == event(at(browse, STILL_OFF, TODAY))["UID"]


def test_the_file_says_what_every_calendar_asks_for_first(browse: Browser):
    words = calendar_file(browse.look(STILL_OFF)).text
    assert words.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Offswitch//Reminder//EN\r\n")
    assert f"\r\nDTSTAMP:{TODAY:%Y%m%d}T000000Z\r\n" in words


def test_the_file_is_saved_under_a_plain_name(browse: Browser):
    page = calendar_file(browse.look(STILL_OFF))
    assert page.headers["Content-Disposition"] == "attachment; filename=still-off.ics"


@pytest.mark.parametrize(
    "address",
    [
        "/en/linkedin-ai/at/settings/still-off.ics",
        "/en/linkedin-ai/xx/checklist/still-off.ics",
        "/en/nothing/checklist/still-off.ics",
        "/partial/en/linkedin-ai/checklist/still-off.ics",
    ],
)
def test_there_is_no_reminder_where_nothing_is_checked(browse: Browser, address: str):
    browse(address, status=404)


# ---------------------------------------------------------------- on the page


def test_a_reader_without_javascript_gets_the_reminder_from_the_checklist(reader: Reader):
    reader.opens(f"{CHECKLIST}?have=posts&done=task-posts")
    form = reader.page.one("form.dated")
    assert (form["action"], form.get("method", "get")) == (STILL_OFF, "get")
    assert not form.select("[type=hidden]")
    field = reader.page.one("#reminder-date")
    assert (field["name"], field["type"], field["value"]) == ("date", "date", TODAY.isoformat())
    assert date.fromisoformat(str(field["min"])) < TODAY < date.fromisoformat(str(field["max"]))
    browse = reader._browse
    assert event(at(browse, str(form["action"]), field["value"]))["DTSTART"].dt == IN_THREE_MONTHS


@pytest.mark.parametrize(
    "address", [CHECKLIST, f"/partial{CHECKLIST}", STILL_OFF, f"{STILL_OFF}?date={TODAY}"]
)
def test_what_names_today_is_kept_no_longer_than_today(serve: Serve, address: str):
    midnight = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), BRUSSELS)
    for before in (timedelta(seconds=1), timedelta(minutes=7), timedelta(hours=20)):
        kept = serve(now=midnight - before).look(address).headers["Cache-Control"]
        lasts = {name: int(seconds) for name, seconds in re.findall(r"([a-z-]+)=(\d+)", kept)}
        fresh = lasts.pop("max-age")
        assert lasts
        assert all(fresh + longer <= before.total_seconds() for longer in lasts.values()), kept


def test_at_midnight_today_is_another_day(serve: Serve):
    midnight = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), BRUSSELS)
    evening, night = (serve(now=now) for now in (midnight - timedelta(seconds=1), midnight))
    assert evening(CHECKLIST).one("#reminder-date")["value"] == TODAY.isoformat()
    assert night(CHECKLIST).one("#reminder-date")["value"] == midnight.date().isoformat()
    assert event(night.look(STILL_OFF))["DTSTART"].dt == later(midnight.date(), months=3)


# ---------------------------------------------------------------- letters

SOURCE = {
    "publisher": "Example",
    "title": "A law",
    "url": "https://law.example/",
    "kind": "official",
    "how": "saved",
    "seen": TODAY,
    "read": TODAY,
}
_numbers = count()


def claim(words: str) -> Table:
    return {"id": f"drafted-{next(_numbers)}", "text": words, "evidence": "official", "sources": ["law"]}


def law(places: list[str], period: Table | None, letters: list[Table]) -> Table:
    return {
        "name": "A law",
        "places": places,
        "languages": ["en", "de"],
        **({"period": {**period, "claims": [claim("They must answer in time.")]}} if period else {}),
        "claims": [claim("This is the law.")],
        "operation": {part: [claim("The site keeps to it.")] for part in ("basis", "rights", "complaint")},
        "letters": letters,
        "sources": {"law": SOURCE},
    }


def letter(kind: str, title: str, **more: object) -> Table:
    text = {"text": "I object to it."}
    return {"kind": kind, "title": title, "use": "Use it.", "subject": title, "paragraphs": [text], **more}


@pytest.fixture
def lettered(draft: Draft) -> Draft:
    """Letters of our own: in Austria within a month, in Switzerland within 30 days, elsewhere none."""
    shutil.rmtree(draft.folder / "letters", ignore_errors=True)
    (draft.folder / "letters").mkdir()
    letters = [
        letter("objection", "Objection"),
        letter("complaint", "Complaint", answered=False),
        letter("access", "Access"),
    ]
    codes = [*draft.read("places.toml")["countries"], "eu", "world"]
    others = [code for code in codes if code not in {"at", "ch"}]
    draft.write("letters/one.toml", law(["at"], {"months": 1}, letters))
    draft.write("letters/two.toml", law(["ch"], {"days": 30}, letters))
    draft.write("letters/none.toml", law(others, None, []))
    guide = draft.read("guides/linkedin-ai.toml")
    source = guide["now"][0]["sources"][0]
    guide["letters"] = {
        "purpose": "training",
        "account": "Your address",
        "addressees": [
            {"id": "drafted-addressee", "name": "A company", "evidence": "official", "sources": [source]}
        ],
        "about": [{**claim("This letter is about training."), "sources": [source]}],
        "sending": [
            {
                "kinds": ["objection"],
                "actions": [
                    {
                        "id": "drafted-sending",
                        "kind": "open",
                        "text": "Send it.",
                        "evidence": "official",
                        "sources": [source],
                    }
                ],
            }
        ],
    }
    draft.write("guides/linkedin-ai.toml", guide)
    return draft


def answered(place: str, kind: str = "objection", language: str = "en") -> str:
    return f"/{language}/linkedin-ai/{place}/letters/{kind}/answered.ics"


@pytest.mark.parametrize(
    ("place", "day", "due"),
    [
        ("at", "2026-01-31", date(2026, 2, 28)),
        ("at", "2026-11-30", date(2026, 12, 30)),
        ("ch", "2026-01-31", date(2026, 3, 2)),
    ],
)
def test_whether_they_have_answered_is_asked_after_the_period_of_the_law_of_the_place(
    serve: Serve, lettered: Draft, place: str, day: str, due: date
):
    page = at(serve(content=lettered.folder), answered(place), day)
    found = event(page)
    assert found["DTSTART"].dt == due
    assert found["SUMMARY"] == "Have they answered? Objection, LinkedIn"
    assert found["URL"] == f"https://offswitch.example/en/linkedin-ai/{place}/letters/"
    assert page.headers["Content-Disposition"] == "attachment; filename=answered.ics"


@pytest.mark.parametrize(
    ("place", "kind"),
    [("at", "complaint"), ("at", "access"), ("at", "erasure"), ("at", "nonsense"), ("gb", "objection")],
)
def test_there_is_no_reminder_for_a_letter_that_nobody_has_to_answer_or_that_is_not_there(
    serve: Serve, lettered: Draft, place: str, kind: str
):
    serve(content=lettered.folder)(answered(place, kind), status=404)


def test_a_guide_without_letters_has_no_reminder_for_them(serve: Serve, lettered: Draft):
    lettered.edit("guides/linkedin-ai.toml", lambda guide: guide.pop("letters"))
    serve(content=lettered.folder)(answered("at"), status=404)


def test_the_reminder_of_a_letter_says_in_german_when_the_day_made_no_sense(serve: Serve, lettered: Draft):
    found = event(at(serve(content=lettered.folder), answered("at", language="de"), "2026-02-31"))
    assert found["DESCRIPTION"].startswith("Das angegebene Datum gibt es nicht")
    assert found["DTSTART"].dt == later(TODAY, months=1)


def visit(library: Library, translations: Path, place: str | None) -> Visit:
    guide = library.guides["linkedin-ai"]
    languages = read_languages(translations)
    return Visit(library, languages, PUBLIC, guide, Answers(place=place), TODAY, "", languages)


def test_the_page_of_a_letter_offers_the_reminder_where_the_letter_must_be_answered(
    lettered: Draft, translations: Path
):
    library = lettered.library(TODAY)
    letters = {each.kind: each for each in library.law_of("at").letters}
    here = visit(library, translations, "at")
    with speaking(here.languages["en"]):
        offered = answered_view(here, letters["objection"], "2026-02-31")
        assert offered is not None
        assert (offered.title, offered.file) == ("Have they answered?", answered("at"))
        assert (offered.day, offered.is_slip) == (TODAY, True)
        assert answered_view(here, letters["complaint"], None) is None
        assert answered_view(visit(library, translations, None), letters["objection"], None) is None


def test_a_reminder_holds_no_word_about_who_hosts_it_or_who_asks(serve: Serve, browse: Browser):
    """The same file for all: only the address of the site is the host's own."""
    other = serve(PUBLIC.model_copy(update={"name": "Other", "operator": "Another"}))
    assert other.look(STILL_OFF).text == browse.look(STILL_OFF).text
