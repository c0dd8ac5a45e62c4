"""Commands: `flask content …` and `flask catalogues …` work on files, also on broken ones.

`flask addresses …` asks the site, which therefore has to start.
"""

import json
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from gettext import NullTranslations
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

import click
from babel.messages import Catalog
from flask import Flask, current_app
from flask.cli import AppGroup

from offswitch import catalogues, export, overrides, verification
from offswitch.content import ContentError, Library, read_library
from offswitch.content.age import ages, is_stale
from offswitch.content.fingerprints import accept, check_fingerprints
from offswitch.content.model import Guide, Record
from offswitch.content.reading import LEDGER, prepare_library
from offswitch.descriptions import described
from offswitch.folders import CONTENT, TRANSLATIONS, FolderError, HostFolder
from offswitch.freshness import next_turn
from offswitch.glossary import FOR_WEBLATE, GLOSSARY, read_glossary
from offswitch.language import ENGLISH, LanguageError, language_codes
from offswitch.link_check import PAUSE, Finding, as_line, as_table, as_text, check_links, outside_links
from offswitch.making import MAKING
from offswitch.names import write_names
from offswitch.released import count, recorded, released
from offswitch.settings import Settings, SettingsError
from offswitch.site import BRUSSELS, EXTENSION, Site, now_in_brussels
from offswitch.templating import prepare_templates
from offswitch.words import built, read_words, sentences

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

NOTES = "NOTES.md"
"""In translations/ the template, in the folder of a language its own."""

content = AppGroup("content", help="The content files.")
translations = AppGroup("catalogues", help="The words of every language.")
ledger = AppGroup("addresses", help="The ledger of every address ever released.")


def today() -> date:
    return now_in_brussels().date()


def are_asked_for(arguments: list[str]) -> bool:
    """Whether the process was started for one of these: they must run where the site cannot start."""
    return not {content.name, translations.name, export_site.name}.isdisjoint(arguments[1:])


def workshop(site: Callable[..., Flask]) -> Flask:
    """An app that serves nothing: it carries the commands, and how the site would be made."""
    app = Flask("offswitch")
    app.extensions["site"] = site
    app.cli.add_command(content)
    app.cli.add_command(translations)
    app.cli.add_command(export_site)
    return app


@content.command("check")
def check_content() -> None:
    """Read every content file, and a host's whole folder; say per file and field what is wrong."""
    if unsaid := list(check_fingerprints(library_or_exit(with_own=False), CONTENT)):
        end_with(ContentError(unsaid))
    if not schema_is_in_step():
        click.echo("content/guide.schema.json is behind the model: run 'flask content schema'.")
        raise SystemExit(1)
    library = library_or_exit()
    if host_folder():
        site_or_exit()
    click.echo(f"Nothing wrong in {', '.join(library.guides)}.")


@content.command("links")
@click.option("--guide", "slug", metavar="GUIDE", help="Only what this guide links to and rests on.")
@click.option("--json", "wants_json", is_flag=True, help="The report for machines.")
@click.option(
    "--pause", type=click.FloatRange(min=0), default=PAUSE, show_default=True,
    help="Seconds between two requests to the same host.",
)  # fmt: skip
def check_outside_links(slug: str | None, wants_json: bool, pause: float) -> None:
    """Ask every address that the content links to. Needs a network; changes nothing."""
    library = library_or_exit()
    if slug is not None and slug not in library.guides:
        known = ", ".join(library.guides)
        raise click.BadParameter(f"there is no guide {slug!r}; there are {known}", param_hint="--guide")
    links = outside_links(library, library.guides[slug] if slug else None)
    findings: list[Finding] = []
    click.echo(f"Asking {len(links)} addresses.", err=True)
    for finding in check_links(links, pause=pause):
        findings.append(finding)
        click.echo(f"{len(findings):4}/{len(links)} {as_line(finding)}", err=True)
    click.echo(
        json.dumps(as_table(findings), indent=1, ensure_ascii=False) if wants_json else as_text(findings)
    )
    if any(finding.is_wrong for finding in findings):
        raise SystemExit(1)


def library_or_exit(*, with_own: bool = True) -> Library:
    """All content, the host's own with it where there is a host's folder."""
    folder = host_folder() if with_own else None
    try:
        return read_library(CONTENT, today(), folder, language_codes(TRANSLATIONS))
    except (ContentError, LanguageError) as error:
        end_with(error)


def host_folder() -> HostFolder | None:
    """The folder that OFFSWITCH_FOLDER names, if one is named."""
    try:
        settings = Settings.read(os.environ)
        if settings.folder is None:
            return None
        folder = HostFolder(settings.folder)
        folder.check(settings.logo)
    except (SettingsError, FolderError) as error:
        end_with(error)
    return folder


def site_or_exit() -> None:
    """Make the site as its start does: so every mistake in a host's folder is named that would stop it."""
    try:
        current_app.extensions["site"]()
    except (SettingsError, FolderError, ContentError, LanguageError) as error:
        end_with(error)


def words_or_exit(folder: HostFolder) -> dict[str, Catalog]:
    try:
        return read_words(folder.words, language_codes(TRANSLATIONS))
    except LanguageError as error:
        end_with(error)


def end_with(error: Exception) -> NoReturn:
    """Each mistake is a line of the error."""
    click.echo(error)
    raise SystemExit(1) from None


@content.command("verify")
@click.argument("guide")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the sheet.")
@click.option("--place", "places", multiple=True, help="Only what holds there: a code, such as at or gb.")
@click.option("--device", "devices", multiple=True, help="Only this device.")
@click.option("--language", "languages", multiple=True, help="Only words in this language of the service.")
@click.option("--read", "filled_in", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A filled-in sheet: show what it changes in the content.")  # fmt: skip
@click.option("--write", is_flag=True, help="With --read: change the content files too.")
def verify(
    guide: str,
    out: Path | None,
    places: tuple[str, ...],
    devices: tuple[str, ...],
    languages: tuple[str, ...],
    filled_in: Path | None,
    write: bool,
) -> None:
    """Write a sheet for a person who can open the real service; read it back when it is filled in."""
    library = library_or_exit(with_own=False)
    one_of("GUIDE", [guide], library.guides)
    if filled_in is None:
        if write:
            raise click.UsageError("--write goes with --read")
        write_sheet(library, library.guides[guide], out or Path(), places, devices, languages)
    else:
        if out or places or devices or languages:
            raise click.UsageError("--read takes the whole sheet: no --out, --place, --device or --language")
        read_sheet(library, library.guides[guide], filled_in, write)


def write_sheet(
    library: Library,
    guide: Guide,
    folder: Path,
    places: tuple[str, ...],
    devices: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    one_of("--place", places, library.places.codes)
    one_of("--device", devices, verification.all_devices(guide))
    one_of("--language", languages, library.service(guide).offered)
    sheet = verification.make_sheet(library, guide, places=places, devices=devices, languages=languages)
    files = {folder / name: text for name, text in verification.write_sheet(sheet, today()).items()}
    for path in files:
        if path.exists():
            raise click.ClickException(f"{path} is there already, maybe filled in: move it away first.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
    click.echo(f"{len(sheet.entries)} entries to look at, in {' and '.join(str(path) for path in files)}.")


def read_sheet(library: Library, guide: Guide, path: Path, write: bool) -> None:
    sheet = verification.make_sheet(library, guide)
    try:
        findings = verification.read_findings(path.name, path.read_bytes(), sheet, today())
        changes = verification.make_changes(library, guide, findings, CONTENT, today())
    except ContentError as error:
        end_with(error)
    # The diff alone goes to the output, so that 'git apply' takes it.
    click.echo(changes.diff(), nl=False)
    if changes.by_hand:
        click.echo("\nFor you to read and write:", err=True)
    for line in changes.by_hand:
        click.echo(f"- {line}", err=True)
    if write:
        changes.write(CONTENT)
        click.echo(f"Changed: {', '.join(change.name for change in changes.files) or 'nothing'}.", err=True)


def one_of(name: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    known = tuple(allowed)
    for value in values:
        if value not in known:
            raise click.BadParameter(f"'{value}' is none of {', '.join(known)}", param_hint=name)


@content.command("accept")
def accept_content() -> None:
    """Take the facts as they are into content/fingerprints.json. Refuses what the change log does not say."""
    library = library_or_exit(with_own=False)
    try:
        accept(library, CONTENT)
    except ContentError as error:
        end_with(error)
    click.echo(f"Accepted the facts of {', '.join(library.guides)}.")


@content.command("stale")
@click.option("--days", type=click.IntRange(min=1), default=180, show_default=True, help="The limit.")
def list_stale(days: int) -> None:
    """Which claims rest on what was seen too long ago. No part of any check: a calendar breaks nothing."""
    limit = timedelta(days=days)
    found = list(ages(library_or_exit()))
    stale = [age for age in found if is_stale(age.seen, today(), limit)]
    for age in found:
        if age.seen is None:
            click.echo(f"{age.guide}  {age.claim}: undated")
        elif age in stale:
            days_ago = (today() - age.seen).days
            click.echo(f"{age.guide}  {age.claim}: seen {age.seen}, {days_ago} days ago, limit {days}")
    click.echo(f"{len(stale)} of {len(found)} claims are older than {days} days.")
    if stale:
        raise SystemExit(1)


@content.command("schema")
def write_schema() -> None:
    """Write the schema of a guide, for editors."""
    (CONTENT / "guide.schema.json").write_text(schema(), encoding="utf-8")


def schema() -> str:
    table = described(Guide.model_json_schema(), Record)
    # These come from the file's name and folder; nobody writes them into the file.
    table["properties"].pop("slug")
    table["properties"].pop("own")
    table["required"].remove("slug")
    return json.dumps(table, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def schema_is_in_step() -> bool:
    path = CONTENT / "guide.schema.json"
    return path.exists() and path.read_text(encoding="utf-8") == schema()


@ledger.command("record")
def record_addresses() -> None:
    """Put every address that is new into content/addresses.toml. Takes none out."""
    path = CONTENT / LEDGER
    before = path.read_text(encoding="utf-8")
    after = recorded(before, released(current_app))
    path.write_text(after, encoding="utf-8")
    click.echo(f"{count(after) - count(before)} new: {count(after)} addresses and anchors.")


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="As the site stands on this day, not today."
)
@click.option("--processes", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True,
              help="How many write at the same time.")  # fmt: skip
def export_site(folder: Path, day: datetime | None, processes: int) -> None:
    """Write the whole site as plain files, for web space that runs no programs."""
    noon = datetime.combine(day or today(), time(12), BRUSSELS)
    started = monotonic()
    try:
        app = current_app.extensions["site"](as_files=True, now=lambda: noon)
        here: Site = app.extensions[EXTENSION]
        folder = folder.absolute()
        export.check(folder)
        if not here.settings.serves_only_this_machine and here.settings.proxy == "none":
            raise export.ExportError(
                "OFFSWITCH_PROXY: the page on privacy has to say what your web space notes. Set 'ours' if "
                "you serve the files as the exported nginx.conf or Caddyfile says; else 'own', and say it in "
                "pages/privacy.<language>.md of your folder."
            )
        mark = export.mark_of(here)
        if export.is_up_to_date(folder, mark):
            click.echo(f"{folder}: nothing has changed since the last export.")
        else:
            hosting = export.hosting_of(app)
            written = export.write(app, folder, mark, hosting.inside, shown_progress(), processes)
            beside = hosting.write_beside(folder)
            click.echo(
                f"{folder}: {written.files} files, {written.new} of them new or changed, "
                f"{written.size / 1e6:.0f} MB, in {monotonic() - started:.0f} seconds."
            )
            click.echo(f"How to serve them: {' or '.join(map(str, beside))}.")
    except (SettingsError, FolderError, ContentError, LanguageError, export.ExportError) as error:
        end_with(error)
    except KeyboardInterrupt:
        click.echo(f"\nInterrupted. {folder} is as it was; the next export goes on from here.")
        raise SystemExit(130) from None
    if here.settings.serves_only_this_machine:
        missing = ", ".join(here.settings.missing)
        click.echo(
            f"Every page says that it is for trying out only, as these settings are not set: {missing}."
        )
    if turn := next_turn(here, noon.date()):
        click.echo(f"The next sentence turns on {turn}: export anew on that day.")


def shown_progress() -> Callable[[int, int], None]:
    """A bar on a terminal; elsewhere nothing, so that a log stays short."""
    bar: list[ProgressBar[int]] = []

    def tell(done: int, of: int) -> None:
        if not bar:
            bar.append(click.progressbar(length=of, label="Writing"))
        bar[0].update(done - bar[0].pos)
        if done == of:
            bar[0].render_finish()

    return tell


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
@click.option("--made-by", type=click.Choice(["program", "person"]), default="person", show_default=True,
              help="Who translates: the about page says so.")  # fmt: skip
def add_language(language: str, made_by: str) -> None:
    """Start a language: its catalogue, its names, its notes. Needs requirements-dev.txt."""
    if not catalogues.is_known(language):
        raise click.BadParameter(f"{language!r} is no language that CLDR knows")
    write_names(language, read_library(CONTENT, today()).places, TRANSLATIONS)
    catalogues.update(language)
    begin(TRANSLATIONS / language / MAKING, f'made_by = "{made_by}"\n')
    begin(TRANSLATIONS / language / NOTES, (TRANSLATIONS / NOTES).read_text(encoding="utf-8"))
    begin(TRANSLATIONS / language / GLOSSARY, "[apart]\n")


def begin(path: Path, text: str) -> None:
    """Write the file, unless somebody has begun it."""
    if not path.exists():
        path.write_text(text, encoding="utf-8")


@translations.command("compile")
def compile_catalogues() -> None:
    """Build what the site reads. What is built already of the same files stays as it is."""
    try:
        catalogues.build()
    except catalogues.CatalogueError as error:
        raise click.ClickException(str(error)) from None
    try:
        prepare_library(CONTENT, today())
        prepare_templates(current_app.extensions["site"])
    except (SettingsError, FolderError, ContentError, LanguageError):
        # The catalogues stand. What else is wrong the start says, and 'flask content check'.
        return


@translations.command("overrides")
@click.option("--write", is_flag=True, help="Note above each override what it replaces now.")
def list_overrides(write: bool) -> None:
    """The host's words for sentences of ours: which of them replace what has changed since."""
    folder = folder_or_exit()
    known = catalogues.known()
    number = total = 0
    for language, words in words_or_exit(folder).items():
        path = folder.words / f"{language}.po"
        ours = NullTranslations() if language == ENGLISH else built(catalogues.read(language))
        for each in overrides.outdated(words, ours, language, known):
            number += 1
            click.echo(f"{path}, line {each.line}: “{each.sentence}”: {each.reason}")
            if each.is_gone and (most_like := overrides.nearest(each.sentence, known)):
                click.echo(f"  most like it is “{most_like}”")
        total += len(list(sentences(words)))
        if write and language != ENGLISH:
            text = path.read_text(encoding="utf-8-sig")
            path.write_text(overrides.with_notes(text, words, ours, known), encoding="utf-8")
    click.echo(f"{number} of {total} overrides are outdated.")
    if number:
        raise SystemExit(1)


@translations.command("own")
@click.argument("language")
def write_own(language: str) -> None:
    """Put the sentences of the host's guides into their catalogue of a language; keep what is translated."""
    folder = folder_or_exit()
    one_of("LANGUAGE", [language], language_codes(TRANSLATIONS))
    guides = [guide for guide in library_or_exit().guides.values() if guide.own]
    path = folder.translations / f"{language}.po"
    path.parent.mkdir(exist_ok=True)
    catalogues.update_own(path, language, [guide for guide in guides if guide.language != language])
    status = catalogues.count(language, catalogues.read_file(path, language))
    click.echo(f"{path}: {status.translated} translated, {status.missing} missing, {status.fuzzy} fuzzy.")


def folder_or_exit() -> HostFolder:
    folder = host_folder()
    if folder is None:
        raise click.UsageError("OFFSWITCH_FOLDER names no folder")
    return folder


@translations.command("glossary")
def write_glossaries() -> None:
    """Write the glossary of every language as Weblate takes it."""
    for path in TRANSLATIONS.glob(f"*/{GLOSSARY}"):
        found = read_glossary(path.parent.name, TRANSLATIONS)
        (path.parent / FOR_WEBLATE).write_text(found.as_csv(), encoding="utf-8")


@translations.command("find")
@click.argument("words")
@click.option("--language", "only", metavar="LANGUAGE", help="Only what this language says.")
def find_sentence(words: str, only: str | None) -> None:
    """Which sentences hold these words, in English or in a translation: id, English, translations."""
    one_of("--language", [only] if only else [], catalogues.languages())
    found = list(catalogues.find(words, [only] if only else catalogues.languages()))
    for sentence in found:
        click.echo(f"{sentence.id}  {sentence.english}")
        for language, said in sentence.translations.items():
            click.echo(f"{language:>8}  {said}")
    if not found:
        click.echo("No sentence holds these words.")
        raise SystemExit(1)


@translations.command("names")
def write_all_names() -> None:
    """Write the names of countries and the forms of dates, from CLDR. Needs requirements-dev.txt."""
    places = read_library(CONTENT, today()).places
    for language in [ENGLISH, *catalogues.languages()]:
        write_names(language, places, TRANSLATIONS)
