"""Metrics: how many requests there were, and how long the answers took, for Prometheus. Nothing of a reader.

They are off unless a host sets 'metrics', and stand on a port of their own. All workers count together: the
server names a folder in memory in which each keeps its numbers, so any of them can tell the whole.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from offswitch.language import current
from offswitch.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder of all workers."""
PATH = "/metrics"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NONE = "none"
"""In place of a route or a language that there is not: what anybody may ask for is no label."""
LABELS = "offswitch.labels"
"""In the environ of a request that is counted: a list of its route and its language."""
SECONDS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5)


def init_app(app: Flask, settings: Settings) -> None:
    if settings.metrics is None:
        return
    # It looks for the workers' folder when it is imported, and is not needed where nothing is counted.
    from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

    alone = CollectorRegistry()
    labels = ("route", "language")
    requests = Counter(
        "offswitch_requests", "Requests that were answered.", (*labels, "status"), registry=alone
    )
    seconds = Histogram(
        "offswitch_answer_seconds", "How long the answers took.", labels, registry=alone, buckets=SECONDS
    )

    def name(response: Response) -> Response:
        in_language = request.url_rule is not None and "language" in request.url_rule.arguments
        request.environ[LABELS][:] = request.endpoint or NONE, current().code if in_language else NONE
        return response

    def count(values: Sequence[str], status: str, took: float) -> None:
        requests.labels(*values, f"{status[0]}xx").inc()
        seconds.labels(*values).observe(took)

    def told() -> bytes:
        """What all workers counted, or this process where it is alone."""
        if FOLDER not in os.environ:
            return generate_latest(alone)
        everyone = CollectorRegistry()
        multiprocess.MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)

    app.after_request(name)
    port = settings.metrics.rpartition(":")[2]
    app.wsgi_app = OnOwnPort(Counting(app.wsgi_app, count), port, told)  # type: ignore[method-assign]


class Counting:
    """Counts every answer, whether it was made for the request or kept from another."""

    def __init__(self, site: "WSGIApplication", count: Callable[[Sequence[str], str, float], None]) -> None:
        self.site, self.count = site, count

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = perf_counter()
        labels = environ[LABELS] = [NONE, NONE]

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            self.count(labels, status, perf_counter() - started)
            return start_response(status, headers, exc_info)

        return self.site(environ, start)


class OnOwnPort:
    """Answers on the port of the metrics, and there with nothing else. The site never sees such a request."""

    def __init__(self, site: "WSGIApplication", port: str, told: Callable[[], bytes]) -> None:
        self.site, self.port, self.told = site, port, told

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # The port of the socket: nothing that a client sends can change it here.
        if environ["SERVER_PORT"] != self.port:
            return self.site(environ, start_response)
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [f"The metrics are at {PATH}.\n".encode()]
        start_response("200 OK", [("Content-Type", MEDIA_TYPE)])
        return [self.told()]
