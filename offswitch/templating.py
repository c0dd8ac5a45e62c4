"""Templating: what templates may use besides the page they show."""

from flask import Flask
from jinja2 import StrictUndefined

from offswitch import addresses, language
from offswitch.assets import HTMX
from offswitch.site import Site


def init_app(app: Flask, site: Site) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        _=language.gettext,
        ngettext=language.ngettext,
        addresses=addresses,
        settings=site.settings,
        static={name: asset.address for name, asset in site.assets.items()},
        htmx=HTMX,
        current_language=language.current,
        partial=addresses.partial,
    )
    app.jinja_env.filters["plain"] = plain


def plain(words: object) -> str:
    """Words without markup, for an attribute or a title."""
    return str.__str__(words) if isinstance(words, str) else str(words)
