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
