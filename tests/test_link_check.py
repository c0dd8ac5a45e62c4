"""The link check: an outside address that rotted is found, whichever way it did, and nothing stops the run.

A real server with TLS, on this machine, does to its pages what others do to theirs.
"""

import gzip
import html
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Lock, Thread
from time import monotonic
from urllib.parse import urlsplit

import pytest

from offswitch.content import Library, read_library
from offswitch.folders import CONTENT, ROOT
from offswitch.link_check import Finding, OutsideLink, Verdict, as_table, as_text, check_links, outside_links
from tests.own_certificate import write_own_certificate

LATER = date(2100, 1, 1)
"""No source was read after it."""

Sent = tuple[int, dict[str, str], bytes]

SENTENCES = "<p>Photos that you share are used from then on, unless you switch that off here.</p>"


def page(title: str, body: str = SENTENCES, status: int = 200, **headers: str) -> Sent:
    text = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return status, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode()


def redirect(target: str, status: int = 302) -> Sent:
    return status, {"Location": target}, b""


HTML = {"Content-Type": "text/html"}
PASSWORD = "<form><input type=password name=p></form>"
PAGES: dict[str, Sent] = {
    "/privacy": page("Privacy notice | Harbour"),
    "/typography": page("HARBOUR’s “new” privacy – notice"),
    "/cut-short": page("Choose how we use your …"),
    "/heading": page("Help", f"<svg><title>Close</title></svg><h1>Privacy <em>notice</em></h1>{SENTENCES}"),
    "/header-with-login": page("Privacy notice", PASSWORD + SENTENCES),
    "/retitled": page("Our approach to cookies"),
    "/moved": redirect("/elsewhere", 301),
    "/moved-by-page": page("Privacy notice", '<meta http-equiv="Refresh" content="0; URL=\'/elsewhere\'">'),
    "/moved-unless-scripts": page(
        "Privacy notice",
        f'<noscript><meta http-equiv="refresh" content="0; url=/elsewhere"></noscript>{SENTENCES}',
    ),
    "/elsewhere": page("About cookies"),
    "/moved-same-title": redirect("/new/place"),
    "/new/place": page("Privacy notice"),
    "/tracked": redirect("/tracked/?utm=7"),
    "/tracked/": page("Privacy notice"),
    "/in-a-language": redirect("/en-gb/in-a-language"),
    "/en-gb/in-a-language": page("Privacy notice"),
    "/umlaut": redirect("/größe und form"),
    "/gr%C3%B6%C3%9Fe%20und%20form": page("Size"),
    "/soft": page("Page not found"),
    "/weich": page("Harbour", f"<h1>Diese Seite wurde nicht gefunden</h1>{SENTENCES}"),
    "/soft-number": page("404 – Harbour"),
    "/soft-by-redirect": redirect("/error/404.html?path=/soft-by-redirect"),
    "/error/404.html": page("Harbour"),
    "/to-the-front": redirect("/"),
    "/": page("Harbour"),
    "/wall": redirect("/login?next=%2Fwall"),
    "/login": page("Sign in", PASSWORD),
    "/consent-wall": redirect("/before-you-go-on?continue=https%3A%2F%2Flocalhost%3A{port}%2Fconsent-wall"),
    "/before-you-go-on": page("Before you go on"),
    "/password": page("Harbour", PASSWORD),
    "/unauthorized": page("Unauthorized", status=401),
    "/for-members": redirect("/welcome"),
    "/welcome": page("Welcome to Harbour"),
    "/members": page("Harbour"),
    "/forbidden": page("Are you human?", status=403),
    "/busy": page("Slow down", status=429),
    "/no-standard": page("No", status=999),
    "/shell": page("Harbour", '<script>draw("all that there is to be read here, by a script")</script>'),
    "/gone": page("Harbour", status=410),
    "/missing": page("Not here", status=404),
    "/missing-refreshes": page("Not here", '<meta http-equiv="refresh" content="0; url=/">', status=404),
    "/broken": page("Oops", status=500),
    "/moved-and-missing": redirect("/missing"),
    "/circle": redirect("/circle"),
    **{f"/far/{number}": redirect(f"/far/{number + 1}") for number in range(12)},
    "/to-no-host": redirect("https://[::1"),
    "/to-no-port": redirect("https://localhost:99999/"),
    "/to-mail": redirect("mailto:privacy@harbour.example"),
    "/file": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "/moved-file": redirect("/file"),
    "/packed": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(page("Privacy notice")[2])),
    "/packed-strangely": (200, {**HTML, "Content-Encoding": "br"}, b"\x0b\x02\x80\x03"),
    "/packed-falsely": (200, {**HTML, "Content-Encoding": "gzip"}, b"no gzip"),
    "/latin": (200, {"Content-Type": "text/html; charset=latin1"}, "<title>Größe</title>".encode("latin-1")),
    "/unknown-charset": (200, {"Content-Type": "text/html; charset=martian"}, page("Privacy notice")[2]),
    "/garbage": (200, HTML, bytes(range(256)) * 40 + b"<!DOCTYPE <![ <svg/ <title"),
    "/escape": page("Harbour \x1b[31m\x07\u202egnorw"),
}  # fmt: skip


class Harbour(ThreadingHTTPServer):
    """A service on this machine, and what it saw of those who asked."""

    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)
        self.port = self.server_address[1]
        self.pages = dict(PAGES)
        self.closing = Event()
        self.meeting = Barrier(2)
        self.guard = Lock()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.arrivals: list[float] = []
        self.here: dict[str, int] = {}
        self.most: dict[str, int] = {}

    def at(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{path}"

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        # Here, in the thread of this one caller, no handshake holds up the others.
        with self.tls.wrap_socket(request, server_side=True) as secure:
            Answering(secure, client_address, self)

    def handle_error(self, request: object, client_address: object) -> None:
        """Those who hang up are no news here."""


class Answering(BaseHTTPRequestHandler):
    server: Harbour

    def do_GET(self) -> None:
        host = self.headers["Host"].split(":")[0]
        with self.server.guard:
            self.server.seen.append((self.path, dict(self.headers)))
            self.server.arrivals.append(monotonic())
            self.server.here[host] = self.server.here.get(host, 0) + 1
            self.server.most[host] = max(self.server.most.get(host, 0), self.server.here[host])
        try:
            self.answer()
        finally:
            with self.server.guard:
                self.server.here[host] -= 1

    def answer(self) -> None:
        path = urlsplit(self.path).path
        match path:
            case "/silence":
                self.server.closing.wait(30)
            case "/drip":
                self.drip(b"HTTP/1.1 200 OK\r\nX-")
            case "/drip-page":
                self.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Privacy notice</title>")
            case "/no-http":
                self.wfile.write(b"220 mail.harbour.example ESMTP\r\n")
            case "/hang-up":
                pass
            case "/meet":
                try:
                    self.server.meeting.wait(20)
                    self.send(page("Met"))
                except BrokenBarrierError:
                    self.send(page("Nobody came", status=500))
            case "/cookie-circle" if "came=back" not in self.headers.get("Cookie", ""):
                self.send((302, {"Location": "/cookie-circle", "Set-Cookie": "came=back"}, b""))
            case "/cookie-circle":
                self.send(page("Privacy notice"))
            case "/dead-end":
                self.send(redirect(f"https://127.0.0.1:{closed_port()}/"))
            case _:
                self.send(self.server.pages.get(path, page("Nothing here", status=404)))

    def send(self, sent: Sent) -> None:
        status, headers, body = sent
        self.send_response(status)
        for name, value in headers.items():
            # Bare UTF-8, as many servers send it.
            self.send_header(name, value.replace("{port}", str(self.server.port)).encode().decode("latin-1"))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, start: bytes) -> None:
        self.wfile.write(start)
        while not self.server.closing.wait(0.02):
            self.wfile.write(b"x")

    def log_message(self, *arguments: object) -> None:
        pass


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    write_own_certificate(path)
    return path


@pytest.fixture(scope="module")
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture
def harbour(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harbour]:
    # A proxy of this machine's would be asked for its own localhost.
    monkeypatch.setenv("no_proxy", "*")
    server = Harbour(certificate)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    serving.join()


def link(address: str, *titles: str, sign_in: bool = False, language: str = "en") -> OutsideLink:
    return OutsideLink(
        address=address,
        stands_in=("guides/harbour-ai.toml: links › it",),
        titles=titles,
        language=language,
        sign_in=sign_in,
    )


def check(
    trusting: ssl.SSLContext, *links: OutsideLink, seconds: float = 10, pause: float = 0
) -> list[Finding]:
    return list(check_links(links, context=trusting, seconds=seconds, pause=pause))


# ------------------------------------------------------------------ what becomes of addresses


@pytest.mark.parametrize(
    ("path", "verdict", "said"),
    [
        ("/privacy", Verdict.FINE, "recorded title"),
        ("/heading", Verdict.FINE, ""),
        ("/header-with-login", Verdict.FINE, ""),
        ("/moved-unless-scripts", Verdict.FINE, ""),
        ("/tracked", Verdict.FINE, ""),
        ("/in-a-language", Verdict.FINE, ""),
        ("/cookie-circle", Verdict.FINE, ""),
        ("/packed", Verdict.FINE, ""),
        ("/unknown-charset", Verdict.FINE, ""),
        ("/file", Verdict.FINE, "application/pdf"),
        ("/packed-strangely", Verdict.FINE, "no title to compare"),
        ("/moved", Verdict.MOVED, "/elsewhere, which is titled ‘About cookies’"),
        ("/moved-by-page", Verdict.MOVED, "/elsewhere"),
        ("/moved-same-title", Verdict.MOVED, "/new/place, which has the recorded title"),
        ("/moved-file", Verdict.MOVED, "/file (application/pdf)"),
        ("/umlaut", Verdict.MOVED, "/gr%C3%B6%C3%9Fe%20und%20form, which is titled ‘Size’"),
        ("/retitled", Verdict.OTHER_TITLE, "‘Our approach to cookies’; recorded: ‘Privacy notice’"),
        ("/latin", Verdict.UNSEEN, "‘Größe’"),
        ("/soft", Verdict.SOFT_404, "‘Page not found’"),
        ("/weich", Verdict.SOFT_404, "nicht gefunden"),
        ("/soft-number", Verdict.SOFT_404, "404"),
        ("/soft-by-redirect", Verdict.SOFT_404, "/error/404.html"),
        ("/to-the-front", Verdict.SOFT_404, "front page"),
        ("/wall", Verdict.LOGIN_WALL, "/login?next="),
        ("/consent-wall", Verdict.LOGIN_WALL, "/before-you-go-on"),
        ("/password", Verdict.LOGIN_WALL, "password"),
        ("/unauthorized", Verdict.LOGIN_WALL, "401"),
        ("/forbidden", Verdict.UNSEEN, "403"),
        ("/busy", Verdict.UNSEEN, "429"),
        ("/no-standard", Verdict.UNSEEN, "999"),
        ("/shell", Verdict.UNSEEN, "before scripts run"),
        ("/missing", Verdict.HTTP_ERROR, "404"),
        ("/missing-refreshes", Verdict.HTTP_ERROR, "404"),
        ("/gone", Verdict.HTTP_ERROR, "410"),
        ("/broken", Verdict.HTTP_ERROR, "500"),
        ("/moved-and-missing", Verdict.HTTP_ERROR, "404 (after a redirect to "),
        ("/circle", Verdict.UNREACHABLE, "circle"),
        ("/far/0", Verdict.UNREACHABLE, "more than 10 redirects"),
        ("/to-no-host", Verdict.UNREACHABLE, "ValueError: Invalid IPv6 URL"),
        ("/to-no-port", Verdict.UNREACHABLE, "(after a redirect to https://localhost:99999/)"),
        ("/to-mail", Verdict.UNREACHABLE, "mailto:privacy@harbour.example"),
        ("/no-http", Verdict.UNREACHABLE, "does not speak HTTP"),
        ("/hang-up", Verdict.UNREACHABLE, "breaks the connection off"),
        ("/dead-end", Verdict.UNREACHABLE, "refuses the connection (after a redirect to https://127.0.0.1:"),
        ("/packed-falsely", Verdict.UNREACHABLE, "incorrect header check"),
    ],
)  # fmt: skip
def test_a_source_is_found_as_it_is(
    harbour: Harbour, trusting: ssl.SSLContext, path: str, verdict: Verdict, said: str
):
    (finding,) = check(trusting, link(harbour.at(path), "Privacy notice"))
    assert (finding.verdict, said in finding.reason) == (verdict, True), finding


def test_a_title_may_differ_in_typography_and_case_and_be_cut_short(
    harbour: Harbour, trusting: ssl.SSLContext
):
    findings = check(
        trusting,
        link(harbour.at("/typography"), "Harbour's 'new' privacy - notice"),
        link(harbour.at("/cut-short"), "Choose how we use your photos"),
        link(harbour.at("/privacy"), "An older title", "Privacy notice"),
    )
    assert {finding.verdict for finding in findings} == {Verdict.FINE}


def test_a_link_has_no_title_to_compare(harbour: Harbour, trusting: ssl.SSLContext):
    (finding,) = check(trusting, link(harbour.at("/retitled")))
    assert finding.verdict is Verdict.FINE


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/members", Verdict.UNSEEN),
        ("/for-members", Verdict.LOGIN_WALL),
        ("/soft", Verdict.SOFT_404),
        ("/missing", Verdict.HTTP_ERROR),
    ],
)
def test_what_only_a_signed_in_reader_sees_is_never_called_fine(
    harbour: Harbour, trusting: ssl.SSLContext, path: str, verdict: Verdict
):
    (finding,) = check(trusting, link(harbour.at(path), sign_in=True))
    assert finding.verdict is verdict


@pytest.mark.parametrize("path", ["/silence", "/drip", "/drip-page"])
def test_an_answer_that_never_ends_is_cut_off(harbour: Harbour, trusting: ssl.SSLContext, path: str):
    started = monotonic()
    (finding,) = check(trusting, link(harbour.at(path)), seconds=0.5)
    assert finding.verdict is Verdict.UNREACHABLE
    assert finding.reason == "no whole answer within 0.5 seconds"
    assert monotonic() - started < 5


def test_a_host_that_nobody_knows_or_that_refuses_is_unreachable(trusting: ssl.SSLContext, harbour: Harbour):
    # So long a name is turned down on this machine: no name server is asked.
    unknown = ".".join(["harbour" * 9] * 5)
    nobody, refusing = check(
        trusting, link(f"https://{unknown}/"), link(f"https://localhost:{closed_port()}/")
    )
    found = {finding.link.address: finding for finding in (nobody, refusing)}
    assert "DNS" in found.pop(f"https://{unknown}/").reason
    (refused,) = found.values()
    assert refused.reason == "refuses the connection"
    assert {nobody.verdict, refusing.verdict} == {Verdict.UNREACHABLE}


def test_a_certificate_that_nobody_vouches_for_is_not_believed(harbour: Harbour):
    (finding,) = check_links([link(harbour.at("/privacy"))], pause=0)
    assert finding.verdict is Verdict.UNREACHABLE
    assert finding.reason.startswith("TLS: self")


def test_a_page_that_is_reached_without_tls_is_another_page(harbour: Harbour, trusting: ssl.SSLContext):
    with ThreadingHTTPServer(("127.0.0.1", 0), PlainAnswering) as plain:
        Thread(target=plain.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        there = f"127.0.0.1:{plain.server_port}/"
        harbour.pages["/unsafe"] = redirect(f"http://{there}")
        verdicts = {
            finding.link.address: (finding.verdict, finding.reason)
            for finding in check(
                trusting, link(f"https://{there}"), link(f"http://{there}"), link(harbour.at("/unsafe"))
            )
        }
        plain.shutdown()
    assert verdicts[f"https://{there}"][0] is Verdict.UNREACHABLE
    assert verdicts[f"https://{there}"][1].startswith("TLS: ")
    assert verdicts[f"http://{there}"][0] is Verdict.FINE
    assert verdicts[harbour.at("/unsafe")] == (
        Verdict.MOVED,
        f"now leads to http://{there}, which is titled ‘Harbour’",
    )


class PlainAnswering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(page("Harbour")[2])

    def log_message(self, *arguments: object) -> None:
        pass


# ------------------------------------------------------------------ manners


def test_one_bad_address_stops_nothing(harbour: Harbour, trusting: ssl.SSLContext):
    bad = [
        "https://localhost:99999/",
        "https://ex..ample/",
        "https:///",
        "https://\udcff/",
        "gopher://localhost/",
    ]
    paths = ["/garbage", "/packed-falsely", "/no-http", "/circle", "/privacy"]
    findings = check(trusting, *map(link, bad), *(link(harbour.at(path), "Privacy notice") for path in paths))
    assert len(findings) == len(bad) + len(paths)
    found = {finding.link.address: finding for finding in findings}
    assert {found[address].verdict for address in bad} == {Verdict.UNREACHABLE}
    assert found[harbour.at("/privacy")].verdict is Verdict.FINE


def test_a_host_is_asked_one_thing_at_a_time_also_when_others_redirect_to_it(
    harbour: Harbour, trusting: ssl.SSLContext
):
    links = [
        link(harbour.at(f"/{number}", host)) for host in ("localhost", "127.0.0.1") for number in range(12)
    ]
    harbour.pages["/cross"] = redirect(harbour.at("/privacy"))
    links += [link(harbour.at(f"/cross?{number}", "127.0.0.1")) for number in range(12)]
    assert len(check(trusting, *links)) == 36
    assert harbour.most == {"localhost": 1, "127.0.0.1": 1}


def test_hosts_are_asked_side_by_side(harbour: Harbour, trusting: ssl.SSLContext):
    """Each of the two gets its answer only while the other is there too."""
    findings = check(
        trusting, *(link(harbour.at("/meet", host)) for host in ("localhost", "127.0.0.1")), seconds=30
    )
    assert {finding.verdict for finding in findings} == {Verdict.FINE}


def test_a_host_gets_a_rest_between_two_requests(harbour: Harbour, trusting: ssl.SSLContext):
    check(trusting, *(link(harbour.at(f"/{number}")) for number in range(3)), pause=0.2)
    first, second, third = harbour.arrivals
    assert second - first >= 0.2
    assert third - second >= 0.2


def test_whoever_is_asked_can_see_who_asks_and_for_which_language(harbour: Harbour, trusting: ssl.SSLContext):
    check(trusting, link(harbour.at("/privacy#section"), language="de"), link(harbour.at("/elsewhere")))
    (path, german), (_, english) = harbour.seen
    assert path == "/privacy"
    assert german["User-Agent"].startswith("Offswitch")
    assert german["Accept-Language"] == "de, en;q=0.5"
    assert english["Accept-Language"] == "en"
    assert "Cookie" not in english


def test_whoever_stops_looking_ends_the_run(harbour: Harbour, trusting: ssl.SSLContext):
    started = monotonic()
    findings = check_links(
        [link(harbour.at(f"/{number}")) for number in range(50)], context=trusting, pause=5
    )
    next(findings)
    findings.close()  # type: ignore[attr-defined]
    assert monotonic() - started < 5
    assert len(harbour.seen) <= 2


# ------------------------------------------------------------------ which addresses


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CONTENT, LATER)


def without_slash(address: str) -> str:
    return address.rstrip("/")


def test_every_address_in_the_content_is_asked_once(library: Library):
    written = {
        without_slash(address)
        for path in CONTENT.glob("**/*.toml")
        for address in re.findall(r'= "(https://[^"]+)"', path.read_text(encoding="utf-8"))
    }
    asked = [without_slash(link.address) for link in outside_links(library)]
    assert len(asked) == len(set(asked))
    assert set(asked) == written


def test_an_address_says_all_the_places_where_it_stands_and_what_was_read_there(library: Library):
    links = outside_links(library)
    files = {where.split(": ")[0] for link in links for where in link.stands_in}
    assert files == {
        str(path.relative_to(CONTENT))
        for path in CONTENT.glob("**/*.toml")
        if '"https://' in path.read_text(encoding="utf-8")
    }
    assert any(len(link.stands_in) > 1 for link in links)
    assert any(link.sign_in for link in links)
    archives = [link for link in links if all(where.endswith("archive") for where in link.stands_in)]
    assert archives
    assert not any(link.titles for link in archives)


def test_one_guide_brings_its_links_and_what_it_rests_on_and_nothing_of_others(library: Library):
    everything = {link.address for link in outside_links(library)}
    for guide in library.guides.values():
        links = outside_links(library, guide)
        addresses = {link.address for link in links}
        assert {str(each.url) for each in guide.links} <= addresses < everything
        files = {where.split(": ")[0] for link in links for where in link.stands_in}
        assert files <= {f"guides/{guide.slug}.toml", f"sources/{guide.service}.toml"}


# ------------------------------------------------------------------ the report


def test_the_report_names_what_is_wrong_first_and_where_it_stands(harbour: Harbour, trusting: ssl.SSLContext):
    paths = ["/privacy", "/missing", "/wall", "/moved"]
    text = as_text(check(trusting, *(link(harbour.at(path)) for path in paths)))
    assert text.splitlines() == [
        "Answers with an error (1)",
        f"  {harbour.at('/missing')}",
        "      status 404",
        "      in guides/harbour-ai.toml: links › it",
        "",
        "Leads elsewhere (1)",
        f"  {harbour.at('/moved')}",
        f"      now leads to {harbour.at('/elsewhere')}, which is titled ‘About cookies’",
        "      in guides/harbour-ai.toml: links › it",
        "",
        "Behind a login: cannot be seen by a machine, look yourself (1)",
        f"  {harbour.at('/wall')}",
        f"      leads to {harbour.at('/login?next=%2Fwall')}",
        "      in guides/harbour-ai.toml: links › it",
        "",
        "Addresses asked: 4. Fine: 1. Look yourself: 1. Wrong: 2.",
    ]


def test_a_strangers_title_cannot_write_on_the_terminal(harbour: Harbour, trusting: ssl.SSLContext):
    findings = check(trusting, link(harbour.at("/escape"), "Privacy notice"))
    assert "‘Harbour [31m gnorw’" in as_text(findings)
    assert "\\u" not in json.dumps(as_table(findings), ensure_ascii=False)


# ------------------------------------------------------------------ the command


@pytest.fixture
def project(tmp_path: Path, harbour: Harbour) -> Path:
    """A copy of the project that leads to the server of this test, where all pages are well."""
    for part in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / part, tmp_path / part)
    for part in ("offswitch", "content"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tmp_path / "content").glob("**/*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"https://', f'"{harbour.at("/")}'), encoding="utf-8")
    for link in outside_links(read_library(tmp_path / "content", LATER)):
        title = link.titles[0] if link.titles else "Harbour"
        harbour.pages[urlsplit(link.address).path] = page(html.escape(title))
    return tmp_path


def flask(project: Path, certificate: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "flask"), "--app", "app", "content", "links", *arguments],
        cwd=project,
        # OpenSSL's own variable: whom this machine believes.
        env={"PYTHONDONTWRITEBYTECODE": "1", "SSL_CERT_FILE": str(certificate), "no_proxy": "*"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def of_guide(project: Path) -> tuple[str, tuple[OutsideLink, ...]]:
    """A guide of the project, and its links."""
    library = read_library(project / "content", LATER)
    slug, guide = next(iter(library.guides.items()))
    return slug, outside_links(library, guide)


def test_content_whose_links_are_well_passes_and_names_what_a_person_has_to_look_at(
    project: Path, harbour: Harbour, certificate: Path
):
    links = outside_links(read_library(project / "content", LATER))
    look = sum(link.sign_in for link in links)
    before = files(project)
    done = flask(project, certificate, "--pause", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Cannot be seen by a machine: look yourself ({look})\n" in done.stdout
    assert done.stdout.endswith(
        f"Addresses asked: {len(links)}. Fine: {len(links) - look}. Look yourself: {look}. Wrong: 0.\n"
    )
    progress = done.stderr.splitlines()
    assert progress[0] == f"Asking {len(links)} addresses."
    assert [line.split()[0] for line in progress[1:]] == [
        f"{number}/{len(links)}" for number in range(1, len(links) + 1)
    ]
    assert files(project) == before


def test_a_guide_with_a_rotten_source_fails_and_says_so_to_machines_too(
    project: Path, harbour: Harbour, certificate: Path
):
    slug, links = of_guide(project)
    rotten = next(link for link in links if link.titles)
    harbour.pages[urlsplit(rotten.address).path] = page("This page isn’t available")
    done = flask(project, certificate, "--guide", slug, "--json", "--pause", "0")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert (report["asked"], report["wrong"], report["verdicts"]["soft-404"]) == (len(links), 1, 1)
    assert report["links"][0] == {
        "address": rotten.address,
        "verdict": "soft-404",
        "wrong": True,
        "reason": "it says ‘This page isn’t available’",
        "final": rotten.address,
        "status": 200,
        "titles": ["This page isn’t available"],
        "recorded_titles": list(rotten.titles),
        "sign_in": rotten.sign_in,
        "stands_in": list(rotten.stands_in),
    }


def test_a_guide_that_does_not_exist_is_not_asked_about(project: Path, certificate: Path):
    done = flask(project, certificate, "--guide", "nowhere")
    assert done.returncode == 2
    assert "there is no guide 'nowhere'; there are " in done.stderr
    assert of_guide(project)[0] in done.stderr


def test_broken_content_is_named_before_anyone_is_asked(project: Path, harbour: Harbour, certificate: Path):
    slug, _ = of_guide(project)
    path = project / f"content/guides/{slug}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("title =", "titel =", 1), encoding="utf-8")
    done = flask(project, certificate)
    assert done.returncode == 1
    assert f"guides/{slug}.toml: titel: " in done.stdout
    assert harbour.seen == []
