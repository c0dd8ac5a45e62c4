"""Snippet: what an editor pastes into an article to show a step there, and what belongs with it."""

from collections.abc import Mapping

from markupsafe import Markup

from offswitch import addresses
from offswitch.addresses import NO_ANSWERS, Step
from offswitch.assets import HEIGHT_SCRIPT, Asset
from offswitch.language import Phrase, current, gettext
from offswitch.pages.embed import embed_title
from offswitch.pages.visit import Visit
from offswitch.settings import Settings

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"

HEIGHTS = {Step.REGION: 800, Step.REVIEW: 900, Step.SETTINGS: 800, Step.CHECKLIST: 900}
"""Where no script says how high the embed really is. Beyond it one scrolls inside."""

_FRAME = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}" loading="lazy" '
    'referrerpolicy="no-referrer" sandbox="{sandbox}" frameborder="0"></iframe>'
)
"""'frameborder' is old, but what cleans pasted HTML lets it pass, unlike a style."""


def snippet(
    visit: Visit,
    step: Step,
    *,
    fragment: str = "",
    width: int | str = "100%",
    height: int | None = None,
) -> str:
    """The frame of the step for the visit's place, as HTML. A fragment is '#' and an id on the page."""
    address = addresses.step(current().code, visit.guide.slug, step, NO_ANSWERS.at(visit.answers.place))
    return str(
        _FRAME.format(
            src=visit.settings.origin + addresses.embed(address) + fragment,
            title=frame_title(visit, step),
            width=width,
            height=height or HEIGHTS[step],
            sandbox=SANDBOX,
        )
    )


def frame_title(visit: Visit, step: Step) -> str:
    """What the frame holds, for those who hear it named and do not see it."""
    parts = (embed_title(visit, step), visit.place_name, gettext(visit.guide.title))
    return " – ".join(str.__str__(part) for part in parts if part)


def height_script(assets: Mapping[str, Asset]) -> tuple[str, str]:
    """The script that makes frames as high as what they show, for the article's own site, and its hash."""
    asset = assets[HEIGHT_SCRIPT]
    return asset.content.decode("utf-8"), asset.integrity


def privacy_notice(settings: Settings) -> Phrase:
    """A paragraph for the privacy notice of a site that embeds."""
    shown = {"name": settings.name, "address": settings.origin}
    if settings.operator is None:
        return gettext(
            "In some articles we show a step of a guide from {name} ({address}) in a frame. When the frame "
            "is loaded, your browser sends your IP address to {name}, as it does to every site. {name} sets "
            "no cookies and stores nothing about you.",
            **shown,
        )
    return gettext(
        "In some articles we show a step of a guide from {name} ({address}) in a frame. When the frame is "
        "loaded, your browser sends your IP address to {name}, as it does to every site. {name} sets no "
        "cookies and stores nothing about you. It is operated by {operator}.",
        **shown,
        operator=settings.operator,
    )
