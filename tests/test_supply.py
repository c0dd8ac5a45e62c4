"""Supply: a host can see what the site is made of, that it is what was locked, and that the licences go together."""

import hashlib
import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from offswitch.folders import ROOT
from supply.bill import Bill, bill, hashes, plain
from supply.licences import COMPATIBLE, names_of, report, unknown


@pytest.fixture(scope="module")
def found() -> Bill:
    return bill()


def test_the_bill_is_cyclonedx_and_holds_no_time_and_no_machine(found: Bill):
    text = json.dumps(found)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert not {"serialNumber", "timestamp"} & {*found, *found["metadata"]}
    assert str(ROOT) not in text


def test_the_bill_holds_what_is_locked_and_nothing_else(found: Bill):
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))
    # What only another system or another Python needs is not installed here.
    elsewhere = set(re.findall(r"^([A-Za-z0-9._-]+)\S* ; .*(?:win32|PyPy')", text, re.MULTILINE))
    packages = {
        plain(each["name"]): each for each in found["components"] if each["purl"].startswith("pkg:pypi/")
    }
    assert {plain(name) for name in pins} - {plain(name) for name in elsewhere} <= set(packages)
    for name, version in pins.items():
        if package := packages.pop(plain(name), None):
            assert package["version"] == version
            (files,) = (each for each in package["externalReferences"] if each["type"] == "distribution")
            assert [each["content"] for each in files["hashes"]] == hashes(text)[plain(name)] != []
    assert packages == {}


@pytest.mark.parametrize(
    ("name", "folder", "pattern"),
    [("htmx.org", "static", "htmx-*.js"), ("Noto Sans", "offswitch/fonts", "*.ttf")],
)
def test_the_bill_holds_what_lies_in_the_repository(found: Bill, name: str, folder: str, pattern: str):
    (brought,) = (each for each in found["components"] if each["name"] == name)
    files = {str(path.relative_to(ROOT)): path for path in (ROOT / folder).glob(pattern)}
    assert {each["name"] for each in brought["components"]} == set(files) != set()
    for each in brought["components"]:
        digest = hashlib.sha256(files[each["name"]].read_bytes()).hexdigest()
        assert each["hashes"] == [{"alg": "SHA-256", "content": digest}]
    root = found["metadata"]["component"]["bom-ref"]
    assert brought["bom-ref"] in next(
        each["dependsOn"] for each in found["dependencies"] if each["ref"] == root
    )
    assert any(brought["version"] in path.name for path in files.values()) or brought["version"] in (
        ROOT / folder / "README.md"
    ).read_text(encoding="utf-8")


def test_every_licence_goes_together_with_ours_and_the_report_says_why(found: Bill):
    assert list(unknown(found)) == []
    text = report(found)
    for component in found["components"]:
        assert re.search(rf"^{re.escape(component['name'])} +\S", text, re.MULTILINE)
        for name in names_of(component):
            assert f"\n{name}: {COMPATIBLE[name]}\n" in text


def test_a_licence_that_nobody_has_decided_on_is_named(found: Bill):
    component = found["components"][0]
    other = {**component, "licenses": [{"expression": "MIT AND (AGPL-3.0-only OR BSD-3-Clause)"}]}
    assert list(unknown({**found, "components": [other]})) == [f"{component['name']}: AGPL-3.0-only"]


def test_no_licence_is_allowed_that_nothing_is_under(found: Bill):
    assert {name for each in found["components"] for name in names_of(each)} == set(COMPATIBLE)
