"""Reminders: what a page offers, and what the calendar file then says, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.content.laws import Letter, Period
from offswitch.language import Phrase, current, format_date, gettext
from offswitch.pages.visit import Visit
from offswitch.reminder import Reminder, later, read_start, span

MONTHS_UNTIL_CHECK = 3


@dataclass(frozen=True)
class ReminderView:
    """A form with one date that leads to the file."""

    title: Phrase
    text: Phrase
    label: Phrase
    """What the date is."""
    file: str
    """The address of the file, without the date."""
    day: date
    day_in_words: str
    earliest: date
    latest: date
    months: int
    """How much later it is due: so many months and days."""
    days: int
    is_slip: bool
    """Whether the address named a date that there is not."""


def still_off_view(visit: Visit, words: str | None) -> ReminderView:
    """'Is it still off?'; the words are the date in the query, if there is one."""
    return _view(
        visit,
        words,
        title=gettext("Check again in three months"),
        text=gettext("Settings can change. This file puts a reminder into your own calendar."),
        label=gettext("The day on which you did it"),
        file=still_off_file(visit),
        months=MONTHS_UNTIL_CHECK,
    )


def answered_view(visit: Visit, letter: Letter, words: str | None) -> ReminderView | None:
    """'Have they answered?'; nothing where nobody has to answer the letter."""
    period = _period(visit, letter)
    if period is None:
        return None
    return _view(
        visit,
        words,
        title=gettext("Have they answered?"),
        text=gettext(
            "This file puts a reminder into your own calendar, for the day on which their time is over."
        ),
        label=gettext("The day on which you sent the letter"),
        file=answered_file(visit, letter),
        months=period.months or 0,
        days=period.days or 0,
    )


def _view(
    visit: Visit,
    words: str | None,
    *,
    title: Phrase,
    text: Phrase,
    label: Phrase,
    file: str,
    months: int = 0,
    days: int = 0,
) -> ReminderView:
    start = read_start(words, visit.today)
    earliest, latest = span(visit.today)
    return ReminderView(
        title=title,
        text=text,
        label=label,
        file=file,
        day=start.day,
        day_in_words=format_date(start.day),
        earliest=earliest,
        latest=latest,
        months=months,
        days=days,
        is_slip=start.is_slip,
    )


def still_off_file(visit: Visit) -> str:
    return addresses.file(_checklist(visit), addresses.STILL_OFF)


def answered_file(visit: Visit, letter: Letter) -> str:
    page = addresses.letter(current().code, visit.guide.slug, letter.kind, answers=_place_only(visit))
    return addresses.file(page, addresses.ANSWERED)


def _checklist(visit: Visit) -> str:
    """Where the reader checks, without what they ticked."""
    return addresses.step(current().code, visit.guide.slug, Step.CHECKLIST, _place_only(visit))


def _place_only(visit: Visit) -> Answers:
    """What a calendar may know of the reader's answers: it is often shown to others."""
    return addresses.NO_ANSWERS.at(visit.answers.place)


def _period(visit: Visit, letter: Letter) -> Period | None:
    if visit.answers.place is None or not letter.answered:
        return None
    return visit.library.law_of(visit.answers.place).period


def still_off_reminder(visit: Visit, words: str | None) -> Reminder:
    start = read_start(words, visit.today)
    text = gettext(
        "You finished this guide on {date} and wanted to look again three months later. Settings can "
        "change. This page shows you how to check:",
        date=format_date(start.day),
    )
    return Reminder(
        file=visit.settings.origin + still_off_file(visit),
        start=start,
        day=later(start.day, months=MONTHS_UNTIL_CHECK),
        title=gettext("Is it still as you set it? {guide}", guide=gettext(visit.guide.title)),
        text=_slip_said(text) if start.is_slip else text,
        link=visit.settings.origin + _checklist(visit),
    )


def answered_reminder(visit: Visit, letter: Letter, words: str | None) -> Reminder | None:
    """Nothing where nobody has to answer the letter."""
    period = _period(visit, letter)
    if period is None:
        return None
    start = read_start(words, visit.today)
    text = gettext(
        "You sent this letter on {date}: {letter}. The time to answer it is over about now. If there is no "
        "answer, or a refusal, this page shows you what you can send next:",
        date=format_date(start.day),
        letter=gettext(letter.title),
    )
    return Reminder(
        file=visit.settings.origin + answered_file(visit, letter),
        start=start,
        day=later(start.day, months=period.months or 0, days=period.days or 0),
        title=gettext(
            "Have they answered? {letter}, {service}",
            letter=gettext(letter.title),
            service=visit.service.name,
        ),
        text=_slip_said(text) if start.is_slip else text,
        link=visit.settings.origin + addresses.letters(current().code, visit.guide.slug, _place_only(visit)),
    )


def _slip_said(text: Phrase) -> Phrase:
    slip = gettext(
        "The date that was given does not exist or is far away. So this counts from the day on which the "
        "file was made."
    )
    return Phrase(f"{slip} {text}", language=text.language)
