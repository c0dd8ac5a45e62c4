"""Visit: one reader at one guide, with what they answered, on one day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Self

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.content import Library
from offswitch.content.labels import Service
from offswitch.content.model import Guide, Task
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.frame import (
    Frame,
    StepLink,
    StepWords,
    frame,
    step_links,
    step_words,
    words_of,
    words_without_opt_out,
)
from offswitch.pages.own import languages_of, remarks
from offswitch.pages.places import PlaceLink, place_links, place_name
from offswitch.pages.reports import Reporting
from offswitch.pages.sharing import Sharing, sharing_of_guide, sharing_of_step
from offswitch.pages.telling import Telling
from offswitch.settings import Settings
from offswitch.site import Site
from offswitch.told import Told


@dataclass(frozen=True)
class Visit:
    library: Library
    languages: dict[str, Language]
    """Those that pages are offered in."""
    settings: Settings
    guide: Guide
    answers: Answers
    today: date
    content_version: str
    letter_languages: Mapping[str, Language]
    """Those that a letter can be in."""
    as_files: bool = False
    """Whether the pages become plain files, so that no query is answered."""
    told: Told = field(default_factory=Told, repr=False, compare=False)

    @classmethod
    def of(cls, here: Site, guide: Guide, answers: Answers) -> Self:
        return cls(
            here.library,
            here.languages,
            here.settings,
            guide,
            answers,
            here.today,
            here.content_version,
            here.all_languages,
            here.as_files,
            here.told,
        )

    @property
    def service(self) -> Service:
        return self.library.service(self.guide)

    @property
    def label_language(self) -> str:
        return self.answers.labels or self.service.label_language(current().code)

    @cached_property
    def placeless(self) -> Answers:
        """The answers without the place."""
        return self.answers.at(None)

    @cached_property
    def telling(self) -> Telling:
        return Telling(
            self.library,
            self.guide,
            self.answers,
            self.today,
            self.label_language,
            stale_after=self.settings.stale_after,
            reporting=self.reporting,
            told=self.told,
        )

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """For the reader's region; and for their contents, once they ticked any.

        In the order of the page, so that its sources and addresses are numbered as one reads.
        """
        have = set(self.answers.have)
        return tuple(
            task
            for task in sorted(self.regional_tasks, key=lambda task: task.optional)
            if not (have and task.contents) or have.intersection(task.contents)
        )

    @cached_property
    def regional_tasks(self) -> tuple[Task, ...]:
        """For the reader's region, whatever contents they have."""
        return tuple(filter(self.telling.holds, self.guide.tasks))

    @property
    def is_finished(self) -> bool:
        """Whether every task that is not optional is done."""
        return all(task.optional or task.id in self.answers.done for task in self.tasks)

    @property
    def reporting(self) -> Reporting | None:
        """Where readers can report what differs, if the host says where."""
        target = self.settings.reports or self.settings.contact
        if target is None:
            return None
        return Reporting(target, self.guide.slug, current().code, self.content_version)

    @property
    def place_name(self) -> str | Phrase | None:
        return place_name(self.library.places, self.answers.place) if self.answers.place else None

    @property
    def has_opt_out(self) -> bool:
        """Whether there is an opt-out for the reader; without a place: for anyone."""
        return self.telling.holds(self.guide.check)

    @property
    def words(self) -> StepWords:
        """What the last two steps are called: they differ where there is no opt-out."""
        if not self.has_opt_out:
            return words_without_opt_out(
                next(each for each in self.guide.instead if self.telling.holds(each))
            )
        return words_of(self.guide)

    def title(self, step: Step) -> Phrase:
        """The heading of the step."""
        match step:
            case Step.REGION if self.answers.place:
                return gettext("What applies where you live")
            case Step.REGION:
                return gettext("Where do you live?")
            case Step.REVIEW:
                return gettext("What do you have on {service}?", service=self.service.name)
            case Step.SETTINGS:
                return self.words.settings
            case Step.CHECKLIST:
                return self.words.checklist

    def sharing(self, step: Step | None = None) -> Sharing:
        """Of the guide, or of one of its steps."""
        if step is None:
            return sharing_of_guide(self.guide, self.service, self.settings)
        title = replace(self, answers=self.placeless).title(step)
        return sharing_of_step(self.guide, self.service, self.settings, step, step_words(step), title)

    @property
    def remarks(self) -> tuple[Phrase, ...]:
        return remarks(self.library, self.guide, self.settings)

    def guide_address(self) -> str:
        return addresses.guide(current().code, self.guide.slug, self.placeless)

    def step_address(self, step: Step) -> str:
        return addresses.step(current().code, self.guide.slug, step, self.answers)

    def share_address(self, step: Step) -> str:
        """The page for those who link to the step. What this reader ticked is not handed on."""
        if self.as_files:
            return addresses.share_of_step(current().code, self.guide.slug, step, self.answers.place)
        return addresses.share(current().code, self.guide.slug, step, self.answers.place)

    def letters_address(self) -> str | None:
        """The letters for the reader's place; none where the guide has none for anyone."""
        if self.guide.letters is None:
            return None
        return addresses.letters(current().code, self.guide.slug, self.answers)

    def choose_letters_address(self) -> str:
        """The countries, for letters."""
        return addresses.letters(current().code, self.guide.slug, self.placeless)

    def letter_address(self, kind: str, letter_language: str | None = None) -> str:
        return addresses.letter(current().code, self.guide.slug, kind, letter_language, self.answers)

    def choose_place_address(self) -> str:
        """The list of countries."""
        return addresses.step(current().code, self.guide.slug, Step.REGION, self.placeless)

    def places(self, step: Step) -> tuple[PlaceLink, ...]:
        """The same step for every place, as long as the reader has not said which is theirs."""
        if self.answers.place:
            return ()
        places = self.library.places
        found = addresses.step_in(current().code, self.guide.slug, step, self.answers, places.codes)
        return place_links(places, found.__getitem__)

    def frame(self, step: Step, announcement: Phrase | None = None, *, names_today: bool = False) -> Frame:
        return frame(
            self.title(step),
            self.step_address(step),
            self.languages,
            self.settings,
            canonical=addresses.step(current().code, self.guide.slug, step),
            guide=self.guide,
            context=(
                *([self.place_name] if self.place_name else []),
                step_words(step),
                gettext(self.guide.title),
            ),
            sharing=self.sharing(step),
            step=step,
            announcement=announcement or step_words(step),
            names_today=names_today,
            remarks=self.remarks,
            written_in=languages_of(self.library, self.guide, self.languages),
        )

    def page_frame(
        self,
        title: Phrase,
        address: str,
        *,
        context: tuple[str, ...] | None = None,
        canonical: str | None = None,
        names_today: bool = False,
        address_in: Callable[[str], str] | None = None,
    ) -> Frame:
        """The frame of a page of the guide that is no step: its title is followed by the guide's."""
        return frame(
            title,
            address,
            self.languages,
            self.settings,
            canonical=canonical,
            context=(gettext(self.guide.title),) if context is None else context,
            guide=self.guide,
            sharing=self.sharing(),
            names_today=names_today,
            address_in=address_in,
            remarks=self.remarks,
            written_in=languages_of(self.library, self.guide, self.languages),
        )

    def steps(self, step: Step) -> tuple[StepLink, ...]:
        return step_links(current().code, self.guide.slug, self.words, step, self.answers)
