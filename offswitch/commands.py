"""Commands: `flask content …` and `flask catalogues …`. They work on files, also on broken ones."""

import json
from datetime import date

import click
from flask import Flask
from flask.cli import AppGroup

from offswitch import catalogues
from offswitch.content import ContentError, read_library
from offswitch.content.model import Guide
from offswitch.folders import CONTENT, TRANSLATIONS
from offswitch.language import ENGLISH
from offswitch.names import write_names
from offswitch.site import now_in_brussels

content = AppGroup("content", help="The content files.")
translations = AppGroup("catalogues", help="The words of every language.")


def today() -> date:
    return now_in_brussels().date()


def are_asked_for(arguments: list[str]) -> bool:
    """Whether the process was started for one of these: they must run where the site cannot start."""
    return {content.name, translations.name} & set(arguments[1:]) != set() and arguments[0].endswith("flask")


def workshop() -> Flask:
    """An app that serves nothing: it carries the commands."""
    app = Flask("offswitch")
    app.cli.add_command(content)
    app.cli.add_command(translations)
    return app


@content.command("check")
def check_content() -> None:
    """Read every content file; say per file and field what is wrong."""
    try:
        library = read_library(CONTENT, today())
    except ContentError as error:
        for mistake in error.mistakes:
            click.echo(mistake)
        raise SystemExit(1) from None
    if not schema_is_in_step():
        click.echo("content/guide.schema.json is behind the model: run 'flask content schema'.")
        raise SystemExit(1)
    click.echo(f"Nothing wrong in {', '.join(library.guides)}.")


@content.command("schema")
def write_schema() -> None:
    """Write the schema of a guide, for editors."""
    (CONTENT / "guide.schema.json").write_text(schema(), encoding="utf-8")


def schema() -> str:
    table = Guide.model_json_schema()
    # The name of the file is the slug; nobody writes it into the file.
    table["properties"].pop("slug")
    table["required"].remove("slug")
    return json.dumps(table, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def schema_is_in_step() -> bool:
    path = CONTENT / "guide.schema.json"
    return path.exists() and path.read_text(encoding="utf-8") == schema()


@translations.command("status")
def show_status() -> None:
    """Per language: translated, missing, fuzzy."""
    click.echo(f"{'language':10}{'translated':>12}{'missing':>9}{'fuzzy':>7}")
    for language in catalogues.languages():
        found = catalogues.status(language)
        click.echo(f"{language:10}{found.translated:12}{found.missing:9}{found.fuzzy:7}")


@translations.command("check")
def check_catalogues() -> None:
    """Fail when the template is behind the code, the templates or the content."""
    if not catalogues.is_in_step():
        click.echo("translations/messages.pot is behind: run 'make catalogues'.")
        raise SystemExit(1)
    click.echo("The template is in step.")


@translations.command("update")
def update_catalogues() -> None:
    """Extract every message, and bring every language in step."""
    catalogues.write_template()
    for language in catalogues.languages():
        catalogues.update(language)


@translations.command("add")
@click.argument("language")
def add_language(language: str) -> None:
    """Start a catalogue for a language. Needs requirements-dev.txt."""
    if not catalogues.is_known(language):
        raise click.BadParameter(f"{language!r} is no language that CLDR knows")
    write_names(language, read_library(CONTENT, today()).places, TRANSLATIONS)
    catalogues.update(language)


@translations.command("compile")
def compile_catalogues() -> None:
    """Build what the site reads."""
    try:
        catalogues.build()
    except catalogues.CatalogueError as error:
        raise click.ClickException(str(error)) from None


@translations.command("names")
def write_all_names() -> None:
    """Write the names of countries and the forms of dates, from CLDR. Needs requirements-dev.txt."""
    places = read_library(CONTENT, today()).places
    for language in [ENGLISH, *catalogues.languages()]:
        write_names(language, places, TRANSLATIONS)
