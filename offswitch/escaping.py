"""Escaping: how a value stands in HTML. A page does it thousands of times, so what is HTML is not copied."""

import re
from typing import cast

from markupsafe import Markup, escape

_is_plain = re.compile("[^&<>\"']*").fullmatch


def html(value: object) -> str:
    """The same as markupsafe's escape gives, as a string that the page can hold as it is."""
    # Not isinstance: a string that knows its HTML is a string, too.
    kind = type(value)
    if kind is Markup:
        return cast(str, value)
    if kind is str:
        words = cast(str, value)
        return words if _is_plain(words) else escape(words)
    if kind is int:
        return str(value)
    if hasattr(kind, "__html__"):
        return cast(str, value.__html__())  # type: ignore[attr-defined]
    return escape(value)
