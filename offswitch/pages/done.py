"""Done: the finish over all guides: what the reader has done, what else there is, how to share the site."""

from collections.abc import Collection
from dataclasses import dataclass

from offswitch import addresses
from offswitch.content import Library
from offswitch.language import Language, Phrase, current, gettext
from offswitch.pages.frame import Frame, frame
from offswitch.pages.home import GuideCard, guide_card
from offswitch.settings import Settings


@dataclass(frozen=True)
class GuideTick:
    slug: str
    title: Phrase
    done: bool


@dataclass(frozen=True)
class DonePage:
    frame: Frame
    guides: tuple[GuideTick, ...]
    done: int
    total: int
    progress: Phrase
    others: tuple[GuideCard, ...]
    """The guides that are not marked."""
    share: str
    """The whole address of the home page: it says nothing about the reader."""

    @property
    def finished(self) -> bool:
        return not self.others


def done_page(
    library: Library,
    languages: dict[str, Language],
    settings: Settings,
    done: Collection[str],
    *,
    stays: bool,
) -> DonePage:
    """For a reader who marked these guides as done; 'stays' says that they ticked one on the page."""
    language = current().code
    guides = library.guides.values()
    progress = gettext("{done} of {total} done", done=len(done), total=len(guides))
    return DonePage(
        frame=frame(
            gettext("What you have done"),
            addresses.done(language, done),
            languages,
            settings,
            announcement=progress if stays else None,
        ),
        guides=tuple(GuideTick(each.slug, gettext(each.title), each.slug in done) for each in guides),
        done=len(done),
        total=len(guides),
        progress=progress,
        others=tuple(guide_card(library, each, settings) for each in guides if each.slug not in done),
        share=settings.origin + addresses.home(language),
    )
