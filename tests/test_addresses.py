"""Addresses: one for each page, put together in one way, and forgiving about how they are typed."""

import pytest

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from tests.reader import Browser

BUSY = Answers(place="at", have=("posts", "comments"), labels="fr", done=("task-switch-off",))


def test_a_step_stands_at_the_place_with_the_answers_after_it():
    address = addresses.step("de", "some-guide", Step.REVIEW, BUSY)
    assert address == "/de/some-guide/at/review/?have=comments&have=posts&labels=fr&done=task-switch-off"


def test_a_step_without_answers_has_a_bare_address():
    assert addresses.step("de", "some-guide", Step.REVIEW) == "/de/some-guide/review/"


def test_only_the_first_part_of_an_address_is_the_language():
    assert (
        addresses.in_language("/de/some-guide/de/review/?have=de", "en")
        == "/en/some-guide/de/review/?have=de"
    )
    assert addresses.in_language("/de/", "en") == "/en/"


def test_the_steps_follow_each_other():
    assert [step.number for step in Step] == [1, 2, 3, 4]
    assert [step.next for step in Step] == [Step.REVIEW, Step.SETTINGS, Step.CHECKLIST, None]
    assert [step.previous for step in Step] == [None, Step.REGION, Step.REVIEW, Step.SETTINGS]


def test_a_letter_names_its_language_only_where_one_is_asked_for():
    assert addresses.letter("en", "some-guide", "objection", answers=BUSY.at("at")).startswith(
        "/en/some-guide/at/letters/objection/?"
    )
    address = addresses.letter("en", "some-guide", "objection", "de", addresses.NO_ANSWERS.at("at"))
    assert address == "/en/some-guide/at/letters/objection/de/"
    assert addresses.letter_file(address, "txt") == f"{address}letter.txt"


def test_what_is_handed_to_others_takes_nobodys_answers():
    address = addresses.step("en", "some-guide", Step.REVIEW, BUSY)
    assert addresses.embed(address) == "/embed/en/some-guide/at/review/"
    asked = addresses.oembed(f"https://offswitch.example{address}")
    path = "https%3A%2F%2Foffswitch.example%2Fen%2Fsome-guide%2Fat%2Freview%2F"
    assert asked == f"/oembed?url={path}&format=json"
    assert addresses.go("some-guide", Step.REVIEW) == "/go/some-guide/review/"
    assert addresses.go("some-guide", Step.REVIEW, "at") == "/go/some-guide/at/review/"


def test_a_page_names_itself_in_every_language_and_one_for_all_others():
    found = addresses.in_languages("/de/some-guide/", ["de", "en"], "en")
    assert found == {"de": "/de/some-guide/", "en": "/en/some-guide/", "x-default": "/en/some-guide/"}
    assert addresses.in_languages("/de/x/", ["fr", "de"], "en")["x-default"] == "/fr/x/"


@pytest.mark.parametrize(
    ("typed", "status", "reached"),
    [
        ("/en", 308, "/en/"),
        ("/en/linkedin-ai/at/settings", 308, "/en/linkedin-ai/at/settings/"),
        ("/en/linkedin-ai/at/checklist?have=posts", 308, "/en/linkedin-ai/at/checklist/?have=posts"),
        ("/de-AT/", 301, "/de/"),
        ("/de-AT/linkedin-ai/at/settings/?have=posts", 301, "/de/linkedin-ai/at/settings/?have=posts"),
        ("/en-gb/linkedin-ai/gb/review/", 301, "/en/linkedin-ai/gb/review/"),
        ("/DE/linkedin-ai/", 301, "/de/linkedin-ai/"),
        ("/partial/de-CH/linkedin-ai/ch/review/", 301, "/partial/de/linkedin-ai/ch/review/"),
        ("/de-de/linkedin-ai/de/review/", 301, "/de/linkedin-ai/de/review/"),
        ("/en/linkedin-ai/at/", 302, "/en/linkedin-ai/at/region/"),
        ("/en/linkedin-ai/at/?have=posts", 302, "/en/linkedin-ai/at/region/?have=posts"),
        ("/partial/en/linkedin-ai/at/", 302, "/partial/en/linkedin-ai/at/region/"),
    ],
)
def test_an_address_typed_nearly_right_leads_to_the_right_one(
    browse: Browser, typed: str, status: int, reached: str
):
    page = browse(typed, status=status)
    assert page.headers["Location"].removeprefix("http://localhost") == reached
    assert browse.look(reached).status == 200


@pytest.mark.parametrize(
    ("wish", "reached"),
    [
        ("de", "/de/"),
        ("de-AT,de;q=0.9,en;q=0.5", "/de/"),
        ("ca,de;q=0.5,en;q=0.3", "/de/"),
        ("en-GB", "/en/"),
        ("ca", "/en/"),
        ("*", "/en/"),
        ("", "/en/"),
        ("nonsense;q=x,,;", "/en/"),
    ],
)
def test_the_bare_address_leads_to_the_language_that_the_reader_asks_for(
    browse: Browser, wish: str, reached: str
):
    page = browse("/", status=302, headers={"Accept-Language": wish})
    assert page.headers["Location"] == reached
