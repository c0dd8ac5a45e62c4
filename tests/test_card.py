"""Cards: the words on them are whole, in letters that the font has, inside the picture, and beautifully small."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path
from unicodedata import normalize

import icu
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageColor, ImageFont

from offswitch import catalogues
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.card import (
    BOLD,
    MARK_BOX,
    REGULAR,
    Block,
    Box,
    Card,
    draw,
    drawable,
    layout,
    switch_box,
)
from offswitch.content import Library
from offswitch.folders import FONTS, STATIC, TRANSLATIONS
from offswitch.language import Language, read_languages, speaking
from offswitch.pages.sharing import sharing_of_site
from offswitch.pages.visit import Visit
from offswitch.theme import LIGHT, Theme
from tests.conftest import PUBLIC, TODAY
from tests.drafts import Project

KB = 1024
MARGIN = 48

# fmt: off
EUROPE = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl",
    "pl", "pt", "ro", "sk", "sl", "sv", "is", "nb", "nn",
]
# fmt: on

LONG = "Verein für digitale Selbstbestimmung in Niederösterreich und Umgebung, Wien e. V."[:80]
EXTREME = [
    Card(title="A", text="", site="B"),
    Card(title="Ж" * 40, text="Ω" * 80, site="Ŵ" * 80, service="M" * 30, step="Ẅ" * 40, number=4, total=4),
    Card(
        title="Ĝħåwdéx Ωμέγα " * 42,
        text="Жълтица " * 75,
        site=LONG,
        service=LONG,
        step=LONG,
        number=1,
        total=4,
    ),
    Card(title="W" * 600, text="Щ" * 600, site="Šķŗįģ " * 13, service="Ÿ", number=2, total=4),
]


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Language]:
    """Every language, and the pseudo-language with its long words from all over Europe."""
    folder = tmp_path_factory.mktemp("cards") / "translations"
    shutil.copytree(TRANSLATIONS, folder)
    catalogues.build(folder)
    catalogues.write_pseudo(folder)
    return read_languages(folder)


@pytest.fixture(scope="module")
def cards(library: Library, languages: dict[str, Language]) -> list[Card]:
    """Every card of the site."""
    assert {"en", "de", catalogues.PSEUDO} <= languages.keys()
    found = []
    for language in languages.values():
        with speaking(language):
            found.append(sharing_of_site(PUBLIC).card)
            for guide in library.guides.values():
                visit = Visit(library, languages, PUBLIC, guide, Answers(), TODAY, "0", languages)
                found += [visit.sharing(step).card for step in (None, *Step)]
    assert len(set(found)) == len(found) == len(languages) * (1 + 5 * len(library.guides))
    return found


def words(card: Card) -> tuple[str, ...]:
    return card.service, card.step, card.title, card.text, card.site


# ---- the font


@pytest.mark.parametrize("font", [REGULAR, BOLD], ids=lambda path: path.stem)
def test_every_character_of_every_title_is_in_the_font(cards: list[Card], font: Path):
    written = {each for card in cards for each in normalize("NFC", "".join(words(card)))}
    assert len(written) > 80
    assert written - {chr(code) for code in TTFont(font).getBestCmap()} == set()


@pytest.mark.parametrize("font", [REGULAR, BOLD], ids=lambda path: path.stem)
@pytest.mark.parametrize("language", EUROPE)
def test_every_letter_of_every_language_is_in_the_font(font: Path, language: str):
    kinds = icu.ULocaleDataExemplarSetType
    letters = "".join(
        "".join(icu.LocaleData(language).getExemplarSet(0, kind))
        for kind in (kinds.ES_STANDARD, kinds.ES_PUNCTUATION)
    )
    # A mark above a letter that no keyboard has stays a mark of its own.
    needed = {
        each for each in normalize("NFC", letters + letters.upper()) if each.isalpha() or each in "„“”’»–…"
    }
    assert len(needed) > 40
    assert needed - {chr(code) for code in TTFont(font).getBestCmap()} == set()


@pytest.mark.parametrize("font", [REGULAR, BOLD], ids=lambda path: path.stem)
def test_the_font_holds_what_its_list_says(font: Path):
    covered = {chr(code) for code in TTFont(font).getBestCmap()}
    listed = {chr(code) for code in range(0x10000) if drawable(f"a{chr(code)}a") == f"a{chr(code)}a"}
    assert covered == listed


def test_the_font_comes_with_its_licence_and_is_never_sent_to_readers():
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE.txt").read_text(encoding="utf-8")
    assert not {path.name for path in FONTS.iterdir()} & {path.name for path in STATIC.iterdir()}
    for font in (REGULAR, BOLD):
        assert font.stat().st_size < 40 * KB
        assert "SIL Open Font License" in TTFont(font)["name"].getDebugName(13)


def test_a_name_in_letters_that_the_font_lacks_leaves_no_empty_boxes_behind():
    assert drawable("日本 Off 🔌 switch\u00ad") == "Off switch"
    assert draw(Card(title="Title", text="Text", site="日本🔌")) == draw(
        Card(title="Title", text="Text", site="")
    )


def test_a_letter_typed_as_two_is_drawn_as_one():
    assert drawable("Z\u0307urrieq") == "Żurrieq"


# ---- the words


def test_no_word_of_any_card_is_left_out_or_cut(cards: list[Card]):
    for card in cards:
        for said, (_, block) in zip(words(card), layout(card), strict=True):
            assert " ".join(block.lines) == said, card
            assert block.whole, card


@pytest.mark.parametrize("card", EXTREME, ids=lambda card: card.title[:10])
def test_not_even_of_words_without_end_a_letter_is_lost(card: Card):
    for said, (_, block) in zip(words(card), layout(card), strict=True):
        assert "".join(block.lines).replace(" ", "") == said.replace(" ", "")


def inked(box: Box, block: Block) -> Iterator[tuple[float, float, float, float]]:
    """Where the ink of every line is, as the font itself measures it."""
    font = ImageFont.truetype(block.style.font, block.size, layout_engine=ImageFont.Layout.BASIC)
    top = box.middle - block.height / 2
    for number, line in enumerate(block.lines):
        at, anchor = (box.right, "rm") if block.style.to_the_right else (box.left, "lm")
        left, above, right, below = font.getbbox(line, anchor=anchor)
        middle = top + (number + 0.5) * block.line_height
        if line:
            yield at + left, middle + above, at + right, middle + below


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_all_words_stay_inside_the_picture_and_apart_from_each_other(cards: list[Card]):
    for card in (*cards, *EXTREME):
        blocks = [list(inked(box, block)) for box, block in layout(card)]
        drawn = [[(each.left, each.top, each.right, each.bottom)] for each in (switch_box(card), MARK_BOX)]
        for left, top, right, bottom in (line for block in blocks for line in block):
            assert left >= MARGIN, card
            assert top >= MARGIN, card
            assert right <= 1200 - MARGIN, card
            assert bottom <= 630 - MARGIN + 8, card
        for one, other in combinations((*blocks, *drawn), 2):
            assert all(apart(here, there) for here in one for there in other), card


@pytest.mark.parametrize("card", EXTREME, ids=lambda card: card.title[:10])
def test_nothing_is_drawn_at_the_edge(card: Card):
    image = Image.open(BytesIO(draw(card))).convert("RGB")
    frame = image.copy()
    frame.paste(LIGHT.paper, (40, 40, 1160, 590))
    assert frame.getcolors() == [(1200 * 630, ImageColor.getrgb(LIGHT.paper))]


def test_the_title_is_larger_than_what_stands_below_it(cards: list[Card]):
    for card in cards:
        _, _, (_, title), (_, text), _ = layout(card)
        assert title.size > text.size >= 20, card


# ---- the picture


def test_every_card_is_a_small_picture_of_the_size_that_others_ask_for(cards: list[Card]):
    for card in (*cards, *EXTREME):
        picture = draw(card)
        assert len(picture) <= 100 * KB, card
        image = Image.open(BytesIO(picture))
        assert (image.format, image.size) == ("PNG", (1200, 630))


def test_the_same_words_give_the_same_bytes_and_others_do_not(cards: list[Card]):
    card = cards[-1]
    one = draw(card)
    draw.cache_clear()
    assert draw(card) == one
    for other in (
        {"title": "Other"},
        {"site": "Other"},
        {"step": "Other"},
        {"number": 1},
        {"service": "Other"},
    ):
        assert draw(replace(card, **other)) != one


def seems(image: Image.Image, left: int, top: int, colour: str) -> bool:
    """Whether a point has this colour, as far as an eye can tell."""
    seen = image.getpixel((left, top))
    return all(abs(one - other) <= 3 for one, other in zip(seen, ImageColor.getrgb(colour), strict=True))


def test_the_bar_shows_how_far_the_step_is():
    for number in range(1, 5):
        card = Card(title="Title", text="Text", site="Site", step="Step", number=number, total=4)
        image = Image.open(BytesIO(draw(card))).convert("RGB")
        for part in range(4):
            assert seems(image, 210 + 260 * part, 131, LIGHT.accent if part < number else LIGHT.line)


def test_the_switch_is_off():
    card = Card(title="Title", text="Text", site="Site")
    image = Image.open(BytesIO(draw(card))).convert("RGB")
    box = switch_box(card)
    assert seems(image, box.left + box.width // 4, box.middle, LIGHT.accent)
    assert seems(image, box.right - box.width // 4, box.middle, LIGHT.tint)


def test_a_card_is_in_the_colours_of_the_site():
    card = Card(title="Title", text="Text", site="Site", number=1, total=4)
    theme = Theme.of("#7a0a5c", None)
    image = Image.open(BytesIO(draw(card, theme.light))).convert("RGB")
    assert seems(image, 210, 131, "#7a0a5c")
    assert not seems(Image.open(BytesIO(draw(card))).convert("RGB"), 210, 131, "#7a0a5c")


def test_the_start_does_not_wait_for_what_draws_cards(whole_project: Project):
    code = "import sys, app; print(sorted(each for each in sys.modules if each.split('.')[0] == 'PIL'))"
    done = whole_project.run("python", "-c", code)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
