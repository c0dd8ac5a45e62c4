"""Blank: a step that is made once and filled in for each reader is the one that would be made for them alone."""

import shutil
from itertools import combinations, product
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import polib
import pytest

from offswitch import addresses, catalogues
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.blank import Blank
from offswitch.content.model import Guide
from offswitch.pages.fillings import ASKED
from offswitch.site import EXTENSION, Site
from offswitch.views import made_step, rendered, visit_of
from tests.conftest import Serve
from tests.drafts import Draft, Table, table_with
from tests.languages import but_two
from tests.reader import Browser

PAGE, PARTIAL, STAYING = "{}", "/partial{}", "/partial{}&stays=1"


@pytest.fixture(scope="module")
def served(serve: Serve) -> Browser:
    return serve()


def site_of(browse: Browser) -> Site:
    found: Site = browse.app.extensions[EXTENSION]
    return found


def some_answers(guide: Guide, place: str | None, chance: Random) -> Answers:
    """What a reader may have ticked; at least one thing."""
    contents, tasks = [each.id for each in guide.contents], [each.id for each in guide.tasks]
    return Answers(
        place=place,
        have=tuple(sorted(chance.sample(contents, chance.randint(1, len(contents))))),
        done=tuple(sorted(chance.sample(tasks, chance.randint(0, len(tasks))))),
        labels=chance.choice([None, "fr", "de"]),
    )


def filled_in(browse: Browser, address: str) -> str:
    with browse.app.test_request_context(address):
        return browse.app.full_dispatch_request().get_data(as_text=True)


def made_alone(browse: Browser, address: str, guide: Guide, place: str | None, step: Step) -> str:
    """The step as it is made for this reader and no other."""
    with browse.app.test_request_context(address):
        browse.app.preprocess_request()
        return rendered(*made_step(*visit_of(guide.slug, place), step))


@pytest.mark.parametrize("way", [PAGE, PARTIAL, STAYING])
def test_a_step_filled_in_is_the_one_made_for_this_reader_in_every_language(served: Browser, way: str):
    chance = Random(way)
    here = site_of(served)
    asked, different = 0, []
    for language in here.languages:
        for guide in here.library.guides.values():
            step, place = chance.choice(list(ASKED)), chance.choice([None, "de", "gb"])
            # The second of them finds what was made for the first.
            for _ in range(2):
                answers = some_answers(guide, place, chance)
                address = way.format(addresses.step(language, guide.slug, step, answers))
                if filled_in(served, address) != made_alone(served, address, guide, place, step):
                    different.append(address)
                asked += 1
    assert asked == 2 * len(here.languages) * len(here.library.guides)
    assert different == []


def test_a_checklist_filled_in_is_the_readers_own_whatever_they_have_and_have_done(served: Browser):
    here = site_of(served)
    asked, different = set(), []
    for guide in here.library.guides.values():
        contents, tasks = ([each.id for each in kind] for kind in (guide.contents, guide.tasks))
        for place, some in product((None, "de", "gb", "ch"), [*combinations(contents, 1), (), contents]):
            for done in ([], tasks[:1], tasks):
                answers = Answers(place=place, have=tuple(sorted(some)), done=tuple(sorted(done)))
                if answers.query():
                    address = addresses.step("en", guide.slug, Step.CHECKLIST, answers)
                    asked.add(address)
                    if filled_in(served, address) != made_alone(
                        served, address, guide, place, Step.CHECKLIST
                    ):
                        different.append(address)
    assert len(asked) > 500
    assert different == []


def test_a_task_of_another_region_takes_none_from_a_checklist(serve: Serve, draft: Draft):
    def one_for_all(guide: Table) -> None:
        table_with(guide, id="task-profile")["regions"] = ["uk"]
        other = table_with(guide, id="task-feed")
        other["contents"] = ["profile"]
        del other["regions"]

    draft.edit("guides/linkedin-ads.toml", one_for_all)
    page = serve(content=draft.folder).look("/en/linkedin-ads/de/checklist/?have=profile")
    assert page.one("#task-feed")
    assert page.all("#task-profile") == []


def test_a_content_may_have_any_name(serve: Serve, draft: Draft):
    def renamed(guide: Table) -> None:
        table_with(guide, id="profile")["id"] = "query"
        table_with(guide, id="task-profile").update(contents=["query"], anchor="query")

    draft.edit("guides/linkedin-ads.toml", renamed)
    page = serve(content=draft.folder).look("/en/linkedin-ads/de/review/?have=query")
    assert page.one("#have-query").has_attr("checked")
    assert page.all("a[href='/en/linkedin-ads/de/settings/?have=query']")


def test_a_checklist_names_today_and_is_no_older_than_that_when_it_is_filled_in(served: Browser):
    kept = {
        served.look(f"/en/gemini/de/checklist/?done={done}")
        .headers["Cache-Control"]
        .split("stale-if-error=")[1]
        for done in ("task-chats", "task-keep-proof")
    }
    assert all(int(seconds) < 86_400 for seconds in kept)
    whole_day = served.look("/en/gemini/de/review/?have=chats").headers["Cache-Control"]
    assert whole_day.endswith("stale-if-error=86400")


def test_a_number_that_is_said_in_english_for_want_of_a_translation_is_the_readers_own_too(
    serve: Serve, translations: Path, tmp_path: Path
):
    words = Path(shutil.copytree(translations, tmp_path / "translations", ignore=but_two))
    catalogue = polib.pofile(str(words / "de" / catalogues.DOMAIN))
    missing = catalogue.find("{number} kind ticked")
    missing.msgstr_plural = dict.fromkeys(missing.msgstr_plural, "")
    catalogue.save()
    catalogues.build(words)
    browse = serve(translations=words)
    for ticks in (["posts"], ["posts", "profile"], []):
        said = browse.look(
            f"/partial/de/linkedin-ai/review/?{urlencode([('have', each) for each in ticks])}&stays=1"
        )
        number = "1 kind ticked" if len(ticks) == 1 else f"{len(ticks)} kinds ticked"
        assert said.one("main")["data-announcement"] == number
        assert said.one(".progress-words [lang=en]").get_text() == number


def test_steps_that_are_kept_blank_do_not_grow_without_end(served: Browser):
    here = site_of(served)
    chance = Random(1)
    guide = here.library.guides["meta-ai"]
    for language, place, step in product(("de", "el"), here.library.places.codes, ASKED):
        served.look(addresses.step(language, guide.slug, step, some_answers(guide, place, chance)))
    assert here.blanks.room * 0.9 <= here.blanks.taken <= here.blanks.room


def test_what_stands_in_gaps_is_put_in_as_often_as_it_stands_there():
    blank = Blank.of("<a?>ä<b>b<a?>", {"first": "<a?>", "second": "<b>", "third": "<c>"})
    assert blank.filled({"first": "ß", "second": "<a?>", "third": "no"}) == "ßä<a?>bß".encode()
