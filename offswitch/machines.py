"""Machines: the addresses that programs ask for."""

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, abort, make_response, request

from offswitch import addresses
from offswitch.freshness import turns_tonight
from offswitch.site import BRUSSELS, site

blueprint = Blueprint("machines", __name__)

FOR_EVER = "public, max-age=31536000, immutable"
SECURITY_TEXT_LASTS = timedelta(days=180)


@blueprint.get("/healthz")
def health() -> Response:
    response = _text("ok\n")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    if site().settings.serves_only_this_machine:
        return _text("User-agent: *\nDisallow: /\n")
    return _text("User-agent: *\nDisallow: /partial/\n")


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """RFC 9116. Without a contact there is nobody to write to, so there is no such file."""
    here = site()
    if here.settings.contact is None or here.settings.base is None:
        abort(404)
    turns_tonight()
    expires = datetime.combine(here.today + SECURITY_TEXT_LASTS, time(), BRUSSELS)
    return _text(
        f"Contact: {here.settings.contact}\n"
        f"Expires: {expires.isoformat()}\n"
        f"Preferred-Languages: {', '.join(here.languages)}\n"
        f"Canonical: {here.settings.base}/.well-known/security.txt\n"
        f"Policy: {here.settings.base}{addresses.info('en', 'about')}\n"
    )


@blueprint.get("/favicon.ico")
def icon() -> Response:
    return static("favicon.ico")


@blueprint.get("/static/<name>")
def static(name: str) -> Response:
    asset = site().assets.get(name)
    if asset is None:
        abort(404)
    response = make_response(asset.content)
    response.mimetype = asset.media_type
    asked_by_mark = request.args.get("v") == asset.mark
    response.headers["Cache-Control"] = FOR_EVER if asked_by_mark else "public, max-age=3600"
    return response


def _text(words: str) -> Response:
    response = make_response(words)
    response.mimetype = "text/plain"
    return response
