"""Told: what pages told of late, so that the next page that says the same need not put it together again.

The pages of a guide, with ticks or without, for one country or another, say the same sentences.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from markupsafe import Markup

from offswitch.shelf import Shelf

ROOM = 1_000
"""Views that are kept: some 2.5 MB. The steps of a guide need about 600 in each language."""


class View:
    """Something that a page tells. Its HTML is put together when it is first shown, always by one macro."""

    _html: Markup | None = None

    def shown(self, macro: Callable[[Any], Markup]) -> Markup:
        if self._html is None:
            # Nothing else of a view changes.
            object.__setattr__(self, "_html", macro(self))
        return cast(Markup, self._html)


AnyView = TypeVar("AnyView", bound=View)


class Told:
    """Views by all that they depend on."""

    def __init__(self, room: int = ROOM) -> None:
        self.views: Shelf[View] = Shelf(room)

    def again(self, key: Hashable, tell: Callable[[], AnyView]) -> AnyView:
        """What was told under the key, or else what is told now. A key always means the same kind of view."""
        view = self.views.get(key)
        if view is None:
            view = tell()
            self.views.put(key, view)
        return cast(AnyView, view)
