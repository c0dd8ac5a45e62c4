"""Forms: read the answers from an address. Unknown values are dropped, the rest is kept."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from offswitch.addresses import SHARED_STEP, Step
from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.content.labels import Service
from offswitch.content.model import Guide


class KnownChoicesField(SelectMultipleField):
    """Boxes to tick. Values that are no choice, or stand there twice, are dropped."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = sorted({value for value, _ in self.choices} & set(valuelist))


class KnownChoiceField(SelectField):
    """One of several. A value that is no choice is dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0] in {value for value, _ in self.choices}:
            self.data = valuelist[0]


class AnswersForm(FlaskForm):
    """The answers in the query of an address."""

    class Meta:
        csrf = False
        locales = False

    have = KnownChoicesField()
    labels = KnownChoiceField()
    done = KnownChoicesField()


class DoneForm(FlaskForm):
    """The guides that the reader has done."""

    class Meta:
        csrf = False
        locales = False

    guide = KnownChoicesField()


NOT_SAID = ""


class ShareForm(FlaskForm):
    """What somebody wants to link to."""

    class Meta:
        csrf = False
        locales = False

    guide = KnownChoiceField()
    step = KnownChoiceField()
    place = KnownChoiceField()
    language = KnownChoiceField(name="in")


@dataclass(frozen=True)
class LinkChoice:
    """The step that somebody wants to link to, as far as we understood it."""

    guide: str | None
    """Nothing where none was named, or none that there is."""
    step: Step
    place: str | None
    language: str
    unknown: frozenset[str] = frozenset()
    """Names of what was said and is not there."""


def read_choice(
    query: MultiDict[str, str], library: Library, languages: Collection[str], page_language: str
) -> LinkChoice:
    form = ShareForm(formdata=None)
    form.guide.choices = _plain([NOT_SAID, *library.guides])
    form.step.choices = _plain(list(Step))
    form.place.choices = _plain([NOT_SAID, *library.places.codes])
    form.language.choices = _plain(languages)
    usual = {"guide": NOT_SAID, "step": SHARED_STEP, "place": NOT_SAID, "language": page_language}
    form.process(formdata=query, data=usual)
    return LinkChoice(
        guide=form.guide.data or None,
        step=Step(form.step.data),
        place=form.place.data or None,
        language=form.language.data,
        unknown=frozenset(field.name for field in form if query.get(field.name, "") not in {"", field.data}),
    )


def _plain(values: Collection[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def read_done(query: MultiDict[str, str], library: Library) -> tuple[str, ...]:
    """The slugs of the guides that are marked as done, sorted."""
    form = DoneForm(formdata=None)
    form.guide.choices = _plain(library.guides)
    form.process(formdata=query, data={"guide": []})
    return tuple(form.guide.data)


def read_answers(
    query: MultiDict[str, str], guide: Guide, service: Service, page_language: str, place: str | None
) -> tuple[AnswersForm, Answers]:
    """The form for this guide, filled from the query, and the answers it holds."""
    usual = service.label_language(page_language)
    form = _form(guide, service)
    form.process(formdata=query, data={"labels": usual})
    chosen = form.labels.data
    return form, Answers(
        place=place,
        have=tuple(form.have.data),
        labels=None if chosen == usual else chosen,
        done=tuple(form.done.data),
    )


def _form(guide: Guide, service: Service) -> AnswersForm:
    form = AnswersForm(formdata=None)
    form.have.choices = [(content.id, content.id) for content in guide.contents]
    form.labels.choices = list(service.offered.items())
    form.done.choices = [(task.id, task.id) for task in guide.tasks]
    return form
