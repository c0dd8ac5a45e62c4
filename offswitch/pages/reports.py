"""Reports: how a reader tells the host that a screen or a sentence is wrong, and nothing about the reader."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, quote_plus

from offswitch.content.library import Whereabouts
from offswitch.language import Phrase, gettext
from offswitch.settings import Settings


@dataclass(frozen=True)
class Reporting:
    """Where reports go, and what all reports of a page have in common."""

    target: str
    """A mail address (mailto:), or the address of an issue tracker that takes 'title' and 'body'."""
    guide: str
    language: str
    version: str
    """The state of the content."""

    def address(self, action: str, where: Whereabouts) -> str:
        """The link, filled in with what the host needs to know and nothing else."""
        title = f"{self.guide} / {where.step} / {action}"
        facts = {
            "Guide": self.guide,
            "Step": where.step,
            "Action": action,
            "Device": where.device or "-",
            "Language": self.language,
            "Content": self.version,
        }
        return _filled_in(self.target, title, [gettext("My screen says:")], facts)


def sentence_report(settings: Settings, language: str, path: str) -> str | None:
    """The link for a sentence that reads badly on the page at the path, which names no place."""
    if not (target := settings.reports or settings.contact):
        return None
    asked = [gettext("The sentence:"), gettext("Better:")]
    return _filled_in(target, f"{language}: {path}", asked, {"Page": path, "Language": language})


def _filled_in(target: str, title: str, asked: list[Phrase], facts: dict[str, str]) -> str:
    """The address of a report: room under each thing that is asked for, then what the host needs to know."""
    lines = [line for each in asked for line in (each, "", "")]
    lines += [f"{name}: {fact}" for name, fact in facts.items()]
    is_mail = target.startswith("mailto:")
    names = ("subject", "body") if is_mail else ("title", "body")
    mark = "&" if "?" in target else "?"
    body = LINE_BREAK.join([_quoted(line, is_mail=is_mail) for line in lines])
    return f"{target}{mark}{names[0]}={_quoted(title, is_mail=is_mail)}&{names[1]}={body}"


LINE_BREAK = quote("\n")


@lru_cache(maxsize=2048)
def _quoted(line: str, *, is_mail: bool) -> str:
    """Programs for mail know nothing of a plus for a space. Most lines are the same in every report."""
    return quote(line, safe="") if is_mail else quote_plus(line)


@dataclass(frozen=True)
class ReportView:
    text: Phrase
    address: str


def report_view(reporting: Reporting, action: str, where: Whereabouts, *, shows_words: bool) -> ReportView:
    """For what names words on a screen the link asks for them; for all else it takes what is different."""
    text = gettext("What does your screen say?") if shows_words else gettext("Something is different here")
    return ReportView(text, reporting.address(action, where))
