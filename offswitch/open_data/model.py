"""What the datasets are made of. Their JSON Schemas come from here.

Within version 1 a field may be added; none is taken out, renamed, or given another meaning.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from offswitch.content.model import Evidence

Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
OwnAddress = Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
"""On this site: with its base address where the host has set one, else a path."""


class Data(BaseModel):
    """A part of a dataset."""

    model_config = ConfigDict(frozen=True)


class Refusal(Data):
    """The answer to a request that cannot be met."""

    error: str
    """What is wrong, in English."""


class License(Data):
    """On what terms the data may be used."""

    name: str
    """The licence of our words. Labels and titles of sources are quoted, and belong to whom they belong."""
    url: Uri
    """The licence's own page."""
    attribution: str
    """Whom to name."""


class Text(Data):
    """A sentence or a heading."""

    text: str
    """Ready to be shown: dates and labels are filled in."""
    language: str
    """The language that it is in (BCP 47). Where a translation is missing, the one it was written in."""
    template: str | None
    """The same with the keys of labels in braces, as in 'Tap {off}.'; null where it holds no label."""


class Source(Data):
    """A page that a fact was read from."""

    publisher: str
    """Who published it, as they write themselves."""
    title: str
    """The page's own title, in its own language."""
    language: str
    """The language of the page (BCP 47)."""
    url: Uri
    """The original publisher's page."""
    kind: Literal["official", "regulator", "press", "community"]
    """Who speaks: the service itself, an authority or public body, the press, or someone else."""
    how: Literal["live", "archived", "saved", "saved-in-part", "quoted"]
    """How it was read: live by a person, in a public archive, in a saved copy (whole or part), or quoted."""
    seen: date | Literal["undated"]
    """The date of the state that was read. Age counts from here."""
    read: date
    """The day on which we read it."""
    archive: Uri | None
    """Where a public archive keeps its copy."""


class Position(Data):
    """What one side says where sources disagree."""

    who: Text
    """Whose word it is."""
    says: Text
    """What they say."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Claim(Data):
    """A sentence of fact."""

    id: str
    """Its id; on its page also its anchor."""
    text: Text
    """What holds on the day of the answer."""
    regions: tuple[str, ...]
    """Ids of the regions it holds for; none means all."""
    since: date | None
    """The day from which it is true. In the future: the text says that it will be."""
    until: date | None
    """The last day on which it is true; from the next on it is left out."""
    dates: dict[str, date]
    """Other dates in the sentence."""
    evidence: Evidence
    """What it rests on; 'unsettled' where sources disagree."""
    positions: tuple[Position, ...]
    """For an unsettled claim: who says what."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Link(Data):
    """An address that the guide sends readers to."""

    url: Uri
    """Where it leads."""
    text: Text
    """What opens there."""
    sign_in: bool
    """Whether one must be signed in to the service there."""
    evidence: Evidence
    """What the address rests on."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Choice(Data):
    """One of several ways to do an action."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """What it is called."""
    text: Text
    """What it does."""
    undo: Text
    """Whether and how it can be undone."""
    loses: Text
    """What is lost by it."""


class Action(Data):
    """One thing to do."""

    id: str
    """Its id; on its page also its anchor."""
    kind: str
    """What sort of thing: open, tap, switch, delete and others."""
    text: Text
    """What to do."""
    note: Text | None
    """A second sentence that helps."""
    links: tuple[str, ...]
    """Ids of links to open: more than one where apps differ."""
    choices: tuple[Choice, ...]
    """The ways to do it, where there is a decision to make."""
    undo: Text | None
    """Whether and how it can be undone; null where nothing changes or each choice says it."""
    loses: Text | None
    """What is lost by it; null where nothing changes or each choice says it."""
    regions: tuple[str, ...]
    """Ids of the regions it is for; none means all."""
    evidence: Evidence
    """What the instruction rests on."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Task(Action):
    """A line of the confirmation checklist."""

    check: Text
    """How one sees that it is done."""
    contents: tuple[str, ...]
    """Only for those who have one of these contents; none means for all."""
    condition: Text | None
    """The same in words."""
    step: Literal["review", "settings"] | None
    """The step that shows how."""
    anchor: str | None
    """Where on that step."""
    optional: bool
    """Whether the opt-out is complete without it."""


class Region(Data):
    """The places that the guide treats alike."""

    id: str
    """Its id, the same in all languages."""
    title: Text
    """What it is called."""
    places: tuple[str, ...]
    """Codes of its places: see places.json."""


class Fact(Data):
    """A line of 'what applies there'."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """What the line is about."""
    claims: tuple[Claim, ...]
    """What holds, region by region."""


class Content(Data):
    """A kind of data that the service holds."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """What it is."""
    used: Literal["used", "not-used", "unsettled"]
    """Whether the service uses it for what this guide is about."""
    claims: tuple[Claim, ...]
    """Why it counts as that."""
    actions: tuple[Action, ...]
    """How to find it, limit who sees it, delete it."""


class Route(Data):
    """A way to the switch on one device."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """Where this is done."""
    device: Literal["desktop", "app", "android", "ios"]
    """The device."""
    app: str | None
    """Id of the app, where the guide covers several."""
    regions: tuple[str, ...]
    """Ids of the regions it leads somewhere in; none means all."""
    link_first: bool
    """Whether the direct link comes before the path or after it."""
    links: tuple[str, ...]
    """Ids of the direct links to the switch or form."""
    link_note: Text
    """What to expect behind the link on this device."""
    claims: tuple[Claim, ...]
    """What is special on this device."""
    actions: tuple[Action, ...]
    """The path, in order."""
    path: tuple[str, ...]
    """Keys of the labels on the way: the path in one line."""


class Check(Data):
    """How one sees that it worked."""

    regions: tuple[str, ...]
    """Ids of the regions where there is an opt-out to check; none means all."""
    label: str | None
    """Key of the label of the state that must be shown."""
    recorded: Text
    """The sentence that matters; with a label: where its words are recorded in the language of the labels."""
    unrecorded: Text | None
    """The same where they are not."""
    actions: tuple[Action, ...]
    """Leave, come back, look."""
    claims: tuple[Claim, ...]
    """What is known of when the change takes effect."""


class Problem(Data):
    """Something to do about, and what."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """What one sees; for what can be done instead: that there is no opt-out."""
    regions: tuple[str, ...]
    """Ids of the regions it is for; none means all."""
    claims: tuple[Claim, ...]
    """What is known of it."""
    actions: tuple[Action, ...]
    """What to do."""


class FormField(Data):
    """A field of a form of the service."""

    title: Text
    """What it asks for."""
    label: str | None
    """Key of the label at it."""
    answer: Text
    """What to put there."""


class Form(Data):
    """A form of the service, for what the switch does not cover."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """What it is for."""
    regions: tuple[str, ...]
    """Ids of the regions it is for; none means all."""
    claims: tuple[Claim, ...]
    """What is known of it."""
    action: Action
    """To fill it in and send it; its link is the form."""
    fields: tuple[FormField, ...]
    """What it asks, in order."""


class Way(Data):
    """A way in for people who are not in the usual position."""

    id: str
    """Its id; on its page also its anchor."""
    title: Text
    """Who they are."""
    claims: tuple[Claim, ...]
    """What holds for them."""
    links: tuple[str, ...]
    """Ids of links: where they go."""


class Misreport(Data):
    """A statement that is often read and that is not right, or not settled."""

    id: str
    """Its id; on its page also its anchor."""
    said: Text
    """The statement."""
    claims: tuple[Claim, ...]
    """What is right."""


class Statement(Data):
    """What an authority, a court or an organisation said."""

    id: str
    """Its id; on its page also its anchor."""
    who: Text
    """Who said it."""
    claim: Claim
    """What they said."""


class Shortcut(Data):
    """For the hurried."""

    links: tuple[str, ...]
    """Ids of links: straight to the switch or form."""
    text: Text
    """The one sentence that matters."""


class Effort(Data):
    """What it takes."""

    routes: tuple[str, ...]
    """Ids of the routes whose actions count; more than one where apps share it."""
    per: Literal["account", "device", "app"]
    """How often: once per account, device or app."""
    reversible: bool | None
    """Whether one can go back at any time; null where no source says."""


class Finish(Data):
    """What stands at the end."""

    true_now: tuple[Claim, ...]
    """What is then true."""
    not_changed: tuple[Claim, ...]
    """What is not."""
    remains: tuple[Claim, ...]
    """What remains to be done, and when."""


class App(Data):
    """One of several apps that the guide covers at once."""

    id: str
    """Its id."""
    name: str
    """Its name: a proper noun."""


class Label(Data):
    """Words on the service's screen, exactly as sources print them."""

    text: str
    """The words."""
    confirmed: Literal[1, 2]
    """How many sources print them: 1, or 2 for two and more."""
    sources: tuple[str, ...]
    """Ids of sources."""


class LabelLanguage(Data):
    """A language of the service's screens."""

    autonym: str
    """Its name in itself."""
    offered: bool
    """Whether the service can be set to it."""


class Change(Data):
    """An entry of the change log of the content."""

    id: str
    """Its id, for ever."""
    date: date
    """The day on which it reached readers."""
    kind: Literal["new-guide", "path", "fact", "label", "live-check", "fix"]
    """What sort of thing changed."""
    text: Text
    """What changed and for whom."""
    regions: tuple[str, ...]
    """Ids of the regions it matters in; none means all."""


class State(Data):
    """How old the states are that the sources of a guide were read in."""

    oldest: date | None
    """The oldest dated state; null where all are undated."""
    newest: date | None
    """The newest dated state; null where all are undated."""
    undated: int
    """How many sources bear no date."""
    read: date
    """The day on which one was last read."""


class Service(Data):
    """A product that people use."""

    id: str
    """Its id, the same for all its guides."""
    name: str
    """Its name: a proper noun."""


class GuideCard(Data):
    """A guide in short."""

    id: str
    """The guide's part of every address."""
    service: Service
    """The service that it is about."""
    order: int
    """Where it stands among the guides: lower first."""
    own: bool
    """Whether those wrote it who run this site. All others are Offswitch's."""
    author: str | None
    """Who wrote it, where it is the site's own and somebody is named as its operator."""
    written_in: str
    """The language that it was written in (BCP 47): that of sentences whose translation is missing."""
    title: Text
    """What one gets."""
    summary: Text
    """One sentence."""
    page: OwnAddress
    """Its first page in this language."""
    data: OwnAddress
    """All of it as data, in this language."""
    state: State
    """How old what it rests on is."""
    changed: date | None
    """The day of the newest entry of its change log."""


class Guide(GuideCard):
    """One opt-out at one service, all that we know of it."""

    apps: tuple[App, ...]
    """The apps, where it covers several at once."""
    effort: Effort
    """What it takes."""
    shortcut: Shortcut
    """For the hurried."""
    now: tuple[Claim, ...]
    """What happens to the data now."""
    does: tuple[Claim, ...]
    """What opting out does."""
    does_not: tuple[Claim, ...]
    """What it does not do."""
    needs: tuple[Claim, ...]
    """What one needs."""
    ways: tuple[Way, ...]
    """Ways in for people without an account, or with several."""
    regions: tuple[Region, ...]
    """The guide's own map. Every place belongs to exactly one region."""
    facts: tuple[Fact, ...]
    """What applies there, line by line."""
    copy_first: Action
    """To get a copy of one's data, before any deletion."""
    contents: tuple[Content, ...]
    """What the service holds."""
    routes: tuple[Route, ...]
    """The ways to the switch; one that several apps share stands here once for each."""
    instead: tuple[Problem, ...]
    """Where there is no opt-out: what can be done instead."""
    check: Check
    """How one sees that it worked."""
    problems: tuple[Problem, ...]
    """What goes wrong, with remedies."""
    forms: tuple[Form, ...]
    """Forms of the service for what the switch does not cover."""
    tasks: tuple[Task, ...]
    """The confirmation checklist."""
    finish: Finish
    """What stands at the end."""
    misreported: tuple[Misreport, ...]
    """What articles often get wrong."""
    statements: tuple[Statement, ...]
    """Who said what."""
    links: dict[str, Link]
    """Every address that something here opens, by id."""
    changes: tuple[Change, ...]
    """What changed, the newest first."""


class Rule(Data):
    """What holds for complaints in a place."""

    id: str
    """Its id."""
    text: Text
    """One or two sentences."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Remark(Data):
    """Something to know before complaining."""

    text: Text
    """One or two sentences."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Authority(Data):
    """A data-protection authority."""

    id: str
    """Its id; on the page of authorities also its anchor."""
    area: str | None
    """The part of the country it is for, by its own name; null means all of it."""
    names: dict[str, str]
    """Its official names by language (BCP 47). Never translated."""
    short: str | None
    """Its abbreviation."""
    website: Uri
    """Its own site."""
    complaint: Uri | None
    """Its page for complaints."""
    address: Literal["seen", "listed", "partly", "unchecked"]
    """How far the complaint page is known: seen in a saved copy, listed by others, partly, or not checked."""
    languages: tuple[str, ...]
    """The languages it takes complaints in, as far as known."""
    remarks: tuple[Remark, ...]
    """What to know before complaining."""
    sources: tuple[str, ...]
    """Ids of sources."""


class Place(Data):
    """Where somebody lives."""

    code: str
    """ISO 3166, lower case; 'eu' for a country of the EU or EEA left unsaid, 'world' for elsewhere."""
    name: Text
    """Its name in this language, from CLDR where it is a country."""
    country: bool
    """Whether it is a country."""
    regions: dict[str, str]
    """By id of a guide: the id of the region that the guide counts it to."""
    rules: tuple[Rule, ...]
    """What holds for complaints there."""
    authorities: tuple[Authority, ...]
    """Where to complain."""


class Dataset(Data):
    """What every dataset says of itself."""

    license: License
    """On what terms it may be used."""
    language: str
    """The language of the dataset (BCP 47). What is not translated is in another, and says so."""
    address: OwnAddress
    """Where it came from."""
    described_by: OwnAddress
    """Its JSON Schema."""


class Guides(Dataset):
    """Every guide, in short."""

    guides: tuple[GuideCard, ...]
    """In the order of the home page."""


class GuideDataset(Dataset):
    """A guide with all that it rests on."""

    label_language: str
    """The language of the labels in the texts (BCP 47): the dataset's, where the service offers it."""
    guide: Guide
    """The guide."""
    labels: dict[str, dict[str, Label]]
    """By key, then by language: the words on the service's screens. English has every key, if it is there."""
    label_languages: dict[str, LabelLanguage]
    """The languages of the service's screens."""
    sources: dict[str, Source]
    """What all this rests on, by id."""


class PlacesDataset(Dataset):
    """Every place, with its authorities."""

    places: tuple[Place, ...]
    """Countries as the language sorts them, then the places that are no countries."""
    sources: dict[str, Source]
    """Where rules and authorities were read, by id."""
