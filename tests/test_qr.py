"""QR: a drawing that loads nothing, and holds exactly the address."""

import xml.etree.ElementTree as ET

import segno

from offswitch.qr import LONGEST, fits, svg

ADDRESS = "https://offswitch.example/de/some-guide/"
SVG = "{http://www.w3.org/2000/svg}"


def test_a_code_is_black_on_white_with_the_border_that_cameras_need():
    drawing = ET.fromstring(svg(ADDRESS))
    assert drawing.tag == f"{SVG}svg"
    size = segno.make_qr(ADDRESS).symbol_size(border=4)[0]
    assert drawing.get("viewBox") == f"0 0 {size} {size}"
    paper, code = drawing.iter(f"{SVG}path")
    assert (paper.get("fill"), code.get("stroke")) == ("#fff", "#000")


def test_a_code_holds_the_address_and_no_other():
    assert svg(ADDRESS) == svg(ADDRESS)
    assert svg(ADDRESS) != svg(ADDRESS + "x")


def test_a_code_can_be_read_where_a_seventh_of_it_is_dirty():
    differing = 0
    for length in range(1, 60):
        address = ADDRESS + "x" * length
        weaker, ours = segno.make_qr(address, error="l"), segno.make_qr(address, error="m")
        size = ours.symbol_size(border=4)[0]
        assert ET.fromstring(svg(address)).get("viewBox") == f"0 0 {size} {size}"
        differing += weaker.version != ours.version
    assert differing, "for some of them, less would have done"


def test_a_code_can_stand_inside_a_page():
    assert svg(ADDRESS).startswith(b"<svg ")
    assert svg(ADDRESS).endswith(b"</svg>")


def test_a_code_loads_and_styles_nothing():
    for what in (b"href", b"<style", b"style=", b"<script", b"class="):
        assert what not in svg(ADDRESS)


def test_an_address_of_which_the_squares_get_too_small_has_no_code():
    """What counts is how many squares it takes: a letter beyond ASCII is two."""
    assert fits("a" * LONGEST)
    assert not fits("a" * (LONGEST + 1))
    assert not fits("ä" * (LONGEST // 2 + 1))
