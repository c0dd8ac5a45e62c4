"""Checks: what no single file can know: names lead somewhere, maps are whole, nothing is left unused."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from offswitch.content.changes import ALL
from offswitch.content.labels import Service
from offswitch.content.laws import BLANKS, GIVEN, Law, Letter, Paragraph
from offswitch.content.library import COMPLAINT, Library, law_places, region_places
from offswitch.content.mistakes import Mistake
from offswitch.content.model import (
    Action,
    Cited,
    Claim,
    Form,
    Guide,
    Identified,
    Link,
    Record,
    Region,
    Regional,
    Route,
    Shortcut,
    Source,
    placeholders,
)
from offswitch.content.places import UNSAID, Places
from offswitch.content.walk import records, texts
from offswitch.language import ENGLISH

RESERVED_NAMES = frozenset(
    {
        ALL,
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
        "who-said-what",
        "complain",
        "other-guides",
        "without",
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
        "follow",
        "ways",
        "official",
        "all-steps",
        "server",
        "recipients",
        "logs",
        "rights",
        "added",
        "browser",
        "others",
        "aim",
        "tested",
        "limits",
        "tell",
        "share",
        "phone",
        "reminder",
        "reminder-date",
        "reminder-error",
        "blanks",
        "the-letter",
        "how-to-fill-in",
        "text-to-send",
        "reading-aid",
        "how-to-send",
        "the-law",
        "what-comes-next",
    }
)
"""Ids that the pages themselves use, as do those that start with one of OWN_ID_STARTS."""
OWN_ID_STARTS = ("note-", "have-", "done-", "blank-", "share-")

LIVE = "live-"
"""How the ids of sources start that 'flask content verify' wrote: only those were seen live by a person."""


def check(library: Library, today: date) -> Iterator[Mistake]:
    """Every mistake that the files make together."""
    in_laws = {slug: _ids(law) for slug, law in library.laws.items()}
    for slug, guide in library.guides.items():
        file = f"guides/{slug}.toml"
        if guide.service not in library.services:
            yield Mistake(file, "service", f"there is no labels/{guide.service}.toml")
            continue
        yield from (Mistake(file, *found) for found in _check_guide(library, guide, today))
        if guide.own:
            yield from (Mistake(file, *found) for found in _check_own(library, guide, in_laws))
    if all(guide.service in library.services for guide in library.guides.values()):
        for slug in library.services:
            yield from _check_service(library, slug)
    shared = {**library.shared_sources, "": library.authorities.sources}
    for slug, sources in shared.items():
        file = f"sources/{slug}.toml" if slug else "authorities.toml"
        for name in _too_early(sources, today):
            yield Mistake(file, f"sources.{name} › read", "lies in the future")
    for slug in sorted(library.shared_sources.keys() - library.services.keys()):
        yield Mistake(f"sources/{slug}.toml", "", f"there is no labels/{slug}.toml")
    for slug, sources in library.shared_sources.items():
        yield from (Mistake(f"sources/{slug}.toml", *found) for found in _check_live(sources))
    yield from (Mistake("authorities.toml", *found) for found in _check_live(library.authorities.sources))
    yield from _check_authorities(library)
    yield from _check_laws(library, today)
    yield from _check_changes(library, today)
    yield from _check_ledger(library)


def _too_early(sources: dict[str, Source], today: date) -> list[str]:
    """The sources that were read after tomorrow: a slip of the pen."""
    return [name for name, source in sources.items() if source.read > today + timedelta(days=2)]


def _check_guide(library: Library, guide: Guide, today: date) -> Iterator[tuple[str, str]]:
    if guide.slug in RESERVED_NAMES:
        yield "slug", "no guide may be called like a page"
    if not guide.own and guide.language != ENGLISH:
        yield "language", "is for the guides in a host's folder: ours are English"
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
    yield from _check_live(guide.sources)


def _check_own(
    library: Library, guide: Guide, in_laws: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """What else holds for a guide of the host's: it stands beside ours, which were there first."""
    ledger = library.ledger
    if guide.slug in {*(each.old for each in ledger.moved), *(each.old for each in ledger.gone)}:
        yield "slug", "was the name of a guide of ours, and old links to it lead elsewhere: take another"
    ids = _ids(guide)
    for slug, taken in in_laws.items():
        for name in sorted(ids & taken):
            yield f"id '{name}'", f"is taken by the law '{slug}', which stands on one page with it"


def _ids(record: Record) -> frozenset[str]:
    return frozenset(inner.id for inner in records(record, Identified))


def _check_live(sources: dict[str, Source]) -> Iterator[tuple[str, str]]:
    for name, source in sources.items():
        if source.how == "live" and not name.startswith(LIVE):
            yield f"sources.{name} › how", "'live' is only for what 'flask content verify' wrote"
        if source.how != "live" and name.startswith(LIVE):
            yield f"sources.{name}", f"an id that starts with '{LIVE}' is for a source that was read live"


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
    apps = {app.id for app in guide.apps}
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
        for link in links_of(record):
            used_links.add(link)
            if link not in links:
                yield f"{where} › link", f"there is no link '{link}'"
        for app in getattr(record, "apps", ()) if not isinstance(record, Guide) else ():
            if app not in apps:
                yield f"{where} › apps", f"there is no app '{app}'"
        if isinstance(table := getattr(record, "link", None), dict) and table.keys() - apps:
            yield f"{where} › link", "names an app that the guide does not have"
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
    tickable = {content.id for content in guide.contents if content.used != "not-used"}
    for route in guide.routes:
        for action in route.actions:
            if not _is_reached(route, action):
                yield f"{_name(action)}", f"no reader of the route '{route.id}' ever gets to it"
    for task in guide.tasks:
        if task.contents and not tickable & set(task.contents):
            yield f"{_name(task)} › contents", "nobody can tick these, so its condition can never hold"
        for content in task.contents:
            if content not in contents:
                yield f"{_name(task)} › contents", f"there is no content '{content}'"
        if task.anchor and task.anchor not in _anchors(guide, task.step):
            yield f"{_name(task)} › anchor", f"there is nothing called '{task.anchor}' on that step"
    if guide.effort.route not in routes:
        yield "effort › route", f"there is no route '{guide.effort.route}'"
    for area in guide.regions:
        has_opt_out = not guide.check.regions or area.id in guide.check.regions
        told = any(not each.regions or area.id in each.regions for each in guide.instead)
        if not has_opt_out and not told:
            yield "instead", f"there is no opt-out in region '{area.id}': say what can be done there"
    if guide.letters:
        for area in guide.regions:
            to = [each for each in guide.letters.addressees if not each.regions or area.id in each.regions]
            if len(to) != 1:
                yield "letters › addressees", f"{len(to)} for region '{area.id}': a letter goes to one"
        for sending in guide.letters.sending:
            if COMPLAINT in sending.kinds:
                yield "letters › sending", "a complaint goes to the authority: no guide says how"
    for form in records(guide, Form):
        if form.action.link is None:
            yield f"{_name(form)} › action › link", "the link to the form is missing"
    for link in sorted(links - used_links):
        yield f"links ({link})", "nothing opens it"
    for screen in sorted(screens - used_screens):
        yield f"screens ({screen})", "no action shows it"


def _is_reached(route: Route, action: Action) -> bool:
    """Whether the route shows the action in any app and any region."""
    in_app = not action.apps or bool(set(action.apps) & set(route.apps))
    in_region = not (action.regions and route.regions) or bool(set(action.regions) & set(route.regions))
    return in_app and in_region


def links_of(record: Record) -> tuple[str, ...]:
    """The ids of every link that the record opens."""
    link = getattr(record, "link", None)
    if isinstance(record, Shortcut):
        return record.links
    if isinstance(link, dict):
        return tuple(link.values())
    return (link,) if isinstance(link, str) else ()


def _anchors(guide: Guide, step: str | None) -> set[str]:
    """The ids that the page of the step has. What several apps share stands there once for each of them."""
    parts: tuple[Record, ...] = (guide.copy_first, *guide.contents)
    if step == "settings":
        parts = (*guide.instead, guide.check, *guide.problems, *guide.forms)
    found = {record.id for part in parts for record in records(part, Identified)}
    if step == "settings":
        for route in guide.routes:
            names = {record.id for record in records(route, Identified)}
            found |= {f"{app}-{name}" for app in route.apps for name in names} if route.apps else names
    return found


def _check_placeholders(service: Service, guide: Guide) -> Iterator[tuple[str, str]]:
    in_shared_route = {id(inner) for route in guide.routes if route.apps for inner in records(route, Record)}
    for record, field_name, message in texts(guide):
        known = set(service.keys)
        if id(record) in in_shared_route:
            known.add("app")
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
    used = {key for guide in guides for key in library.labels_of(guide)}
    for key in sorted(service.keys - used):
        yield Mistake(file, f"languages.{service.language}.labels.{key}", "no guide uses this label")
    for name in sorted(sources.keys() - cited_sources(library, slug)):
        yield Mistake(f"sources/{slug}.toml", f"sources.{name}", "nothing cites it")


def cited_sources(library: Library, slug: str) -> set[str]:
    """The names of the sources that the labels of the service or its guides cite."""
    guides = [guide for guide in library.guides.values() if guide.service == slug]
    cited = {name for guide in guides for record in records(guide, Cited) for name in record.sources}
    for table in library.services[slug].languages.values():
        cited |= {*table.sources, *(name for label in table.labels.values() for name in label.sources)}
    return cited


def _check_authorities(library: Library) -> Iterator[Mistake]:
    file = "authorities.toml"
    places = library.places
    for authority in library.authorities.authorities:
        if authority.place not in places.countries:
            yield Mistake(file, f"authorities ({authority.id}) › place", f"'{authority.place}' is no country")
    for rule in library.authorities.rules:
        for group in rule.groups:
            if group not in places.groups:
                yield Mistake(file, f"rules ({rule.id}) › groups", f"'{group}' is no group of places.toml")
        for place in rule.places:
            if place not in places.codes:
                yield Mistake(file, f"rules ({rule.id}) › places", f"'{place}' is no place of places.toml")


def _check_laws(library: Library, today: date) -> Iterator[Mistake]:
    places = library.places
    held = Counter(place for law in library.laws.values() for place in law_places(law, places))
    for place in places.codes:
        if held[place] != 1:
            said = "in no file" if not held[place] else "in more than one file"
            yield Mistake("letters/", "", f"place '{place}' stands {said}: every place belongs to one law")
    in_guides = {slug: _ids(guide) for slug, guide in library.guides.items() if not guide.own}
    for slug, law in library.laws.items():
        file = f"letters/{slug}.toml"
        if law.operation is None and UNSAID in law_places(law, places):
            yield Mistake(file, "operation", "the law of 'eu' has to say what holds for running this site")
        for group in law.groups:
            if group not in places.groups:
                yield Mistake(file, "groups", f"'{group}' is no group of places.toml")
        for place in law.places:
            if place not in places.codes:
                yield Mistake(file, "places", f"'{place}' is no place of places.toml")
        known = {authority.id for authority in library.authorities.authorities}
        for letter in law.letters:
            for name in letter.authorities:
                if name not in known:
                    yield Mistake(
                        file, f"letters ({letter.kind}) › authorities", f"there is no authority '{name}'"
                    )
        yield from (Mistake(file, *found) for found in _check_law(law, today))
        yield from (Mistake(file, *found) for found in _check_shared_ids(library, law, in_guides))


def _check_shared_ids(
    library: Library, law: Law, in_guides: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """A law stands on one page with every guide, and with the authorities of its places."""
    own = _ids(law)
    for slug, taken in in_guides.items():
        for name in sorted(own & taken):
            yield f"id '{name}'", f"stands in guides/{slug}.toml too: both stand on one page"
    for name in sorted(own & {each.id for each in library.authorities.authorities}):
        yield f"id '{name}'", "stands in authorities.toml too: both stand on one page"


def _check_law(law: Law, today: date) -> Iterator[tuple[str, str]]:
    cited = {name for record in records(law, Cited) for name in record.sources}
    for citing in records(law, Cited):
        for source in citing.sources:
            if source not in law.sources:
                yield f"{_name(citing)} › sources", f"there is no source '{source}'"
    for name in sorted(law.sources.keys() - cited):
        yield f"sources.{name}", "nothing cites it"
    for name in _too_early(law.sources, today):
        yield f"sources.{name} › read", "lies in the future"
    yield from _check_live(law.sources)
    ids = Counter(record.id for record in records(law, Identified))
    for name, count in ids.items():
        if name in OWN_IDS or name.startswith(OWN_ID_STARTS):
            yield f"id '{name}'", "is taken by the page itself"
        elif count > 1:
            yield f"id '{name}'", f"stands here {count} times: every id is an address"
    for claim in records(law, Claim):
        if claim.regions:
            yield f"{_name(claim)} › regions", "a law has no regions: it holds in its places"
    for record, field_name, message in texts(law):
        known: set[str] = set()
        if isinstance(record, Letter | Paragraph):
            known = {*BLANKS, *GIVEN}
        elif isinstance(record, Claim):
            known = {*record.dates, *(name for name in ("since", "until") if getattr(record, name))}
        for name in sorted(placeholders(message) - known):
            yield f"{_name(record)} › {field_name}", f"{{{name}}} is no blank and no date of this claim"
    for letter in law.letters:
        for paragraph in letter.paragraphs:
            if paragraph.only_with and paragraph.only_with not in placeholders(paragraph.text):
                yield f"letters ({letter.kind}) › paragraphs", f"holds no {{{paragraph.only_with}}}"
        asks = "grounds" in {name for each in letter.paragraphs for name in placeholders(each.text)}
        if asks != bool(letter.grounds):
            yield f"letters ({letter.kind}) › grounds", "goes with a paragraph that holds {grounds}"


def _check_changes(library: Library, today: date) -> Iterator[Mistake]:
    file = "changes.toml"
    for change in library.changes.changes:
        where = f"changes ({change.id})"
        if change.date > today + timedelta(days=2):
            yield Mistake(file, f"{where} › date", "lies in the future")
        if change.guide == ALL:
            continue
        if change.guide not in library.guides:
            yield Mistake(
                file, f"{where} › guide", f"there is no guide '{change.guide}', and it is not '{ALL}'"
            )
            continue
        known = {region.id for region in library.guides[change.guide].regions}
        for region in change.regions:
            if region not in known:
                yield Mistake(file, f"{where} › regions", f"there is no region '{region}' in that guide")


def _name(record: Record) -> str:
    kind = type(record).__name__.lower()
    return f"{kind} '{record.id}'" if isinstance(record, Identified) else kind


def _check_ledger(library: Library) -> Iterator[Mistake]:
    file = "addresses.toml"
    ours = {slug for slug, guide in library.guides.items() if not guide.own}
    for moved in library.ledger.moved:
        if moved.old in ours:
            yield Mistake(file, f"moved ({moved.old})", "there is a guide of this name")
    for gone in library.ledger.gone:
        if gone.old in ours:
            yield Mistake(file, f"gone ({gone.old})", "there is a guide of this name")
        if gone.instead and gone.instead not in library.guides:
            yield Mistake(file, f"gone ({gone.old}) › instead", f"there is no guide '{gone.instead}'")
