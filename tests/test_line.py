"""A line: everybody has their turn, one at a time, in the order in which they came."""

import time
from threading import Thread

import pytest

from offswitch.line import Line


def waits(line: Line, name: str, seen: list[str]) -> Thread:
    """Somebody who stands in the line now, and is seen when they come and when they go."""

    def goes_in() -> None:
        with line:
            seen.append(name)
            time.sleep(0.01)
            seen.append(name)

    before = len(line)
    one = Thread(target=goes_in, daemon=True)
    one.start()
    while len(line) == before:
        time.sleep(0.001)
    return one


def test_who_has_waited_the_longest_is_next_and_who_has_just_come_is_last():
    line, seen = Line(), []
    with line:
        crowd = [waits(line, name, seen) for name in "abc"]
    # There is no moment in between in which the line would be free.
    with line:
        seen.append("who has just come")
    for each in crowd:
        each.join(timeout=10)
    assert seen == [*"aabbcc", "who has just come"]


def test_nobody_waits_for_nobody():
    line = Line()
    for _ in range(2):
        with line:
            assert len(line) == 0


def test_a_turn_that_fails_is_over():
    line, seen = Line(), []

    def fails() -> Thread:
        with line:
            one = waits(line, "next", seen)
            seen.append(1 / 0)
        return one

    with pytest.raises(ZeroDivisionError):
        fails()
    with line:
        assert seen == ["next", "next"]
