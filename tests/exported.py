"""Exported: a small site as plain files, and the programs that serve them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offswitch import catalogues
from offswitch.folders import TRANSLATIONS
from tests.drafts import Draft, Project, Table, program_path, tables
from tests.own_certificate import write_own_certificate
from tests.ports import free_port
from tests.test_proxies import Proxy, around, nginx_command, replaced, started

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
"""Debian's module. Without it, nginx sends what is packed by gzip."""

PLACES = {"at", "br", "ca", "ch", "eu", "gb", "hk", "us", "world"}
"""One of each region. An export of all of them takes minutes."""
NOT_OFFERED = "nb"
"""A language that there is and that the host did not choose."""

SETTINGS = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_IMPRINT": "https://foundation.example/imprint",
    "OFFSWITCH_CONTACT": "privacy@foundation.example",
    "OFFSWITCH_BASE": "https://localhost",
    "OFFSWITCH_PROXIES": "1",
    "OFFSWITCH_PROXY": "ours",
    "OFFSWITCH_GUIDES": "gemini",
    "OFFSWITCH_LANGUAGES": "de en",
    "OFFSWITCH_LANGUAGE": "de",
}
MOVED = [{"old": "old-guide", "new": "gemini"}, {"old": "gemini/leaflet", "new": "gemini/handout"}]
GONE = [{"old": "closed-guide", "text": "Here stood a guide to Example."}]
RELEASED = [
    "/<language>/old-guide/",
    "/<language>/old-guide/<place>/settings/",
    "/<language>/gemini/leaflet/",
]


def shrink(content: Draft) -> None:
    """Leave a few places, and let something have moved and something be gone."""

    def in_few_places(table: Table) -> None:
        table["countries"] = [code for code in table["countries"] if code in PLACES]
        table["groups"] = {
            name: [code for code in codes if code in PLACES] for name, codes in table["groups"].items()
        }

    def of_few_places(table: Table) -> None:
        table["authorities"] = [each for each in table["authorities"] if each["place"] in PLACES]
        sources = table.pop("sources")
        cited = {name for each in tables(table) for name in each.get("sources", ())}
        table["sources"] = {name: source for name, source in sources.items() if name in cited}

    content.edit("places.toml", in_few_places)
    content.edit("authorities.toml", of_few_places)
    content.edit(
        "addresses.toml",
        lambda table: table.update(moved=MOVED, gone=GONE, addresses=[*table["addresses"], *RELEASED]),
    )


def small(project: Project) -> Project:
    """The project with few places, and with a language that is there and not offered."""
    shutil.rmtree(project.folder / "content")
    shrink(Draft(project.folder / "content"))
    shutil.copytree(TRANSLATIONS / NOT_OFFERED, project.folder / "translations" / NOT_OFFERED)
    catalogues.build(project.folder / "translations")
    return project


def export(project: Project, folder: Path) -> Path:
    done = project.run("flask", "--app", "app", "export", str(folder), "--processes", "2", **SETTINGS)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def nginx_site(folder: Path, port: int, plain: int, logs: Path, certificate: Path) -> str:
    """The export's own file; only names of the machine are a test's."""
    site = replaced(
        folder.with_name(f"{folder.name}.nginx.conf").read_text(encoding="utf-8"),
        {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/letsencrypt/live/localhost/fullchain.pem": str(certificate),
            "/etc/letsencrypt/live/localhost/privkey.pem": str(certificate),
            "/var/log/offswitch": str(logs),
            "/var/www/offswitch": str(folder),
        },
    )
    if not BROTLI.exists():
        return around(site, logs)
    site = replaced(site, {"# brotli_static on;": "brotli_static on;"})
    return f"load_module {BROTLI};\n{around(site, logs)}"


def caddy_site(folder: Path, port: int, plain: int, logs: Path) -> str:
    """The same of the other file."""
    ports = f"\thttp_port {plain}\n\thttps_port {port}\n\tlocal_certs\n\tskip_install_trust\n"
    return replaced(
        folder.with_name(f"{folder.name}.Caddyfile").read_text(encoding="utf-8"),
        {
            "\tadmin off\n": f"\tadmin off\n{ports}",
            "/var/www/offswitch": str(folder),
            "/var/log/caddy": str(logs),
        },
    )


@contextmanager
def files_served(name: str, files: Path, folder: Path) -> Iterator[Proxy]:
    """The files, served by nginx or Caddy with the configuration that came with them."""
    logs, port, plain = folder / "logs", free_port(), free_port()
    logs.mkdir(parents=True)
    if name == "caddy":
        file = folder / "Caddyfile"
        file.write_text(caddy_site(files, port, plain, logs), encoding="utf-8")
        command = [program_path("caddy"), "run", "--config", file, "--adapter", "caddyfile"]
    else:
        write_own_certificate(folder / "certificate.pem")
        file = folder / "nginx.conf"
        file.write_text(nginx_site(files, port, plain, logs, folder / "certificate.pem"), encoding="utf-8")
        command = nginx_command(folder, file, logs)
    with started(command, logs, port, HOME=str(folder), XDG_DATA_HOME=str(folder)):
        yield Proxy(name, port, plain, logs)
