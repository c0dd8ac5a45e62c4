"""Journeys: what readers come for, through the real app, by the links and forms that stand on the pages.

They go by the stable ids of claims, contents and tasks, never by wording, so that words can change freely.
"""

from datetime import datetime, time, timedelta

import pytest

from offswitch.content import Library
from offswitch.content.model import Action, Claim, Guide, Task
from offswitch.content.walk import records
from offswitch.site import BRUSSELS
from tests.conftest import Serve
from tests.drafts import Draft, table_with
from tests.house import Page
from tests.reader import Browser, Reader

GUIDE = "linkedin-ai"
NEEDED = ["task-switch-off", "task-look-again-now", "task-keep-proof", "task-in-three-months"]


@pytest.fixture(scope="module")
def guide(library: Library) -> Guide:
    return library.guides[GUIDE]


# ---- all the way


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reader_in_austria_goes_from_home_to_the_finish(reader: Reader, language: str):
    reader.opens(f"/{language}/").follows(".card:first-child a")
    assert reader.path == f"/{language}/{GUIDE}/"
    reader.follows("a.button[data-hx-get]").lives_in("at")
    assert reader.page.shows("since-europe", "deadline-europe", "default-on", "controller-ireland")
    reader.goes_on().ticks("posts", "resumes").sends()
    assert reader.path == f"/{language}/{GUIDE}/at/settings/"
    assert reader.page.shows("desktop", "app", "desktop-switch", "app-switch", "check-look", "objection")
    reader.goes_on()
    assert reader.page.shows(*NEEDED, "task-posts", "task-resumes")
    assert reader.page.hides("task-comments", "task-groups")
    assert not is_finished(reader.page)
    reader.ticks(*NEEDED).sends()
    assert is_finished(reader.page)
    assert reader.page.shows("finish-no-more-training", "finish-past-training", "finish-keep-proof")


def test_the_finish_waits_for_every_task_that_is_needed_and_for_no_other(reader: Reader):
    reader.opens(f"/en/{GUIDE}/at/checklist/").ticks(*NEEDED[:-1], "task-objection-form").sends()
    assert not is_finished(reader.page)
    reader.ticks(NEEDED[-1]).sends()
    assert is_finished(reader.page)
    reader.unticks("task-objection-form").sends()
    assert is_finished(reader.page)
    reader.unticks("task-keep-proof").sends()
    assert not is_finished(reader.page)


def test_progress_is_said_in_words_and_as_a_bar(reader: Reader):
    reader.opens(f"/en/{GUIDE}/at/checklist/")
    total = len(reader.page.all("input[name=done]"))
    assert bar(reader.page) == (0, total)
    assert reader.page.words("#progress") == f"0 of {total} done"
    reader.ticks(*NEEDED).sends()
    assert bar(reader.page) == (4, total)
    assert reader.page.words("#progress") == f"4 of {total} done"


def bar(page: Page) -> tuple[int, int]:
    progress = page.one("progress")
    return int(str(progress["value"])), int(str(progress["max"]))


def is_finished(page: Page) -> bool:
    return page.one("section.finish")["class"] == ["finish", "is-finished"]


def test_every_step_says_which_of_four_it_is_and_leads_on_and_back(reader: Reader):
    reader.opens(f"/en/{GUIDE}/at/region/")
    for number, step in enumerate(("region", "review", "settings", "checklist"), start=1):
        assert reader.path == f"/en/{GUIDE}/at/{step}/"
        assert reader.page.words(".eyebrow") == f"Step {number} of 4"
        assert f"Step {number} of 4" in reader.page.title
        if step == "review":
            reader.sends()
        elif number < 4:
            reader.goes_on()
    for step in ("settings", "review", "region"):
        assert reader.follows("a.back[data-hx-get]").path == f"/en/{GUIDE}/at/{step}/"
    assert reader.follows(".ways a.back").path == f"/en/{GUIDE}/"


# ---- what differs by country


@pytest.mark.parametrize(
    ("place", "shown", "hidden"),
    [
        (
            "gb",
            ["microsoft-uk", "ads-uk", "controller-us-uk", "authority-ico"],
            ["microsoft-eea-ch", "authority-dpc"],
        ),
        (
            "at",
            ["microsoft-eea-ch", "ads-eea", "authority-dpc", "minors-dpc"],
            ["microsoft-uk", "authority-ico"],
        ),
        ("eu", ["microsoft-eea-ch", "since-europe"], ["microsoft-uk", "since-rest"]),
        ("no", ["microsoft-eea-ch", "since-europe"], ["microsoft-uk", "since-rest"]),
        ("ch", ["microsoft-eea-ch", "ads-ch", "authority-ch"], ["authority-dpc", "microsoft-uk", "ads-eea"]),
        ("hk", ["since-ca-hk", "since-ca-hk-pause", "microsoft-others"], ["since-rest", "since-europe"]),
        ("ca", ["since-ca-hk", "deadline-ca-hk", "authority-ca-hk"], ["since-rest", "since-europe"]),
        (
            "us",
            ["since-rest", "deadline-rest", "ads-others"],
            ["since-ca-hk", "since-europe", "authority-ca-hk"],
        ),
        ("br", ["since-rest", "microsoft-others"], ["since-ca-hk", "since-europe"]),
        ("world", ["since-rest", "microsoft-others"], ["since-ca-hk", "since-europe"]),
    ],
)
def test_a_reader_is_told_what_applies_in_their_own_country_and_nothing_else(
    reader: Reader, place: str, shown: list[str], hidden: list[str]
):
    page = reader.opens(f"/en/{GUIDE}/region/").lives_in(place).page
    assert page.shows(*shown)
    assert page.hides(*hidden)
    assert not page.all(".region")


def test_only_readers_in_the_uk_meet_the_sharing_with_microsoft_on_every_step(browse: Browser):
    for step, ids in (
        ("review", ["posts-microsoft-uk", "comments-microsoft-uk"]),
        ("settings", ["missing-uk-2024", "answer-authority-uk"]),
        ("checklist", ["task-uk-microsoft", "finish-uk-microsoft"]),
    ):
        assert browse(f"/en/{GUIDE}/gb/{step}/").shows(*ids)
        for place in ("at", "ch", "us"):
            assert browse(f"/en/{GUIDE}/{place}/{step}/").hides(*ids)


def test_a_country_is_one_tap_away_and_stands_where_its_language_sorts_it(reader: Reader, library: Library):
    for language, before, after in (
        ("en", "at", "be"),
        ("en", "it", "lv"),
        ("de", "no", "at"),
        ("de", "at", "pl"),
    ):
        page = reader.opens(f"/{language}/{GUIDE}/region/").page
        order = [str(item["data-place"]) for item in page.all("main > ul.places li")]
        assert sorted(order) == sorted(library.places.codes)
        assert order[-2:] == ["eu", "world"]
        assert order.index(before) < order.index(after)


def test_a_reader_who_has_a_country_can_change_it(reader: Reader):
    reader.opens(f"/en/{GUIDE}/at/settings/").follows(".place a").lives_in("gb")
    assert reader.path == f"/en/{GUIDE}/gb/region/"


# ---- landing in the middle


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reader_who_lands_on_settings_without_a_country_finds_everything(
    browse: Browser, guide: Guide, language: str
):
    page = browse(f"/{language}/{GUIDE}/settings/")
    assert page.shows(*(route.id for route in guide.routes))
    assert page.shows(*(problem.id for problem in guide.problems))
    assert page.shows(*(form.id for form in guide.forms))
    for part in (*guide.routes, guide.check, *guide.problems, *guide.forms):
        assert page.shows(*(record.id for kind in (Claim, Action) for record in records(part, kind)))


def test_a_reader_who_lands_on_settings_chooses_a_country_on_the_spot(reader: Reader):
    reader.opens(f"/de/{GUIDE}/settings/").lives_in("gb")
    assert reader.path == f"/de/{GUIDE}/gb/settings/"


@pytest.mark.parametrize("step", ["region", "review", "settings", "checklist"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_without_a_country_everything_is_there_and_says_in_words_whom_it_is_for(
    browse: Browser, guide: Guide, step: str, language: str
):
    page = browse(f"/{language}/{GUIDE}/{step}/")
    local = [
        record
        for kind in (Claim, Action)
        for record in records(guide, kind)
        if record.regions and page.shows(record.id)
    ]
    assert local, "nothing on this step differs by country"
    for record in local:
        assert len(page.all(f"#{record.id} .region")) >= len(record.regions), record.id


def test_without_ticks_the_checklist_holds_every_task_and_says_its_condition(browse: Browser, guide: Guide):
    page = browse(f"/en/{GUIDE}/checklist/")
    assert page.shows(*(task.id for task in guide.tasks))
    for task in guide.tasks:
        assert page.all_words(f"#{task.id} .condition") == ([task.condition] if task.condition else [])


def test_the_whole_page_is_one_that_an_article_can_point_into(browse: Browser, guide: Guide):
    """Every id of the guide is an address, the same in every language."""
    for step in ("region", "review", "settings", "checklist"):
        english, german = browse(f"/en/{GUIDE}/{step}/"), browse(f"/de/{GUIDE}/{step}/")
        assert set(english.ids) == set(german.ids)


# ---- in a hurry, or in another case


def test_a_hurried_reader_finds_the_official_switch_and_the_one_word_that_matters(
    browse: Browser, library: Library
):
    guide = library.guides[GUIDE]
    address = next(str(link.url) for link in guide.links if link.id in guide.shortcut.links)
    page = browse(f"/en/{GUIDE}/")
    assert page.one(".start-shortcut a")["href"] == address
    off = library.service(guide).label(guide.check.label, "en")
    assert off.text in page.all_words(".start-shortcut .label")


def test_a_reader_without_an_account_finds_the_form(browse: Browser):
    page = browse(f"/en/{GUIDE}/")
    assert page.shows("way-no-account", "no-account-form")
    assert page.one("#way-no-account a.outside")["href"].endswith("/ask/TS-DPRO")


def test_a_reader_sees_on_the_guide_page_what_it_takes_and_what_it_does_not_do(browse: Browser, guide: Guide):
    page = browse(f"/en/{GUIDE}/")
    for claims in (guide.now, guide.does, guide.does_not, guide.needs):
        assert page.shows(*(claim.id for claim in claims))
    assert page.all_words(".effort li") == ["6 actions", "once per account", "you can go back at any time"]


def test_readers_of_the_app_get_the_path_before_the_link_and_those_at_a_computer_the_link_first(
    browse: Browser,
):
    page = browse(f"/en/{GUIDE}/settings/")
    for device, order in (("desktop", ["direct", "path", "actions"]), ("app", ["path", "actions", "direct"])):
        parts = [
            set(tag.get("class", [])) & {"direct", "path", "actions"} for tag in page.one(f"#{device}")(True)
        ]
        assert [each for part in parts for each in part] == order


# ---- contents and tasks


def test_every_content_says_whether_it_is_used_and_what_is_lost_by_deleting_it(browse: Browser, guide: Guide):
    page = browse(f"/en/{GUIDE}/review/")
    for content in guide.contents:
        assert page.shows(content.id, *(claim.id for claim in content.claims))
        assert bool(page.all(f"#{content.id} input")) == (content.used != "not-used"), content.id
        for action in content.actions:
            assert page.shows(action.id)
            assert len(page.all(f"#{action.id} .effects dd")) == (2 if action.undo else 0), action.id


def test_a_copy_of_the_data_comes_before_any_deletion(browse: Browser, guide: Guide):
    order = list(browse(f"/en/{GUIDE}/review/").ids)
    deletions = [
        action.id for action in records(guide, Action) if action.kind == "delete" and action.id in order
    ]
    assert deletions
    assert all(order.index(guide.copy_first.id) < order.index(each) for each in deletions)


def test_what_readers_tick_shapes_their_checklist(reader: Reader, guide: Guide):
    reader.opens(f"/en/{GUIDE}/at/review/").ticks("comments").sends().goes_on()
    assert reader.page.shows(*NEEDED, "task-comments")
    assert reader.page.hides("task-posts", "task-profile", "task-resumes")
    assert not reader.page.all("#task-comments .condition")


def test_each_content_that_can_be_ticked_brings_its_own_task(browse: Browser, guide: Guide):
    for content in guide.contents:
        if content.used == "not-used":
            continue
        page = browse(f"/en/{GUIDE}/at/checklist/?have={content.id}")
        shaped = [task for task in guide.tasks if task.contents and page.shows(task.id)]
        assert shaped, content.id
        assert all(content.id in task.contents for task in shaped)


def test_every_task_says_how_to_check_it_and_leads_to_the_step_that_shows_how(reader: Reader, guide: Guide):
    for task in guide.tasks:
        reader.opens(
            f"/en/{GUIDE}/checklist/?have=posts&done=task-keep-mail&have={''.join(task.contents[:1])}"
        )
        assert reader.page.words(f"#{task.id} .check-how")
        if task.step:
            reader.follows(f"#{task.id} .task-links a[data-hx-get]")
            assert reader.path == f"/en/{GUIDE}/{task.step}/"
            assert "done=task-keep-mail" in reader.query
            assert "have=posts" in reader.query
            assert task.anchor is None or reader.page.shows(task.anchor)


# ---- nothing is lost


@pytest.fixture
def busy(reader: Reader) -> Reader:
    """A reader who has answered everything there is to answer, and stands at the checklist."""
    reader.opens(f"/en/{GUIDE}/at/review/").ticks("posts", "groups").sends()
    reader.chooses("labels", "fr").sends().goes_on()
    return reader.ticks("task-switch-off", "task-groups").sends()


def answers(reader: Reader) -> list[str]:
    """The answers in the address. A form sends them in the order of the page; links bring them in order."""
    return sorted(reader.query.split("&"))


ANSWERS = "have=groups&have=posts&labels=fr&done=task-groups&done=task-switch-off"


def test_ticks_survive_the_steps_back_and_forth(busy: Reader):
    assert answers(busy) == sorted(ANSWERS.split("&"))
    for number, path in ((1, "region"), (2, "review"), (3, "settings"), (4, "checklist")):
        busy.goes_to_step(number)
        assert (busy.path, busy.query) == (f"/en/{GUIDE}/at/{path}/", ANSWERS)
    for path in ("settings", "review", "region"):
        busy.follows("a.back[data-hx-get]")
        assert (busy.path, busy.query) == (f"/en/{GUIDE}/at/{path}/", ANSWERS)


def test_ticks_survive_the_change_of_language(busy: Reader):
    busy.reads_in("de")
    assert (busy.path, busy.query) == (f"/de/{GUIDE}/at/checklist/", ANSWERS)
    assert busy.ticked() == {"task-groups", "task-switch-off"}
    busy.goes_back().goes_back()
    assert busy.ticked() == {"groups", "posts"}


def test_ticks_survive_the_change_of_country_and_come_back_with_it(busy: Reader):
    busy.follows(".place a").lives_in("gb").goes_to_step(4)
    assert busy.path == f"/en/{GUIDE}/gb/checklist/"
    busy.ticks("task-uk-microsoft").sends()
    busy.follows(".place a").lives_in("fr").goes_to_step(4)
    assert busy.page.hides("task-uk-microsoft")
    busy.goes_to_step(1).follows(".place a").lives_in("gb").goes_to_step(4)
    assert busy.ticked() == {"task-groups", "task-switch-off", "task-uk-microsoft"}


def test_ticks_survive_a_look_at_the_guide_page(busy: Reader):
    busy.follows(".steps p a:not(.share)").follows("a.button[data-hx-get]").lives_in("at").goes_to_step(4)
    assert busy.query == ANSWERS


def test_a_form_keeps_what_it_does_not_ask_for(busy: Reader):
    busy.goes_to_step(2).unticks("posts").sends()
    assert answers(busy) == sorted(ANSWERS.replace("&have=posts", "").split("&"))
    busy.chooses("labels", "en").sends().goes_on()
    assert busy.query == "have=groups&done=task-groups&done=task-switch-off"


# ---- labels as they stand on the reader's screen


def labels_on(page: Page) -> set[tuple[str, str]]:
    return {
        (str(tag["lang"]), " ".join(tag.get_text().split()))
        for tag in page.all("#desktop .label, #app .label")
    }


def test_labels_are_in_the_language_of_the_page_until_the_reader_says_otherwise(
    reader: Reader, library: Library
):
    service = library.service(library.guides[GUIDE])
    german, french = (service.label("gai_improvement", language) for language in ("de", "fr"))
    reader.opens(f"/de/{GUIDE}/settings/")
    assert ("de", german.text) in labels_on(reader.page)
    reader.chooses("labels", "fr").sends()
    assert reader.query == "labels=fr"
    assert ("fr", french.text) in labels_on(reader.page)
    assert not any(language == "de" for language, _ in labels_on(reader.page))
    assert reader.page.language == "de"


def offered_languages(library: Library) -> list[str]:
    return list(library.service(library.guides[GUIDE]).offered)


def test_the_chooser_offers_every_language_of_the_service_by_its_own_name(browse: Browser, library: Library):
    service = library.service(library.guides[GUIDE])
    page = browse(f"/en/{GUIDE}/settings/")
    assert {(str(each["value"]), each.get_text()) for each in page.all("#labels option")} == set(
        service.offered.items()
    )
    assert page.one("#labels option[selected]")["value"] == "en"


def test_in_every_language_unconfirmed_words_have_the_english_beside_them_and_unknown_ones_are_english(
    browse: Browser, library: Library
):
    guide = library.guides[GUIDE]
    service = library.service(guide)
    for language in offered_languages(library):
        page = browse(f"/en/{GUIDE}/at/settings/?labels={language}")
        path = page.all("#desktop .path li")
        for key, item in zip(guide.routes[0].path, path, strict=True):
            label = service.label(key, language)
            words = [(tag["lang"], tag.get_text()) for tag in item.select(".label")]
            assert words[0] == (label.language, label.text)
            assert words[1:] == ([("en", label.english)] if label.english else [])
        keys = {key for route in guide.routes for key in route.path}
        gaps = any(not service.is_recorded(key, language) for key in keys)
        assert bool(page.all("form.labels .quiet")) == gaps, language


def test_what_must_be_read_is_the_recorded_word_or_the_position_where_none_is_recorded(
    browse: Browser, library: Library
):
    guide = library.guides[GUIDE]
    service = library.service(guide)
    recorded = {code for code in offered_languages(library) if service.is_recorded(guide.check.label, code)}
    assert {"en", "de"} <= recorded < set(offered_languages(library))
    for language in offered_languages(library):
        page = browse(f"/en/{GUIDE}/settings/?labels={language}")
        advice = page.words("section.check")
        without_word = guide.check.unrecorded.partition(".")[0]
        assert (without_word in advice) == (language not in recorded), language
        assert language not in recorded or service.label(guide.check.label, language).text in advice


def test_drawings_show_the_same_words_as_the_path(browse: Browser, library: Library):
    guide = library.guides[GUIDE]
    page = browse(f"/de/{GUIDE}/settings/?labels=de")
    drawn = {tag.get_text() for tag in page.all(".screen-label")}
    service = library.service(guide)
    for screen in guide.screens:
        for row in screen.rows:
            assert row.label is None or service.label(row.label, "de").text in drawn
    assert len(page.all("figure figcaption")) == len(page.all("figure"))


# ---- sources and days


def test_every_sentence_leads_to_its_sources_and_each_says_how_and_when_it_was_read(
    browse: Browser, guide: Guide
):
    for step in ("region", "review", "settings", "checklist"):
        page = browse(f"/en/{GUIDE}/{step}/")
        for claim in page.all(".claim"):
            assert claim.select("a.note"), claim["id"]
        notes = page.all(".notes li")
        assert [note["id"] for note in notes] == [f"note-{number}" for number in range(1, len(notes) + 1)]
        assert all(note.select_one(".state").get_text().strip() for note in notes)


def test_where_sources_disagree_a_reader_learns_who_says_what(browse: Browser, guide: Guide):
    page = browse(f"/en/{GUIDE}/gb/region/")
    assert len(page.all("#ads-uk .positions dt")) == len(page.all("#ads-uk .positions dd")) == 2
    assert "is-unsettled" in page.one("#ads-uk")["class"]


def test_the_sources_page_lists_every_source_that_the_guide_cites(
    browse: Browser, library: Library, guide: Guide
):
    page = browse(f"/en/{GUIDE}/sources/")
    cited = {
        source
        for kind in (Claim, Action, Task)
        for record in records(guide, kind)
        for source in record.sources
    }
    assert page.shows(*cited)
    labels = library.service(guide).languages.values()
    assert page.shows(*(source for language in labels for source in language.sources))


START = datetime(2031, 5, 20, tzinfo=BRUSSELS)


@pytest.fixture
def turning(draft: Draft) -> Draft:
    """Content with a claim that turns on a day to come, and one that ends then."""

    def turn(guide: dict[str, object]) -> None:
        table_with(guide, id="since-europe")["since"] = START.date()
        table_with(guide, id="default-on")["until"] = START.date() - timedelta(days=1)
        starts = table_with(guide, id="controller-ireland")
        starts["since"] = START.date()

    draft.edit(f"guides/{GUIDE}.toml", turn)
    return draft


@pytest.mark.parametrize(
    ("moment", "has_begun"),
    [
        (START - timedelta(days=400), False),
        (START - timedelta(seconds=1), False),
        (START, True),
        (START + timedelta(days=400), True),
    ],
    ids=["long before", "one second before midnight", "at midnight", "long after"],
)
def test_dated_sentences_turn_at_midnight_in_brussels(
    serve: Serve, turning: Draft, moment: datetime, has_begun: bool
):
    page = serve(content=turning.folder, now=moment)(f"/en/{GUIDE}/at/region/")
    sentence = page.words("#since-europe > p")
    assert "20 May 2031" in sentence
    assert sentence.startswith("Since" if has_begun else "From")
    assert page.shows("default-on") is not has_begun, "'until' is the last day on which it is true"
    assert page.shows("controller-ireland") is has_begun, "without 'before' nothing is said until the day"


def test_a_day_turns_for_all_readers_at_once_whatever_the_server_thinks_of_its_time_zone(
    serve: Serve, turning: Draft
):
    """Half an hour past midnight in Brussels it is still the day before in UTC."""
    moment = datetime.combine(START.date(), time(0, 30), BRUSSELS)
    assert serve(content=turning.folder, now=moment)(f"/en/{GUIDE}/at/region/").hides("default-on")
