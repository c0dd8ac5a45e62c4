"""Description: what the datasets look like, for programs: JSON Schema 2020-12 and OpenAPI 3.1."""

from collections.abc import Collection
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from offswitch import addresses
from offswitch.descriptions import described
from offswitch.open_data.license import LICENSE_ADDRESS, LICENSE_ID, LICENSE_NAME
from offswitch.open_data.model import Data, GuideDataset, Guides, PlacesDataset, Refusal
from offswitch.settings import Settings

Table = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MEDIA_TYPE = "application/json"
SCHEMA_MEDIA_TYPE = "application/schema+json"

SCHEMAS: dict[str, type[Data]] = {"guides": Guides, "guide": GuideDataset, "places": PlacesDataset}
"""What each dataset is made of, by the name of its schema."""

VERSION = "1.0.0"
ABOUT = (
    "All content in one language, with its sources and their dates, to fetch with GET or HEAD from any site. "
    "Nothing is asked of you and nothing is kept: no key, no cookie. Sentences without a translation are "
    "in the language that they were written in, and say so. Within version 1 fields may be added; none is "
    "taken out or renamed."
)
UNKNOWN = {"$ref": "#/components/responses/unknown"}


def schema(name: str, settings: Settings) -> Table:
    """The JSON Schema of the dataset."""
    address = f"{settings.base or ''}{addresses.schema(name)}"
    return {"$schema": DIALECT, "$id": address, **_schema(SCHEMAS[name])}


@cache
def _schema(kind: type[BaseModel]) -> Table:
    # As it is sent: then every field is always there, also one that has a default in the model.
    return described(kind.model_json_schema(mode="serialization"), Data)


def description(settings: Settings, languages: Collection[str], guides: Collection[str]) -> Table:
    """The OpenAPI description of this copy: the languages and guides that it has."""
    language = _parameter("language", "The language, as in the addresses of pages.", languages)
    guide = _parameter("guide", "The guide, as in the addresses of pages.", guides)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.name,
            "version": VERSION,
            "summary": "Guides for switching off AI training on one’s data, as open data.",
            "description": ABOUT,
            "license": {"name": LICENSE_NAME, "identifier": LICENSE_ID},
        },
        "servers": [{"url": settings.base or "/"}],
        "paths": {
            addresses.guides_data("{language}"): _get(
                "guides", "Every guide, in short.", _reference(Guides), [language]
            ),
            addresses.guide_data("{language}", "{guide}"): _get(
                "guide", "A guide with all that it rests on.", _reference(GuideDataset), [language, guide]
            ),
            addresses.places_data("{language}"): _get(
                "places", "Every place, with its authorities.", _reference(PlacesDataset), [language]
            ),
            **{
                addresses.schema(name): _get(
                    f"{name}Schema",
                    f"The JSON Schema of {name}.json.",
                    {"type": "object"},
                    [],
                    SCHEMA_MEDIA_TYPE,
                )
                for name in SCHEMAS
            },
            addresses.OPEN_API: _get("description", "This description.", {"type": "object"}, []),
        },
        "components": {
            "schemas": _components(),
            "headers": {
                "Link": {
                    "description": f"The licence, {LICENSE_ADDRESS}, and the schema of a dataset.",
                    "required": True,
                    "schema": {"type": "string"},
                },
                "ETag": {
                    "description": "Send it back in If-None-Match: the answer is 304 while nothing changed.",
                    "required": True,
                    "schema": {"type": "string"},
                },
                "Cache-Control": {
                    "description": "How long it may be kept: never beyond a day on which a sentence turns.",
                    "required": True,
                    "schema": {"type": "string"},
                },
                "Access-Control-Allow-Origin": {
                    "description": "Programs on any site may read it.",
                    "required": True,
                    "schema": {"const": "*"},
                },
            },
            "responses": {
                "unknown": {
                    "description": "There is no such language or guide.",
                    "content": {MEDIA_TYPE: {"schema": _reference(Refusal)}},
                },
            },
        },
    }


@cache
def _components() -> Table:
    kinds: list[type[Data]] = [*SCHEMAS.values(), Refusal]
    _, table = models_json_schema(
        [(kind, "serialization") for kind in kinds], ref_template="#/components/schemas/{model}"
    )
    found: Table = described(table, Data)["$defs"]
    return found


def _reference(kind: type[Data]) -> Table:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _parameter(name: str, words: str, values: Collection[str]) -> Table:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": words,
        "schema": {"type": "string", "enum": sorted(values)},
    }


def _get(
    name: str, words: str, schema: Table, parameters: list[Table], media_type: str = MEDIA_TYPE
) -> Table:
    names = ("Link", "ETag", "Cache-Control", "Access-Control-Allow-Origin")
    answers: Table = {
        "200": {
            "description": words,
            "headers": {header: {"$ref": f"#/components/headers/{header}"} for header in names},
            "content": {media_type: {"schema": schema}},
        },
        "304": {"description": "Nothing changed since the answer whose ETag was sent."},
    }
    if parameters:
        answers["404"] = UNKNOWN
    return {
        "parameters": parameters,
        "get": {"operationId": name, "summary": words, "responses": answers},
    }
