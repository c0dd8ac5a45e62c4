"""Spoken: the language that an address names is spoken; a regional tag leads to what we have."""

from typing import Any
from urllib.parse import quote

from flask import abort, redirect, request

from offswitch.language import speak
from offswitch.site import site


def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language in an address is spoken from here on. Views need not ask for it."""
    if values is None or "language" not in values:
        return
    code = values.pop("language")
    languages = site().languages
    if code in languages:
        speak(languages[code])
        return
    plain = code.lower().partition("-")[0]
    if plain in languages:
        address = quote(request.path.replace(f"/{code}/", f"/{plain}/", 1))
        query = request.query_string.decode("ascii")
        abort(redirect(f"{address}?{query}" if query else address, 301))
    abort(404, f"There is no such language here. There are: {', '.join(languages)}.")
