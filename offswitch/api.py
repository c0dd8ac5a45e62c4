"""API: the open data at its addresses, for programs on any site. Reads the address, asks for the data."""

import json
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, request

from offswitch import addresses, open_data
from offswitch.open_data import LICENSE_ADDRESS, MEDIA_TYPE, SCHEMA_MEDIA_TYPE, SCHEMAS, Data
from offswitch.site import site
from offswitch.spoken import take_language

blueprint = Blueprint("api", __name__)
blueprint.url_value_preprocessor(take_language)


def init_app(app: Flask) -> None:
    @app.after_request
    def name_the_license(response: Response) -> Response:
        if addresses.is_for_programs(request.path):
            response.headers.add("Link", f'<{LICENSE_ADDRESS}>; rel="license"')
        return response


@blueprint.get(addresses.guides_data("<language>"))
def guides() -> Response:
    here = site()
    return _dataset(open_data.guides_data(here.library, here.settings, here.today), "guides")


@blueprint.get(addresses.guide_data("<language>", "<slug>"))
def guide(slug: str) -> Response:
    here = site()
    chosen = here.library.guides.get(slug)
    if chosen is None:
        abort(404, f"There is no such guide here. There are: {', '.join(here.library.guides)}.")
    return _dataset(open_data.guide_data(here.library, chosen, here.settings, here.today), "guide")


@blueprint.get(addresses.places_data("<language>"))
def places() -> Response:
    here = site()
    return _dataset(open_data.places_data(here.library, here.settings), "places")


@blueprint.get(addresses.schema(f"<any({', '.join(SCHEMAS)}):name>"))
def schema(name: str) -> Response:
    return _json(open_data.schema(name, site().settings), SCHEMA_MEDIA_TYPE)


@blueprint.get(addresses.OPEN_API)
def description() -> Response:
    here = site()
    return _json(open_data.description(here.settings, here.languages, here.library.guides))


@blueprint.get(f"{addresses.PROGRAMS}/<path:_rest>")
def nothing(_rest: str) -> Response:
    """Without this, an unknown address would be taken for a page that lacks its final slash."""
    abort(404)


def _dataset(data: Data, schema: str) -> Response:
    response = _answer(data.model_dump_json(), MEDIA_TYPE)
    response.headers.add("Link", f'<{addresses.schema(schema)}>; rel="describedby"')
    return response


def _json(table: dict[str, Any], media_type: str = MEDIA_TYPE) -> Response:
    return _answer(json.dumps(table, ensure_ascii=False), media_type)


def _answer(words: str, media_type: str) -> Response:
    response = make_response(words)
    response.content_type = media_type
    return response
