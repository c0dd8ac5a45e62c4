"""Machines: the addresses that programs ask for."""

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request

from offswitch import addresses
from offswitch.content.model import Guide
from offswitch.freshness import turns_tonight
from offswitch.language import current
from offswitch.pages.feed import atom
from offswitch.pages.sitemap import sitemap_entries, sitemaps
from offswitch.site import BRUSSELS, site
from offswitch.spoken import take_language

blueprint = Blueprint("machines", __name__)
blueprint.url_value_preprocessor(take_language)

FOR_EVER = "public, max-age=31536000, immutable"
SECURITY_TEXT_LASTS = timedelta(days=180)


@blueprint.get(addresses.HEALTH)
def health() -> Response:
    response = _text("ok\n")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """All may be read: what must not be listed says so itself, which only those learn who may read it."""
    settings = site().settings
    if settings.serves_only_this_machine:
        return _text("User-agent: *\nDisallow: /\n")
    return _text(f"User-agent: *\nDisallow:\n\nSitemap: {settings.origin}{addresses.SITEMAP}\n")


@blueprint.get(addresses.SITEMAP)
def sitemap() -> Response:
    here = site()
    return _xml(render_template("machines/sitemaps.xml", sitemaps=sitemaps(here.languages, here.settings)))


@blueprint.get(addresses.sitemap("<language>"))
def sitemap_of_language() -> Response:
    here = site()
    entries = sitemap_entries(
        current().code, here.library, here.languages, here.settings, here.host_pages.own
    )
    return _xml(render_template("machines/sitemap.xml", entries=entries))


@blueprint.get(addresses.feed("<language>"))
def feed() -> Response:
    return _feed(None)


@blueprint.get(addresses.feed("<language>", "<slug>"))
def guide_feed(slug: str) -> Response:
    return _feed(site().library.guides.get(slug) or abort(404))


def _feed(guide: Guide | None) -> Response:
    here = site()
    response = make_response(atom(here.library, here.settings, guide))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@blueprint.get(addresses.SECURITY)
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
        f"Canonical: {here.settings.base}{addresses.SECURITY}\n"
        f"Policy: {here.settings.base}{addresses.info(here.settings.language, 'about')}\n"
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
    if query := request.query_string:
        # By another mark, another release asks: what is kept there would stand in its way for good.
        asked_by_mark = query == f"v={asset.mark}".encode("ascii")
        response.headers["Cache-Control"] = FOR_EVER if asked_by_mark else "no-store"
    return response


def _xml(words: str) -> Response:
    response = make_response(words)
    response.content_type = "application/xml"
    return response


def _text(words: str) -> Response:
    response = make_response(words)
    response.mimetype = "text/plain"
    return response
