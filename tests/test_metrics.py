"""Metrics: a host who wants numbers gets true ones, and none of them is about a reader."""

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError, URLError

import pytest

from tests.conftest import Serve
from tests.drafts import Project
from tests.ports import free_port
from tests.test_logs import READER, SECRET, Server, request, served
from tests.test_privacy import said, with_

COUNTS = "The program counts how many requests there are for each kind of page in each language"


@dataclass(frozen=True)
class Counted:
    site: Server
    port: int

    def told(self, path: str = "/metrics") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain")
            return str(answer.read().decode())

    def number(self, name: str, **labels: str) -> float:
        """The sum of all lines of this name with these labels."""
        found = re.findall(rf"^{name}\{{(.*?)\}} (\S+)$", self.told(), re.MULTILINE)
        wanted = {f'{label}="{value}"' for label, value in labels.items()}
        return sum(float(number) for known, number in found if wanted <= set(known.split(",")))


@pytest.fixture(scope="module")
def counted(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    project = whole_project.copy(tmp_path_factory.mktemp("counted") / "project")
    port = free_port()
    with served(project, WEB_CONCURRENCY="3", OFFSWITCH_METRICS=f"127.0.0.1:{port}") as site:
        yield Counted(site, port)


def test_all_workers_count_together(counted: Counted):
    before = counted.number("offswitch_requests_total", route="site.guide", language="de", status="2xx")
    for _ in range(60):
        assert b" 200 " in counted.site.hears(request("GET /de/linkedin-ai/ HTTP/1.1")).splitlines()[0]
    labels = {"route": "site.guide", "language": "de"}
    assert counted.number("offswitch_requests_total", **labels, status="2xx") == before + 60
    assert counted.number("offswitch_answer_seconds_count", **labels) == before + 60
    assert 0 < counted.number("offswitch_answer_seconds_sum", **labels) < 60


def test_what_is_refused_and_what_there_is_not_is_counted_without_its_words(counted: Counted):
    counted.site.hears(request(f"GET /{SECRET}/?{SECRET} HTTP/1.1"))
    counted.site.hears(request(f"GET /de/{SECRET}/at/region/?have={SECRET} HTTP/1.1"))
    counted.site.hears(request(f"POST /en/?{SECRET} HTTP/1.1", "Content-Length: 0"))
    counted.site.hears(b"GET /en/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n")
    told = counted.told()
    assert SECRET not in told
    assert READER not in told
    assert "elsewhere" not in told
    assert counted.number("offswitch_requests_total", status="4xx", language="none") >= 1
    assert counted.number("offswitch_requests_total", status="4xx") >= 4


def test_a_label_is_a_kind_of_page_or_a_language_that_is_offered(counted: Counted):
    counted.site.hears(request("GET /de/linkedin-ai/at/region/?have=posts HTTP/1.1"))
    told = counted.told()
    assert set(re.findall(r'language="(.*?)"', told)) <= {"de", "en", "none"}
    assert all(re.fullmatch(r"[a-z_.]+", route) for route in re.findall(r'route="(.*?)"', told))
    assert set(re.findall(r"[{,](\w+)=", told)) == {"route", "language", "status", "le"}


def test_the_port_of_the_metrics_shows_nothing_else_and_the_site_no_metrics(counted: Counted):
    with pytest.raises(HTTPError, match="404"):
        counted.told("/en/")
    answer = counted.site.hears(
        request("GET /metrics/ HTTP/1.1", f"X-Forwarded-Port: {counted.port}", "X-Forwarded-Host: localhost")
    )
    assert b" 404 " in answer.splitlines()[0]
    assert b"offswitch_requests" not in answer


def test_nothing_is_counted_unless_the_host_wants_it(server_without: Server):
    assert b" 404 " in server_without.hears(request("GET /metrics/ HTTP/1.1")).splitlines()[0]
    with pytest.raises(URLError, match="refused"):
        urllib.request.urlopen("http://127.0.0.1:9464/metrics", timeout=2)


@pytest.fixture
def server_without(whole_project: Project) -> Iterator[Server]:
    with served(whole_project) as server:
        yield server


def test_the_page_on_privacy_says_so_exactly_when_it_is_on(serve: Serve):
    assert COUNTS in said(serve(with_(metrics="127.0.0.1:9464"))("/en/privacy/"), "logs")
    assert COUNTS not in said(serve(with_())("/en/privacy/"), "logs")
