"""Reports: readers tell the host what differs, without telling anything about themselves."""

from urllib.parse import parse_qs, urlsplit

import pytest

from offswitch.settings import Settings

from .conftest import Serve

GUIDE = "linkedin-ai"
MAIL = "reports@offswitch.example"
TRACKER = "https://tracker.example/new"


def filled_in(address: str) -> str:
    query = parse_qs(urlsplit(address).query)
    return "\n".join(value for values in query.values() for value in values)


@pytest.mark.parametrize("target", [MAIL, TRACKER])
def test_a_report_holds_what_the_host_needs_and_nothing_about_the_reader(serve: Serve, target: str):
    page = serve(Settings(reports=target))(f"/de/{GUIDE}/at/settings/?have=posts&done=task-switch-off")
    address = page.one("#desktop-privacy .report a")["href"]
    report = filled_in(address)
    for fact in (GUIDE, "settings", "desktop-privacy", "desktop", "de"):
        assert fact in report
    assert "Content: " in report
    for private in ("Austria", "Österreich", "/at/", "posts", "task-switch-off"):
        assert private not in report
    assert address.startswith(f"mailto:{MAIL}?" if target == MAIL else f"{TRACKER}?")


def test_every_action_of_a_step_can_be_reported(serve: Serve):
    browse = serve(Settings(reports=MAIL))
    for step, actions in (("review", ".actions > li"), ("settings", ".actions > li"), ("checklist", ".task")):
        page = browse(f"/en/{GUIDE}/at/{step}/")
        assert len(page.all(actions)) == len(page.all(f"{actions} .report a")) > 3


def test_what_names_words_on_a_screen_asks_for_them(serve: Serve):
    page = serve(Settings(reports=MAIL))(f"/en/{GUIDE}/at/settings/")
    assert page.words("#desktop-privacy .report") == "What does your screen say?"
    assert page.words("#missing-other-device .report") == "Something is different here"


def test_beside_it_stands_that_this_does_not_reach_the_service(serve: Serve):
    page = serve(Settings(reports=MAIL))(f"/en/{GUIDE}/at/settings/")
    assert "It does not reach LinkedIn: you have to do it there yourself." in page.words("main")


def test_where_there_is_nothing_to_report_by_the_page_does_not_speak_of_it(serve: Serve):
    browse = serve(Settings(reports=MAIL))
    rests = (
        "region/",
        "at/region/",
        "at/review/",
        "at/settings/",
        "at/checklist/",
        "letters/",
        "at/letters/",
    )
    for rest in (*rests, "at/letters/objection/", "at/letters/complaint/"):
        page = browse(f"/en/{GUIDE}/{rest}")
        speaks = "When you tell us that your screen differs" in page.words("main")
        assert speaks == bool(page.all(".report")), page


def test_reports_go_to_the_contact_where_no_other_address_is_set(serve: Serve):
    page = serve(Settings(contact=MAIL))(f"/en/{GUIDE}/at/settings/")
    assert page.one("#desktop-privacy .report a")["href"].startswith(f"mailto:{MAIL}?")


def test_without_any_address_no_report_is_offered(serve: Serve):
    page = serve(Settings())(f"/en/{GUIDE}/at/settings/")
    assert not page.all(".report")
