"""Licence: on what terms the words may be used, and whom to name."""

from offswitch.open_data.model import License
from offswitch.settings import Settings

LICENSE_NAME = "CC BY 4.0"
LICENSE_ID = "CC-BY-4.0"
LICENSE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def license_of(settings: Settings) -> License:
    parts = (settings.name, settings.operator, settings.base)
    return License(
        name=LICENSE_NAME, url=LICENSE_ADDRESS, attribution=", ".join(part for part in parts if part)
    )
