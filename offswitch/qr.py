"""QR codes: an address of ours as a picture that a phone's camera reads."""

from io import BytesIO
from typing import Literal, get_args

import segno

Ending = Literal["svg", "png"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
MEDIA_TYPES: dict[Ending, str] = {"svg": "image/svg+xml", "png": "image/png"}

LONGEST = 1000
"""Characters. Of a longer address the squares get too small for a camera."""

QUIET_ZONE = 4
"""White squares around the code, as cameras want them; also where the page is dark."""


PIXELS = 20
"""The side of a square in the PNG: sharp on a poster, and still a few kilobytes."""


def fits(address: str) -> bool:
    return len(address.encode()) <= LONGEST


def drawn(address: str, ending: Ending) -> bytes:
    return svg(address) if ending == "svg" else png(address)


def svg(address: str) -> bytes:
    """The code as SVG, dark on white, as large as the page wants it."""
    picture = BytesIO()
    _code(address).save(
        picture,
        kind="svg",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
        nl=False,
        svgclass=None,
        lineclass=None,
    )
    return picture.getvalue()


def png(address: str) -> bytes:
    """The same code as PNG, for what takes no SVG."""
    picture = BytesIO()
    _code(address).save(picture, kind="png", border=QUIET_ZONE, dark="#000", light="#fff", scale=PIXELS)
    return picture.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
