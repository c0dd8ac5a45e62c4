"""Age: what was seen long ago says so itself, and a calendar breaks nothing."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import offswitch
from offswitch.commands import workshop
from offswitch.content import Library
from offswitch.content.age import ages, is_stale, last_seen
from offswitch.content.model import Claim
from offswitch.content.walk import records
from offswitch.settings import Settings
from offswitch.site import BRUSSELS

from .conftest import PUBLIC, Serve
from .reader import Browser

LIMIT = timedelta(days=180)
GUIDE = "linkedin-ai"
PAGE = f"/en/{GUIDE}/at/region/"


def day_after_all(library: Library) -> datetime:
    newest = max(age.seen for age in ages(library) if age.seen)
    return datetime(newest.year + 1, 12, 1, 12, tzinfo=BRUSSELS)


def test_a_claim_is_as_old_as_its_newest_source(library: Library):
    sources = list(library.sources(library.guides[GUIDE]).values())
    dated = [source.seen for source in sources if isinstance(source.seen, date)]
    assert last_seen(sources) == max(dated)
    assert last_seen([source for source in sources if source.seen == "undated"]) is None


@pytest.mark.parametrize(("days", "stale"), [(179, False), (180, False), (181, True)])
def test_the_limit_itself_is_not_beyond_it(days: int, stale: bool):
    seen = date(2026, 1, 1)
    assert is_stale(seen, seen + timedelta(days=days), LIMIT) is stale


def test_what_has_no_date_is_never_called_old():
    assert not is_stale(None, date(2099, 1, 1), LIMIT)


def test_every_claim_of_every_guide_and_law_has_an_age(library: Library):
    files = [*library.guides.values(), *library.laws.values()]
    claims = [claim for each in files for claim in records(each, Claim)]
    assert len(list(ages(library))) == len(claims)


def test_a_reader_is_told_when_an_old_wording_was_last_seen(serve: Serve, library: Library):
    browse = serve(now=day_after_all(library))
    told = browse(PAGE).all_words(".claim .age")
    assert told
    assert all(words.startswith("The wording was last seen on ") for words in told)


def test_a_claim_turns_old_at_midnight_in_a_running_server(translations: Path, library: Library):
    seen = {age.claim: age.seen for age in ages(library) if age.guide == GUIDE}["controller-ireland"]
    assert seen is not None
    old = datetime.combine(seen + LIMIT + timedelta(days=1), datetime.min.time(), BRUSSELS)
    clock = [old - timedelta(seconds=1)]
    app = offswitch.build(PUBLIC, translations=translations, now=lambda: clock[0])
    browse = Browser(app)
    assert not browse(PAGE).all("#controller-ireland .age")
    clock[0] = old
    assert browse(PAGE).all("#controller-ireland .age")


def test_a_host_can_set_the_limit(serve: Serve, library: Library):
    browse = serve(Settings(stale_days=3650), now=day_after_all(library))
    assert not browse(PAGE).all(".age")


def test_the_command_lists_what_is_old_and_fails_then():
    runner = workshop(lambda: offswitch.build(PUBLIC)).test_cli_runner()
    calm = runner.invoke(args=["content", "stale", "--days", "36500"])
    assert calm.exit_code == 0, calm.output
    assert "0 of " in calm.output
    strict = runner.invoke(args=["content", "stale", "--days", "1"])
    assert strict.exit_code == 1
    assert f"{GUIDE}  controller-ireland: seen " in strict.output
    assert "limit 1" in strict.output


def test_a_claim_of_a_law_is_as_old_as_its_sources(library: Library):
    found = {(age.guide, age.claim): age.seen for age in ages(library)}
    for law in library.laws.values():
        for claim in records(law, Claim):
            days = [law.sources[name].seen for name in claim.sources]
            dated = [day for day in days if isinstance(day, date)]
            assert found[law.slug, claim.id] == max(dated, default=None)
