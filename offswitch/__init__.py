"""Offswitch: a localized, guided opt-out wizard."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_compress import Compress

from offswitch import (
    api,
    assets,
    commands,
    embeds,
    errors,
    freshness,
    language,
    logs,
    machines,
    security,
    templating,
    views,
)
from offswitch.content import ContentError, content_version, read_library
from offswitch.folders import CONTENT, ROOT, STATIC, TRANSLATIONS
from offswitch.language import LanguageError
from offswitch.logo import read_logo
from offswitch.offered import offered_guides, offered_languages
from offswitch.settings import Settings, SettingsError
from offswitch.site import Site, now_in_brussels
from offswitch.theme import Theme


def create_app() -> Flask:
    """The app as the environment wants it. What is broken ends the start with a message that names it."""
    if commands.are_asked_for(sys.argv):
        return commands.workshop()
    try:
        settings = Settings.read(os.environ)
        app = build(settings)
    except (SettingsError, ContentError, LanguageError) as error:
        raise SystemExit(f"Offswitch does not start.\n{error}") from None
    app.cli.add_command(commands.ledger)
    if settings.serves_only_this_machine:
        missing = ", ".join(settings.missing)
        app.logger.warning("Serves only this machine, as these settings are not set: %s.", missing)
    return app


def build(
    settings: Settings,
    *,
    content: Path = CONTENT,
    translations: Path = TRANSLATIONS,
    now: Callable[[], datetime] = now_in_brussels,
) -> Flask:
    """The app made of these parts. Raises SettingsError, ContentError or LanguageError when one is broken."""
    app = Flask("offswitch", root_path=str(ROOT), static_folder=None)
    library = read_library(content, now().date())
    languages = language.read_languages(translations, library.places.countries)
    offered = offered_guides(library, settings)
    theme = Theme.of(settings.accent, settings.accent_dark)
    files = assets.read_assets(STATIC, theme)
    if logo := read_logo(settings):
        files[logo.asset.name] = logo.asset
    site = Site(
        library=offered,
        languages=offered_languages(languages, settings),
        settings=settings,
        assets=files,
        content_version=content_version(content),
        all_languages=languages,
        withheld=frozenset(library.guides.keys() - offered.guides.keys()),
        theme=theme,
        logo=logo,
        now=now,
    )
    site.init_app(app)
    logs.keep_private(app.logger)
    # Its zstd is fast, and leaves a page a tenth larger.
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    Compress(app)
    api.init_app(app)
    security.init_app(app, settings)
    freshness.init_app(app, site)
    errors.init_app(app)
    templating.init_app(app, site)
    # First the views: where 'about' may be a page or the slug of a guide, the rule that came first decides.
    app.register_blueprint(views.blueprint)
    app.register_blueprint(machines.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(embeds.blueprint)
    return app
