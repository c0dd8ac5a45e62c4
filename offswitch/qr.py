"""QR codes: an address of ours as a picture that a phone's camera reads."""

from io import BytesIO

import segno

LONGEST = 1000
"""Characters. Of a longer address the squares get too small for a camera."""

QUIET_ZONE = 4
"""White squares around the code, as cameras want them; also where the page is dark."""


def fits(address: str) -> bool:
    return len(address.encode()) <= LONGEST


def svg(address: str) -> bytes:
    """The code as SVG, dark on white, as large as the page wants it."""
    picture = BytesIO()
    segno.make_qr(address, error="m").save(
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
