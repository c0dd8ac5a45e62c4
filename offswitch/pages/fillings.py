"""Fillings: what a reader's answers put into a step that is the same for all of them but for that.

The checklist is none: which of its tasks there are depends on the answers.
"""

from typing import Protocol

from offswitch.addresses import Step
from offswitch.answers import Answers, OpenAnswers
from offswitch.content.model import Guide
from offswitch.escaping import html
from offswitch.pages.review import ticked_words

ASKED = {Step.REGION: "", Step.REVIEW: "have", Step.SETTINGS: "labels"}
"""The steps, with what the form of each asks for."""

OPEN = OpenAnswers()


class Macros(Protocol):
    """What the templates say of answers."""

    def hidden(self, pairs: tuple[tuple[str, str], ...]) -> str: ...

    def box(self, name: str, value: str, ticked: bool) -> str: ...


def fillings(answers: Answers, step: Step, macros: Macros) -> dict[str, str]:
    """For everything in the open step that depends on these answers, as HTML: what stands there instead."""
    asked = ASKED[step]
    words = {OPEN.query(): html(answers.query())}
    if asked:
        words[macros.hidden(OPEN.besides(asked))] = macros.hidden(answers.besides(asked))
    if asked == "have":
        # Without their language, which is marked around them where a translation is missing.
        words[html(str(ticked_words(OPEN)))] = html(str(ticked_words(answers)))
        for content in answers.have:
            words[macros.box(asked, content, False)] = macros.box(asked, content, True)
    return words


def gaps(guide: Guide, step: Step, macros: Macros) -> set[str]:
    """Everything in the open step that depends on any answers."""
    return set(fillings(Answers(have=tuple(content.id for content in guide.contents)), step, macros))
