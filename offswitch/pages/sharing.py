"""Sharing: what others show of a page where somebody links to it: a sentence, and a card."""

from dataclasses import dataclass

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.card import HEIGHT, MEDIA_TYPE, WIDTH, Card
from offswitch.content.labels import Service
from offswitch.content.model import Guide
from offswitch.language import Phrase, current, gettext
from offswitch.settings import Settings


@dataclass(frozen=True)
class Sharing:
    description: Phrase
    card: Card
    address: str
    """Where the card is."""
    alt: Phrase
    """What the card shows, for those who do not see it."""
    media_type: str = MEDIA_TYPE
    width: int = WIDTH
    height: int = HEIGHT


def sharing_of_site(settings: Settings) -> Sharing:
    title = gettext("Stop AI training on your data")
    return Sharing(
        description=gettext(
            "Step by step: how to stop companies from training AI on your data. "
            "In your language, without an account, and without telling us anything about yourself."
        ),
        card=Card(
            title=title,
            text=gettext(
                "Pick a service. We show you how to opt out, tap by tap, and how to see that it worked."
            ),
            site=settings.name,
        ),
        address=addresses.file(addresses.home(current().code), addresses.CARD),
        alt=gettext("The words “{title}”, and a drawn switch that is off.", title=title),
    )


def sharing_of_guide(guide: Guide, service: Service, settings: Settings) -> Sharing:
    title, summary = gettext(guide.title), gettext(guide.summary)
    return Sharing(
        description=summary,
        card=Card(title=title, text=summary, site=settings.name, service=service.name),
        address=addresses.file(addresses.guide(current().code, guide.slug), addresses.CARD),
        alt=gettext("The words “{title}”, and a drawn switch that is off.", title=title),
    )


def sharing_of_step(
    guide: Guide, service: Service, settings: Settings, step: Step, words: Phrase, title: Phrase
) -> Sharing:
    """Of the step without a place, which stands for it in every place."""
    guide_title = gettext(guide.title)
    return Sharing(
        description=gettext(guide.summary),
        card=Card(
            title=title,
            text=guide_title,
            site=settings.name,
            service=service.name,
            step=words,
            number=step.number,
            total=len(Step),
        ),
        address=addresses.file(addresses.step(current().code, guide.slug, step), addresses.CARD),
        alt=gettext(
            "The words “{title}”, step {number} of {total} of the guide “{guide}”, "
            "and a drawn switch that is off.",
            title=title,
            number=step.number,
            total=len(Step),
            guide=guide_title,
        ),
    )
