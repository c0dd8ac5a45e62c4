"""Templating: what templates may use besides the page they show."""

import json

from flask import Flask
from jinja2 import StrictUndefined

from offswitch import addresses, language
from offswitch.assets import HTMX
from offswitch.pages.host_page import own_links
from offswitch.pages.operator import notice_on, operator_links
from offswitch.site import Site

HTMX_CONFIG = json.dumps(
    {
        # What is inherited says so in its name (data-hx-target-inherited); HTML has no colons there.
        "metaCharacter": "-",
        "includeIndicatorCSS": False,
        "defaultTimeout": 10_000,
        # What the reader unfolded stays open when the page around it changes.
        "morphIgnore": ["data-htmx-powered", "open"],
    },
    separators=(",", ":"),
)


def init_app(app: Flask, site: Site) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        _=language.gettext,
        ngettext=language.ngettext,
        addresses=addresses,
        settings=site.settings,
        logo=site.logo,
        notice=lambda: notice_on(site.today, site.settings),
        operator_links=lambda: operator_links(site.settings),
        static={name: asset.address for name, asset in site.assets.items()},
        htmx=HTMX,
        htmx_config=HTMX_CONFIG,
        current_language=language.current,
        partial=addresses.partial,
        own_links=lambda: own_links(site),
        as_files=site.as_files,
    )
    app.jinja_env.filters["plain"] = plain


def plain(words: object) -> str:
    """Words without markup, for an attribute or a title."""
    return str.__str__(words) if isinstance(words, str) else str(words)
