"""The library: guides dropped in as files, regions that each of them draws, days on which sentences turn."""

import shutil
from datetime import date

import pytest

from offswitch.content import Library
from offswitch.content.library import region_places
from tests.conftest import Serve
from tests.drafts import Draft, Table, table_with

GUIDE = "guides/linkedin-ai.toml"


@pytest.fixture
def second(draft: Draft) -> Draft:
    """Content with a second guide: one new file, and no code."""
    shutil.copy(draft.folder / GUIDE, draft.folder / "guides/linkedin-other.toml")

    def change(guide: Table) -> None:
        guide.update(title="Stop something else", summary="The summary of something else.", order=2)

    draft.edit("guides/linkedin-other.toml", change)
    return draft


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_new_guide_dropped_in_as_one_file_appears_on_the_home_page(
    serve: Serve, second: Draft, language: str
):
    browse = serve(content=second.folder)
    page = browse(f"/{language}/")
    cards = [link["href"] for link in page.all(".card a")]
    new = cards.index(f"/{language}/linkedin-other/")
    assert page.all_words(".card h3")[new] == "Stop something else"
    assert page.one('.card a[href$="/linkedin-other/"] > span[lang=en]') if language == "de" else True


def test_every_step_of_a_new_guide_works_at_once(serve: Serve, second: Draft):
    browse = serve(content=second.folder)
    for step in ("", "region/", "review/", "at/settings/?have=posts", "gb/checklist/", "sources/"):
        page = browse(f"/de/linkedin-other/{step}")
        # Only the finish offers the other guides.
        assert step.startswith("gb/checklist") or all(
            "/linkedin-ai/" not in link for link in page.internal_links
        )


def test_guides_stand_in_their_own_order(second: Draft, today: date):
    second.edit(GUIDE, lambda guide: guide.update(order=3))
    order = list(second.library(today).guides)
    assert order.index("linkedin-other") < order.index("linkedin-ai")


def test_each_guide_draws_its_own_map(second: Draft, today: date):
    def change(guide: Table) -> None:
        table_with(guide, id="ch")["places"] = ["ch", "br"]
        table_with(guide, id="rest")["places"] = ["us", "world"]

    second.edit("guides/linkedin-other.toml", change)
    library = second.library(today)
    regions = {slug: library.region_of(guide, "br").id for slug, guide in library.guides.items()}
    assert (regions["linkedin-ai"], regions["linkedin-other"]) == ("rest", "ch")


def test_every_place_belongs_to_exactly_one_region_of_every_guide(library: Library):
    for guide in library.guides.values():
        drawn = [place for region in guide.regions for place in region_places(region, library.places)]
        assert sorted(drawn) == sorted(library.places.codes)


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("at", "eea"),
        ("no", "eea"),
        ("eu", "eea"),
        ("gb", "uk"),
        ("ch", "ch"),
        ("ca", "ca-hk"),
        ("hk", "ca-hk"),
        ("us", "rest"),
        ("br", "rest"),
        ("world", "rest"),
    ],
)
def test_linkedin_treats_these_places_differently(library: Library, place: str, region: str):
    assert library.region_of(library.guides["linkedin-ai"], place).id == region


def test_a_sentence_turns_on_its_first_day_and_on_the_day_after_its_last(draft: Draft, today: date):
    def change(guide: Table) -> None:
        table_with(guide, id="controller-ireland").update(since=date(2031, 5, 20), until=date(2031, 12, 31))

    before = set(draft.library(today).turns())
    draft.edit(GUIDE, change)
    turns = draft.library(today).turns()
    assert set(turns) - before == {date(2031, 5, 20), date(2032, 1, 1)}
    assert list(turns) == sorted(turns)


def test_a_source_of_the_guide_itself_stands_beside_those_of_the_service(draft: Draft, today: date):
    def change(guide: Table) -> None:
        guide["sources"] = {"only-here": draft.read("sources/linkedin.toml")["sources"]["srf"]}
        table_with(guide, id="since-europe")["sources"].append("only-here")

    draft.edit(GUIDE, change)
    library = draft.library(today)
    assert {"only-here", "srf"} <= set(library.sources(library.guides["linkedin-ai"]))


def test_a_content_without_actions_keeps_all_its_claims(serve: Serve, draft: Draft):
    def change(guide: Table) -> None:
        table_with(guide, id="polls", used=...).pop("actions")

    draft.edit(GUIDE, change)
    assert serve(content=draft.folder)("/en/linkedin-ai/review/").shows("polls", "polls-used", "polls-limits")
