"""Colour: how light a colour is, how well two can be told apart, and what lies between them."""

Channels = tuple[int, int, int]

BLACK, WHITE = "#000000", "#ffffff"

STEPS = 256
"""Between one colour and another: no screen shows more."""


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black and white: as WCAG 2.2 counts it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(each / 255) for each in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: str, other: str, share: float) -> str:
    """The first colour with this share of the other in it: 0 leaves it as it is, 1 is the other."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in pairs)


def towards(one: str, other: str) -> list[str]:
    """The colours from one to the other, in steps that the eye hardly sees."""
    return [mixed(one, other, step / STEPS) for step in range(STEPS + 1)]


def channels(colour: str) -> Channels:
    """Red, green and blue of '#0b5d4e', from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
