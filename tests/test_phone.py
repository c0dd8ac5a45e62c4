"""Phone: a code that opens the same page, with the same answers, on another device."""

from urllib.parse import urlencode, urljoin

import pytest
import segno

from offswitch import qr
from offswitch.content import Library
from offswitch.pages.phone import phone_view
from tests.conftest import LOCAL, PUBLIC, Serve
from tests.drafts import Draft, Table
from tests.house import Page, header_complaints
from tests.reader import Browser

PAGES = [
    "/en/linkedin-ai/at/checklist/?have=posts&have=resumes&labels=fr&done=task-posts",
    "/de/gemini/settings/",
    "/de/linkedin-ai/gb/settings/?have=posts",
]


def picture_of(browse: Browser, page: Page) -> Page:
    picture = browse.look(urljoin(page.address, str(page.one(".phone img")["src"])))
    assert picture.status == 200
    assert list(header_complaints(picture)) == []
    return picture


@pytest.mark.parametrize("address", PAGES)
def test_the_code_holds_the_whole_address_of_the_page_with_what_was_ticked(browse: Browser, address: str):
    page = browse(address)
    whole = f"https://offswitch.example{address}"
    assert page.words(".phone .address") == whole
    assert picture_of(browse, page).response.data == qr.svg(whole)
    assert page.one(".phone img")["alt"]
    assert page.one(".phone img")["loading"] == "lazy"
    assert not page.one("details.phone").has_attr("open")


def test_the_code_is_one_that_cameras_read():
    """The squares of the picture are those of the code, with four white ones around them."""
    address = "https://offswitch.example/en/"
    size = len(segno.make_qr(address, error="m").matrix) + 8
    picture = qr.svg(address).decode()
    assert f'viewBox="0 0 {size} {size}"' in picture
    assert f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>' in picture
    assert "style" not in picture
    assert "script" not in picture


def test_the_code_never_holds_an_address_that_the_request_brings(serve: Serve):
    """What is kept for all readers must not be led elsewhere by one of them."""
    page = serve().look(PAGES[1], headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
    assert page.words(".phone .address").startswith("https://offswitch.example/")
    assert serve(LOCAL).look(PAGES[1]).words(".phone .address").startswith("http://127.0.0.1:8000/")


def test_unknown_answers_are_not_in_the_code(browse: Browser):
    query = urlencode({"have": "posts", "utm_source": "x", "done": "nonsense"})
    known, unknown = (
        browse.look(f"/en/linkedin-ai/at/settings/qr.svg?{each}") for each in ("have=posts", query)
    )
    assert known.response.data == unknown.response.data


def test_the_picture_may_be_kept_and_is_not_sent_twice(browse: Browser):
    picture = browse.look("/en/linkedin-ai/at/checklist/qr.svg")
    assert picture.response.mimetype == "image/svg+xml"
    assert picture.headers["X-Robots-Tag"] == "noindex"
    assert "public" in picture.headers["Cache-Control"]
    again = browse.look(
        "/en/linkedin-ai/at/checklist/qr.svg", headers={"If-None-Match": picture.headers["ETag"]}
    )
    assert again.status == 304


@pytest.mark.parametrize("step", ["region", "review", "settings", "checklist"])
@pytest.mark.parametrize("place", ["", "at/"])
def test_every_step_has_a_code(browse: Browser, step: str, place: str):
    address = f"/en/linkedin-ai/{place}{step}/"
    assert browse.look(f"{address}qr.svg").response.data == qr.svg(f"https://offswitch.example{address}")


@pytest.mark.parametrize("address", ["/en/nothing/settings/qr.svg", "/en/linkedin-ai/xx/settings/qr.svg"])
def test_there_is_no_code_for_a_page_that_is_not_there(browse: Browser, address: str):
    browse(address, status=404)


def test_a_reader_is_told_that_the_code_is_about_them(browse: Browser):
    assert "They are for you, not for sharing." in browse(PAGES[0]).words(".phone")


def lengthen(guide: Table) -> None:
    for record in (*guide["contents"], *guide["tasks"]):
        record["id"] = f"{record['id']}-{'x' * 40}"[:40]
    for task in guide["tasks"]:
        task.pop("contents", None)
        task.pop("condition", None)
        task.pop("anchor", None)


def ticks(guide: Table) -> list[tuple[str, str]]:
    """Everything that there is to tick."""
    answers = [("have", content["id"]) for content in guide["contents"]]
    return answers + [("done", task["id"]) for task in guide["tasks"]]


def test_an_address_too_long_for_a_camera_leaves_the_answers_out_and_says_so(serve: Serve, draft: Draft):
    draft.edit("guides/linkedin-ai.toml", lengthen)
    browse = serve(content=draft.folder)
    answers = ticks(draft.read("guides/linkedin-ai.toml"))
    page = browse(f"/en/linkedin-ai/at/checklist/?{urlencode(answers)}")
    assert page.words(".phone .address") == "https://offswitch.example/en/linkedin-ai/at/checklist/"
    assert "Your ticks do not fit into the code." in page.words(".phone")
    assert picture_of(browse, page).response.data == qr.svg(
        "https://offswitch.example/en/linkedin-ai/at/checklist/"
    )


def test_whether_the_code_holds_the_ticks_is_said_of_these_ticks_and_not_of_others(
    serve: Serve, draft: Draft
):
    draft.edit("guides/linkedin-ai.toml", lengthen)
    browse = serve(content=draft.folder)
    every = ticks(draft.read("guides/linkedin-ai.toml"))
    for answers, are_left_out in ((every[:1], False), (every, True), (every[:2], False), (every[1:], True)):
        page = browse(f"/en/linkedin-ai/at/settings/?{urlencode(answers)}")
        assert ("Your ticks do not fit into the code." in page.words(".phone")) is are_left_out
        assert (page.words(".phone .address").count("=") == len(answers)) is not are_left_out


def test_the_longest_address_that_is_taken_fits_into_a_code():
    room = qr.LONGEST - len(PUBLIC.origin)
    fitting = phone_view(PUBLIC, f"/en/x/?{'y' * (room - 7)}")
    assert not fitting.is_short
    assert len(fitting.address) == qr.LONGEST
    assert qr.svg(fitting.address)
    assert phone_view(PUBLIC, f"/en/x/?{'y' * (room - 6)}").is_short


def test_all_that_can_be_ticked_in_any_guide_fits_into_the_code(browse: Browser, library: Library):
    for slug, guide in library.guides.items():
        answers = [("have", content.id) for content in guide.contents]
        answers += [("done", task.id) for task in guide.tasks]
        page = browse.look(f"/de/{slug}/world/checklist/?{urlencode(answers)}")
        assert "?have=" in page.words(".phone .address")
