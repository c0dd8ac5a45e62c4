"""Kubernetes: what is shipped in deploy/kubernetes, put together by kubectl as a host's cluster gets it.

It is valid, its pods may do little and reach nothing, and it agrees with the site. The cache beside the site is
tried with the real nginx.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from offswitch.folders import ROOT
from offswitch.settings import Settings, SettingsError
from tests.drafts import Project, program_path, quiet
from tests.hosted import write_pages
from tests.ports import free_port
from tests.test_logs import Server, served, wait_for
from tests.test_proxies import Answer, asked, replaced

FOLDER = ROOT / "deploy/kubernetes"
# The oldest that the documents name, and the newest whose schemas there are.
VERSIONS = ["1.30", "1.37"]
HOST = "offswitch.example"
FILLED_IN = {
    "OFFSWITCH_BASE": f"https://{HOST}",
    "OFFSWITCH_OPERATOR": "Example Society",
    "OFFSWITCH_IMPRINT": "https://society.example/imprint",
    "OFFSWITCH_CONTACT": "privacy@society.example",
}
PAGE = "/en/linkedin-ai/at/review/"
# Bytes of a large answer, compressed: the budget of a page.
LARGE = 20 * 1024

Manifest = dict[str, Any]


def put_together(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program_path("kubectl"), "kustomize", folder],
        env=quiet({"HOME": str(folder)}),
        capture_output=True,
        text=True,
        check=False,
    )


def fill_in(folder: Path) -> Path:
    """A copy of the folder, in which a host has said who runs the site."""
    shutil.copytree(FOLDER, folder)
    file = folder / "settings.env"
    lines = {f"{name}=\n": f"{name}={value}\n" for name, value in FILLED_IN.items()}
    file.write_text(replaced(file.read_text(encoding="utf-8"), lines), encoding="utf-8")
    return folder


def manifests(folder: Path) -> list[Manifest]:
    done = put_together(folder)
    assert done.stderr == ""
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Manifest]:
    """All that the cluster gets, by kind; ConfigMaps by their name without the hash."""
    found = {}
    for each in manifests(fill_in(tmp_path_factory.mktemp("host") / "kubernetes")):
        kind, name = each["kind"], each["metadata"]["name"]
        found[re.sub(r"-[a-z0-9]{10}$", "", name) if kind == "ConfigMap" else kind] = each
    return found


@pytest.fixture(scope="module")
def pod(cluster: dict[str, Manifest]) -> Manifest:
    return cluster["Deployment"]["spec"]["template"]


@pytest.fixture(scope="module")
def containers(pod: Manifest) -> dict[str, Manifest]:
    return {each["name"]: each for each in pod["spec"]["containers"]}


# ---- what the cluster is given


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_is_valid_strictly_in_the_oldest_and_the_newest_version(
    cluster: dict[str, Manifest], version: str
):
    assert len(cluster) == 9
    for each in cluster.values():
        kubernetes_validate.validate(each, version, strict=True)


def test_hosts_are_told_the_versions_that_were_tried():
    told = (ROOT / "docs/host-it.md").read_text(encoding="utf-8")
    assert f"Kubernetes {VERSIONS[0]} or newer" in told
    assert f"Kubernetes {VERSIONS[0]} and {VERSIONS[-1]}" in told


def test_a_mistyped_field_is_found(cluster: dict[str, Manifest]):
    service = cluster["Service"]
    mistyped = {**service, "spec": {**service["spec"], "selektor": {}}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(mistyped, VERSIONS[0], strict=True)


def test_every_file_of_the_folder_is_used():
    parts = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    generated = [file for each in parts["configMapGenerator"] for file in each.get("envs", each.get("files"))]
    used = {"kustomization.yaml", *parts["resources"], *generated}
    assert {path.name for path in FOLDER.iterdir()} == used


def test_no_image_is_whatever_is_the_latest(containers: dict[str, Manifest]):
    for each in containers.values():
        assert re.fullmatch(r"[\w./-]+(:(?!latest)[\w.-]+|@sha256:[0-9a-f]{64})", each["image"])


# ---- who runs it


def test_a_host_who_fills_nothing_in_gets_nothing_to_put_into_a_cluster(tmp_path: Path):
    done = put_together(Path(shutil.copytree(FOLDER, tmp_path / "kubernetes")))
    assert done.returncode == 1
    assert done.stdout == ""


@pytest.mark.parametrize("name", FILLED_IN)
def test_a_site_that_leaves_one_of_the_four_empty_does_not_start(cluster: dict[str, Manifest], name: str):
    with pytest.raises(SettingsError, match=name):
        Settings.read({**cluster["settings"]["data"], name: ""})


def test_the_settings_are_ones_that_there_are_and_the_site_is_for_others(cluster: dict[str, Manifest]):
    settings = Settings.read(cluster["settings"]["data"])
    assert not settings.serves_only_this_machine
    # Scheme and host are said by the cache, and by nobody before it.
    assert settings.proxies == 1
    assert settings.proxy == "own"


def test_a_changed_setting_starts_new_pods(tmp_path: Path, cluster: dict[str, Manifest], pod: Manifest):
    folder = fill_in(tmp_path / "kubernetes")
    with (folder / "settings.env").open("a", encoding="utf-8") as file:
        file.write("OFFSWITCH_NAME=Off at last\n")
    (changed,) = (each for each in manifests(folder) if each["kind"] == "Deployment")
    assert changed["spec"]["template"] != pod
    assert changed["metadata"] == cluster["Deployment"]["metadata"]


def test_the_host_name_is_said_once(cluster: dict[str, Manifest]):
    (rule,) = cluster["Ingress"]["spec"]["rules"]
    assert rule["host"] == HOST
    assert cluster["Ingress"]["spec"]["tls"][0]["hosts"] == [HOST]


def test_nothing_that_kubernetes_adds_is_mistaken_for_a_setting(cluster: dict[str, Manifest], pod: Manifest):
    """For each Service it sets variables that begin like ours, unless it is told not to."""
    added = {f"{cluster['Service']['metadata']['name'].upper()}_SERVICE_HOST": "10.0.0.1"}
    with pytest.raises(SettingsError, match="there is no such setting"):
        Settings.read(cluster["settings"]["data"] | added)
    assert pod["spec"]["enableServiceLinks"] is False


# ---- what a pod may do


def test_the_namespace_lets_nobody_in_who_may_more_than_they_need(cluster: dict[str, Manifest]):
    labels = cluster["Namespace"]["metadata"]["labels"]
    for what in ("enforce", "audit", "warn"):
        assert labels[f"pod-security.kubernetes.io/{what}"] == "restricted"
    assert {each["metadata"].get("namespace", "offswitch") for each in cluster.values()} == {"offswitch"}


def test_a_pod_runs_as_nobody_as_the_image_does(pod: Manifest):
    security = pod["spec"]["securityContext"]
    assert security["runAsNonRoot"] is True
    user, group = security["runAsUser"], security["runAsGroup"]
    assert f"USER {user}:{group}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}


@pytest.mark.parametrize("name", ["app", "cache"])
def test_a_container_may_do_little_and_its_disk_is_only_read(containers: dict[str, Manifest], name: str):
    assert containers[name]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_nothing_is_written_but_to_memory(pod: Manifest, containers: dict[str, Manifest]):
    volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
    for container in containers.values():
        for mount in container["volumeMounts"]:
            volume = volumes[mount["name"]]
            assert mount.get("readOnly") or volume["emptyDir"]["medium"] == "Memory"
            assert "hostPath" not in volume
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod["spec"])


def test_the_server_has_the_folder_for_its_heartbeat(containers: dict[str, Manifest]):
    paths = [each["mountPath"] for each in containers["app"]["volumeMounts"]]
    assert paths == ["/dev/shm"]
    assert '"/dev/shm"' in (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")


def test_a_pod_knows_nothing_of_the_cluster(pod: Manifest):
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert "serviceAccountName" not in pod["spec"]


def test_nothing_is_reached_from_a_pod_not_even_names(cluster: dict[str, Manifest], pod: Manifest):
    policy = cluster["NetworkPolicy"]["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    assert policy["egress"] == []
    selected = policy["podSelector"]["matchLabels"]
    assert selected.items() <= pod["metadata"]["labels"].items()


def test_pages_and_numbers_have_a_way_in_and_nothing_else_has(cluster: dict[str, Manifest]):
    rules = cluster["NetworkPolicy"]["spec"]["ingress"]
    assert [rule["ports"] for rule in rules] == [[{"port": "http"}], [{"port": "metrics"}]]
    assert all(set(each) == {"namespaceSelector"} for rule in rules for each in rule["from"])


def test_a_container_may_not_take_the_whole_node(containers: dict[str, Manifest]):
    for container in containers.values():
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]


def test_what_is_kept_never_fills_the_memory_that_is_there(pod: Manifest, containers: dict[str, Manifest]):
    """Once it is full, nginx answers nothing. Only the room for keys is looked at before each answer is kept."""
    (room,) = re.findall(r"keys_zone=pages:(\d+)k ", (FOLDER / "nginx.conf").read_text(encoding="utf-8"))
    answers = int(room) * 8
    sizes = {
        each["name"]: each["emptyDir"]["sizeLimit"] for each in pod["spec"]["volumes"] if "emptyDir" in each
    }
    assert answers * LARGE < mebibytes(sizes["pages"]) * 2**20
    # What lies in memory counts as the container's.
    assert mebibytes(sizes["pages"]) < mebibytes(containers["cache"]["resources"]["limits"]["memory"])


def mebibytes(text: str) -> int:
    return int(text.removesuffix("Mi"))


# ---- readers while pods come and go


def test_a_pod_is_asked_at_the_address_that_answers_by_any_name(containers: dict[str, Manifest]):
    app, cache = containers["app"], containers["cache"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert app[probe]["httpGet"] == {"path": "/healthz", "port": "app"}
    assert cache["readinessProbe"]["httpGet"] == {"path": "/healthz", "port": "http"}


def test_the_ports_are_those_on_which_somebody_listens(
    cluster: dict[str, Manifest], containers: dict[str, Manifest]
):
    ports = {port["name"]: port["containerPort"] for each in containers.values() for port in each["ports"]}
    nginx = cluster["cache"]["data"]["nginx.conf"]
    environment = {each["name"]: each["value"] for each in containers["app"]["env"]}
    assert environment["HOST"] == "0.0.0.0"
    assert environment["PORT"] == str(ports["app"])
    assert f"proxy_pass http://127.0.0.1:{ports['app']};" in nginx
    assert f"listen {ports['http']};" in nginx
    assert cluster["Service"]["spec"]["ports"] == [{"name": "http", "port": 80, "targetPort": "http"}]
    told = (ROOT / "docs/host-it.md").read_text(encoding="utf-8")
    assert f"OFFSWITCH_METRICS=0.0.0.0:{ports['metrics']}" in told


def test_nobody_is_turned_away_while_a_pod_ends(pod: Manifest, containers: dict[str, Manifest]):
    (graceful,) = re.findall(
        r"^graceful_timeout = (\d+)$", (ROOT / "gunicorn.conf.py").read_text(), re.MULTILINE
    )
    pauses = {name: each["lifecycle"]["preStop"]["sleep"]["seconds"] for name, each in containers.items()}
    # Balancers look away first, then the cache ends, then the site behind it.
    assert 5 <= pauses["cache"] < pauses["app"]
    assert pauses["app"] + int(graceful) < pod["spec"]["terminationGracePeriodSeconds"]


def test_there_is_always_more_than_one_pod_and_they_are_spread(cluster: dict[str, Manifest], pod: Manifest):
    deployment, scaling = cluster["Deployment"]["spec"], cluster["HorizontalPodAutoscaler"]["spec"]
    # A number here would undo what was scaled, with every change.
    assert "replicas" not in deployment
    assert 3 <= scaling["minReplicas"] < scaling["maxReplicas"]
    assert scaling["scaleTargetRef"]["name"] == cluster["Deployment"]["metadata"]["name"]
    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert cluster["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    spread = pod["spec"]["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in spread] == [
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    ]
    labels = pod["metadata"]["labels"]
    selectors = [each["labelSelector"] for each in spread]
    selectors += [cluster["PodDisruptionBudget"]["spec"]["selector"], deployment["selector"]]
    for selector in selectors:
        assert selector["matchLabels"]
        assert selector["matchLabels"].items() <= labels.items()


# ---- the cache beside the site


@dataclass(frozen=True)
class Beside:
    """The containers of a pod: nginx as it is shipped, before a real site. Only port and folder are a test's."""

    site: Server
    port: int
    folder: Path

    def answer(self, path: str, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        return asked(connection, path, {"Host": HOST, "Accept-Encoding": "gzip, deflate, br", **headers})

    @property
    def kept(self) -> list[str]:
        """The key of every answer that is kept."""
        files = (path for path in (self.folder / "pages").rglob("*") if path.is_file())
        return [re.findall(rb"\nKEY: (.*)\n", file.read_bytes())[0].decode() for file in files]

    def times_that_the_site_was_asked(self, path: str) -> int:
        """As it noted itself. A line is written when its answer is gone, so one more is waited for."""
        last = f"/last/{time.monotonic_ns()}"
        self.answer(last)
        for _ in range(100):
            noted = [line["path"] for line in self.site.requests]
            if last in noted:
                return noted.count(path)
            time.sleep(0.05)
        raise TimeoutError


@pytest.fixture(scope="module")
def beside(
    whole_project: Project, cluster: dict[str, Manifest], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Beside]:
    folder = tmp_path_factory.mktemp("pod")
    write_pages(folder / "host")
    settings = {
        **cluster["settings"]["data"],
        "OFFSWITCH_FOLDER": str(folder / "host"),
        "OFFSWITCH_LOG": "requests",
    }
    port, file = free_port(), folder / "nginx.conf"
    with served(whole_project.copy(folder / "project"), **settings) as site:
        words = {
            "listen 8080;": f"listen 127.0.0.1:{port};",
            "http://127.0.0.1:8000": f"http://127.0.0.1:{site.port}",
            " /tmp/": f" {folder}/",
        }
        file.write_text(replaced(cluster["cache"]["data"]["nginx.conf"], words), encoding="utf-8")
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        # Root's nginx would hand its work to somebody who may not enter a test's folder.
        as_we_are = ["-g", "user root;"] if os.geteuid() == 0 else []
        with (folder / "output").open("wb") as output:
            nginx = subprocess.Popen(
                [program, "-c", file, "-e", "stderr", *as_we_are],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_for(port, nginx)
            yield Beside(site, port, folder)
        finally:
            nginx.terminate()
            nginx.wait(20)


def test_a_page_is_asked_of_the_site_once_and_stays_what_it_was(beside: Beside):
    first = beside.answer(PAGE)
    assert first.status == 200
    # A browser counts from here for how long it may keep the page itself.
    time.sleep(1.1)
    again = beside.answer(PAGE)
    assert (again.body, again.headers["etag"], again.headers["date"]) == (
        first.body,
        first.headers["etag"],
        first.headers["date"],
    )
    assert beside.answer(PAGE, If_None_Match=first.headers["etag"]).status == 304
    assert beside.times_that_the_site_was_asked(PAGE) == 1


def test_browsers_that_name_the_same_encodings_otherwise_get_the_same_kept_page(beside: Beside):
    page = "/en/linkedin-ai/at/settings/"
    for names in ("gzip, deflate, br", "br, gzip", "gzip, deflate, br, zstd"):
        assert beside.answer(page, Accept_Encoding=names).headers["content-encoding"] == "br"
    assert beside.times_that_the_site_was_asked(page) == 1
    assert beside.answer(page, Accept_Encoding="gzip").headers["content-encoding"] == "gzip"
    assert beside.times_that_the_site_was_asked(page) == 2


@pytest.mark.parametrize("names", ["identity", "br;q=0, identity", "gzip;q=0, *;q=0, identity;q=1"])
def test_who_wants_a_page_plain_gets_it_plain_and_it_takes_no_room(beside: Beside, names: str):
    page = "/en/linkedin-ai/at/checklist/"
    assert "content-encoding" not in beside.answer(page, Accept_Encoding=names).headers
    assert [key for key in beside.kept if key.endswith(page)] == []


def test_what_a_reader_ticked_is_not_kept(beside: Beside):
    ticked = f"{PAGE}?have=posts"
    assert beside.answer(ticked).status == 200
    assert beside.answer(ticked).body == beside.answer(ticked).body
    assert [key for key in beside.kept if "have" in key] == []


@pytest.mark.parametrize("path", ["/", "/go/linkedin-ai/", "/healthz", "/en/nothing/"])
def test_what_is_one_readers_or_an_error_is_not_kept(beside: Beside, path: str):
    before = beside.times_that_the_site_was_asked(path)
    beside.answer(path)
    beside.answer(path)
    assert beside.times_that_the_site_was_asked(path) == before + 2
    assert [key for key in beside.kept if key.endswith(f"{HOST}{path}")] == []


def test_a_redirect_to_the_readers_language_is_the_readers_own(beside: Beside):
    for language in ("de", "en"):
        assert beside.answer("/", Accept_Language=language).headers["location"] == f"/{language}/"


def test_a_static_file_is_kept_under_its_mark_and_under_no_invented_one(beside: Beside):
    (marked,) = set(
        re.findall(rb'"(/static/site\.css\?v=[^"]+)"', beside.answer("/en/", Accept_Encoding="identity").body)
    )
    beside.answer(marked.decode())
    beside.answer("/static/site.css?v=invented")
    assert [key for key in beside.kept if "site.css" in key] == [f"br{HOST}{marked.decode()}"]


def test_a_request_for_another_site_is_turned_away(beside: Beside):
    assert beside.answer(PAGE, Host="other.example").status == 400
    assert [key for key in beside.kept if "other.example" in key] == []


def test_the_cache_notes_nothing_of_a_reader(beside: Beside):
    beside.answer(PAGE)
    assert (beside.folder / "output").read_text(encoding="utf-8") == ""
