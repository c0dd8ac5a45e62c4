"""Addresses: how the parts of an address are put together. Nothing else builds one."""

from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import urlencode

from offswitch.answers import Answers
from offswitch.settings import Settings


class Step(StrEnum):
    """The four screens of a guide, in order."""

    REGION = "region"
    REVIEW = "review"
    SETTINGS = "settings"
    CHECKLIST = "checklist"

    @property
    def number(self) -> int:
        return list(Step).index(self) + 1

    @property
    def next(self) -> "Step | None":
        steps = list(Step)
        return steps[self.number] if self.number < len(steps) else None

    @property
    def previous(self) -> "Step | None":
        return list(Step)[self.number - 2] if self.number > 1 else None


NO_ANSWERS = Answers()

# Files of a page live under the page's address.
STILL_OFF = "still-off.ics"
ANSWERED = "answered.ics"
QR = "qr.svg"
QR_PNG = "qr.png"
CARD = "card.png"
"""The picture that others show where somebody links to the page."""
SHARE_OF_STEP = "share/"
"""What the share page offers for one step, where no query can say which."""
OEMBED_OF_STEP = "oembed.json"
"""What oEmbed answers for one step, where no query can say which."""
EMBED = "/embed"
"""What stands below it may be framed by other sites."""

OEMBED = "/oembed"
"""What publishing systems ask for when an editor pastes an address of ours."""

GO = "/go"
"""Below it stand addresses without a language: they lead on in the reader's own."""

SHARED_STEP = Step.SETTINGS
"""The step that one links to if one does not say which."""

PROGRAMS = "/api"
"""What stands below it is for programs, on whatever site they run."""
API = f"{PROGRAMS}/1"
OPEN_API = f"{API}/openapi.json"
SITEMAP = "/sitemap.xml"
"""Names the sitemaps of all languages: one may hold no more than 50,000 pages."""
SITEMAP_OF_LANGUAGE = "pages.xml"
SECURITY = "/.well-known/security.txt"
HEALTH = "/healthz"
"""What watches over the server asks here whether it runs."""

QUERY = frozenset(
    {
        *("have", "labels", "done"),
        *("date", "stays"),
        *("guide", "step", "place", "in"),
        *("url", "format", "maxwidth", "maxheight"),
    }
)
"""Every name that a page reads in a query: answers, and what one page asks for. All others are dropped before
any page is asked."""

STATIC = "/static/"


def home(language: str) -> str:
    return f"/{language}/"


def info(language: str, page: str) -> str:
    """A page that belongs to no guide: about, privacy, accessibility."""
    return f"/{language}/{page}/"


def imprint(language: str, settings: Settings) -> str | None:
    """Where the operator says who they are: elsewhere, or on a page of their own here."""
    if settings.imprint is None or settings.imprint.startswith("https://"):
        return settings.imprint
    return info(language, settings.imprint)


def guide(language: str, slug: str, answers: Answers = NO_ANSWERS) -> str:
    return f"/{language}/{slug}/{answers.query()}"


def sources(language: str, slug: str) -> str:
    return f"/{language}/{slug}/sources/"


def misreported(language: str, slug: str) -> str:
    return f"/{language}/{slug}/misreported/"


def handout(language: str, slug: str) -> str:
    return f"/{language}/{slug}/handout/"


def handout_code(language: str, slug: str) -> str:
    """The QR code on the handout."""
    return file(handout(language, slug), QR)


def step(language: str, slug: str, step: Step, answers: Answers = NO_ANSWERS) -> str:
    """The step for the place in the answers, or without a place."""
    place = f"{answers.place}/" if answers.place else ""
    return f"/{language}/{slug}/{place}{step}/{answers.query()}"


def step_in(language: str, slug: str, step: Step, answers: Answers, places: Iterable[str]) -> dict[str, str]:
    """The step for each of the places, with the same answers."""
    query = answers.query()
    return {place: f"/{language}/{slug}/{place}/{step}/{query}" for place in places}


def sitemap(language: str) -> str:
    """The pages in the language, for search engines."""
    return f"/{language}/{SITEMAP_OF_LANGUAGE}"


def feed(language: str, slug: str | None = None) -> str:
    """What changes: in all guides, or in one."""
    return f"/{language}/{f'{slug}/' if slug else ''}feed.xml"


def letters(language: str, slug: str, answers: Answers = NO_ANSWERS) -> str:
    """The letters for the place in the answers, or the choice of the place."""
    place = f"{answers.place}/" if answers.place else ""
    return f"/{language}/{slug}/{place}letters/{answers.query()}"


def letter(
    language: str, slug: str, kind: str, letter_language: str | None = None, answers: Answers = NO_ANSWERS
) -> str:
    """The letter, in another language than the page would take by itself if one is named."""
    path = letters(language, slug, NO_ANSWERS.at(answers.place))
    return f"{path}{kind}/{f'{letter_language}/' if letter_language else ''}{answers.query()}"


def done(language: str, guides: Iterable[str] = ()) -> str:
    """The finish over all guides, with those marked that the reader has done."""
    query = urlencode([("guide", slug) for slug in sorted(guides)])
    return f"/{language}/done/{'?' if query else ''}{query}"


def go(slug: str, step: Step, place: str | None = None) -> str:
    """The step in the language of whoever follows the link. It takes nobody's answers."""
    return f"{GO}/{slug}/{f'{place}/' if place else ''}{step}/"


def share(
    language: str,
    slug: str | None = None,
    step: Step = SHARED_STEP,
    place: str | None = None,
    link_language: str | None = None,
) -> str:
    """The page for linkers, with what they want to link to. What goes without saying is left out."""
    pairs = [
        ("guide", slug),
        ("step", None if step == SHARED_STEP else step),
        ("place", place),
        ("in", None if link_language == language else link_language),
    ]
    query = urlencode([(name, value) for name, value in pairs if value])
    return f"/{language}/share/{'?' if query else ''}{query}"


def share_of_step(language: str, slug: str, step_: Step, place: str | None = None) -> str:
    """The same for one step, where no query can say which."""
    return file(step(language, slug, step_, Answers(place=place)), SHARE_OF_STEP)


def file(address: str, name: str) -> str:
    """The file of the page at the address, with the same answers."""
    path, mark, query = address.partition("?")
    return f"{path}{name}{mark}{query}"


def letter_file(letter: str, ending: str) -> str:
    """The file to keep, under the address of the letter's page."""
    return f"{letter.partition('?')[0]}letter.{ending}"


def partial(address: str) -> str:
    """The address of a page's partial: what HTMX asks for."""
    return f"/partial{address}"


def embed(address: str) -> str:
    """The address of a step's embed: what an article frames. It takes no answers."""
    return f"{EMBED}{address.partition('?')[0]}"


def oembed(address: str) -> str:
    """What a publishing system asks in order to embed the step at this whole address."""
    return f"{OEMBED}?{urlencode({'url': address.partition('?')[0], 'format': 'json'})}"


def guides_data(language: str) -> str:
    return f"{API}/{language}/guides.json"


def guide_data(language: str, slug: str) -> str:
    return f"{API}/{language}/guides/{slug}.json"


def places_data(language: str) -> str:
    return f"{API}/{language}/places.json"


def schema(dataset: str) -> str:
    """The schema of 'guides', 'guide' or 'places'."""
    return f"{API}/{dataset}.schema.json"


def is_for_programs(path: str) -> bool:
    return path == OEMBED or path.startswith(f"{PROGRAMS}/") or path.endswith(f"/{OEMBED_OF_STEP}")


def is_embed(path: str) -> bool:
    return path.startswith(f"{EMBED}/")


def in_language(address: str, language: str) -> str:
    """The same page in another language: only the first part of an address changes."""
    _, _, rest = address.removeprefix("/").partition("/")
    return f"/{language}/{rest}"


def in_languages(address: str, languages: Iterable[str], default: str) -> dict[str, str]:
    """The same page in every language by its tag, and under 'x-default' for who reads none of them.

    That is the page in the default language, which such readers get from '/' too, or else the first. An
    address that leads on by language will not do: search engines want pages that answer, and name all others.
    """
    pages = {language: in_language(address, language) for language in languages}
    return {**pages, "x-default": pages.get(default) or next(iter(pages.values()))}
