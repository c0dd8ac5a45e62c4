"""Fillings: what a reader's answers put into a step that is the same for many of them but for that."""

from dataclasses import replace
from typing import Protocol

from offswitch.addresses import Step
from offswitch.answers import OpenAnswers
from offswitch.escaping import html
from offswitch.pages.checklist import progress_words
from offswitch.pages.review import ticked_words
from offswitch.pages.visit import Visit

ASKED = {Step.REGION: "", Step.REVIEW: "have", Step.SETTINGS: "labels", Step.CHECKLIST: "done"}
"""What the form of each step asks for."""


class Macros(Protocol):
    """What the templates say of answers."""

    def hidden(self, pairs: tuple[tuple[str, str], ...]) -> str: ...

    def box(self, name: str, value: str, ticked: bool) -> str: ...

    def bar(self, done: int, total: int) -> str: ...


def opened(visit: Visit, step: Step) -> Visit:
    """The visit of all for whom the step is the same but for what is filled in.

    A checklist is the same for all who have the same tasks: as if they had ticked every content that brings
    up no further one.
    """
    answers = OpenAnswers(place=visit.answers.place, labels=visit.answers.labels)
    if step is Step.CHECKLIST:
        if visit.answers.have:
            answers = replace(answers, have=_contents_of_tasks(visit))
        if visit.is_finished:
            answers = replace(answers, done=tuple(task.id for task in visit.tasks if not task.optional))
    return replace(visit, answers=answers)


def _contents_of_tasks(visit: Visit) -> tuple[str, ...]:
    """Every content that may be ticked too, and the tasks stay the same."""
    tasks = {task.id for task in visit.tasks}
    of_others = {
        content for task in visit.regional_tasks if task.id not in tasks for content in task.contents
    }
    return tuple(content.id for content in visit.guide.contents if content.id not in of_others)


def fillings(visit: Visit, step: Step, macros: Macros) -> dict[str, str]:
    """Everything in the step that depends on what is filled in, as HTML, by names that all visits share."""
    answers, asked = visit.answers, ASKED[step]
    words = {"query": html(answers.query())}
    if asked:
        words["besides"] = macros.hidden(answers.besides(asked))
    # Words without their language: it is marked around them where a translation is missing.
    if step is Step.REVIEW:
        words["ticked"] = html(str(ticked_words(answers)))
        for content in visit.guide.contents:
            words[f"have-{content.id}"] = macros.box(asked, content.id, content.id in answers.have)
    if step is Step.CHECKLIST:
        done, total = sum(task.id in answers.done for task in visit.tasks), len(visit.tasks)
        words["progress"] = html(str(progress_words(done, total)))
        words["bar"] = macros.bar(done, total)
        for task in visit.tasks:
            words[f"done-{task.id}"] = macros.box(asked, task.id, task.id in answers.done)
    return words
