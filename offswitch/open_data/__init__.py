"""Open data: all content, in one language, for programs. Knows nothing of Flask."""

from offswitch.open_data.building import guide_data, guides_data, places_data
from offswitch.open_data.description import MEDIA_TYPE, SCHEMA_MEDIA_TYPE, SCHEMAS, description, schema
from offswitch.open_data.license import LICENSE_ADDRESS
from offswitch.open_data.model import Data, Refusal

__all__ = [
    "LICENSE_ADDRESS",
    "MEDIA_TYPE",
    "SCHEMAS",
    "SCHEMA_MEDIA_TYPE",
    "Data",
    "Refusal",
    "description",
    "guide_data",
    "guides_data",
    "places_data",
    "schema",
]
