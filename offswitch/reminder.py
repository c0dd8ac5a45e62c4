"""Reminders: an event for the reader's own calendar, some time after a day that they name."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from offswitch.language import Phrase

PRODUCT = "-//Offswitch//Reminder//EN"
MORNING = timedelta(hours=9)
"""When on the day the alarm goes off, by the reader's own clock."""
FARTHEST = 10 * 12
"""A date more than so many months away is taken for a slip."""


@dataclass(frozen=True)
class Start:
    """The day that a reminder counts from."""

    day: date
    is_slip: bool = False
    """Whether the reader named a day that there is not, so that today stands in for it."""


def read_start(words: str | None, today: date) -> Start:
    """The day as an address names it; today where it names none or one that makes no sense."""
    if not words:
        return Start(today)
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return Start(today, is_slip=True)
    earliest, latest = span(today)
    return Start(day) if earliest <= day <= latest else Start(today, is_slip=True)


def span(today: date) -> tuple[date, date]:
    """The first and the last day that make sense."""
    return later(today, months=-FARTHEST), later(today, months=FARTHEST)


def later(day: date, *, months: int = 0, days: int = 0) -> date:
    """So much later. A month after the 31st is the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


@dataclass(frozen=True)
class Reminder:
    """What the event says, and when. Nothing in it is about the reader."""

    file: str
    """The whole address of the file: with the start, it names the event for ever."""
    start: Start
    day: date
    title: Phrase
    text: Phrase
    link: str
    """The whole address that leads back."""

    def ics(self) -> bytes:
        """The calendar file. The same reminder is the same bytes, whenever it is asked for."""
        calendar = Calendar()
        calendar.add("PRODID", PRODUCT)
        calendar.add("VERSION", "2.0")
        calendar.add_component(self._event())
        content: bytes = calendar.to_ical()
        return content

    def _event(self) -> Event:
        event = Event()
        event.add("UID", str(uuid5(NAMESPACE_URL, f"{self.file}?date={self.start.day.isoformat()}")))
        event.add("DTSTAMP", datetime.combine(self.start.day, time(), UTC))
        event.add("DTSTART", self.day)
        event.add("DTEND", self.day + timedelta(days=1))
        event.add("SUMMARY", str(self.title), parameters={"LANGUAGE": self.title.language})
        # Many calendars show no URL: it stands in the text too.
        words = f"{self.text}\n\n{self.link}"
        event.add("DESCRIPTION", words, parameters={"LANGUAGE": self.text.language})
        event.add("URL", self.link)
        event.add("CLASS", "PRIVATE")
        event.add("TRANSP", "TRANSPARENT")
        event.add_component(self._alarm())
        return event

    def _alarm(self) -> Alarm:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", MORNING)
        alarm.add("DESCRIPTION", str(self.title), parameters={"LANGUAGE": self.title.language})
        return alarm
