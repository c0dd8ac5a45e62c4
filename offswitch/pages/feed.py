"""Feed: what changed in the content, as Atom (RFC 4287), for programs that tell readers of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from feedgenerator import Atom1Feed
from markupsafe import Markup

from offswitch import addresses
from offswitch.content import Library
from offswitch.content.changes import Change
from offswitch.content.model import Guide
from offswitch.language import Phrase, current, gettext
from offswitch.pages.own import author
from offswitch.settings import Settings

NEWEST = 100
"""How many entries a feed holds."""


@dataclass(frozen=True)
class FeedLink:
    title: Phrase
    address: str


def feed_link(settings: Settings, guide: Guide | None) -> FeedLink:
    """The feed of the guide, or of all guides."""
    if guide is None:
        title = gettext("What changes at {site}", site=settings.name)
        return FeedLink(title, addresses.feed(current().code))
    title = gettext("What changes: {guide}", guide=gettext(guide.title))
    return FeedLink(title, addresses.feed(current().code, guide.slug))


def atom(library: Library, settings: Settings, guide: Guide | None) -> str:
    """The feed of the guide, or of all guides, in the current language."""
    language = current().code
    link = feed_link(settings, guide)
    changes = library.changes.of(guide.slug) if guide else library.changes.changes
    feed = _Feed(
        title=link.title,
        link=settings.origin + (addresses.guide(language, guide.slug) if guide else addresses.home(language)),
        feed_url=settings.origin + link.address,
        feed_guid=settings.origin + link.address,
        description=None,
        subtitle=_subtitle(settings, guide),
        language=language,
        author_name=settings.operator or settings.name,
        read=_last_reading(library, guide),
    )
    for change in changes[:NEWEST]:
        about = library.guides.get(change.guide)
        title = _title(change, gettext(about.title) if about else gettext("all guides"))
        feed.add_item(
            title=title,
            language=title.language,
            link=settings.origin
            + (addresses.guide(language, about.slug) if about else addresses.home(language)),
            description=_summary(change, about),
            # The id is the same in every feed of the language, and whether or not it is translated yet.
            unique_id=f"{settings.origin}{addresses.feed(language)}#{change.id}",
            updateddate=_midnight(change.date),
            categories=(change.guide, change.kind),
        )
    written: str = feed.writeString("utf-8")
    return written


def _subtitle(settings: Settings, guide: Guide | None) -> str:
    words = gettext("What changed in the guides, when, and for whom.")
    return f"{author(settings)}. {words}" if guide and guide.own else words


class _Feed(Atom1Feed):
    """Says nothing that depends on the hour, and in which language each entry is."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _midnight(self.feed["read"])

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


def _title(change: Change, guide: Phrase) -> Phrase:
    match change.kind:
        case "new-guide":
            return gettext("New guide: {guide}", guide=guide)
        case "path":
            return gettext("The way has changed: {guide}", guide=guide)
        case "fact":
            return gettext("The facts have changed: {guide}", guide=guide)
        case "label":
            return gettext("Words on the screens: {guide}", guide=guide)
        case "live-check":
            return gettext("Checked on the live service: {guide}", guide=guide)
        case "fix":
            return gettext("Put right: {guide}", guide=guide)


def _summary(change: Change, guide: Guide | None) -> Markup:
    """As HTML: each sentence can say in which language it is."""
    sentences = [gettext(change.text)]
    if guide and change.regions:
        titles = [gettext(region.title) for region in guide.regions if region.id in change.regions]
        sentences.append(gettext("This matters in: {regions}.", regions=Markup(", ").join(titles)))
    return Markup().join(Markup('<p lang="{}">{}</p>').format(each.language, each) for each in sentences)


def _last_reading(library: Library, guide: Guide | None) -> date:
    """For a feed without entries: the day of the facts that it would tell changes of."""
    guides = [guide] if guide else library.guides.values()
    return max(source.read for each in guides for source in library.sources(each).values())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
