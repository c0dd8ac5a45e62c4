"""What a guide is made of: frozen, typed, and strict about what a content file may say.

Knows nothing of Flask or of the day. Text stays in the language it was written in, ours in English: who shows
it translates it.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationInfo,
    model_validator,
)

from offswitch.language import ENGLISH, Original


class Translatable:
    """Marks a field whose words go to translators."""


PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@lru_cache(maxsize=4096)
def placeholders(message: str) -> frozenset[str]:
    """The names in braces that a message expects to be filled."""
    return frozenset(PLACEHOLDER.findall(message))


def _plain_sentence(message: str) -> str:
    if "%" in message:
        raise ValueError("write 'percent': a '%' is a placeholder to translators' tools")
    if "<" in message or ">" in message:
        raise ValueError("no markup in a text: the templates do that")
    if message != " ".join(message.split()):
        raise ValueError("single spaces only, no line breaks, none at the ends")
    if re.sub(PLACEHOLDER, "", message).count("{"):
        raise ValueError("a placeholder is {lower_case} and nothing else")
    if "'" in message or '"' in message:
        raise ValueError("use typographic quotation marks and apostrophes: ‘ ’ “ ”")
    return message


def _https(address: HttpUrl) -> HttpUrl:
    if address.scheme != "https":
        raise ValueError("https only")
    return address


def _in_its_language(message: str, info: ValidationInfo) -> str:
    """A sentence of a host's own guide knows its language. Ours are English, which goes without saying."""
    return Original(message, info.context["language"]) if info.context else message


Text = Annotated[
    str,
    Field(min_length=2, max_length=600),
    AfterValidator(_plain_sentence),
    AfterValidator(_in_its_language),
    Translatable(),
]


def _no_placeholder(message: str) -> str:
    if placeholders(message):
        raise ValueError("holds no placeholder: it also stands where labels and dates cannot be filled in")
    return message


Title = Annotated[Text, AfterValidator(_no_placeholder)]
Question = Annotated[str, Field(min_length=10, max_length=400), AfterValidator(_plain_sentence)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
PlaceCode = Annotated[str, Field(pattern=r"^([a-z]{2}|world)$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Address = Annotated[HttpUrl, AfterValidator(_https)]
Evidence = Literal["official", "regulator", "press", "community", "unsettled"]
Kind = Literal["objection", "access", "erasure", "follow-up", "refusal", "identity", "complaint"]
"""Kinds of letters, in the order in which readers may need them."""
Purpose = Literal["training", "advertising"]
"""What the data is used for that a guide is about: it decides which law's letters suit."""


class Record(BaseModel):
    """A table of a content file: unknown keys are mistakes, nothing changes after reading."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=False,
        # Where the library is prepared, nothing is validated.
        defer_build=True,
    )


class Source(Record):
    """A page that a fact was read from."""

    publisher: str
    """Who published it, as they write themselves. Not translated."""
    title: str
    """The page's own title, in its own language. Not translated."""
    language: str = "en"
    """The language of the page (BCP 47)."""
    url: Address
    """The original publisher's page, never a mirror."""
    kind: Literal["official", "regulator", "press", "community"]
    """Who speaks: the service itself, an authority or public body, the press, or someone else."""
    how: Literal["live", "archived", "saved", "saved-in-part", "quoted"]
    """How it was read: live by a person, in a public archive, in a saved copy (whole or part), or quoted."""
    seen: date | Literal["undated"]
    """The date of the state that was read, or 'undated'."""
    read: date
    """The day on which we read it."""
    archive: Address | None = None
    """Where the public archive keeps its copy."""

    @model_validator(mode="after")
    def _dates_make_sense(self) -> Self:
        if isinstance(self.seen, date) and self.seen > self.read:
            raise ValueError("seen: a page cannot be read before the state that was read")
        if self.how == "archived" and self.archive is None:
            raise ValueError("archive: say where the archived copy is")
        return self


class SourceFile(Record):
    """The sources that the labels of a service and all its guides share."""

    slug: Slug
    """The service: the name of the file."""
    sources: dict[str, Source]
    """The sources by name."""


class Identified(Record):
    """Something that an address can point to."""

    id: Slug
    """Its name in addresses and in the rest of the file: stable, in English."""


class Cited(Record):
    """Something that was read somewhere."""

    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Where it was read: ids of sources."""


class Regional(Record):
    """Something that need not hold everywhere."""

    regions: tuple[Slug, ...] = ()
    """The regions it holds for; none named means all."""

    def is_for(self, region: str) -> bool:
        return not self.regions or region in self.regions

    def holds_on(self, _day: date) -> bool:
        """Only a claim may hold on some days and not on others."""
        return True


class Position(Cited):
    """What one side says where sources disagree."""

    who: Text
    """Whose word it is."""
    says: Text
    """What they say, as one sentence."""


class Claim(Identified, Regional, Cited):
    """A sentence of fact."""

    text: Text
    """The sentence. May hold {since}, {until}, names of dates and keys of labels."""
    before: Text | None = None
    """What is said until the day of 'since'."""
    since: date | None = None
    """The day from which 'text' is true."""
    until: date | None = None
    """The last day on which it is true; after it the claim is not shown."""
    dates: dict[Key, date] = Field(default_factory=dict)
    """Other dates in the sentence, by the name of their placeholder."""
    evidence: Evidence
    """What it rests on; 'unsettled' where sources disagree."""
    positions: tuple[Position, ...] = ()
    """For an unsettled claim: who says what."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.evidence == "unsettled") != bool(self.positions):
            raise ValueError("positions: an unsettled claim, and no other, says who says what")
        if len(self.positions) == 1:
            raise ValueError("positions: a disagreement has two sides")
        if self.before and not self.since:
            raise ValueError("since: 'before' needs the day on which the sentence turns")
        if self.since and self.until and self.until < self.since:
            raise ValueError("until: lies before 'since'")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it is true on the day, or says what will be."""
        if self.until and self.until < day:
            return False
        return not (self.since and not self.before and self.since > day)

    def says_on(self, day: date) -> str:
        """What it says on the day, in English."""
        early = self.since is not None and self.since > day
        return self.before if early and self.before else self.text


class Link(Identified, Cited):
    """An address outside: of the service or of someone else."""

    url: Address
    """Where it leads."""
    text: Text
    """What opens there; the words of the link."""
    sign_in: bool = False
    """Whether the reader must be signed in to the service there."""
    evidence: Evidence
    """What the address rests on."""
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Where the address was read."""


LOOKS: frozenset[str] = frozenset({"open", "tap", "choose", "read", "find", "copy"})
"""Kinds of action that change nothing."""
HARMS: frozenset[str] = frozenset({"delete", "hide", "leave", "close", "edit"})
"""Kinds of action that take something away."""


class Choice(Identified):
    """One of several ways to do an action, with what each loses."""

    title: Text
    """What it is called: 'Turn off'. May hold keys of labels."""
    text: Text
    """What it does, and for whom it is right."""
    undo: Text
    """Whether and how it can be undone."""
    loses: Text
    """What is lost by it, or that nothing is."""


AppLinks = Slug | dict[Slug, Slug]
"""The id of a link; or, where apps differ, one for each app."""


class Action(Identified, Regional, Cited):
    """One thing the reader does."""

    kind: Literal[
        "open", "tap", "choose", "read", "find", "copy",
        "switch", "limit", "edit", "write", "send", "save", "ask",
        "delete", "hide", "leave", "close", "revoke",
    ]  # fmt: skip
    """What sort of thing. All but open, tap, choose, read, find and copy change something."""
    text: Text
    """What to do, in the imperative. May hold keys of labels."""
    note: Text | None = None
    """A second sentence that helps to do it."""
    link: AppLinks | None = None
    """The link to open; where apps differ, a table with one for each app."""
    apps: tuple[Slug, ...] = ()
    """The apps it is for, in a route that several apps share; none named means all."""
    choices: tuple[Choice, ...] = ()
    """The ways to do it, where the reader has to decide between them."""
    screen: Slug | None = None
    """The drawn screen that shows where to look."""
    undo: Text | None = None
    """Whether and how it can be undone."""
    loses: Text | None = None
    """What is lost by it, or that nothing is."""
    evidence: Evidence
    """What the instruction rests on."""

    @model_validator(mode="after")
    def _owns_up_to_its_effects(self) -> Self:
        if self.kind in LOOKS:
            return self
        if len(self.choices) == 1:
            raise ValueError("choices: one is no choice")
        for field in ("undo", "loses"):
            # Where the reader chooses, each choice says it.
            if getattr(self, field) is None and not self.choices:
                raise ValueError(
                    f"{field}: an action of kind '{self.kind}' changes something, so it must say this"
                )
        return self


class Region(Identified):
    """The places that a guide treats alike."""

    title: Title
    """What the region is called."""
    groups: tuple[Slug, ...] = ()
    """Groups of places (content/places.toml) that belong to it."""
    places: tuple[PlaceCode, ...] = ()
    """Single places that belong to it."""


class Fact(Identified):
    """A line of 'what applies there'."""

    title: Title
    """What the line is about: 'Since when', 'Controller'."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What holds, region by region."""


class Content(Identified):
    """A kind of data that the service holds."""

    title: Title
    """What it is: 'Posts and articles'."""
    have: Title
    """What the reader ticks, in the first person: 'I have posts or articles'."""
    used: Literal["used", "not-used", "unsettled"]
    """Whether the service uses it for what this guide is about."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """Why it counts as used, not used or unsettled, and the limits of what the reader can do."""
    actions: tuple[Action, ...] = ()
    """How to find it, limit who sees it, delete it: in this order."""


class Row(Record):
    """A line of a drawn screen."""

    label: Key | None = None
    """The words in it; without a label it is drawn as a grey line."""
    look: Literal["line", "heading", "photo", "switch", "switch-off"] = "line"
    """How it is drawn."""
    mark: bool = False
    """Whether this is where to look."""


class Screen(Identified):
    """A drawing of one of the service's screens. Schematic: it shows where to look."""

    frame: Literal["desktop", "app"]
    """The frame it is drawn in."""
    caption: Text
    """What the drawing shows, for those who see it and those who do not."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    """From top to bottom."""


class App(Identified):
    """One of several apps of a service that a guide covers at once."""

    name: str
    """Its name: a proper noun, never translated. Texts of a shared route say {app}."""


class Route(Identified, Regional):
    """A way to the switch on one device; where several apps share it, it is shown once for each."""

    apps: tuple[Slug, ...] = ()
    """The apps that share this route."""

    title: Text
    """Where this is done: 'On a computer'."""
    device: Literal["desktop", "app", "android", "ios"]
    """The device; android and ios only where sources show a difference."""
    link_first: bool
    """Whether the direct link comes before the path (people are signed in there) or after it."""
    link: AppLinks
    """The direct link to the switch or form; where apps differ, a table with one for each app."""
    link_note: Text
    """What to expect behind the link on this device."""
    claims: tuple[Claim, ...] = ()
    """What is special on this device."""
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    """The path, in order."""
    path: Annotated[tuple[Key, ...], Field(min_length=1)]
    """The labels on the way: the path in one line."""


class Check(Regional):
    """How a reader sees that it worked."""

    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    """Leave, come back, look."""
    label: Key | None = None
    """The label of the state that must be shown, where the service shows one."""
    recorded: Text
    """The sentence that matters; with a label: where its words are recorded in the label language."""
    unrecorded: Text | None = None
    """With a label: the same where it is not recorded, by the switch's position, never by colour."""
    claims: tuple[Claim, ...] = ()
    """What is known of when the change takes effect."""

    @model_validator(mode="after")
    def _says_it_without_the_word_too(self) -> Self:
        if bool(self.label) != bool(self.unrecorded):
            raise ValueError("unrecorded: goes with a label, and a label needs it")
        return self


class Instead(Identified, Regional):
    """What holds, and what can be done, where there is no opt-out."""

    title: Title
    """Says that there is none: 'There is no opt-out here'."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What is known of it."""
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    """What can be done instead."""


class Misreport(Identified):
    """A statement that readers bring along and that is not right, or not settled."""

    said: Text
    """The statement, as articles have it."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What is right."""


class Statement(Identified):
    """What an authority, a court or an organisation said."""

    who: Text
    """Who said it."""
    claim: Claim
    """What they said, in one neutral sentence, with its date."""


class Words(Record):
    """The guide's own words for the steps: what the reader does differs from service to service."""

    settings: Title
    """The heading of the walkthrough: 'Switch it off on Harbour'."""
    settings_short: Title
    """The same in the bar of steps: 'Switch it off'."""
    settings_next: Title
    """The button that leads there: 'Next: switch it off'."""
    checklist: Title
    """The heading of the checklist: 'Check that it is off'."""
    checklist_next: Title
    """The button that leads there: 'Next: check that it is off'."""
    used: Title
    """The heading above the contents that are used: 'Used to train AI'."""
    not_used: Title
    """The heading above those that are not: 'Not used, says Harbour'."""


class Problem(Identified, Regional):
    """Something that goes wrong, and what to do then."""

    title: Text
    """What the reader sees."""
    claims: tuple[Claim, ...] = ()
    """What is known of it."""
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    """The remedy, first the one most likely to help."""


class FormField(Record):
    """A field of the service's form, and what to put there."""

    title: Text
    """What the field asks for."""
    label: Key | None = None
    """The words at it, where they are recorded."""
    answer: Text
    """What to put there."""


class Form(Identified, Regional):
    """A form of the service."""

    title: Text
    """What it is for."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What it covers that the switch does not, and what is known of it."""
    action: Action
    """To fill it in and send it; its link is the form."""
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]
    """What it asks, in order."""


class Way(Identified):
    """A way in for readers who are not in the usual position."""

    title: Title
    """Who they are: 'You have no account'."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What holds for them."""
    link: Slug | None = None
    """Where they go."""


class Task(Action):
    """A line of the confirmation checklist."""

    check: Text
    """How the reader sees that it is done."""
    contents: tuple[Slug, ...] = ()
    """Only for readers who ticked one of these."""
    condition: Text | None = None
    """The same in words, for readers who ticked nothing yet: 'If you have posts'."""
    step: Literal["review", "settings"] | None = None
    """The step that shows how."""
    anchor: Slug | None = None
    """Where on that step."""
    optional: bool = False
    """Whether the opt-out is complete without it."""

    @model_validator(mode="after")
    def _states_its_condition(self) -> Self:
        if bool(self.contents) != bool(self.condition):
            raise ValueError("condition: a task for some contents, and no other, says so in words")
        if self.anchor and not self.step:
            raise ValueError("step: an anchor needs the step it stands on")
        return self


class Finish(Record):
    """What stands at the end."""

    true_now: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What is now true."""
    not_changed: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What is not."""
    remains: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What remains to be done, and when."""


class Addressee(Identified, Regional, Cited):
    """The company that answers for the data: the controller, as its own notice names it."""

    name: str
    """Its name: a proper noun, never translated."""
    evidence: Evidence
    """What the name rests on."""


class Sending(Regional):
    """How a letter gets to the company, by the company's own page."""

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """The letters that go this way. What has no way in a region is not offered there."""
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    """What to open, what to paste where, what to send."""


class Correspondence(Record):
    """What letters need to know of the guide: to whom, about what, by which way."""

    purpose: Purpose
    """What the data is used for."""
    account: Title
    """What to write where the letter asks for the account: 'Your e-mail address at Harbour'."""
    addressees: Annotated[tuple[Addressee, ...], Field(min_length=1)]
    """To whom, region by region."""
    about: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """The letter's first sentences, in the reader's voice: which use of the data it is about."""
    sending: Annotated[tuple[Sending, ...], Field(min_length=1)]
    """By which way."""


class Shortcut(Record):
    """For the hurried: straight to the switch."""

    links: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The official switch or form; one for each app where apps differ."""
    text: Text
    """The one sentence that matters."""


class Effort(Record):
    """What it takes."""

    route: Slug
    """The route whose actions are counted."""
    per: Literal["account", "device", "app"]
    """How often: once per account, device or app."""
    reversible: bool | None = None
    """Whether the reader can go back at any time; left out where no source says."""


class Guide(Record):
    """One opt-out at one service, all that we know of it."""

    slug: Slug
    """The name of the file, and the guide's part of every address."""
    own: bool = False
    """Whether the host wrote it: it lies in the host's folder."""
    language: LanguageCode = ENGLISH
    """The language of its sentences: in a host's own guide any that the site has, in ours English."""
    service: Slug
    """The service: its labels are in content/labels/, its sources in content/sources/."""
    order: int
    """Where it stands among the guides: lower first."""
    title: Title
    """What the reader gets: 'Stop Harbour from training AI on your data'."""
    summary: Title
    """One sentence for the card."""
    open_questions: tuple[Question, ...] = ()
    """What only a person with an account can find out. For maintainers: not shown, not translated."""
    words: Words
    """The guide's own words for the steps."""
    apps: tuple[App, ...] = ()
    """The apps of the service, where the guide covers several at once."""
    effort: Effort
    """What it takes."""
    shortcut: Shortcut
    """For the hurried."""
    now: Annotated[tuple[Claim, ...], Field(min_length=1, max_length=4)]
    """What happens to the data now."""
    does: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What opting out does."""
    does_not: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What it does not do."""
    needs: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """What the reader needs."""
    ways: tuple[Way, ...] = ()
    """Ways in for readers without an account, or with several."""
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    """The guide's own map. Every place belongs to exactly one region."""
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    """What applies there, line by line."""
    copy_first: Action
    """'Get a copy of your data first': shown before any deletion."""
    contents: Annotated[tuple[Content, ...], Field(min_length=1)]
    """What the service holds."""
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    """The ways to the switch."""
    instead: tuple[Instead, ...] = ()
    """For regions where there is no opt-out: what can be done instead."""
    check: Check
    """How a reader sees that it worked."""
    problems: Annotated[tuple[Problem, ...], Field(min_length=1)]
    """What goes wrong, with remedies."""
    forms: tuple[Form, ...] = ()
    """What the switch does not cover, and the form for it."""
    screens: tuple[Screen, ...] = ()
    """Drawings."""
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    """The confirmation checklist."""
    finish: Finish
    """What stands at the end."""
    misreported: tuple[Misreport, ...] = ()
    """What articles often get wrong."""
    statements: tuple[Statement, ...] = ()
    """Who said what: authorities, courts, organisations."""
    letters: Correspondence | None = None
    """What its letters need; without it the guide has none."""
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    """Every address that an action, a task or a form opens."""
    sources: dict[Slug, Source] = Field(default_factory=dict)
    """Sources that only this guide uses."""
