"""Card: the picture that others show where somebody links to a page. Draws it; knows nothing about pages."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from offswitch.folders import FONTS
from offswitch.theme import LIGHT, Palette

if TYPE_CHECKING:  # Pillow is loaded with the first card, so that the start stays fast.
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

MEDIA_TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630
Size = tuple[int, int]

REGULAR = FONTS / "NotoSans-Regular.ttf"
BOLD = FONTS / "NotoSans-Bold.ttf"
CHARACTERS = FONTS / "characters.txt"
SMALLEST = 12

SHADES = 16
"""Of each colour, between it and the paper: enough for smooth letters, and a small file."""
SMOOTH = 4
"""Shapes are drawn this many times larger and then reduced, as Pillow leaves their edges jagged."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card says."""

    title: str
    text: str
    """What stands below the title, smaller."""
    site: str
    """The name that the host gave to the site."""
    service: str = ""
    step: str = ""
    """'Step 3 of 4'."""
    number: int = 0
    """Of the step."""
    total: int = 0
    """Of steps. Without any, no bar of steps is drawn."""


@dataclass(frozen=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> int:
        return (self.top + self.bottom) // 2


@dataclass(frozen=True)
class Style:
    font: str
    colour: Literal["accent", "soft", "ink"]
    """Its name in the palette."""
    size: int
    """The largest that it may have."""
    leading: float = 1.25
    to_the_right: bool = False


@dataclass(frozen=True)
class Block:
    """Lines in a size at which they fit, one below the other."""

    lines: tuple[str, ...]
    style: Style
    size: int
    whole: bool
    """Whether no word had to be cut."""

    @property
    def line_height(self) -> int:
        return round(self.size * self.style.leading)

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)


SERVICE = Style(str(BOLD), "accent", 34)
STEP = Style(str(REGULAR), "soft", 30, to_the_right=True)
TITLE = Style(str(BOLD), "ink", 68, leading=1.2)
TEXT = Style(str(REGULAR), "soft", 32, leading=1.4)
SITE = Style(str(BOLD), "ink", 32)
GAP = 20
"""Between title and text."""
AIR = 36
"""Above them."""

SERVICE_BOX = Box(80, 58, 660, 110)
STEP_BOX = Box(690, 58, 1120, 110)
BAR_BOX = Box(80, 126, 1120, 136)
MARK_BOX = Box(80, 535, 145, 574)
SITE_BOX = Box(165, 528, 1120, 581)
LEFT, BETWEEN, RIGHT, BOTTOM = 80, 800, 1120, 492
"""Title and text stand up to the one in the middle, the switch stands at the right."""
SWITCH_WIDTH, SWITCH_HEIGHT = 250, 150


@lru_cache(maxsize=32)
def draw(card: Card, colours: Palette = LIGHT) -> bytes:
    """The card as a PNG: the same bytes for the same words and colours."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    pen = ImageDraw.Draw(image)
    for box, block in layout(card):
        _write(pen, box, block, colours)
    if card.total:
        _paint(image, BAR_BOX, colours, lambda pen, size: _bar(pen, size, colours, card))
    for box in (switch_box(card), MARK_BOX):
        _paint(image, box, colours, lambda pen, size: _switch(pen, size, colours))
    file = BytesIO()
    image.quantize(palette=_shades(colours), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def layout(card: Card) -> tuple[tuple[Box, Block], ...]:
    """Where the words stand, in sizes at which they fit."""
    room = _room(card)
    title, text = _title_and_text(card, room)
    top = room.middle - (title.height + GAP + text.height) // 2
    below = top + title.height + GAP
    return (
        (SERVICE_BOX, _fitting(card.service, SERVICE, SERVICE_BOX)),
        (STEP_BOX, _fitting(card.step, STEP, STEP_BOX)),
        (Box(room.left, top, room.right, top + title.height), title),
        (Box(room.left, below, room.right, below + text.height), text),
        (SITE_BOX, _fitting(card.site, SITE, SITE_BOX)),
    )


def switch_box(card: Card) -> Box:
    """Beside the middle of the words."""
    top = _room(card).middle - SWITCH_HEIGHT // 2
    return Box(RIGHT - SWITCH_WIDTH, top, RIGHT, top + SWITCH_HEIGHT)


def _room(card: Card) -> Box:
    """What is left for title and text."""
    top = BAR_BOX.bottom if card.total else SERVICE_BOX.bottom if card.service else SERVICE_BOX.top
    return Box(LEFT, top + AIR, BETWEEN, BOTTOM)


def _title_and_text(card: Card, room: Box) -> tuple[Block, Block]:
    """Both in one room, the title always the larger."""
    for size in range(TITLE.size, SMALLEST - 1, -4):
        title = _block(card.title, TITLE, size, room.width)
        text = _block(card.text, TEXT, max(SMALLEST, min(TEXT.size, size * 3 // 5)), room.width)
        if title.whole and text.whole and title.height + GAP + text.height <= room.height:
            break
    return title, text


def _fitting(words: str, style: Style, box: Box) -> Block:
    """In the largest size that the box allows."""
    for size in range(style.size, SMALLEST - 1, -2):
        block = _block(words, style, size, box.width)
        if block.whole and block.height <= box.height:
            break
    return block


def _block(words: str, style: Style, size: int, width: int) -> Block:
    """The words in this size, in lines of about the same length."""
    font = _font(style.font, size)
    whole = drawable(words).split(" ")
    pieces = [piece for word in whole for piece in _cut(word, font, width)]
    widths = [font.getlength(piece) for piece in pieces]
    space = font.getlength(" ")
    lines = _lines(pieces, widths, space, width)
    narrower = (sum(widths) + space * len(widths)) / len(lines)
    while narrower < width and len(balanced := _lines(pieces, widths, space, narrower)) > len(lines):
        narrower += space
    return Block(tuple(lines if narrower >= width else balanced), style, size, len(pieces) == len(whole))


def _lines(pieces: list[str], widths: list[float], space: float, width: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for piece, wide in zip(pieces, widths, strict=True):
        if lines and used + space + wide <= width:
            lines[-1] += f" {piece}"
            used += space + wide
        else:
            lines.append(piece)
            used = wide
    return lines


def _cut(word: str, font: "FreeTypeFont", width: int) -> list[str]:
    """The word in pieces that are not wider than this: nearly always in one."""
    if font.getlength(word) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def drawable(words: str) -> str:
    """The words without the characters that the font lacks."""
    composed = unicodedata.normalize("NFC", words)
    return re.sub(" +", " ", "".join(each for each in composed if each in _characters())).strip(" ")


@cache
def _characters() -> frozenset[str]:
    ranges = re.findall(
        r"^([0-9A-F]+)(?:-([0-9A-F]+))?", CHARACTERS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return frozenset(
        chr(code) for first, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)
    )


def _font(path: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    # The plain layout: the other needs a library of the system, and would measure differently without it.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _write(pen: "ImageDraw", box: Box, block: Block, colours: Palette) -> None:
    font = _font(block.style.font, block.size)
    colour = getattr(colours, block.style.colour)
    left, anchor = (box.right, "rm") if block.style.to_the_right else (box.left, "lm")
    middle = box.middle - (block.height - block.line_height) // 2
    for number, line in enumerate(block.lines):
        pen.text((left, middle + number * block.line_height), line, colour, font, anchor)


def _shades(palette: Palette) -> "Image":
    """An image that holds nothing but the colours of cards."""
    from PIL import Image, ImageColor

    ramps = [(palette.paper, end) for end in (palette.ink, palette.soft, palette.accent)]
    colours = [
        one + (other - one) * shade // (SHADES - 1)
        for start, end in (*ramps, (palette.tint, palette.accent))
        for shade in range(SHADES)
        for one, other in zip(ImageColor.getrgb(start), ImageColor.getrgb(end), strict=True)
    ]
    shades = Image.new("P", (1, 1))
    shades.putpalette([*colours, *ImageColor.getrgb(palette.line)])
    return shades


def _paint(image: "Image", box: Box, colours: Palette, paint: Callable[["ImageDraw", Size], None]) -> None:
    """A shape with smooth edges."""
    from PIL import Image, ImageDraw

    size = (box.width * SMOOTH, box.height * SMOOTH)
    large = Image.new("RGB", size, colours.paper)
    paint(ImageDraw.Draw(large), size)
    image.paste(large.reduce(SMOOTH), (box.left, box.top))


def _switch(pen: "ImageDraw", size: Size, colours: Palette) -> None:
    """Off: the knob is on the left."""
    width, height = size
    stroke = height // 12
    gap = stroke * 2
    pen.rounded_rectangle((0, 0, width - 1, height - 1), height // 2, colours.tint, colours.accent, stroke)
    pen.ellipse((gap, gap, height - 1 - gap, height - 1 - gap), colours.accent)


def _bar(pen: "ImageDraw", size: Size, colours: Palette, card: Card) -> None:
    width, height = size
    gap = height
    part = (width - gap * (card.total - 1)) / card.total
    for position in range(card.total):
        left = position * (part + gap)
        colour = colours.accent if position < card.number else colours.line
        pen.rounded_rectangle((left, 0, left + part - 1, height - 1), height // 2, colour)
