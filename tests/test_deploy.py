"""What is shipped to hosts: image, Compose, units, proxies. It is strict, and its parts agree with each other."""

import configparser
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from offswitch.folders import ROOT
from tests.drafts import PARTS, program_path

DEPLOY = ROOT / "deploy"
CADDY = (DEPLOY / "compose/Caddyfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "systemd/nginx-offswitch.conf").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose/compose.yml").read_text(encoding="utf-8"))
KEPT_DAYS = 14


def complaints(program: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [program_path(program), *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def unit(name: str) -> dict[str, list[str]]:
    """Every line of a unit, whatever section it is in."""
    lines = (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def test_every_file_that_hosts_are_told_to_use_is_there():
    told = (ROOT / "docs/host-it.md").read_text(encoding="utf-8")
    named = set(re.findall(r"deploy/[a-z]+/[\w@.-]*\w", told))
    copied = re.findall(r"^ +(?:cp|sed '[^']*') ((?:[\w@.-]+ )+)(?:>|/etc)", told, re.MULTILINE)
    named |= {f"deploy/systemd/{name}" for names in copied for name in names.split()}
    assert len(named) >= 7
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


# ---- the image


def test_the_image_is_made_as_it_should_be():
    assert complaints("hadolint", "Dockerfile") == ""


def test_the_image_serves_as_nobody_and_takes_the_hosts_folder():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "OFFSWITCH_FOLDER=/host" in last
    assert "--require-hashes" in DOCKERFILE


def test_the_image_holds_what_serves_the_site_and_nothing_else():
    allowed = re.findall(r"^!(\S+?)/?$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(allowed) == {*PARTS, "requirements.txt", "LICENSE", "LICENSE-CONTENT"}


# ---- Compose


def test_the_compose_file_is_one():
    assert (
        complaints(
            "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose/compose.yml"
        )
        == ""
    )


@pytest.mark.parametrize("name", ["app", "caddy"])
def test_a_container_may_do_little(name: str):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == ([] if name == "app" else ["NET_BIND_SERVICE"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit", "cpus", "stop_grace_period"} <= set(service)
    assert "privileged" not in service
    assert all(volume.endswith(":ro") for volume in service["volumes"] if volume.startswith((".", "$")))


def test_the_site_has_no_way_out_and_is_reached_through_caddy_only():
    app, caddy = COMPOSE["services"]["app"], COMPOSE["services"]["caddy"]
    assert app["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "ports" not in app
    assert caddy["ports"] == ["80:80", "443:443", "443:443/udp"]
    assert "reverse_proxy app:8000" in CADDY


def test_the_site_knows_that_caddy_stands_before_it():
    environment = COMPOSE["services"]["app"]["environment"]
    assert environment["OFFSWITCH_PROXY"] == "ours"
    assert environment["OFFSWITCH_PROXIES"] == 1


def test_a_container_is_given_the_time_that_the_server_takes_to_end():
    graceful = int(
        re.findall(r"^graceful_timeout = (\d+)$", (ROOT / "gunicorn.conf.py").read_text(), re.MULTILINE)[0]
    )
    assert int(COMPOSE["services"]["app"]["stop_grace_period"].removesuffix("s")) > graceful
    assert int(unit("offswitch.service")["TimeoutStopSec"][0]) > graceful


def test_the_caddy_file_is_one():
    file = DEPLOY / "compose/Caddyfile"
    assert complaints("caddy", "fmt", "--diff", file) == ""
    assert COMPOSE["services"]["caddy"]["image"].startswith("caddy:2.11")


# ---- systemd

HARDENED = {
    "DynamicUser": "yes",
    "NoNewPrivileges": "yes",
    "PrivateNetwork": "yes",
    "RestrictAddressFamilies": "AF_UNIX",
    "IPAddressDeny": "any",
    "IPAddressAllow": "localhost",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
}


@pytest.mark.parametrize("name", HARDENED)
def test_the_service_may_do_little(name: str):
    assert unit("offswitch.service")[name] == [HARDENED[name]]


def test_the_service_may_call_little_and_take_little():
    service = unit("offswitch.service")
    assert service["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert {"MemoryMax", "TasksMax"} <= set(service)
    assert not {"ReadWritePaths", "StateDirectory", "LogsDirectory", "AmbientCapabilities"} & set(service)


def test_the_service_is_handed_the_socket_that_nginx_asks():
    (listens,) = unit("offswitch.socket")["ListenStream"]
    assert f"proxy_pass http://{listens}/;" in NGINX
    assert unit("offswitch.service")["Requires"] == ["offswitch.socket"]
    # So that a restart ends once the new one answers.
    assert unit("offswitch.service")["Type"] == ["notify"]


def test_who_asks_nginx_for_what_it_has_does_not_wait_while_pages_are_made():
    assert int(unit("offswitch.service")["Nice"][0]) > 0


# ---- logs of proxies

FORBIDDEN = [
    "remote_addr",
    "remote_user",
    "binary_remote_addr",
    "realip",
    "http_",
    "args",
    "arg_",
    "query_string",
    "cookie_",
    "ssl_",
    "$request ",
    "$request_uri",
    '$request"',
]


def test_the_format_of_nginx_has_nothing_of_a_reader():
    (format_,) = re.findall(r"^log_format offswitch .*?;$", NGINX, re.MULTILINE | re.DOTALL)
    assert [each for each in FORBIDDEN if each in format_] == []
    assert set(re.findall(r"\$(\w+)", format_)) == {
        "time_iso8601",
        "request_method",
        "offswitch_path",
        "status",
        "request_time",
        "body_bytes_sent",
    }
    assert set(re.findall(r"access_log\s+(\S+)( \w+)?;", NGINX)) == {
        ("off", ""),
        ("/var/log/offswitch/requests.log", " offswitch"),
    }
    assert set(re.findall(r"error_log\s+\S+ (\w+);", NGINX)) == {"emerg"}


@pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "Caddy"])
def test_no_proxy_tells_the_site_where_a_reader_is(text: str):
    assert re.search(r'header_up -X-Forwarded-For|proxy_set_header X-Forwarded-For ""', text)


def test_no_log_is_kept_longer_than_readers_are_told():
    assert f"roll_keep_for {(KEPT_DAYS - 1) * 24}h" in CADDY
    assert "roll_at 00:00" in CADDY
    rotated = (DEPLOY / "systemd/logrotate-offswitch").read_text(encoding="utf-8")
    assert f"rotate {KEPT_DAYS - 1}\n    maxage {KEPT_DAYS - 1}\n" in rotated
    assert "    daily\n" in rotated
    journal = configparser.ConfigParser()
    journal.read(DEPLOY / "systemd/journald@offswitch.conf", encoding="utf-8")
    assert journal["Journal"]["MaxRetentionSec"] == f"{KEPT_DAYS}day"
    assert journal["Journal"]["MaxFileSec"] == "1day"
