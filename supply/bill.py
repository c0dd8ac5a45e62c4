"""Bill: the packages that serving needs, as they are locked, with htmx and the font, as CycloneDX 1.6.

The same installed packages always give the same bytes: there is no time and no machine in it.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"

Component = dict[str, Any]
Bill = dict[str, Any]

BROUGHT = (
    ("htmx.org", "4.0.1", "0BSD", "pkg:npm/htmx.org@4.0.1", ("static/htmx-4.0.1.min.js",)),
    (
        "Noto Sans",
        "2.004",
        "OFL-1.1",
        "pkg:github/notofonts/latin-greek-cyrillic@NotoSans-v2.004",
        ("offswitch/fonts/NotoSans-Regular.ttf", "offswitch/fonts/NotoSans-Bold.ttf"),
    ),
)
"""What lies in the repository itself: name, version, licence, package URL, files. The font is cut down."""


def bill() -> Bill:
    """CycloneDX 1.6 as its JSON. Raises LookupError where a locked package has no licence."""
    made = _of_environment()
    locked = hashes(LOCK.read_text(encoding="utf-8"))
    components = [each for each in made["components"] if plain(each["name"]) in locked]
    for component in components:
        if not component.get("licenses"):
            raise LookupError(f"{component['name']} does not say under which licence it is")
        # Where the package came from is the machine's own affair. What it has to be, the lock says.
        component["externalReferences"] = _links(component, locked[plain(component["name"])])
    names = {component["bom-ref"] for component in components}
    brought = [_brought(*each) for each in BROUGHT]
    root = made["metadata"]["component"]["bom-ref"]
    made["metadata"].pop("tools", None)
    made["components"] = sorted([*components, *brought], key=lambda each: str(each["bom-ref"]).lower())
    made["dependencies"] = [
        {"ref": each["ref"], **_needed(each, names, brought if each["ref"] == root else [])}
        for each in made["dependencies"]
        if each["ref"] in {root, *names}
    ]
    return made


def _of_environment() -> Bill:
    """All that is installed beside this Python, as cyclonedx-bom sees it: what tests need is there too."""
    program = Path(sys.executable).parent / "cyclonedx-py"
    done = subprocess.run(  # noqa: S603  a program of this environment
        [program, "environment", "--pyproject", ROOT / "pyproject.toml", "--short-PURLs",
         "--output-reproducible", "--no-validate", "--spec-version", "1.6", sys.executable],
        capture_output=True, check=True,
    )  # fmt: skip
    made: Bill = json.loads(done.stdout)
    return made


def hashes(lock: str) -> dict[str, list[str]]:
    """By the plain name of each locked package, the SHA-256 of every file that it may come as."""
    packages = re.split(r"\n(?=[A-Za-z0-9])", lock)
    return {
        plain(found[0]): re.findall(r"--hash=sha256:([0-9a-f]{64})", package)
        for package in packages
        if (found := re.match(r"[A-Za-z0-9._-]+", package))
    }


def plain(name: str) -> str:
    """'Flask_WTF' and 'flask-wtf' are the same package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _links(component: Component, digests: list[str]) -> list[Component]:
    kept = [each for each in component.get("externalReferences", []) if each["type"] in {"vcs", "website"}]
    files = {"alg": "SHA-256"}
    return [
        *kept,
        {
            "type": "distribution",
            "url": component["purl"],
            "comment": "one of these files: requirements.txt",
            "hashes": [{**files, "content": digest} for digest in digests],
        },
    ]


def _brought(name: str, version: str, license_id: str, purl: str, files: tuple[str, ...]) -> Component:
    parts = [
        {
            "type": "file",
            "bom-ref": file,
            "name": file,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}],
        }
        for file in files
    ]
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": license_id, "acknowledgement": "declared"}}],
        "components": parts,
    }


def _needed(dependency: Component, names: set[str], brought: list[Component]) -> Component:
    needed = [each for each in dependency.get("dependsOn", []) if each in names]
    found = sorted([*needed, *(each["bom-ref"] for each in brought)])
    return {"dependsOn": found} if found else {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(), indent=2, ensure_ascii=False) + "\n")
