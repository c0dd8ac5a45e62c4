"""Proxies: the shipped Caddy and nginx files, in front of the real site. They pass everything on and log nothing of a reader.

Each file is used as it is; only names of the machine (ports, folders, certificates) are a test's.
"""

import gzip
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from getpass import getuser
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from offswitch.folders import ROOT
from tests.drafts import Project, program_path, quiet
from tests.own_certificate import write_own_certificate
from tests.ports import free_port
from tests.test_logs import AGENT, READER, SECRET, Server, served
from tests.tricks import A_PAGE, TRICKS, faults

PUBLIC = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_IMPRINT": "https://foundation.example/imprint",
    "OFFSWITCH_BASE": "https://localhost",
    "OFFSWITCH_PROXIES": "1",
    "OFFSWITCH_PROXY": "ours",
}
PAGE = "/en/linkedin-ai/at/review/"
OF_TRANSPORT = {"date", "server", "connection", "alt-svc", "keep-alive", "via"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Proxy:
    name: str
    port: int
    plain_port: int
    logs: Path

    def answer(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """What a reader at 127.0.0.2 gets."""
        connection = HTTPSConnection(
            "localhost", self.port, context=trusting(), timeout=60, source_address=(READER, 0)
        )
        return asked(connection, path, {"User-Agent": AGENT, **headers}, method)

    @contextmanager
    def connected(self, *protocols: str) -> Iterator[ssl.SSLSocket]:
        """A reader's connection, for what no library would send."""
        with (
            socket.create_connection(("127.0.0.1", self.port), 60, (READER, 0)) as plain,
            trusting(*protocols).wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            yield secure

    @property
    def requests(self) -> list[dict[str, object]]:
        lines = (self.logs / "requests.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def everything_logged(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in self.logs.iterdir())


def asked(connection: HTTPConnection, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
    with closing(connection):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": "localhost", **sent})
        response = connection.getresponse()
        names = {name.lower() for name, _ in response.getheaders()}
        answered = {name: ", ".join(response.headers.get_all(name, [])) for name in names}
        return Answer(response.status, answered, response.read())


def directly(app: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """What the site answers without a proxy."""
    return asked(HTTPConnection("127.0.0.1", app, timeout=60), path, headers, method)


def trusting(*protocols: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


@contextmanager
def started(command: list[str | Path], logs: Path, port: int, **environment: str) -> Iterator[None]:
    with (logs / "output").open("wb") as output:
        process = subprocess.Popen(
            command, env=quiet(environment), stdout=output, stderr=subprocess.STDOUT, cwd=logs.parent
        )
        try:
            for _ in range(300):
                assert process.poll() is None, (logs / "output").read_text(encoding="utf-8")
                try:
                    with (
                        socket.create_connection(("127.0.0.1", port), 5) as plain,
                        trusting().wrap_socket(plain, server_hostname="localhost"),
                    ):
                        break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(30)


def caddy_file(app: int, port: int, plain: int, logs: Path, patience: str) -> str:
    text = (ROOT / "deploy/compose/Caddyfile").read_text(encoding="utf-8")
    ports = f"\thttp_port {plain}\n\thttps_port {port}\n\tlocal_certs\n\tskip_install_trust\n"
    return replaced(
        text,
        {
            "\tadmin off\n": f"\tadmin off\n{ports}",
            "app:8000": f"127.0.0.1:{app}",
            "lb_try_duration 30s": f"lb_try_duration {patience}",
            "/var/log/caddy": str(logs),
        },
    )


def nginx_file(app: int, port: int, plain: int, logs: Path, certificate: Path) -> str:
    site = replaced(
        (ROOT / "deploy/systemd/nginx-offswitch.conf").read_text(encoding="utf-8"),
        {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/letsencrypt/live/offswitch.example/fullchain.pem": str(certificate),
            "/etc/letsencrypt/live/offswitch.example/privkey.pem": str(certificate),
            "/var/log/offswitch": str(logs),
            "/var/cache/": f"{logs.parent}/",
            "http://127.0.0.1:8000": f"http://127.0.0.1:{app}",
            "offswitch.example": "localhost",
        },
    )
    return around(site, logs)


def around(site: str, logs: Path) -> str:
    """The site in a whole configuration of nginx, which needs nothing of the machine's own."""
    folders = "".join(
        f"{kind}_temp_path {logs.parent / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = (
        f"daemon off;\nuser {getuser()};\npid {logs.parent / 'pid'};\n"
        f"error_log {logs / 'main.log'} emerg;\nevents {{}}\n"
    )
    return f"{main}http {{\n{folders}{site}}}\n"


def replaced(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx_command(folder: Path, file: Path, logs: Path) -> list[str | Path]:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-p", folder, "-c", file, "-e", logs / "main.log"]


@contextmanager
def proxied(name: str, folder: Path, app: int, patience: str = "30s") -> Iterator[Proxy]:
    logs, port, plain = folder / "logs", free_port(), free_port()
    logs.mkdir(parents=True)
    if name == "caddy":
        file = folder / "Caddyfile"
        file.write_text(caddy_file(app, port, plain, logs, patience), encoding="utf-8")
        command = [program_path("caddy"), "run", "--config", file, "--adapter", "caddyfile"]
    else:
        write_own_certificate(folder / "certificate.pem")
        file = folder / "nginx.conf"
        file.write_text(nginx_file(app, port, plain, logs, folder / "certificate.pem"), encoding="utf-8")
        command = nginx_command(folder, file, logs)
    with started(command, logs, port, SITE="localhost", HOME=str(folder), XDG_DATA_HOME=str(folder)):
        yield Proxy(name, port, plain, logs)


@pytest.fixture(scope="module")
def app(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    project = whole_project.copy(tmp_path_factory.mktemp("behind") / "project")
    with served(project, **PUBLIC) as server:
        yield server.port


@pytest.fixture(scope="module", params=["caddy", "nginx"])
def proxy(
    request: pytest.FixtureRequest, app: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    with proxied(request.param, tmp_path_factory.mktemp(request.param), app) as proxy:
        yield proxy


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity", "zstd, br"])
def test_an_answer_arrives_as_the_site_gave_it(proxy: Proxy, app: int, encoding: str):
    given = directly(app, PAGE, Accept_Encoding=encoding)
    arrived = proxy.answer(PAGE, Accept_Encoding=encoding)
    assert arrived.status == 200
    assert arrived.body == given.body
    assert without_transport(arrived) == without_transport(given)
    assert {"etag", "cache-control", "content-security-policy", "strict-transport-security"} <= set(
        given.headers
    )
    again = proxy.answer(PAGE, Accept_Encoding=encoding, If_None_Match=given.headers["etag"])
    assert again.status == 304


def without_transport(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_TRANSPORT}


def test_a_reader_without_compression_gets_the_same_page(proxy: Proxy, app: int):
    assert proxy.answer(PAGE).body == gzip.decompress(directly(app, PAGE, Accept_Encoding="gzip").body)


def test_http_2_is_spoken(proxy: Proxy):
    with proxy.connected("h2", "http/1.1") as secure:
        assert secure.selected_alpn_protocol() == "h2"
        assert secure.version() == "TLSv1.3"


def test_caddy_says_that_it_speaks_http_3(app: int, tmp_path: Path):
    with proxied("caddy", tmp_path / "caddy", app) as proxy:
        assert re.match(r'h3=":\d+"', proxy.answer("/en/").headers["alt-svc"])


def test_redirects_stay_on_the_site_and_on_https(proxy: Proxy):
    answer = proxy.answer("/en/linkedin-ai/at/review")
    assert answer.status == 308
    assert answer.headers["location"] in {PAGE, f"https://localhost{PAGE}"}
    with closing(socket.create_connection(("127.0.0.1", proxy.plain_port), 60)) as plain:
        plain.sendall(
            f"GET {PAGE}?have={SECRET} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        said = plain.recv(65536).decode()
    assert re.match(r"HTTP/1\.1 30[18] ", said)
    assert re.search(rf"^Location: https://localhost(:\d+)?{PAGE}\?have={SECRET}\r$", said, re.MULTILINE)


def understood(answer: bytes) -> tuple[int, dict[str, str]]:
    """The status and the headers of what came back."""
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}


def tricked(hears: Callable[[bytes], bytes], targets: list[str] = TRICKS) -> list[str]:
    """What is wrong with the answers to tricks with a path, sent byte by byte."""
    wrong = []
    for target in targets:
        answer = hears(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        status, headers = understood(answer)
        # Proxies may name the host, as long as it is the one that was asked.
        if "location" in headers:
            headers["location"] = re.sub(r"^https?://localhost(:\d+)?(?=/)", "", headers["location"])
        wrong += [f"{target[:80]}: {fault}" for fault in faults(target, status, headers)]
    return wrong


def test_no_trick_with_a_path_leads_off_the_site_without_a_proxy(app: int, tmp_path: Path):
    assert tricked(Server(app, tmp_path).hears) == []


def test_no_trick_with_a_path_leads_off_the_site(proxy: Proxy):
    def hears(request: bytes) -> bytes:
        with proxy.connected() as secure:
            secure.sendall(request)
            return b"".join(iter(lambda: secure.recv(65536), b""))

    # Who asks for another site by its whole address asks the proxy for what it does not have.
    wrong = tricked(hears, [each for each in TRICKS if "://" not in each])
    # nginx tidies a path up, asks for what it then says, and keeps one answer by that.
    assert [each for each in wrong if proxy.name != "nginx" or not each.endswith(A_PAGE)] == []


def test_the_log_of_requests_has_what_the_privacy_page_says_and_nothing_of_a_reader(proxy: Proxy):
    proxy.answer(
        f"{PAGE}?have={SECRET}",
        Referer=f"https://x.example/{SECRET}",
        Cookie=SECRET,
        Authorization=SECRET,
        X_Forwarded_For=READER,
        Accept_Language="mt",
    )
    proxy.answer(f"/nothing/?{SECRET}", Host="elsewhere.example")
    for sent in (
        f"{SECRET} {READER}\r\n\r\n",
        f"GET /en/?{SECRET} HTTP/1.1\r\nHost: {SECRET}\r\nBad {SECRET}: x\r\n\r\n",
    ):
        with proxy.connected() as secure:
            secure.sendall(sent.encode())
            secure.recv(65536)
    # TLS that is none, and somebody who leaves.
    with closing(socket.create_connection(("127.0.0.1", proxy.port), 60, (READER, 0))) as plain:
        plain.sendall(f"GET /?{SECRET} HTTP/1.1\r\n\r\n".encode())
        plain.recv(65536)
    proxy.answer("/healthz")

    line = next(line for line in wait_for_lines(proxy, "/healthz") if line.get("path") == PAGE)
    assert line["method"] == "GET"
    assert line["status"] == 200
    duration, size = {"caddy": ("duration", "size"), "nginx": ("seconds", "bytes")}[proxy.name]
    assert 0 < float(str(line[duration])) < 60
    assert int(str(line[size])) > 1000
    ours = {"method", "path", "status", duration, size}
    assert set(line) - ours <= {"time", "ts", "level", "logger", "msg"}
    for inside in (READER, SECRET, AGENT, "?", "x.example", "Accept", "mt"):
        assert inside not in "\n".join(map(str, proxy.requests)), inside
    for inside in (READER, SECRET, AGENT, "x.example"):
        assert inside not in proxy.everything_logged, inside


def wait_for_lines(proxy: Proxy, last: str) -> list[dict[str, object]]:
    for _ in range(50):
        if any(line.get("path") == last for line in proxy.requests):
            return proxy.requests
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.parametrize("name", ["caddy", "nginx"])
def test_when_the_site_is_down_the_log_says_that_and_nothing_of_a_reader(name: str, tmp_path: Path):
    with proxied(name, tmp_path / name, free_port(), patience="1s") as proxy:
        proxy.answer(f"{PAGE}?have={SECRET}")
        assert [line["status"] for line in wait_for_lines(proxy, PAGE)] in ([502], [503])
        for inside in (READER, SECRET, AGENT, "?"):
            assert inside not in proxy.everything_logged


def test_behind_caddy_readers_wait_while_the_site_is_started_anew(whole_project: Project, tmp_path: Path):
    port = free_port()
    project = whole_project.copy(tmp_path / "project")
    with proxied("caddy", tmp_path / "caddy", port) as proxy:
        found: list[int] = []
        waits = threading.Thread(target=lambda: found.append(proxy.answer("/en/").status))
        waits.start()
        time.sleep(1)
        assert found == []
        with served(project, port=port, **PUBLIC):
            waits.join(30)
        assert found == [200]
