"""Footnotes: each address outside has one mark, in the order of letters."""

from offswitch.pages.footnotes import Footnotes
from tests.reader import Browser


def test_the_same_address_has_the_same_mark():
    footnotes = Footnotes()
    assert [footnotes.mark(each) for each in ("x", "y", "x", "z")] == ["a", "b", "a", "c"]
    assert footnotes.addresses == ("x", "y", "z")


def test_after_z_comes_aa():
    footnotes = Footnotes()
    marks = [footnotes.mark(str(number)) for number in range(26 + 26 * 26 + 1)]
    assert marks[25:28] == ["z", "aa", "ab"]
    assert marks[51:53] == ["az", "ba"]
    assert marks[-2:] == ["zz", "aaa"]
    assert len(set(marks)) == len(marks)


def test_marks_follow_the_order_in_which_a_checklist_is_read(browse: Browser):
    page = browse("/en/linkedin-ai/at/checklist/")
    marks = [str(link["data-mark"]) for link in page.all("a.outside")]
    assert list(dict.fromkeys(marks)) == sorted(set(marks))
