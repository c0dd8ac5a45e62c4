"""Theme: the colours of the site, light and dark, and what follows from an accent of the host's own."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from offswitch.colour import BLACK, WHITE, contrast, mixed, towards

TEXT = 4.5
"""The contrast that WCAG 2.2 AA asks of text, and of words on a button."""
SHAPE = 3.0
"""The contrast that it asks of bars, borders and the focus."""
DERIVED = 7.0
"""What a dark accent gets that nobody chose: light on dark, the least that the rules ask tires the eye."""

TINT = 0.11
"""How much of the accent is in the ground that bears its tint."""
DEPTH = 0.84
"""How much black is in the words on a light button."""


@dataclass(frozen=True)
class Palette:
    """The colours on a ground that is light, or dark. Style sheets have them under the same names."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    on_accent: str
    tint: str
    warn: str
    warn_line: str

    def grounds(self) -> dict[str, tuple[str, float]]:
        """What the accent stands on or beside, with the contrast that it needs there."""
        return {
            "the page": (self.paper, TEXT),
            "a card": (self.card, TEXT),
            "its own tint": (self.tint, TEXT),
            "a warning": (self.warn, TEXT),
            "the words on a button": (self.on_accent, TEXT),
            "a bar that is empty": (self.line, SHAPE),
        }

    def faults(self) -> Iterator[str]:
        """Where the accent cannot be told apart well enough, the worst first."""
        found = [
            (contrast(self.accent, colour), needed, f"{ground} ({colour})")
            for ground, (colour, needed) in self.grounds().items()
        ]
        for ratio, needed, ground in sorted(found, key=lambda each: each[0] / each[1]):
            if ratio < needed:
                # Rounded down: a ratio that falls short must not read as if it did not.
                shown = math.floor(ratio * 100) / 100
                yield f"its contrast to {ground} is {shown:.2f} : 1, and {needed} : 1 is needed"


@dataclass(frozen=True)
class Theme:
    light: Palette
    dark: Palette

    @classmethod
    def of(cls, accent: str | None, accent_dark: str | None) -> Self:
        """Ours, with the accents of the host. The dark one follows from the other if it is not named."""
        if accent is None:
            return cls(LIGHT, DARK)
        return cls(_light(accent), _dark(accent_dark or derived(accent)))

    def dress(self, text: str) -> str:
        """A style sheet or a drawing in these colours."""
        if self == OURS:
            return text
        for name in ("accent", "on_accent", "tint"):
            pair = f"light-dark({getattr(self.light, name)}, {getattr(self.dark, name)})"
            text = re.sub(rf"(--{name.replace('_', '-')}): light-dark\([^)]*\)", rf"\1: {pair}", text)
        return text.replace(f'"{LIGHT.accent}"', f'"{self.light.accent}"')


LIGHT = Palette(
    paper="#fbfaf6",
    card="#ffffff",
    ink="#18231f",
    soft="#4b5a54",
    line="#d9ddd6",
    accent="#0b5d4e",
    on_accent="#ffffff",
    tint="#e4f1ec",
    warn="#fdf1d6",
    warn_line="#9a6b00",
)
DARK = Palette(
    paper="#121917",
    card="#1a2421",
    ink="#eaf1ee",
    soft="#aebdb7",
    line="#34433e",
    accent="#7fdcc4",
    on_accent="#06231d",
    tint="#16332c",
    warn="#382c10",
    warn_line="#e3b341",
)
OURS = Theme(LIGHT, DARK)
"""As the style sheets have them: a test holds the two together."""


def checked_light(accent: str) -> str:
    """The accent, if it can be read on light grounds. Raises ValueError with the nearest that can."""
    return _checked(
        accent, _light(accent), next(each for each in towards(accent, BLACK) if _does(_light(each)))
    )


def checked_dark(accent: str) -> str:
    """The accent, if it can be read on dark grounds. Raises ValueError with the nearest that can."""
    return _checked(
        accent, _dark(accent), next(each for each in towards(accent, WHITE) if _does(_dark(each)))
    )


def derived(accent: str) -> str:
    """The accent for dark grounds: with as much white in it as makes it easy to read there."""
    return next(each for each in towards(accent, WHITE) if _is_easy(_dark(each)))


def _light(accent: str) -> Palette:
    return replace(LIGHT, accent=accent, tint=mixed(WHITE, accent, TINT))


def _dark(accent: str) -> Palette:
    tint = mixed(DARK.paper, accent, TINT)
    return replace(DARK, accent=accent, on_accent=mixed(accent, BLACK, DEPTH), tint=tint)


def _checked(accent: str, palette: Palette, nearest: str) -> str:
    if fault := next(palette.faults(), None):
        raise ValueError(f"{fault}; the nearest colour that has it is {nearest}")
    return accent


def _does(palette: Palette) -> bool:
    return not any(palette.faults())


def _is_easy(palette: Palette) -> bool:
    return _does(palette) and contrast(palette.accent, palette.paper) >= DERIVED
