"""Step 3: the way to the switch, on a computer and in the app, and how to see that it is off."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wtforms import SelectField

from offswitch.addresses import Step
from offswitch.content.labels import Service
from offswitch.content.model import Form, Route, Screen
from offswitch.forms import AnswersForm
from offswitch.language import ENGLISH, Phrase, gettext, named_in_itself
from offswitch.pages.frame import Frame
from offswitch.pages.phone import PhoneView, phone_view
from offswitch.pages.places import PlaceLink
from offswitch.pages.telling import ActionView, ClaimView, LabelWords, LinkView, Telling
from offswitch.pages.visit import Visit
from offswitch.told import View


@dataclass(frozen=True)
class RowView:
    look: str
    mark: bool
    label: LabelWords | None


@dataclass(frozen=True)
class ScreenView(View):
    """A drawn screen."""

    id: str
    frame: str
    caption: Phrase
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class RouteView:
    id: str
    title: Phrase
    regions: tuple[Phrase, ...]
    link_first: bool
    links: tuple[LinkView, ...]
    link_note: Phrase
    claims: tuple[ClaimView, ...]
    actions: tuple[ActionView, ...]
    path: tuple[LabelWords, ...]


@dataclass(frozen=True)
class InsteadView:
    """What can be done where there is no opt-out."""

    id: str
    title: Phrase
    regions: tuple[Phrase, ...]
    claims: tuple[ClaimView, ...]
    actions: tuple[ActionView, ...]


@dataclass(frozen=True)
class ProblemView:
    id: str
    title: Phrase
    claims: tuple[ClaimView, ...]
    actions: tuple[ActionView, ...]


@dataclass(frozen=True)
class FieldView:
    title: Phrase
    label: LabelWords | None
    answer: Phrase


@dataclass(frozen=True)
class FormView:
    id: str
    title: Phrase
    claims: tuple[ClaimView, ...]
    action: ActionView
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class LabelLanguageView:
    """What is recorded of the service's screens in one language."""

    code: str
    autonym: str
    rows: tuple[tuple[LabelWords | None, LabelWords], ...]
    """The words of the main language, unless it is this one, and those of this one."""


@dataclass(frozen=True)
class WalkthroughPage:
    frame: Frame
    visit: Visit
    telling: Telling
    places: tuple[PlaceLink, ...]
    routes: tuple[RouteView, ...]
    screens: dict[str, ScreenView]
    aim: Phrase | None
    """The sentence that matters, said before anything else, where there is an opt-out."""
    instead: tuple[InsteadView, ...]
    must_read: Phrase | None
    """What the switch must say in the end."""
    must_read_otherwise: Phrase | None
    """The same where the word that it is about is recorded, or is not, unlike in the chosen language."""
    check_label: str | None
    """The key of that word."""
    check_actions: tuple[ActionView, ...]
    check_claims: tuple[ClaimView, ...]
    problems: tuple[ProblemView, ...]
    forms: tuple[FormView, ...]
    label_field: SelectField
    label_gaps: Phrase | None
    """What stands in for labels that nobody recorded in the chosen language."""
    gaps_in_others: Phrase
    """The same sentence, whether it is true of the chosen language or not."""
    labels_changed: Phrase
    """What is said once the words stand there in another language."""
    label_table: tuple[LabelLanguageView, ...]
    """The words in every language in which some are recorded: for plain files, where nobody can choose."""
    hidden: tuple[tuple[str, str], ...]
    phone: PhoneView


def walkthrough_page(visit: Visit, form: AnswersForm, *, stays: bool) -> WalkthroughPage:
    """The page; 'stays' says that the reader changed the language of the labels rather than came to it."""
    guide, telling, service = visit.guide, visit.telling, visit.service
    # First what the page says first: its sources and addresses are numbered as one reads.
    instead = instead_views(visit)
    routes = route_views(visit)
    path_keys = {label.label.key for route in routes for label in route.path}
    changed = gettext(
        "The words of {service} now stand here in the language that you chose.", service=service.name
    )
    return WalkthroughPage(
        frame=visit.frame(Step.SETTINGS, announcement=changed if stays else None),
        visit=visit,
        telling=telling,
        places=visit.places(Step.SETTINGS),
        aim=telling.text(guide.shortcut.text) if visit.has_opt_out else None,
        instead=instead,
        routes=routes,
        screens={screen.id: telling.again(screen, _screen) for screen in guide.screens},
        must_read=_must_read(visit) if visit.has_opt_out else None,
        must_read_otherwise=_must_read(visit, otherwise=True) if visit.has_opt_out else None,
        check_label=guide.check.label if guide.check.unrecorded else None,
        check_actions=telling.actions(guide.check.actions) if visit.has_opt_out else (),
        check_claims=telling.claims(guide.check.claims) if visit.has_opt_out else (),
        problems=tuple(
            ProblemView(
                problem.id,
                telling.text(problem.title),
                telling.claims(problem.claims),
                telling.actions(problem.actions),
            )
            for problem in guide.problems
            if telling.holds(problem)
        ),
        forms=tuple(_form(telling, each) for each in guide.forms if telling.holds(each)),
        label_field=form.labels,
        label_gaps=_said_of_gaps(service) if _has_gaps(telling, path_keys) else None,
        gaps_in_others=_said_of_gaps(service),
        labels_changed=changed,
        label_table=tuple(_label_table(visit)) if visit.as_files else (),
        hidden=visit.answers.besides("labels"),
        phone=phone_view(visit.settings, visit.step_address(Step.SETTINGS)),
    )


def _has_gaps(telling: Telling, keys: Collection[str]) -> bool:
    return not all(telling.service.is_recorded(key, telling.label_language) for key in keys)


def _said_of_gaps(service: Service) -> Phrase:
    if service.language == ENGLISH:
        return gettext(
            "Some words of {service} are recorded in English only. They stand here in English.",
            service=service.name,
        )
    return gettext(
        "Some words of {service} are recorded in one language only, and stand here in it: {language}",
        service=service.name,
        language=named_in_itself(service.language, service.languages[service.language].autonym),
    )


def instead_views(visit: Visit) -> tuple[InsteadView, ...]:
    """What holds where there is no opt-out, as far as it concerns the reader."""
    telling = visit.telling
    return tuple(
        InsteadView(
            each.id,
            telling.text(each.title),
            telling.regions(each.regions),
            telling.claims(each.claims),
            telling.actions(each.actions),
        )
        for each in visit.guide.instead
        if telling.holds(each)
    )


def route_views(visit: Visit) -> tuple[RouteView, ...]:
    """The routes that lead somewhere in the reader's region; a shared one once for each app."""
    return tuple(_routes(visit))


def _must_read(visit: Visit, *, otherwise: bool = False) -> Phrase:
    check = visit.guide.check
    if check.label and check.unrecorded:
        is_recorded = visit.service.is_recorded(check.label, visit.label_language)
        return visit.telling.text(check.recorded if is_recorded != otherwise else check.unrecorded)
    return visit.telling.text(check.recorded)


def _label_table(visit: Visit) -> Iterator[LabelLanguageView]:
    """The main language first, which says how every other word is meant."""
    service, keys = visit.service, visit.library.label_keys[visit.guide.slug]
    for code in dict.fromkeys((service.language, *service.offered)):
        is_main = code == service.language
        rows = tuple(
            (
                None if is_main else LabelWords(service.label(key, service.language)),
                LabelWords(service.label(key, code)),
            )
            for key in keys
            if service.is_recorded(key, code)
        )
        if rows:
            yield LabelLanguageView(code, service.languages[code].autonym, rows)


def _routes(visit: Visit) -> Iterator[RouteView]:
    names = {app.id: app for app in visit.guide.apps}
    for route in visit.guide.routes:
        if visit.telling.holds(route):
            for app in route.apps or (None,):
                with visit.telling.for_app(names[app] if app else None):
                    yield _route(visit.telling, route)


def _route(telling: Telling, route: Route) -> RouteView:
    return RouteView(
        id=telling.id(route),
        title=telling.text(route.title),
        regions=telling.regions(route.regions),
        link_first=route.link_first,
        links=telling.links(route.link),
        link_note=telling.text(route.link_note),
        claims=telling.claims(route.claims),
        actions=telling.actions(route.actions),
        path=tuple(telling.label(key) for key in route.path),
    )


def _screen(telling: Telling, screen: Screen) -> ScreenView:
    return ScreenView(
        id=screen.id,
        frame=screen.frame,
        caption=telling.text(screen.caption),
        rows=tuple(
            RowView(row.look, row.mark, telling.label(row.label) if row.label else None)
            for row in screen.rows
        ),
    )


def _form(telling: Telling, form: Form) -> FormView:
    return FormView(
        id=form.id,
        title=telling.text(form.title),
        claims=telling.claims(form.claims),
        action=telling.action(form.action),
        fields=tuple(
            FieldView(
                telling.text(field.title),
                telling.label(field.label) if field.label else None,
                telling.text(field.answer),
            )
            for field in form.fields
        ),
    )
