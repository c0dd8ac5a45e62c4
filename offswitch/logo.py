"""Logo: the operator's picture beside the name of the site. It only shows: it runs and loads nothing."""

from dataclasses import dataclass
from io import BytesIO
from typing import Self

from offswitch.assets import Asset
from offswitch.settings import PREFIX, Settings, SettingsError

LARGEST = 100_000
"""Bytes. Every reader loads it."""
MOST_PIXELS = 4000
"""A side of a picture. A small file can unfold into one that fills the memory."""

WIDTH, HEIGHT = 200, 40
"""The room it has in the head of a page, in pixels."""


@dataclass(frozen=True)
class Logo:
    asset: Asset
    width: int
    """As it is shown, in pixels, so that nothing moves when it arrives."""
    height: int

    @classmethod
    def of(cls, asset: Asset, width: float, height: float) -> Self:
        """In its own proportions, as large as the head of a page allows."""
        scale = min(WIDTH / width, HEIGHT / height)
        return cls(asset, max(1, round(width * scale)), max(1, round(height * scale)))


def read_logo(settings: Settings) -> Logo | None:
    """The logo that the settings name. Raises SettingsError with what is wrong with it."""
    if settings.logo is None:
        return None
    try:
        return _read(settings, settings.logo)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsError(f"{PREFIX}LOGO is {settings.logo!r}: {reason}") from None


def _read(settings: Settings, name: str) -> Logo:
    if settings.folder is None:
        raise ValueError(f"it stands in the folder that {PREFIX}FOLDER names, and none is named")
    content = (settings.folder / name).read_bytes()
    if len(content) > LARGEST:
        raise ValueError(f"at most {LARGEST} bytes, and it has {len(content)}")
    ending = name.rpartition(".")[2]
    width, height = _size_of_svg(content) if ending == "svg" else _size_of_png(content)
    return Logo.of(Asset(f"logo.{ending}", content), width, height)


# What reads pictures is loaded only where there is one, so that the start stays fast.


def _size_of_svg(content: bytes) -> tuple[float, float]:
    from offswitch.svg import size_of

    return size_of(content)


def _size_of_png(content: bytes) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > MOST_PIXELS:
                width, height = image.size
                raise ValueError(f"at most {MOST_PIXELS} pixels a side, and it has {width} by {height}")
            if getattr(image, "is_animated", False):
                raise ValueError("it moves; a picture that stands still")
            image.load()
            return image.size
    except (UnidentifiedImageError, SyntaxError, OSError) as error:
        raise ValueError(f"a PNG that can be read: {error}") from None
