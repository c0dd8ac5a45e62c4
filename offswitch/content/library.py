"""Reads every content file, checks each alone and all together, and reports all mistakes at once."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from offswitch.content.labels import Service
from offswitch.content.model import (
    Cited,
    Claim,
    Form,
    Guide,
    Identified,
    Link,
    Record,
    Region,
    Regional,
    Source,
    placeholders,
)
from offswitch.content.places import Places
from offswitch.content.walk import records, texts

RESERVED_NAMES = frozenset(
    {
        "about",
        "accessibility",
        "api",
        "authorities",
        "done",
        "embed",
        "feed",
        "go",
        "partial",
        "privacy",
        "region",
        "review",
        "settings",
        "checklist",
        "letters",
        "sources",
        "misreported",
        "handout",
        "share",
        "static",
    }
)
"""Names of pages: no guide may be called like one."""

OWN_IDS = frozenset(
    {
        "main",
        "page",
        "announcement",
        "labels",
        "places",
        "progress",
        "notes",
        "guides",
        "promise",
        "what-happens",
        "what-it-does",
        "what-it-does-not",
        "what-you-need",
        "other-ways",
        "all-regions",
        "used",
        "unsettled",
        "not-used",
        "where",
        "how-to-check",
        "problems",
        "more",
        "finish",
        "keep",
        "how-we-know",
        "not-advice",
        "who",
        "free",
        "server",
        "browser",
        "others",
        "aim",
        "tested",
        "limits",
        "tell",
    }
)
"""Ids that the pages themselves use, as do those that start with one of OWN_ID_STARTS."""
OWN_ID_STARTS = ("note-", "have-", "done-")

UNKNOWN = "there is no such field: see docs/add-a-guide.md"

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a content file, and where."""

    file: str
    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.reason}" if self.where else f"{self.file}: {self.reason}"


class ContentError(Exception):
    """The content files are not fit to be shown. Holds every mistake found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(frozen=True)
class Library:
    """All content: guides by slug in their order, services by slug, and the places."""

    guides: dict[str, Guide]
    services: dict[str, Service]
    places: Places
    shared_sources: dict[str, dict[str, Source]] = field(default_factory=dict)
    """Sources by service, used by its labels and by all its guides."""

    def service(self, guide: Guide) -> Service:
        return self.services[guide.service]

    def sources(self, guide: Guide) -> dict[str, Source]:
        return {**self.shared_sources.get(guide.service, {}), **guide.sources}

    def region_of(self, guide: Guide, place: str) -> Region:
        return self._regions[guide.slug, place]

    @cached_property
    def _regions(self) -> dict[tuple[str, str], Region]:
        return {
            (guide.slug, place): region
            for guide in self.guides.values()
            for region in guide.regions
            for place in region_places(region, self.places)
        }

    def turns(self) -> tuple[date, ...]:
        """The days on which a sentence turns, in order."""
        days: set[date] = set()
        for guide in self.guides.values():
            for claim in records(guide, Claim):
                if claim.since:
                    days.add(claim.since)
                if claim.until:
                    days.add(claim.until + timedelta(days=1))
        return tuple(sorted(days))


def region_places(region: Region, places: Places) -> tuple[str, ...]:
    grouped = [code for group in region.groups for code in places.groups.get(group, ())]
    return (*grouped, *region.places)


def read_library(folder: Path, today: date) -> Library:
    """Read all content below the folder.

    Raises ContentError with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    places = _read(folder / "places.toml", folder, Places, mistakes, {})
    services = _read_all(folder / "labels", folder, Service, mistakes)
    guides = _read_all(folder / "guides", folder, Guide, mistakes)
    shared = _read_sources(folder, mistakes)
    if mistakes or places is None:
        raise ContentError(mistakes)

    library = Library(
        dict(sorted(guides.items(), key=lambda item: (item[1].order, item[0]))), services, places, shared
    )
    mistakes = list(_check(library, today))
    if mistakes:
        raise ContentError(mistakes)
    return library


def _read(path: Path, root: Path, kind: type[R], mistakes: list[Mistake], extra: dict[str, Any]) -> R | None:
    name = str(path.relative_to(root))
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(name, "", "the file is missing"))
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(name, f"byte {error.start}", "is not UTF-8"))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(name, "", f"is not TOML: {error}"))
    else:
        clash = extra.keys() & table.keys()
        mistakes.extend(Mistake(name, key, "comes from the name of the file") for key in clash)
        try:
            return kind.model_validate({**table, **extra})
        except ValidationError as error:
            mistakes.extend(_explain(name, table, error))
    return None


def _read_all(folder: Path, root: Path, kind: type[R], mistakes: list[Mistake]) -> dict[str, R]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        record = _read(path, root, kind, mistakes, {"slug": path.stem})
        if record is not None:
            found[path.stem] = record
    return found


class _SourceFile(Record):
    sources: dict[str, Source]


def _read_sources(root: Path, mistakes: list[Mistake]) -> dict[str, dict[str, Source]]:
    found = {}
    for path in sorted((root / "sources").glob("*.toml")):
        record = _read(path, root, _SourceFile, mistakes, {})
        if record is not None:
            found[path.stem] = record.sources
    return found


def _explain(name: str, table: dict[str, Any], error: ValidationError) -> Iterator[Mistake]:
    details = error.errors(include_url=False)
    for detail in details:
        place = detail["loc"]
        deeper = (other["loc"] for other in details if len(other["loc"]) > len(place))
        if detail["type"] == "too_short" and any(loc[: len(place)] == place for loc in deeper):
            continue  # The list is short only because what is in it is wrong.
        reason = UNKNOWN if detail["type"] == "extra_forbidden" else detail["msg"]
        yield Mistake(name, _where(table, place), reason.removeprefix("Value error, "))


def _where(table: Any, location: tuple[int | str, ...]) -> str:
    """'contents 3 (posts) › actions 1 (posts-delete) › undo'."""
    parts: list[str] = []
    for step in location:
        if isinstance(step, int) and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append(str(step))
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            table = None
        if isinstance(step, int) and isinstance(table, dict) and "id" in table:
            parts[-1] += f" ({table['id']})"
    return " › ".join(parts)


def _check(library: Library, today: date) -> Iterator[Mistake]:
    for slug, guide in library.guides.items():
        file = f"guides/{slug}.toml"
        if guide.service not in library.services:
            yield Mistake(file, "service", f"there is no labels/{guide.service}.toml")
            continue
        yield from (Mistake(file, *found) for found in _check_guide(library, guide, today))
    if all(guide.service in library.services for guide in library.guides.values()):
        for slug in library.services:
            yield from _check_service(library, slug)
    for slug, sources in library.shared_sources.items():
        for name in _too_early(sources, today):
            yield Mistake(f"sources/{slug}.toml", f"sources.{name} › read", "lies in the future")
    for slug in sorted(library.shared_sources.keys() - library.services.keys()):
        yield Mistake(f"sources/{slug}.toml", "", f"there is no labels/{slug}.toml")


def _too_early(sources: dict[str, Source], today: date) -> list[str]:
    """The sources that were read after tomorrow: a slip of the pen."""
    return [name for name, source in sources.items() if source.read > today + timedelta(days=2)]


def _check_guide(library: Library, guide: Guide, today: date) -> Iterator[tuple[str, str]]:
    if guide.slug in RESERVED_NAMES:
        yield "slug", "no guide may be called like a page"
    yield from _check_ids(guide)
    yield from _check_map(guide, library.places)
    yield from _check_references(library, guide)
    yield from _check_placeholders(library.service(guide), guide)
    cited = {name for record in records(guide, Cited) for name in record.sources}
    for name in sorted(guide.sources.keys() - cited):
        yield f"sources.{name}", "nothing cites it"
    for name in sorted(guide.sources.keys() & library.shared_sources.get(guide.service, {}).keys()):
        yield f"sources.{name}", f"stands in sources/{guide.service}.toml already"
    for name in _too_early(guide.sources, today):
        yield f"sources.{name} › read", "lies in the future"


def _check_ids(guide: Guide) -> Iterator[tuple[str, str]]:
    ids = Counter(record.id for record in records(guide, Identified) if not isinstance(record, Link | Region))
    for name, count in ids.items():
        if name in OWN_IDS or name.startswith(OWN_ID_STARTS):
            yield f"id '{name}'", "is taken by the page itself"
        elif count > 1:
            yield f"id '{name}'", f"stands here {count} times: every id is an address"
    for kind in (Link, Region):
        for name, count in Counter(record.id for record in records(guide, kind)).items():
            if count > 1:
                yield f"{kind.__name__.lower()} '{name}'", f"stands here {count} times"


def _check_map(guide: Guide, places: Places) -> Iterator[tuple[str, str]]:
    for region in guide.regions:
        if not region_places(region, places):
            yield f"regions ({region.id})", "has no place"
        for group in region.groups:
            if group not in places.groups:
                yield f"regions ({region.id}) › groups", f"'{group}' is no group of places.toml"
    drawn = Counter(place for region in guide.regions for place in region_places(region, places))
    for place in places.codes:
        if drawn[place] != 1:
            said = "belongs to no region" if not drawn[place] else "belongs to more than one region"
            yield "regions", f"place '{place}' {said}"
    for place in drawn.keys() - set(places.codes):
        yield "regions", f"'{place}' is no place of places.toml"


def _check_references(library: Library, guide: Guide) -> Iterator[tuple[str, str]]:
    links = {link.id for link in guide.links}
    screens = {screen.id for screen in guide.screens}
    regions = {region.id for region in guide.regions}
    contents = {content.id for content in guide.contents}
    routes = {route.id for route in guide.routes}
    sources = library.sources(guide)
    keys = library.service(guide).keys
    used_links: set[str] = set()
    used_screens: set[str] = set()

    for cited in records(guide, Cited):
        for source in cited.sources:
            if source not in sources:
                yield f"{_name(cited)} › sources", f"there is no source '{source}'"
    for regional in records(guide, Regional):
        for region in regional.regions:
            if region not in regions:
                yield f"{_name(regional)} › regions", f"there is no region '{region}'"
    for record in records(guide, Record):
        where = _name(record)
        if isinstance(link := getattr(record, "link", None), str):
            used_links.add(link)
            if link not in links:
                yield f"{where} › link", f"there is no link '{link}'"
        if isinstance(screen := getattr(record, "screen", None), str):
            used_screens.add(screen)
            if screen not in screens:
                yield f"{where} › screen", f"there is no screen '{screen}'"
        if isinstance(label := getattr(record, "label", None), str) and label not in keys:
            yield f"{where} › label", f"there is no label '{label}' in labels/{guide.service}.toml"

    for route in guide.routes:
        for key in route.path:
            if key not in keys:
                yield f"{_name(route)} › path", f"there is no label '{key}' in labels/{guide.service}.toml"
    for task in guide.tasks:
        for content in task.contents:
            if content not in contents:
                yield f"{_name(task)} › contents", f"there is no content '{content}'"
        if task.anchor and task.anchor not in _anchors(guide, task.step):
            yield f"{_name(task)} › anchor", f"there is nothing called '{task.anchor}' on that step"
    if guide.effort.route not in routes:
        yield "effort › route", f"there is no route '{guide.effort.route}'"
    for form in records(guide, Form):
        if form.action.link is None:
            yield f"{_name(form)} › action › link", "the link to the form is missing"
    for link in sorted(links - used_links):
        yield f"links ({link})", "nothing opens it"
    for screen in sorted(screens - used_screens):
        yield f"screens ({screen})", "no action shows it"


def _anchors(guide: Guide, step: str | None) -> set[str]:
    """The ids that the page of the step has."""
    parts: tuple[Record, ...] = (guide.copy_first, *guide.contents)
    if step == "settings":
        parts = (*guide.routes, guide.check, *guide.problems, *guide.forms)
    return {record.id for part in parts for record in records(part, Identified)}


def _check_placeholders(service: Service, guide: Guide) -> Iterator[tuple[str, str]]:
    for record, field_name, message in texts(guide):
        known = set(service.keys)
        if isinstance(record, Claim):
            known |= record.dates.keys()
            known |= {name for name in ("since", "until") if getattr(record, name)}
            clash = service.keys & record.dates.keys()
            for name in sorted(clash):
                yield f"{_name(record)} › dates", f"'{name}' is already the key of a label"
        for name in sorted(placeholders(message) - known):
            yield f"{_name(record)} › {field_name}", f"{{{name}}} is no label and no date of this claim"


def _check_service(library: Library, slug: str) -> Iterator[Mistake]:
    service = library.services[slug]
    file = f"labels/{slug}.toml"
    sources = library.shared_sources.get(slug, {})
    for language, table in service.languages.items():
        named = [*table.sources, *(name for label in table.labels.values() for name in label.sources)]
        for name in named:
            if name not in sources:
                yield Mistake(file, f"languages.{language} › sources", f"there is no source '{name}'")
    guides = [guide for guide in library.guides.values() if guide.service == slug]
    used = {name for guide in guides for _, _, message in texts(guide) for name in placeholders(message)}
    used |= {
        label
        for guide in guides
        for record in records(guide, Record)
        if isinstance(label := getattr(record, "label", None), str)
    }
    used |= {key for guide in guides for route in guide.routes for key in route.path}
    for key in sorted(service.keys - used):
        yield Mistake(file, f"languages.en.labels.{key}", "no guide uses this label")
    cited = {name for guide in guides for record in records(guide, Cited) for name in record.sources}
    cited |= {name for table in service.languages.values() for name in table.sources}
    cited |= {
        name
        for table in service.languages.values()
        for label in table.labels.values()
        for name in label.sources
    }
    for name in sorted(sources.keys() - cited):
        yield Mistake(f"sources/{slug}.toml", f"sources.{name}", "nothing cites it")


def _name(record: Record) -> str:
    kind = type(record).__name__.lower()
    return f"{kind} '{record.id}'" if isinstance(record, Identified) else kind
