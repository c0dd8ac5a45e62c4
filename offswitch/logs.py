"""Logs that hold nothing of the reader's: no network address, no query, no words they sent.

gunicorn, Flask and gevent quote all three when a request fails. One JSON object a line, for people and for
programs. Knows nothing about pages or settings.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPMethod
from ipaddress import ip_address
from pathlib import PurePath
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

# About this machine, not about a reader: these stay as they are.
OURS = {"Listening at: %s (%s)", "Exception in worker process"}

REFUSED = re.compile(r"Invalid request from ip=\S* (?P<reason>.*)", re.DOTALL)
QUOTED = re.compile(r"[:'\"].*| from .*", re.DOTALL)
QUERY = re.compile(r"\?\S+")
PERHAPS_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{3,}")


class Lines(logging.Formatter):
    """A record as one JSON object: time, level, what, then what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
            **getattr(record, "known", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info).splitlines()
        elif record.exc_text:
            line["trace"] = record.exc_text.splitlines()
        return json.dumps(line, ensure_ascii=False)


class ServerLog(Logger):
    """gunicorn's log in our lines. It has one for each request if an access log is asked for."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        keep_private(self.error_log)

    def access(
        self,
        resp: Any,
        req: object,  # noqa: ARG002
        environ: Mapping[str, Any],
        request_time: timedelta,
    ) -> None:
        if self.cfg.accesslog:
            known = _of_request(environ, str(resp.status), resp.sent, request_time)
            self.error_log.info("Request", extra={"known": known})


def _of_request(environ: Mapping[str, Any], status: str, sent: int, took: timedelta) -> dict[str, object]:
    method = str(environ["REQUEST_METHOD"])
    return {
        # Any word may be sent in its place.
        "method": method if method in HTTPMethod.__members__ else "other",
        "path": without_reader(re.split(r"[?#]", str(environ["RAW_URI"]))[0]),
        "status": int(status[:3]),
        "ms": round(took / timedelta(milliseconds=1)),
        "bytes": sent,
    }


def keep_private(logger: logging.Logger) -> None:
    """Clean every record of this logger before any handler sees it, and write it as one of our lines."""
    # gunicorn sets its log up again on every reload.
    logger.removeFilter(_clean)
    logger.addFilter(_clean)
    for handler in logger.handlers:
        handler.setFormatter(Lines())


def keep_the_rest_private() -> None:
    """What no other handler takes, Python writes by its last resort: as it came, if that stays as it is."""
    last = logging.StreamHandler()
    last.addFilter(_clean)
    last.setFormatter(Lines())
    logging.lastResort = last


def log_failure(logger: logging.Logger) -> Callable[..., None]:
    """What gevent's hub calls for a failure that nobody caught. Its context names the reader's address."""

    def log(_context: object, kind: type, _error: object, trace: TracebackType | None) -> None:
        logger.error("Connection failed: %s", kind.__name__, extra={"known": {"trace": _frames(trace)}})

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
    parts: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause and id(cause) not in seen:
        seen.add(id(cause))
        parts = [*_frames(cause.__traceback__), type(cause).__name__, *parts]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(parts)


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
