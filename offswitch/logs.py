"""Logs that hold nothing of the reader's: no network address, no query, no words they sent.

gunicorn, Flask and gevent quote all three when a request fails. Knows nothing about pages or settings.
"""

import logging
import re
import traceback
from collections.abc import Callable
from ipaddress import ip_address
from types import TracebackType

# About this machine, not about a reader: these stay as they are.
OURS = {"Listening at: %s (%s)", "Exception in worker process"}

REFUSED = re.compile(r"Invalid request from ip=\S* (?P<reason>.*)", re.DOTALL)
QUOTED = re.compile(r"[:'\"].*| from .*", re.DOTALL)
QUERY = re.compile(r"\?\S+")
PERHAPS_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{3,}")


def keep_private(logger: logging.Logger) -> None:
    """Clean every record of this logger before any handler sees it."""
    logger.addFilter(_clean)


def log_failure(logger: logging.Logger) -> Callable[..., None]:
    """What gevent's hub calls for a failure that nobody caught. Its context names the reader's address."""

    def log(_context: object, kind: type, _error: object, trace: TracebackType | None) -> None:
        logger.error("Connection failed: %s\n%s", kind.__name__, _frames(trace))

    return log


def _clean(record: logging.LogRecord) -> bool:
    if record.msg in OURS:
        return True
    record.msg = without_reader(record.getMessage())
    record.args = ()
    if record.exc_info and record.exc_info[1]:
        record.exc_text = _without_message(record.exc_info[1])
    # The formatter falls back to exc_text; the exception itself may quote what was sent.
    record.exc_info = None
    return True


def without_reader(message: str) -> str:
    if refused := REFUSED.match(message):
        return "Invalid request: " + QUOTED.sub("", refused["reason"])
    return PERHAPS_ADDRESS.sub(_hide_address, QUERY.sub("", message))


def _hide_address(found: re.Match[str]) -> str:
    text = found[0]
    # With a port, or at the end of a clause or sentence.
    for candidate in (text, text.rstrip(".:"), text.rpartition(":")[0]):
        try:
            ip_address(candidate)
        except ValueError:
            continue
        return "[address]" + text[len(candidate) :]
    return text


def _without_message(error: BaseException) -> str:
    """Where it failed and with what kind of error, through all its causes; never the error's own words."""
    parts = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause and id(cause) not in seen:
        seen.add(id(cause))
        parts.append(_frames(cause.__traceback__) + type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return "\n\n".join(reversed(parts))


def _frames(trace: TracebackType | None) -> str:
    return "Traceback:\n" + "".join(traceback.format_tb(trace))
