"""Views: a page at its own address, its partial at the partial's, and what a tick changes."""

import pytest

from tests.reader import Browser

CHECKLIST = "/en/linkedin-ai/at/checklist/"


def test_a_tick_replaces_the_readers_address_and_is_announced_once(browse: Browser):
    tick = browse.look(f"/partial{CHECKLIST}?done=task-switch-off&stays=1")
    assert tick.headers["HX-Replace-Url"] == f"{CHECKLIST}?done=task-switch-off"
    assert "HX-Push-Url" not in tick.headers
    said = tick.one("main")["data-announcement"]
    assert said == tick.words("#progress")


def test_a_step_adds_the_readers_address_and_says_which_step_it_is(browse: Browser):
    step = browse.look(f"/partial{CHECKLIST}?done=task-switch-off")
    assert step.headers["HX-Push-Url"] == f"{CHECKLIST}?done=task-switch-off"
    assert "HX-Replace-Url" not in step.headers
    assert step.one("main")["data-announcement"] == step.words(".eyebrow")


@pytest.mark.parametrize(
    ("step", "answers"),
    [("review", "have=posts"), ("settings", "labels=fr"), ("checklist", "done=task-switch-off")],
)
def test_after_a_tick_all_that_depends_on_the_address_is_right(browse: Browser, step: str, answers: str):
    """Next, back, the language menu, the bar of steps, and the form itself."""
    tick = browse.look(f"/partial/en/linkedin-ai/at/{step}/?{answers}&stays=1")
    links = tick.all(".languages a, .steps ol a, .ways a[data-hx-get], .place a")
    assert len(links) > 6
    for link in links:
        assert str(link["href"]).endswith(f"?{answers}"), link
    name, _, value = answers.partition("=")
    kept = {
        (str(each["name"]), str(each["value"]))
        for each in tick.all("form input[checked], form input[type=hidden]")
    }
    kept |= {("labels", str(each["value"])) for each in tick.all("form select option[selected]")}
    assert (name, value) in kept


def test_the_word_that_says_a_reader_stays_is_no_answer(browse: Browser):
    page = browse(f"{CHECKLIST}?stays=1&done=task-switch-off")
    assert "stays" not in page.text.replace("stays:1", "").replace(" stays", "")
    assert "HX-Replace-Url" not in page.headers


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"HX-Request": "true", "HX-Boosted": "true"}])
def test_what_asks_makes_no_difference_only_the_address_does(browse: Browser, header: dict[str, str]):
    assert browse.look(CHECKLIST, headers=header).text == browse.look(CHECKLIST).text
    assert (
        browse.look(f"/partial{CHECKLIST}", headers=header).text == browse.look(f"/partial{CHECKLIST}").text
    )


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("done=x&have=posts", "have=posts"),
        ("labels=fr&have=posts&have=groups", "have=groups&have=posts&labels=fr"),
        ("done=task-switch-off&labels=xx", "done=task-switch-off"),
        ("have=posts&have=posts&labels=en", "have=posts"),
        ("place=gb&lang=de", ""),
        ("have=&labels=&done=", ""),
        ("%FF=%FE&have=posts%00&have=posts", "have=posts"),
        ("have=posts;labels=fr", ""),
    ],
)
def test_damaged_answers_are_dropped_and_the_rest_is_kept_in_order(
    browse: Browser, asked: str, understood: str
):
    partial = browse.look(f"/partial{CHECKLIST}?{asked}")
    assert partial.headers["HX-Push-Url"] == CHECKLIST + (f"?{understood}" if understood else "")


def test_pages_ask_for_partials_without_guessing_who_asks(browse: Browser):
    for address in (CHECKLIST, f"/partial{CHECKLIST}"):
        assert "HX-Request" not in browse.look(address).headers.get("Vary", "")


def test_language_links_change_the_whole_document(browse: Browser):
    assert not [link for link in browse(CHECKLIST).all(".languages a") if link.get("data-hx-get")]


def test_a_swap_names_where_it_goes_and_needs_no_evaluated_code(browse: Browser):
    for address in (CHECKLIST, "/en/linkedin-ai/review/", "/en/linkedin-ai/settings/"):
        for tag, value in browse(address).with_attribute("data-hx-vals"):
            assert value == "stays:1", tag
        for tag, value in browse(address).with_attribute("data-hx-trigger"):
            assert not set(value) & set("[]"), tag
