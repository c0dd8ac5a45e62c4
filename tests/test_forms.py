"""Forms: damaged answers are dropped, the rest is kept."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.forms import read_answers


@pytest.fixture
def read(app: Flask, library: Library):
    guide = library.guides["linkedin-ai"]

    def read(*pairs: tuple[str, str], page_language: str = "en", place: str | None = "at") -> Answers:
        with app.test_request_context():
            _, answers = read_answers(
                MultiDict(list(pairs)), guide, library.service(guide), page_language, place
            )
        return answers

    return read


def test_known_answers_are_kept_in_order(read):
    answers = read(("done", "task-switch-off"), ("have", "posts"), ("have", "comments"), ("labels", "fr"))
    assert answers == Answers(place="at", have=("comments", "posts"), labels="fr", done=("task-switch-off",))


@pytest.mark.parametrize(
    "nonsense", ["", "POSTS", "posts ", "<b>", "task-switch-off", "x" * 9000, "\0", "\ud7ff"]
)
def test_unknown_answers_are_dropped_and_the_rest_is_kept(read, nonsense: str):
    answers = read(
        ("have", nonsense),
        ("have", "posts"),
        ("done", nonsense + "!"),
        ("done", "task-keep-mail"),
        (nonsense, "posts"),
    )
    assert answers == Answers(place="at", have=("posts",), done=("task-keep-mail",))


def test_an_address_without_answers_is_a_form_with_nothing_ticked(app: Flask, library: Library):
    guide = library.guides["linkedin-ai"]
    with app.test_request_context():
        form, answers = read_answers(MultiDict(), guide, library.service(guide), "de", None)
    assert answers == Answers()
    assert form.data == {"have": [], "labels": "de", "done": []}


def test_an_answer_given_twice_counts_once(read):
    assert read(("have", "posts"), ("have", "posts")).have == ("posts",)


def test_the_language_of_labels_is_left_out_where_the_page_would_assume_it(read):
    assert read(("labels", "de"), page_language="de").labels is None
    assert read(("labels", "de"), page_language="en").labels == "de"
    assert read(page_language="de").labels is None


@pytest.mark.parametrize("unknown", ["bg", "xx", "", "DE", "de-AT", "<b>"])
def test_a_language_that_the_service_does_not_offer_is_dropped(read, unknown: str):
    assert read(("labels", unknown), ("have", "posts")) == Answers(place="at", have=("posts",))


def test_a_tick_that_does_not_apply_in_this_country_is_kept(read):
    assert read(("done", "task-uk-microsoft")).done == ("task-uk-microsoft",)
