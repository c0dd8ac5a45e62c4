"""Hosting of plain files: the configurations that come with an export, tried with real nginx and real Caddy.

Whatever serves the site says the same of it. What differs is named here, with the reason.
"""

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import brotli
import pytest

import offswitch
from offswitch import security
from offswitch.export.hosting import hosting_of
from offswitch.export.hosting.caddy import caddyfile
from offswitch.export.hosting.nginx import nginx_site
from offswitch.export.hosting.rules import Rules
from offswitch.export.hosting.underscored import headers_file, redirects_file
from offswitch.export.views import NOT_FOUND
from tests import exported
from tests.conftest import NOW, PUBLIC
from tests.drafts import Draft, Project, program_path, quiet
from tests.own_certificate import write_own_certificate
from tests.ports import free_port
from tests.test_logs import AGENT, READER, SECRET, served
from tests.test_proxies import Answer, Proxy, around, asked, directly, nginx_command, proxied

BY_FILES = ["nginx", "caddy"]
KINDS = {
    "page": "/de/gemini/at/settings/",
    "home": "/en/",
    "partial": "/partial/de/gemini/at/review/",
    "embed": "/embed/en/gemini/at/settings/",
    "card": "/de/gemini/settings/card.png",
    "code": "/de/gemini/settings/qr.svg",
    "code as PNG": "/de/gemini/at/settings/qr.png",
    "feed": "/en/gemini/feed.xml",
    "dataset": "/api/1/de/guides/gemini.json",
    "list of data": "/api/1/en/guides.json",
    "schema": "/api/1/guide.schema.json",
    "description": "/api/1/openapi.json",
    "oEmbed": "/de/gemini/at/settings/oembed.json",
    "calendar": "/de/gemini/at/checklist/still-off.ics",
    "letter as text": "/de/gemini/at/letters/objection/letter.txt",
    "letter as ODT": "/en/gemini/gb/letters/objection/letter.odt",
    "style": "/static/site.css",
    "script for others": "/static/embed.js",
    "style by another mark": "/static/site.css?v=0000000000",
    "icon": "/favicon.ico",
    "robots": "/robots.txt",
    "sitemap": "/sitemap.xml",
    "security": "/.well-known/security.txt",
    "nothing": "/de/gemini/nothing/",
    "without slash": "/de/gemini/at/settings",
    "another tag": "/de-AT/gemini/?have=chats",
    "not offered": "/nb/gemini/",
    "moved": "/de/old-guide/at/settings/",
    "gone": "/en/closed-guide/",
}
DIFFERENT = {
    "accept-ranges": "files can be had in parts",
    "alt-svc": "Caddy speaks HTTP/3",
    "connection": "of the transport",
    "content-length": "compressed by another program",
    "date": "another second",
    "etag": "of a file, by its time and size",
    "hx-push-url": "a file cannot say which address it stands for; the script does, from the link",
    "last-modified": "files have a time",
    "server": "another program",
    "transfer-encoding": "of the transport",
    "vary": "some say it also of what is not compressed; tested by itself",
    "via": "Caddy before the server says that it is there",
}
"""Headers that may differ between those who serve the site, and why."""
OF_A_BODY = {"content-type", "content-disposition", "link", "x-robots-tag"}
"""Where there is nothing, or a redirect, these belong to words that each program has of its own."""


@pytest.fixture(scope="module")
def project(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return exported.small(whole_project.copy(tmp_path_factory.mktemp("small") / "project"))


@pytest.fixture(scope="module")
def files(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported.export(project, tmp_path_factory.mktemp("space") / "public")


@pytest.fixture(scope="module")
def app(project: Project) -> Iterator[int]:
    """The real server, with the same site."""
    with served(project, **exported.SETTINGS) as server:
        yield server.port


@pytest.fixture(scope="module")
def hosts(files: Path, app: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Proxy]]:
    """Everything that we ship a configuration for, by name."""
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as running:
        yield {
            **{
                f"files by {name}": running.enter_context(
                    exported.files_served(name, files, folder / f"files-{name}")
                )
                for name in BY_FILES
            },
            **{
                f"server behind {name}": running.enter_context(proxied(name, folder / f"behind-{name}", app))
                for name in BY_FILES
            },
        }


@pytest.fixture(scope="module", params=BY_FILES)
def host(request: pytest.FixtureRequest, hosts: Mapping[str, Proxy]) -> Proxy:
    """One that serves the files."""
    return hosts[f"files by {request.param}"]


def said(answer: Answer) -> dict[str, str]:
    """What the answer says of itself, so that all can say the same."""
    found = {name: value for name, value in answer.headers.items() if name not in DIFFERENT}
    # Before a midnight on which a sentence turns, a server says less. A file cannot know.
    found["cache-control"] = re.sub(
        r"max-age=\d{1,3}(, stale.*)?$", "max-age=a while", found["cache-control"]
    )
    if "content-disposition" in found:
        # Letters have a name of their own on a server. A file has the name in its address.
        found["content-disposition"] = found["content-disposition"].partition(";")[0]
    if answer.status != 200:
        found = {name: value for name, value in found.items() if name not in OF_A_BODY}
    return {name: plain(value) for name, value in found.items()}


def plain(value: str) -> str:
    """A place on this site, whether it is written with the host or without."""
    return re.sub(r"^https://localhost(?::\d+)?/", "/", value)


# ---- the same of all


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_serves_the_site_says_the_same(kind: str, hosts: Mapping[str, Proxy], app: int):
    address = KINDS[kind]
    answers = {"server": directly(app, address, X_Forwarded_Proto="https", X_Forwarded_Host="localhost")}
    answers |= {name: host.answer(address) for name, host in hosts.items()}
    status = {name: answer.status for name, answer in answers.items()}
    if kind == "without slash":
        # nginx says 301 where all others say 308. There is only GET, so both mean the same.
        assert status.pop("files by nginx") == 301
    assert len(set(status.values())) == 1, status
    ours = said(answers["server"])
    assert ours.keys() >= {name.lower() for name in security.HEADERS} - {"x-frame-options"}
    for name, answer in answers.items():
        assert said(answer) == ours, name


def test_what_is_asked_for_by_its_mark_may_be_kept_for_ever(hosts: Mapping[str, Proxy], files: Path):
    page = (files / "de/index.html").read_text(encoding="utf-8")
    marked = set(re.findall(r'"(/static/[^"]+\?v=[^"]+)"', page))
    assert len(marked) >= 4
    for name, host in hosts.items():
        for address in marked:
            kept = host.answer(address).headers["cache-control"]
            assert kept == "public, max-age=31536000, immutable", (name, address)


@pytest.mark.parametrize("address", ["/", "/go/gemini/", "/go/gemini/at/settings/"])
def test_what_a_server_would_choose_by_the_reader_is_kept_by_no_cache(host: Proxy, address: str):
    answer = host.answer(address)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_letter_and_a_reminder_are_kept_not_shown(host: Proxy):
    for address in (KINDS["letter as text"], KINDS["letter as ODT"], KINDS["calendar"]):
        assert host.answer(address).headers["content-disposition"] == "attachment"


# ---- compressed


@pytest.mark.parametrize("kind", ["page", "style", "feed", "dataset", "calendar", "nothing"])
def test_a_reader_gets_the_packed_file_that_the_browser_can_open(host: Proxy, kind: str):
    content = host.answer(KINDS[kind]).body
    for encoding, opened in {"br": brotli.decompress, "gzip": gzip.decompress}.items():
        if encoding == "br" and host.name == "nginx" and not exported.BROTLI.exists():
            continue
        answer = host.answer(KINDS[kind], Accept_Encoding=encoding)
        assert answer.headers["content-encoding"] == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert len(answer.body) < len(content)
        assert opened(answer.body) == content


def test_who_has_a_file_is_told_that_it_is_the_same(host: Proxy):
    for address in (KINDS["page"], KINDS["dataset"]):
        for encoding in ("br", "identity"):
            tag = host.answer(address, Accept_Encoding=encoding).headers["etag"]
            again = host.answer(address, Accept_Encoding=encoding, If_None_Match=tag)
            assert again.status == 304
            assert again.headers["content-security-policy"]


# ---- ways


@pytest.mark.parametrize(
    ("address", "status", "to"),
    [
        ("/de-AT/gemini/at/settings/?have=chats", 301, "/de/gemini/at/settings/?have=chats"),
        ("/DE/", 301, "/de/"),
        ("/en-GB", 301, "/en/"),
        ("/gsw/gemini/", 301, "/de/gemini/"),
        ("/partial/en-us/gemini/", 301, "/partial/en/gemini/"),
        ("/embed/de-CH/gemini/settings/", 301, "/embed/de/gemini/settings/"),
        ("/api/1/EN/guides.json", 301, "/api/1/en/guides.json"),
        ("/nb/gemini/", 302, "/de/gemini/"),
        ("/nn-NO/gemini/?a=1&b=2", 302, "/de/gemini/?a=1&b=2"),
        ("/en/gemini/at/letters/objection/de/", 302, "/de/gemini/at/letters/objection/"),
        ("/en/gemini/at/letters/objection/de/letter.odt", 302, "/de/gemini/at/letters/objection/letter.odt"),
        ("/partial/en/gemini/at/letters/objection/de/", 302, "/partial/de/gemini/at/letters/objection/"),
        ("/en/gemini/at/letters/objection/nb/", 302, "/en/gemini/at/letters/objection/"),
        ("/en/old-guide/at/settings/?have=chats", 308, "/en/gemini/at/settings/?have=chats"),
        ("/api/1/de/guides/old-guide.json", 308, "/api/1/de/guides/gemini.json"),
        ("/de/gemini/leaflet/", 308, "/de/gemini/handout/"),
    ],
)  # fmt: skip
def test_an_address_of_another_form_leads_to_the_file(host: Proxy, address: str, status: int, to: str):
    answer = host.answer(address)
    assert (answer.status, plain(answer.headers["location"])) == (status, to)
    assert host.answer(to).status == 200


@pytest.mark.parametrize(
    "address",
    ["/de-AT/%0d%0aSet-Cookie:%20a=b/", "/de-AT//evil.example/", "/nb/..%2f..%2fevil.example/",
     "/old-guide/%0d%0aX:%20y", "/de-AT/%5cevil.example/", "//evil.example/de-AT/"],
)  # fmt: skip
def test_no_redirect_leads_to_another_site_or_ends_a_header(host: Proxy, address: str):
    answer = host.answer(address)
    assert "set-cookie" not in answer.headers
    assert "x" not in answer.headers
    assert answer.status in {301, 302, 308, 404, 400}
    assert re.match(r"/(?!/)", plain(answer.headers.get("location", "/")))


@pytest.mark.parametrize(
    ("address", "status", "language"),
    [
        ("/en/gemini/nothing/", 404, "en"),
        ("/de/nothing", 404, "de"),
        ("/partial/en/nothing/", 404, "en"),
        ("/embed/en/gemini/nothing/", 404, "en"),
        ("/nothing", 404, "de"),
        ("/xx/", 404, "de"),
        ("/static/", 404, "de"),
        ("/oembed?url=https://localhost/de/gemini/settings/", 404, "de"),
        ("/en/gemini/at/letters/objection/xx/", 404, "en"),
        ("/en/closed-guide/at/settings/", 410, "en"),
        ("/closed-guide/", 410, "de"),
    ],
)
def test_where_nothing_is_the_page_says_so_in_the_readers_language(
    host: Proxy, files: Path, address: str, status: int, language: str
):
    answer = host.answer(address)
    assert answer.status == status
    assert answer.body == (files / language / NOT_FOUND).read_bytes()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "address",
    ["/.offswitch-export.json", "/_headers", "/_redirects", "/404.html", "/de/404.html", "/de/index.html.gz",
     "/de/gemini/.git/config", "/.%2e/public.nginx.conf"],
)  # fmt: skip
def test_nothing_is_served_that_has_no_address(host: Proxy, address: str):
    assert host.answer(address).status in {400, 404}


@pytest.mark.parametrize(
    "address",
    ["/embed/..%2fde/", "/embed/%2e%2e/de/", "/embed/../de/", "/embed//..//de/", "/embed/%2e%2e%2fde%2f"],
)
def test_no_detour_by_the_embeds_lets_others_frame_a_page(host: Proxy, address: str):
    answer = host.answer(address)
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_only_reading_is_answered(host: Proxy):
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = host.answer("/de/", method=method)
        assert answer.status == 405
        assert answer.headers["allow"] == "GET, HEAD"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"]
    head = host.answer("/de/", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_the_log_holds_nothing_of_a_reader(host: Proxy):
    for address in (f"/de/?have={SECRET}", f"/de-AT/?have={SECRET}", f"/nothing?{SECRET}"):
        host.answer(address, Referer=f"https://x.example/{SECRET}", Cookie=SECRET, X_Forwarded_For=READER)
    for _ in range(50):
        if any(line.get("path") == "/nothing" for line in host.requests):
            break
        time.sleep(0.1)
    paths = {(line["path"], line["status"]) for line in host.requests}
    assert paths >= {("/de/", 200), ("/de-AT/", 301), ("/nothing", 404)}
    for inside in (READER, SECRET, AGENT, "x.example", "?"):
        assert inside not in "\n".join(map(str, host.requests)), inside
        assert inside == "?" or inside not in host.everything_logged, inside


# ---- Python's own file server


def test_the_file_server_of_python_serves_every_page_and_lists_no_folder_that_is_one(files: Path):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", files],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        pages = [path.parent.relative_to(files) for path in sorted(files.rglob("index.html"))]
        assert len(pages) > 200
        for page in pages[:: len(pages) // 60]:
            address = f"/{page}/".replace("/./", "/")
            answer = asked(HTTPConnection("127.0.0.1", port, timeout=10), address, {})
            assert answer.body == (files / page / "index.html").read_bytes()
        ways = {
            str(parent) for page in pages if page.parts[:1] in {("de",), ("en",)} for parent in page.parents
        }
        assert ways - {str(page) for page in pages} == set()
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            asked(HTTPConnection("127.0.0.1", port, timeout=10), "/", {})
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


# ---- what is written


@pytest.fixture(scope="module")
def rules(translations: Path, tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """Of a whole site: all languages and guides, with something that moved."""
    content = Draft(tmp_path_factory.mktemp("whole") / "content")
    exported.shrink(content)
    app = offswitch.build(
        PUBLIC, content=content.folder, translations=translations, now=lambda: NOW, as_files=True
    )
    return Rules.of(app)


def test_an_export_comes_with_its_configurations_and_serves_none_of_them(files: Path):
    assert {path.name for path in files.parent.iterdir() if path.is_file()} == {
        "public.nginx.conf",
        "public.Caddyfile",
    }
    assert (files / "404.html").read_bytes() == (files / "de/404.html").read_bytes()


def test_they_are_the_same_every_time(translations: Path):
    settings = PUBLIC.model_copy(update={"guides": ("gemini",), "languages": ("de", "en")})

    def made() -> object:
        return hosting_of(
            offswitch.build(settings, translations=translations, now=lambda: NOW, as_files=True)
        )

    assert made() == made()


@pytest.mark.parametrize("base", ["https://localhost", None])
def test_nginx_and_caddy_take_what_is_written_for_all_languages(
    rules: Rules, base: str | None, tmp_path: Path
):
    logs, certificate = tmp_path / "logs", tmp_path / "certificate.pem"
    logs.mkdir()
    write_own_certificate(certificate)
    settings = rules.settings.model_copy(update={"base": base})
    site = around(nginx_site(replace(rules, settings=settings)), logs)
    site = re.sub(r"/etc/letsencrypt/\S+\.pem", str(certificate), site).replace("/var/log", str(logs))
    site = re.sub(r"listen (?:\[::\]:)?\d+", lambda _: f"listen 127.0.0.1:{free_port()}", site)
    caddy = caddyfile(replace(rules, settings=settings)).replace("/var/log", str(logs))
    (logs / "offswitch").mkdir()
    (tmp_path / "nginx.conf").write_text(site, encoding="utf-8")
    (tmp_path / "Caddyfile").write_text(caddy, encoding="utf-8")
    for command in (
        [*nginx_command(tmp_path, tmp_path / "nginx.conf", logs), "-t"],
        [program_path("caddy"), "adapt", "--config", tmp_path / "Caddyfile", "--validate"],
    ):
        done = subprocess.run(
            command, env=quiet({"HOME": str(tmp_path)}), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert ("ssl_certificate" in site) is (base is not None)


def test_what_moved_is_found_as_a_server_finds_it(rules: Rules):
    paths = [
        "/de/old-guide/", "/old-guide", "/go/old-guide/at/review/", "/api/1/en/guides/old-guide.json",
        "/de/old-guides/", "/de/my-old-guide/", "/de/old-guide/old-guide/", "/de/gemini/at/leaflet/",
        "/de/gemini/leaflet.svg", "/de/leaflet/gemini/", "/gemini/leaflet/gemini/leaflet/", "/de/gemini.x/leaflet",
    ]  # fmt: skip
    led = 0
    for moved, lead in zip(rules.ledger.moved, rules.moved, strict=True):
        for path in paths:
            found = re.match(lead.expression, path)
            led += found is not None
            assert (found and found.expand(lead.written(r"\g<#>"))) == moved.address(path), path
    assert led >= 8


def test_every_file_of_a_page_is_of_a_kind_that_has_rules(rules: Rules, files: Path):
    names = {path.name for path in (files / "de").rglob("*.*") if path.suffix not in {".br", ".gz"}}
    assert names - {"index.html", NOT_FOUND} == {
        pattern.removeprefix("/*/") for pattern in rules.kinds if pattern.startswith("/*/")
    }


# ---- the convention of Netlify and Cloudflare Pages


def of_netlify(pattern: str) -> str:
    """As their parser reads it: a placeholder is a whole part, and a slash at the end is nothing."""
    parts = [part for part in pattern.split("/") if part]
    read = [
        "[^/]+"
        if part.startswith(":")
        else "?(.*)"
        if part == "*"
        else re.escape(part).replace(r"\*", "(.*)")
        for part in parts
    ]
    return f"^/{'/'.join(read)}/?$"


def of_cloudflare(pattern: str) -> str:
    assert pattern.count("*") <= 1, pattern
    splat = re.escape(pattern).replace(r"\*", ".*")
    return f"^{re.sub(r':[A-Za-z][A-Za-z0-9_]*', '[^/]+', splat)}$"


CONVENTIONS = {"Netlify": of_netlify, "Cloudflare": of_cloudflare}


def blocks(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            found.append((line, []))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name.lower(), value))
    return found


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_headers_file_says_everything_once_and_as_the_server(convention: str, files: Path, app: int):
    rules = blocks((files / "_headers").read_text(encoding="utf-8"))
    left_out = set()
    for kind, address in KINDS.items():
        answer = directly(app, address, X_Forwarded_Proto="https", X_Forwarded_Host="localhost")
        if answer.status != 200 or "?" in address:
            continue
        told = [pair for pattern, pairs in rules if re.match(CONVENTIONS[convention](pattern), address, re.I)
                for pair in pairs]  # fmt: skip
        names = [name for name, _ in told]
        assert len(names) == len(set(names)), (kind, names)
        ours = said(answer)
        for name, value in told:
            assert said(Answer(200, {"cache-control": "", name: value}, b""))[name] == ours[name], (
                kind,
                name,
            )
        left_out |= {(name, kind) for name in ours.keys() - set(names)}
    html = {"page", "home", "partial", "embed"}
    assert left_out == {
        ("cross-origin-resource-policy", "page"),
        ("cross-origin-resource-policy", "home"),
        *(("content-type", kind) for kind in html),
    }


def test_the_convention_is_within_what_its_hosts_take(rules: Rules):
    assert len(rules.languages) > 20
    headers = headers_file(rules)
    assert len(blocks(headers)) <= 100
    assert max(map(len, headers.splitlines())) <= 2000
    for offered in (rules, replace(rules, languages=("de",), default="de")):
        lines = redirects_file(offered).splitlines()
        assert max(map(len, lines)) <= 1000
        # One host counts what it does not know before it throws it away: that comes last.
        known = [line.endswith((" 301", " 302")) for line in lines]
        assert known == sorted(known, reverse=True)
        assert 30 < sum(known) <= 100


def redirect(files: Path, address: str) -> tuple[str, str] | None:
    """Where the first line leads that fits, as Cloudflare Pages reads it."""
    for line in (files / "_redirects").read_text(encoding="utf-8").splitlines():
        source, target, status = line.split()
        names = re.sub(r":([a-z]+)", r"(?P<\1>[^/]+)", re.escape(source).replace(r"\*", "(?P<splat>.*)"))
        if status != "404" and (found := re.fullmatch(names, address)):
            return re.sub(r":([a-z]+)", lambda name: found[name[1]], target), status
    return None


def test_the_redirects_file_leads_to_files_and_never_away_from_one(files: Path):
    for old, new in {
        "/nb/gemini/at/settings/": ("/de/gemini/at/settings/", "302"),
        "/embed/no/gemini/settings/": ("/embed/de/gemini/settings/", "302"),
        "/gsw/": ("/de/", "301"),
        "/en/gemini/at/letters/objection/de/": ("/de/gemini/at/letters/objection/", "302"),
        "/en/gemini/at/letters/objection/de/letter.txt": (
            "/de/gemini/at/letters/objection/letter.txt",
            "302",
        ),
        "/en/gemini/at/letters/objection/mt/": ("/en/gemini/at/letters/objection/", "302"),
        "/en/old-guide/at/settings/": ("/en/gemini/at/settings/", "301"),
        "/en/gemini/leaflet/": ("/en/gemini/handout/", "301"),
    }.items():
        assert redirect(files, old) == new
        assert (files / f"{new[0][1:]}{'index.html' if new[0].endswith('/') else ''}").is_file()
    for path in files.rglob("*.*"):
        address = f"/{path.relative_to(files)}".removesuffix("index.html")
        assert redirect(files, address) is None, address
