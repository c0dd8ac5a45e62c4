"""Spoken: the language that an address names is spoken; another tag for it leads to what we have."""

from typing import Any
from urllib.parse import quote

from flask import abort, redirect, request

from offswitch.language import speak
from offswitch.site import site
from offswitch.tags import meant


def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language in an address is spoken from here on. Views need not ask for it."""
    if values is None or "language" not in values:
        return
    code = values.pop("language")
    here = site()
    if code in here.languages:
        speak(here.languages[code])
        return
    language = here.language_for(code)
    if language is None:
        abort(404, f"There is no such language here. There are: {', '.join(here.languages)}.")
    address = quote(request.path.replace(f"/{code}/", f"/{language.code}/", 1))
    query = request.query_string.decode("ascii")
    # What a host offers may change tomorrow; how an address is written does not.
    is_offered = meant(code, here.languages) is not None
    abort(redirect(f"{address}?{query}" if query else address, 301 if is_offered else 302))
