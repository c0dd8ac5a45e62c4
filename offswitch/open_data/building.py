"""Building: the datasets, from the content, in the language that is spoken, as things stand on a day."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from offswitch import addresses
from offswitch.content import Library, model
from offswitch.content.authorities import Authority
from offswitch.content.labels import Service
from offswitch.content.library import region_places
from offswitch.content.model import AppLinks, Cited, Record, placeholders
from offswitch.content.walk import records
from offswitch.language import Phrase, current, gettext
from offswitch.open_data import model as data
from offswitch.open_data.license import license_of
from offswitch.pages.places import place_links
from offswitch.pages.telling import Telling
from offswitch.settings import Settings


def guides_data(library: Library, settings: Settings, today: date) -> data.Guides:
    """Every guide, in short."""
    language = current().code
    return data.Guides(
        license=license_of(settings),
        language=language,
        address=_own(settings, addresses.guides_data(language)),
        described_by=_own(settings, addresses.schema("guides")),
        guides=tuple(_Teller(library, guide, settings, today).card() for guide in library.guides.values()),
    )


def guide_data(library: Library, guide: model.Guide, settings: Settings, today: date) -> data.GuideDataset:
    """The guide with all that it rests on."""
    language, service = current().code, library.service(guide)
    keys = sorted(library.labels_of(guide))
    return data.GuideDataset(
        license=license_of(settings),
        language=language,
        address=_own(settings, addresses.guide_data(language, guide.slug)),
        described_by=_own(settings, addresses.schema("guide")),
        label_language=service.label_language(language),
        guide=_Teller(library, guide, settings, today).guide(),
        labels={key: dict(_labels(service, key)) for key in keys},
        label_languages={
            code: data.LabelLanguage(autonym=table.autonym, offered=table.offered)
            for code, table in service.languages.items()
        },
        sources=_sources(_cited(library, guide)),
    )


def places_data(library: Library, settings: Settings) -> data.PlacesDataset:
    """Every place, with what its readers can do."""
    language = current().code
    return data.PlacesDataset(
        license=license_of(settings),
        language=language,
        address=_own(settings, addresses.places_data(language)),
        described_by=_own(settings, addresses.schema("places")),
        places=tuple(
            _place(library, link.code, link.name)
            for link in place_links(library.places, lambda _: addresses.home(language))
        ),
        sources=_sources(library.authorities.sources),
    )


def _own(settings: Settings, address: str) -> str:
    return f"{settings.base or ''}{address}"


def _plain(phrase: Phrase) -> data.Text:
    return data.Text(text=str(phrase), language=phrase.language, template=None)


def _sources(sources: dict[str, model.Source]) -> dict[str, data.Source]:
    return {
        name: data.Source(
            publisher=source.publisher,
            title=source.title,
            language=source.language,
            url=str(source.url),
            kind=source.kind,
            how=source.how,
            seen=source.seen,
            read=source.read,
            archive=str(source.archive) if source.archive else None,
        )
        for name, source in sources.items()
    }


def _labels(service: Service, key: str) -> Iterator[tuple[str, data.Label]]:
    for language, table in service.languages.items():
        if key in table.labels:
            label = table.labels[key]
            sources = service.sources_of(key, language)
            yield language, data.Label(text=label.text, confirmed=label.confirmed, sources=sources)


def _cited(library: Library, guide: model.Guide) -> dict[str, model.Source]:
    """The sources that the guide and the labels in it rest on."""
    service = library.service(guide)
    names = {name for record in records(guide, Cited) for name in record.sources}
    names |= {
        name
        for key in library.labels_of(guide)
        for _, label in _labels(service, key)
        for name in label.sources
    }
    return {name: source for name, source in library.sources(guide).items() if name in names}


def _place(library: Library, code: str, name: str | Phrase) -> data.Place:
    book, places = library.authorities, library.places
    language = name.language if isinstance(name, Phrase) else current().code
    groups = {group for group, members in places.groups.items() if code in members}
    return data.Place(
        code=code,
        name=data.Text(text=str(name), language=language, template=None),
        country=code in places.countries,
        regions={slug: library.region_of(guide, code).id for slug, guide in library.guides.items()},
        rules=tuple(
            data.Rule(id=rule.id, text=_plain(gettext(rule.text)), sources=rule.sources)
            for rule in book.rules
            if code in rule.places or groups & set(rule.groups)
        ),
        authorities=tuple(_authority(each) for each in book.authorities if each.place == code),
    )


def _authority(authority: Authority) -> data.Authority:
    return data.Authority(
        id=authority.id,
        area=authority.area,
        names=authority.names,
        short=authority.short,
        website=str(authority.website),
        complaint=str(authority.complaint) if authority.complaint else None,
        address=authority.address,
        languages=authority.languages,
        remarks=tuple(
            data.Remark(text=_plain(gettext(remark.text)), sources=remark.sources)
            for remark in authority.remarks
        ),
        sources=authority.sources,
    )


class _Teller:
    """Puts what a guide holds into the language that is spoken: all regions at once, as of one day."""

    def __init__(self, library: Library, guide: model.Guide, settings: Settings, today: date) -> None:
        self._library = library
        self._guide = guide
        self._settings = settings
        language = library.service(guide).label_language(current().code)
        self._telling = Telling(library, guide, addresses.NO_ANSWERS, today, language)
        self._app: model.App | None = None

    def card(self) -> data.GuideCard:
        guide, language = self._guide, current().code
        service = self._library.service(guide)
        changes = self._library.changes.of(guide.slug)
        return data.GuideCard(
            id=guide.slug,
            service=data.Service(id=guide.service, name=service.name),
            order=guide.order,
            own=guide.own,
            author=self._settings.operator if guide.own else None,
            written_in=guide.language,
            title=self._text(guide.title),
            summary=self._text(guide.summary),
            page=_own(self._settings, addresses.guide(language, guide.slug)),
            data=_own(self._settings, addresses.guide_data(language, guide.slug)),
            state=self._state(),
            changed=changes[0].date if changes else None,
        )

    def guide(self) -> data.Guide:
        guide = self._guide
        return data.Guide(
            **dict(self.card()),
            apps=tuple(data.App(id=app.id, name=app.name) for app in guide.apps),
            effort=data.Effort(
                routes=self._route_ids(guide.effort.route),
                per=guide.effort.per,
                reversible=guide.effort.reversible,
            ),
            shortcut=data.Shortcut(links=guide.shortcut.links, text=self._text(guide.shortcut.text)),
            now=self._claims(guide.now),
            does=self._claims(guide.does),
            does_not=self._claims(guide.does_not),
            needs=self._claims(guide.needs),
            ways=tuple(
                data.Way(
                    id=way.id,
                    title=self._text(way.title),
                    claims=self._claims(way.claims),
                    links=self._links(way.link),
                )
                for way in guide.ways
            ),
            regions=tuple(self._region(region) for region in guide.regions),
            facts=tuple(
                data.Fact(id=fact.id, title=self._text(fact.title), claims=self._claims(fact.claims))
                for fact in guide.facts
            ),
            copy_first=self._action(guide.copy_first),
            contents=tuple(
                data.Content(
                    id=content.id,
                    title=self._text(content.title),
                    used=content.used,
                    claims=self._claims(content.claims),
                    actions=self._actions(content.actions),
                )
                for content in guide.contents
            ),
            routes=tuple(self._routes()),
            instead=tuple(self._problem(each) for each in guide.instead),
            check=data.Check(
                regions=guide.check.regions,
                label=guide.check.label,
                recorded=self._text(guide.check.recorded),
                unrecorded=self._text_or_none(guide.check.unrecorded),
                actions=self._actions(guide.check.actions),
                claims=self._claims(guide.check.claims),
            ),
            problems=tuple(self._problem(each) for each in guide.problems),
            forms=tuple(self._form(each) for each in guide.forms),
            tasks=tuple(self._task(task) for task in guide.tasks),
            finish=data.Finish(
                true_now=self._claims(guide.finish.true_now),
                not_changed=self._claims(guide.finish.not_changed),
                remains=self._claims(guide.finish.remains),
            ),
            misreported=tuple(
                data.Misreport(id=each.id, said=self._text(each.said), claims=self._claims(each.claims))
                for each in guide.misreported
            ),
            statements=tuple(
                data.Statement(id=each.id, who=self._text(each.who), claim=self._claim(each.claim))
                for each in guide.statements
                if self._telling.holds(each.claim)
            ),
            links={link.id: self._link(link) for link in guide.links},
            changes=tuple(
                data.Change(
                    id=change.id,
                    date=change.date,
                    kind=change.kind,
                    text=self._text(change.text),
                    regions=change.regions,
                )
                for change in self._library.changes.of(guide.slug)
            ),
        )

    def _state(self) -> data.State:
        sources = _cited(self._library, self._guide).values()
        dated = [source.seen for source in sources if isinstance(source.seen, date)]
        return data.State(
            oldest=min(dated, default=None),
            newest=max(dated, default=None),
            undated=len(sources) - len(dated),
            read=max(source.read for source in sources),
        )

    def _text(self, message: str, record: Record | None = None) -> data.Text:
        words = self._telling.text(message, record)
        if not placeholders(message) & self._telling.service.keys:
            return _plain(words)
        pattern = self._telling.pattern(message, record)
        return data.Text(text=str(words), language=words.language, template=str(pattern))

    def _text_or_none(self, message: str | None) -> data.Text | None:
        return None if message is None else self._text(message)

    def _claims(self, claims: Iterable[model.Claim]) -> tuple[data.Claim, ...]:
        return tuple(self._claim(claim) for claim in claims if self._telling.holds(claim))

    def _claim(self, claim: model.Claim) -> data.Claim:
        return data.Claim(
            id=self._telling.id(claim),
            text=self._text(self._telling.message(claim), claim),
            regions=claim.regions,
            since=claim.since,
            until=claim.until,
            dates=claim.dates,
            evidence=claim.evidence,
            positions=tuple(
                data.Position(who=self._text(side.who), says=self._text(side.says), sources=side.sources)
                for side in claim.positions
            ),
            sources=claim.sources,
        )

    def _actions(self, actions: Iterable[model.Action]) -> tuple[data.Action, ...]:
        return tuple(self._action(action) for action in actions if self._telling.holds(action))

    def _action(self, action: model.Action) -> data.Action:
        return data.Action(
            id=self._telling.id(action),
            kind=action.kind,
            text=self._text(action.text),
            note=self._text_or_none(action.note),
            links=self._links(action.link),
            choices=tuple(
                data.Choice(
                    id=self._telling.id(choice),
                    title=self._text(choice.title),
                    text=self._text(choice.text),
                    undo=self._text(choice.undo),
                    loses=self._text(choice.loses),
                )
                for choice in action.choices
            ),
            undo=self._text_or_none(action.undo),
            loses=self._text_or_none(action.loses),
            regions=action.regions,
            evidence=action.evidence,
            sources=action.sources,
        )

    def _task(self, task: model.Task) -> data.Task:
        return data.Task(
            **dict(self._action(task)),
            check=self._text(task.check),
            contents=task.contents,
            condition=self._text_or_none(task.condition),
            step=task.step,
            anchor=task.anchor,
            optional=task.optional,
        )

    def _region(self, region: model.Region) -> data.Region:
        places = region_places(region, self._library.places)
        return data.Region(id=region.id, title=self._text(region.title), places=places)

    def _routes(self) -> Iterator[data.Route]:
        apps = {app.id: app for app in self._guide.apps}
        for route in self._guide.routes:
            for name in route.apps or (None,):
                with self._for_app(apps[name] if name else None):
                    yield self._route(route)

    def _route_ids(self, name: str) -> tuple[str, ...]:
        """The ids that the route is told by: one for each app that shares it."""
        (route,) = (route for route in self._guide.routes if route.id == name)
        return tuple(f"{app}-{name}" for app in route.apps) or (name,)

    def _route(self, route: model.Route) -> data.Route:
        return data.Route(
            id=self._telling.id(route),
            title=self._text(route.title),
            device=route.device,
            app=self._app.id if self._app else None,
            regions=route.regions,
            link_first=route.link_first,
            links=self._links(route.link),
            link_note=self._text(route.link_note),
            claims=self._claims(route.claims),
            actions=self._actions(route.actions),
            path=route.path,
        )

    @contextmanager
    def _for_app(self, app: model.App | None) -> Iterator[None]:
        self._app = app
        with self._telling.for_app(app):
            yield
        self._app = None

    def _problem(self, problem: model.Problem | model.Instead) -> data.Problem:
        return data.Problem(
            id=problem.id,
            title=self._text(problem.title),
            regions=problem.regions,
            claims=self._claims(problem.claims),
            actions=self._actions(problem.actions),
        )

    def _form(self, form: model.Form) -> data.Form:
        return data.Form(
            id=form.id,
            title=self._text(form.title),
            regions=form.regions,
            claims=self._claims(form.claims),
            action=self._action(form.action),
            fields=tuple(
                data.FormField(
                    title=self._text(field.title), label=field.label, answer=self._text(field.answer)
                )
                for field in form.fields
            ),
        )

    def _link(self, link: model.Link) -> data.Link:
        return data.Link(
            url=str(link.url),
            text=self._text(link.text),
            sign_in=link.sign_in,
            evidence=link.evidence,
            sources=link.sources,
        )

    def _links(self, link: AppLinks | None) -> tuple[str, ...]:
        """Ids of the links: the one of the app that is told of, or one for each app."""
        if link is None or isinstance(link, str):
            return (link,) if link else ()
        if self._app:
            return (link[self._app.id],) if self._app.id in link else ()
        return tuple(dict.fromkeys(link.values()))
