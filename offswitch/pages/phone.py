"""Phone: how a reader goes on with a page on another device, answers included."""

from dataclasses import dataclass

from offswitch import addresses, qr
from offswitch.settings import Settings


@dataclass(frozen=True)
class PhoneView:
    picture: str
    """The address of the QR code."""
    address: str
    """The whole address that the code holds."""
    is_short: bool
    """Whether the answers are left out, because with them the code could not be read."""


def phone_view(settings: Settings, address: str) -> PhoneView:
    """For the page at the address, with the answers that stand in it."""
    whole = settings.origin + address
    picture = addresses.file(address, addresses.QR)
    if qr.fits(whole):
        return PhoneView(picture, whole, is_short=False)
    return PhoneView(picture, whole.partition("?")[0], is_short=True)
