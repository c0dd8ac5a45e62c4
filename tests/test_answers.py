"""Answers: what the reader chose, and how it stands in an address."""

from dataclasses import FrozenInstanceError

import pytest

from offswitch.answers import Answers


def test_answers_always_stand_in_the_same_order():
    one = Answers(done=("b", "a"), labels="fr", have=("y", "x"))
    other = Answers(have=("x", "y"), done=("a", "b"), labels="fr")
    assert one.query() == other.query() == "?have=x&have=y&labels=fr&done=a&done=b"


def test_who_chose_nothing_has_no_query():
    assert Answers().query() == ""
    assert Answers(place="at").query() == "", "the place stands in the path"


def test_whatever_an_answer_holds_is_escaped():
    assert Answers(have=("a&done=b c",)).query() == "?have=a%26done%3Db+c"


def test_a_change_of_place_keeps_the_rest():
    answers = Answers(place="at", have=("posts",), labels="fr", done=("task",))
    assert answers.at("gb") == Answers(place="gb", have=("posts",), labels="fr", done=("task",))
    assert answers.at(None).query() == answers.query()


def test_answers_never_change():
    with pytest.raises(FrozenInstanceError):
        Answers().place = "at"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("have", [("labels", "fr"), ("done", "a"), ("done", "b")]),
        ("labels", [("have", "x"), ("done", "a"), ("done", "b")]),
        ("done", [("have", "x"), ("labels", "fr")]),
    ],
)
def test_a_form_carries_on_what_it_does_not_ask_for(name: str, rest: list[tuple[str, str]]):
    assert list(Answers(have=("x",), labels="fr", done=("a", "b")).besides(name)) == rest
