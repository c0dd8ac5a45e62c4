"""A host's own CI: the workflow that is shipped runs nothing that could change, may do little, and checks strictly."""

import re
from typing import Any

import pytest
import yaml

from offswitch.folders import ROOT
from tests.test_deploy import complaints

FILE = ROOT / "deploy/ci/hosts-workflow.yml"
TEXT = FILE.read_text(encoding="utf-8")
# All of it text: 'on' is a name here, not a truth.
WORKFLOW: dict[str, Any] = yaml.load(TEXT, yaml.BaseLoader)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]


def commands(job: str) -> str:
    return "\n".join(step.get("run", "") for step in JOBS[job]["steps"])


def test_the_workflow_is_one():
    assert complaints("check-jsonschema", "--builtin-schema", "vendor.github-workflows", FILE) == ""


def test_every_action_is_a_hash_that_nobody_can_move_and_says_its_version():
    named = re.findall(r"uses: (.*)", TEXT)
    assert named
    for each in named:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)
    assert len(set(named)) == 1


def test_it_may_read_the_code_and_nothing_else():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for job in JOBS.values():
        assert "permissions" not in job
        for step in job["steps"]:
            assert "uses" not in step or step["with"] == {"persist-credentials": "false"}
    assert "secrets" not in TEXT


def test_nothing_that_a_stranger_may_send_starts_it():
    assert set(WORKFLOW["on"]) == {"schedule", "workflow_dispatch"}


def test_each_of_its_days_is_for_jobs_that_there_are():
    days = {each["cron"] for each in WORKFLOW["on"]["schedule"]}
    left_out = [re.findall(r"github\.event\.schedule != '(.*)'", job["if"]) for job in JOBS.values()]
    assert {day for (day,) in left_out} == days


def test_no_job_runs_for_hours():
    assert all(int(job["timeout-minutes"]) <= 90 for job in JOBS.values())


def test_a_command_that_fails_is_not_hidden_by_one_behind_it():
    assert WORKFLOW["defaults"]["run"]["shell"] == "bash"
    assert "|| true" not in TEXT
    assert "continue-on-error" not in TEXT


def test_links_and_age_are_reported():
    assert "flask --app app content links" in commands("links-and-age")
    assert "flask --app app content stale" in commands("links-and-age")


def test_weaknesses_are_looked_for_strictly_in_all_that_serves():
    told = commands("weaknesses")
    assert re.search(r"pip\" install .*pip-audit==[\d.]+$", told, re.MULTILINE)
    (line,) = re.findall(r"bin/pip-audit\" (.*)", told)
    # Without these two it passes over what it cannot look up, and ends well.
    assert {"--strict", "--require-hashes"} <= set(line.split())
    assert (ROOT / line.split()[-1]).is_file()


def test_the_image_is_built_and_tried_as_hosts_are_told_to_run_it():
    told = commands("image")
    run = " ".join(told.replace("\\\n", " ").split())
    document = (ROOT / "docs/host-it.md").read_text(encoding="utf-8")
    restrictions = "--read-only --cap-drop ALL --security-opt no-new-privileges"
    assert restrictions in run
    assert restrictions in document
    assert "docker build" in told
    assert "/healthz" in told


@pytest.mark.parametrize("command", ["links", "stale"])
def test_hosts_are_told_what_the_workflow_tells_them(command: str):
    document = (ROOT / "docs/host-it.md").read_text(encoding="utf-8")
    section = document.partition("\n## Your own CI\n")[2].partition("\n## ")[0]
    assert f"flask content {command}" in section
    assert "deploy/ci/hosts-workflow.yml" in section
