"""Theme: whatever colour a host chooses, everybody can read the pages; what nobody could read is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offswitch.colour import BLACK, WHITE, contrast, mixed, towards
from offswitch.folders import STATIC
from offswitch.settings import Settings
from offswitch.theme import LIGHT, OURS, Palette, Theme, checked_dark, checked_light
from tests.conftest import PUBLIC, Serve

SHEETS = ["site.css", "embed.css"]
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def tokens(sheet: str) -> dict[str, tuple[str, str]]:
    """The colours of a style sheet by their names, light and dark, with all their digits."""
    found = re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\)", sheet)
    return {name.replace("-", "_"): (whole(light), whole(dark)) for name, light, dark in found}


def whole(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


def readable(palette: Palette) -> bool:
    grounds = (palette.paper, palette.card, palette.tint, palette.warn)
    texts = [(each, ground) for each in (palette.ink, palette.soft, palette.accent) for ground in grounds]
    texts.append((palette.on_accent, palette.accent))
    return all(contrast(*pair) >= 4.5 for pair in texts) and contrast(palette.accent, palette.line) >= 3


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#0a0a0a", "#ffffff", 19.8),
        ("#777777", "#ffffff", 4.48),  # as the documents of WCAG and every checker have it
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float):
    assert contrast(one, other) == contrast(other, one)
    assert round(contrast(one, other), 2) == ratio


def test_a_mix_lies_between_its_colours():
    assert [mixed(BLACK, WHITE, share) for share in (0, 0.5, 1)] == [BLACK, "#808080", WHITE]
    assert (towards(BLACK, WHITE)[0], towards(BLACK, WHITE)[-1]) == (BLACK, WHITE)


@pytest.mark.parametrize("name", SHEETS)
def test_the_colours_of_the_style_sheets_are_those_that_are_checked(name: str):
    found = tokens((STATIC / name).read_text(encoding="utf-8"))
    assert found.keys() <= vars(LIGHT).keys()
    assert {"paper", "accent", "on_accent", "tint"} <= found.keys()
    assert found == {each: (getattr(OURS.light, each), getattr(OURS.dark, each)) for each in found}


def test_our_own_colours_can_be_read():
    assert readable(OURS.light)
    assert readable(OURS.dark)


@given(COLOURS)
def test_whatever_is_accepted_can_be_read_everywhere_and_whatever_is_refused_could_not(accent: str):
    try:
        theme = Theme.of(checked_light(accent), None)
    except ValueError:
        assert not readable(Theme.of(accent, None).light)
        return
    assert readable(theme.light)
    assert readable(theme.dark), "the accent for dark grounds that follows from it"


@given(COLOURS)
def test_the_colour_that_is_proposed_is_accepted_and_the_one_before_it_is_not(accent: str):
    for check, end in ((checked_light, BLACK), (checked_dark, WHITE)):
        try:
            check(accent)
        except ValueError as error:
            proposed = str(error).split()[-1]
            assert check(proposed) == proposed
            way = towards(accent, end)
            with pytest.raises(ValueError, match="is needed"):
                check(way[way.index(proposed) - 1])


def test_a_ratio_that_just_falls_short_is_not_rounded_up():
    with pytest.raises(ValueError, match=r"is 4\.4\d : 1, and 4\.5 : 1 is needed"):
        checked_light(
            next(each for each in towards(BLACK, WHITE) if not readable(Theme.of(each, None).light))
        )


@pytest.mark.parametrize("dark", [None, "#f0a8dc"])
def test_both_style_sheets_and_the_icon_come_in_the_colours_of_the_host(serve: Serve, dark: str | None):
    browse = serve(PUBLIC.model_copy(update={"accent": "#7a0a5c", "accent_dark": dark}))
    ours = serve()
    theme = Theme.of("#7a0a5c", dark)
    for name in SHEETS:
        sheet, before = browse(f"/static/{name}").text, tokens(ours(f"/static/{name}").text)
        changed = {
            each: (getattr(theme.light, each), getattr(theme.dark, each))
            for each in ("accent", "on_accent", "tint")
        }
        assert tokens(sheet) == {**before, **changed}
        assert changed["accent"][0] == "#7a0a5c"
        assert dark in {None, changed["accent"][1]}
    assert '"#7a0a5c"' in browse("/static/icon.svg").text


def test_a_style_sheet_in_other_colours_has_another_address(serve: Serve):
    addresses = [
        str(serve(settings)("/en/").one("link[rel=stylesheet]:not([media])")["href"])
        for settings in (
            Settings(),
            Settings(accent="#7a0a5c"),
            Settings(accent="#7a0a5c", accent_dark="#f0a8dc"),
        )
    ]
    assert len(set(addresses)) == 3


def test_no_page_has_a_style_of_its_own(serve: Serve):
    page = serve(Settings(accent="#7a0a5c"))("/en/linkedin-ai/at/checklist/")
    assert not page.all("main [style], style")


def test_cards_are_in_the_colours_of_the_host(serve: Serve):
    cards = {serve(Settings(accent=accent))("/en/card.png").response.data for accent in (None, "#7a0a5c")}
    assert len(cards) == 2
