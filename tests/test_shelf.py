"""Shelf: what is kept stays within its room, and what is wanted stays longest."""

from offswitch.shelf import Shelf


def test_what_was_not_asked_for_the_longest_goes_first():
    shelf = Shelf[str](room=10)
    shelf.put("first", "a", 4)
    shelf.put("second", "b", 4)
    assert shelf.get("first") == "a"
    shelf.put("third", "c", 4)
    assert [shelf.get(key) for key in ("first", "second", "third")] == ["a", None, "c"]
    assert shelf.taken == 8


def test_what_is_put_in_the_place_of_another_takes_only_its_own_room():
    shelf = Shelf[str](room=10)
    shelf.put("key", "small", 2)
    shelf.put("key", "large", 9)
    assert (shelf.get("key"), shelf.taken, len(shelf)) == ("large", 9, 1)


def test_what_fills_the_room_is_kept_and_what_is_larger_drives_nothing_out():
    shelf = Shelf[str](room=10)
    shelf.put("fits", "a", 10)
    shelf.put("too large", "b", 11)
    assert (shelf.get("fits"), shelf.get("too large")) == ("a", None)


def test_a_cleared_shelf_has_all_its_room_again():
    shelf = Shelf[str](room=1)
    shelf.put("key", "a")
    assert (shelf.get("key"), shelf.taken) == ("a", 1)
    shelf.clear()
    assert (shelf.get("key"), shelf.taken, len(shelf)) == (None, 0, 0)
