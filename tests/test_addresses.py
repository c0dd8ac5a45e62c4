"""Addresses: one for each page, put together in one way, and forgiving about how they are typed."""

from collections.abc import Callable

import pytest

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from tests.conftest import PUBLIC
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


@pytest.mark.parametrize("answers", [BUSY, addresses.NO_ANSWERS.at("at")], ids=["with answers", "without"])
def test_what_is_handed_to_others_takes_nobodys_answers(answers: Answers):
    address = addresses.step("en", "some-guide", Step.REVIEW, answers)
    assert addresses.embed(address) == "/embed/en/some-guide/at/review/"
    asked = addresses.oembed(f"https://offswitch.example{address}")
    path = "https%3A%2F%2Foffswitch.example%2Fen%2Fsome-guide%2Fat%2Freview%2F"
    assert asked == f"/oembed?url={path}&format=json"
    assert addresses.go("some-guide", Step.REVIEW) == "/go/some-guide/review/"
    assert addresses.go("some-guide", Step.REVIEW, "at") == "/go/some-guide/at/review/"


AT = addresses.NO_ANSWERS.at("at")


@pytest.mark.parametrize(
    ("build", "written"),
    [
        (lambda: addresses.home("de"), "/de/"),
        (lambda: addresses.info("de", "about"), "/de/about/"),
        (lambda: addresses.guide("de", "some"), "/de/some/"),
        (lambda: addresses.guide("de", "some", BUSY.at(None)), f"/de/some/{BUSY.query()}"),
        (lambda: addresses.sources("de", "some"), "/de/some/sources/"),
        (lambda: addresses.misreported("de", "some"), "/de/some/misreported/"),
        (lambda: addresses.handout("de", "some"), "/de/some/handout/"),
        (lambda: addresses.handout_code("de", "some"), "/de/some/handout/qr.svg"),
        (lambda: addresses.sitemap("de"), "/de/pages.xml"),
        (lambda: addresses.feed("de"), "/de/feed.xml"),
        (lambda: addresses.feed("de", "some"), "/de/some/feed.xml"),
        (lambda: addresses.letters("de", "some"), "/de/some/letters/"),
        (lambda: addresses.letters("de", "some", AT), "/de/some/at/letters/"),
        (lambda: addresses.letters("de", "some", BUSY), f"/de/some/at/letters/{BUSY.query()}"),
        (lambda: addresses.letter_file("/de/at/?date=x", "txt"), "/de/at/letter.txt"),
        (lambda: addresses.done("de"), "/de/done/"),
        (lambda: addresses.done("de", ["some", "other"]), "/de/done/?guide=other&guide=some"),
        (lambda: addresses.share("de"), "/de/share/"),
        (lambda: addresses.share("de", "some", link_language="de"), "/de/share/?guide=some"),
        (
            lambda: addresses.share("de", "some", Step.REVIEW, "at", "en"),
            "/de/share/?guide=some&step=review&place=at&in=en",
        ),
        (lambda: addresses.share_of_step("de", "some", Step.REVIEW), "/de/some/review/share/"),
        (lambda: addresses.share_of_step("de", "some", Step.REVIEW, "at"), "/de/some/at/review/share/"),
        (lambda: addresses.file("/de/review/?have=posts", "qr.png"), "/de/review/qr.png?have=posts"),
        (lambda: addresses.partial("/de/"), "/partial/de/"),
        (lambda: addresses.guides_data("de"), "/api/1/de/guides.json"),
        (lambda: addresses.guide_data("de", "some"), "/api/1/de/guides/some.json"),
        (lambda: addresses.places_data("de"), "/api/1/de/places.json"),
        (lambda: addresses.schema("guide"), "/api/1/guide.schema.json"),
    ],
)
def test_an_address_is_for_ever(build: Callable[[], str], written: str):
    assert build() == written


@pytest.mark.parametrize(
    ("imprint", "written"),
    [(None, None), ("imprint", "/de/imprint/"), ("https://ngo.example/us", "https://ngo.example/us")],
)
def test_the_imprint_stands_where_the_host_says(imprint: str | None, written: str | None):
    assert addresses.imprint("de", PUBLIC.model_copy(update={"imprint": imprint})) == written


def test_every_place_has_the_step_at_an_address_of_its_own():
    found = addresses.step_in("de", "some", Step.REVIEW, BUSY.at(None), ["at", "gb"])
    assert found == {code: f"/de/some/{code}/review/{BUSY.query()}" for code in ("at", "gb")}


@pytest.mark.parametrize(
    ("path", "is_for_programs", "is_embed"),
    [
        ("/oembed", True, False),
        ("/api/1/guides.json", True, False),
        ("/de/some/review/oembed.json", True, False),
        ("/embed/de/some/review/", False, True),
        ("/de/some/review/", False, False),
        ("/de/oembed/", False, False),
        ("/de/embed/", False, False),
        ("/apiary/", False, False),
    ],
)
def test_what_is_for_programs_and_what_may_be_framed_is_seen_from_the_path(
    path: str, is_for_programs: bool, is_embed: bool
):
    assert (addresses.is_for_programs(path), addresses.is_embed(path)) == (is_for_programs, is_embed)


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
