"""Bare gunicorn: answers every request with one page that lies ready.

The variable ANSWER names the file that holds it: its headers as JSON, a line feed, its body.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

headers, body = Path(os.environ["ANSWER"]).read_bytes().split(b"\n", 1)
HEADERS: list[tuple[str, str]] = [(name, value) for name, value in json.loads(headers)]


def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [body]
