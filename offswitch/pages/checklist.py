"""Step 4: the confirmation checklist, tailored to place and contents, and the finish."""

from dataclasses import dataclass

from wtforms import SelectMultipleField

from offswitch import addresses
from offswitch.addresses import NO_ANSWERS, Step
from offswitch.content.model import Task
from offswitch.forms import AnswersForm
from offswitch.language import Phrase, current, gettext
from offswitch.pages.authorities import ComplaintView, complaint_view
from offswitch.pages.frame import Frame
from offswitch.pages.phone import PhoneView, phone_view
from offswitch.pages.places import PlaceLink
from offswitch.pages.reminder import ReminderView, still_off_view
from offswitch.pages.telling import ClaimView, TaskWords, Telling
from offswitch.pages.visit import Visit


@dataclass(frozen=True)
class TaskView:
    words: TaskWords
    condition: Phrase | None
    """When it is for the reader, where they have not ticked their contents."""
    contents: tuple[str, ...]
    """Ids of the contents that it is about; none where it is for everyone."""
    how: str | None
    """The address of the step that shows how."""
    optional: bool
    done: bool


@dataclass(frozen=True)
class OtherGuide:
    title: Phrase
    address: str


@dataclass(frozen=True)
class ChecklistPage:
    frame: Frame
    visit: Visit
    telling: Telling
    places: tuple[PlaceLink, ...]
    tasks: tuple[TaskView, ...]
    extra: tuple[TaskView, ...]
    """The tasks without which the opt-out is complete too."""
    done: int
    total: int
    progress: Phrase
    finished: bool
    """Whether every task that is not optional is done."""
    true_now: tuple[ClaimView, ...]
    not_changed: tuple[ClaimView, ...]
    remains: tuple[ClaimView, ...]
    complaint: ComplaintView | None
    """Where to complain, where the reader's place is known."""
    others: tuple[OtherGuide, ...]
    """The other guides, for the same place."""
    all_done: str
    """The finish over all guides, with this one marked."""
    reminder: ReminderView
    phone: PhoneView
    field: SelectMultipleField
    hidden: tuple[tuple[str, str], ...]


def checklist_page(visit: Visit, form: AnswersForm, date: str | None, *, stays: bool) -> ChecklistPage:
    """The page; 'stays' says that the reader ticked a task on it rather than came to it.

    The date is what the query says of the day on which the reader did it.
    """
    telling = visit.telling
    tasks = [_task(visit, task) for task in visit.tasks]
    done = sum(task.done for task in tasks)
    progress = progress_words(done, len(tasks))
    finish = visit.guide.finish
    return ChecklistPage(
        frame=visit.frame(
            Step.CHECKLIST,
            announcement=progress if stays else None,
            names_today=True,
        ),
        visit=visit,
        telling=telling,
        places=visit.places(Step.CHECKLIST),
        tasks=tuple(task for task in tasks if not task.optional),
        extra=tuple(task for task in tasks if task.optional),
        done=done,
        total=len(tasks),
        progress=progress,
        finished=visit.is_finished,
        true_now=telling.claims(finish.true_now),
        not_changed=telling.claims(finish.not_changed),
        remains=telling.claims(finish.remains),
        complaint=complaint_view(visit.library, visit.answers.place, telling.footnotes, told=visit.told)
        if visit.answers.place
        else None,
        others=tuple(
            OtherGuide(
                gettext(guide.title),
                addresses.step(current().code, guide.slug, Step.REGION, NO_ANSWERS.at(visit.answers.place)),
            )
            for guide in visit.library.guides.values()
            if guide is not visit.guide
        ),
        all_done=addresses.done(current().code, [visit.guide.slug]),
        reminder=still_off_view(visit, date),
        phone=phone_view(visit.settings, visit.step_address(Step.CHECKLIST)),
        field=form.done,
        hidden=visit.answers.besides("done"),
    )


def progress_words(done: int, total: int) -> Phrase:
    return gettext("{done} of {total} done", done=done, total=total)


def _task(visit: Visit, task: Task) -> TaskView:
    telling = visit.telling
    ticked = bool(set(task.contents) & set(visit.answers.have))
    how = None
    if task.step:
        how = visit.step_address(Step(task.step)) + (f"#{task.anchor}" if task.anchor else "")
    return TaskView(
        words=telling.task(task),
        condition=None if ticked else telling.text_or_none(task.condition),
        contents=task.contents,
        how=how,
        optional=task.optional,
        done=task.id in visit.answers.done,
    )
