"""Forms: read the answers from an address. Unknown values are dropped, the rest is kept."""

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.content.labels import Service
from offswitch.content.model import Guide


class KnownChoicesField(SelectMultipleField):
    """Boxes to tick. Values that are no choice, or stand there twice, are dropped."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        known = {value for value, *_ in self.iter_choices()}
        self.data = sorted(known & set(valuelist))


class KnownChoiceField(SelectField):
    """One of several. A value that is no choice is dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        known = {value for value, *_ in self.iter_choices()}
        if valuelist and valuelist[0] in known:
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


def read_done(query: MultiDict[str, str], library: Library) -> tuple[str, ...]:
    """The slugs of the guides that are marked as done, sorted."""
    form = DoneForm(formdata=None)
    form.guide.choices = [(slug, slug) for slug in library.guides]
    form.process(formdata=query, data={"guide": []})
    return tuple(form.guide.data)


def read_answers(
    query: MultiDict[str, str], guide: Guide, service: Service, page_language: str, place: str | None
) -> tuple[AnswersForm, Answers]:
    """The form for this guide, filled from the query, and the answers it holds."""
    usual = service.label_language(page_language)
    form = _form(guide, service)
    form.process(formdata=query, data={"have": [], "labels": usual, "done": []})
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
