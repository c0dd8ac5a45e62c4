"""Offswitch: a localized, guided opt-out wizard."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask

from offswitch import (
    api,
    assets,
    embeds,
    errors,
    freshness,
    host_pages,
    kept,
    language,
    logs,
    machines,
    metrics,
    security,
    templating,
    views,
)
from offswitch.content import ContentError, Library, content_version, library_of_site
from offswitch.content.checks import RESERVED_NAMES
from offswitch.folders import CONTENT, ROOT, STATIC, TRANSLATIONS, FolderError, HostFolder
from offswitch.host_pages import HostPages
from offswitch.language import Language, LanguageError
from offswitch.logo import read_logo
from offswitch.offered import offered_guides, offered_languages
from offswitch.settings import Settings, SettingsError
from offswitch.site import Site, now_in_brussels
from offswitch.theme import Theme
from offswitch.words import built, read_words


def create_app() -> Flask:
    """The app as the environment wants it. What is broken ends the start with a message that names it."""
    if not sys.argv[0].endswith("flask"):
        return start()
    # Not for a server: commands need much that no page does, and each worker would carry it.
    from offswitch import commands

    if commands.are_asked_for(sys.argv):
        return commands.workshop(lambda **parts: build(Settings.read(os.environ), **parts))
    app = start()
    app.cli.add_command(commands.ledger)
    return app


def start() -> Flask:
    """The site, or the end of the process with a message that names what is broken."""
    try:
        settings = Settings.read(os.environ)
        app = build(settings)
        templating.load(app)
    except (SettingsError, FolderError, ContentError, LanguageError) as error:
        raise SystemExit(f"Offswitch does not start.\n{error}") from None
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
    as_files: bool = False,
) -> Flask:
    """The app made of these parts; 'as_files' makes its pages fit to become plain files.

    Raises SettingsError, FolderError, ContentError or LanguageError when one is broken.
    """
    app = Flask("offswitch", root_path=str(ROOT), static_folder=None)
    theme = Theme.of(settings.accent, settings.accent_dark)
    files = assets.read_assets(STATIC, theme)
    if logo := read_logo(settings):
        files[logo.asset.name] = logo.asset
    codes = language.language_codes(translations)
    own = HostFolder(settings.folder) if settings.folder else None
    words = {}
    if own:
        own.check(settings.logo)
        words = read_words(own.words, codes)
    library = library_of_site(content, now().date(), own, codes)
    languages = language.read_languages(
        translations,
        library.places.countries,
        words={code: built(each) for code, each in words.items()},
        own=library.translations,
    )
    offered = offered_guides(library, settings)
    host_pages = pages_of_host(settings, library, languages)
    site = Site(
        library=offered,
        languages=offered_languages(languages, settings),
        settings=settings,
        assets=files,
        content_version=content_version(content, *([own.content] if own else [])),
        all_languages=languages,
        withheld=frozenset(library.guides.keys() - offered.guides.keys()),
        theme=theme,
        logo=logo,
        host_pages=host_pages,
        now=now,
        as_files=as_files,
    )
    site.init_app(app)
    logs.keep_private(app.logger)
    if words:
        # It reads catalogues as their makers do, which a site that says all in our words has no use for.
        from offswitch import overrides

        for line in overrides.summaries(words, languages, translations):
            app.logger.warning(line)
    # Next to the app: what proxies say and what is counted lies around it.
    kept.init_app(app, site)
    api.init_app(app)
    security.init_app(app, settings)
    freshness.init_app(app, site)
    errors.init_app(app)
    templating.init_app(app, site)
    metrics.init_app(app, settings)
    if as_files:
        from offswitch import export

        # Of rules that weigh the same, the first one wins: these stand in for some of the next.
        app.register_blueprint(export.blueprint)
    # First the views: where 'about' may be a page or the slug of a guide, the rule that came first decides.
    app.register_blueprint(views.blueprint)
    app.register_blueprint(machines.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(embeds.blueprint)
    return app


def pages_of_host(settings: Settings, library: Library, languages: dict[str, Language]) -> HostPages:
    """The host's own pages, checked together with the settings that speak of them and of places."""
    pages = host_pages.NONE
    if settings.folder:
        taken = {*RESERVED_NAMES, *library.guides, *library.places.codes}
        pages = host_pages.read_host_pages(
            HostFolder(settings.folder).pages, languages, settings.language, taken
        )
    host_pages.check_settings(pages, settings)
    countries = library.places.countries
    if settings.place and settings.place not in countries:
        raise SettingsError(f"OFFSWITCH_PLACE is {settings.place!r}: allowed are {', '.join(countries)}")
    return pages
