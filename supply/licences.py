"""Licences: of everything that the site is made of, and why each goes together with ours, EUPL-1.2."""

import re
import sys
from collections.abc import Iterator

from supply.bill import Bill, Component, bill

KEEPS_NOTICE = "asks for its notice to be kept, and for nothing of what is built with it"
COMPATIBLE = {
    "0BSD": "asks for nothing",
    "Apache-2.0": f"{KEEPS_NOTICE}; ends its patent licence for who sues over patents",
    "BSD-2-Clause": KEEPS_NOTICE,
    "BSD-3-Clause": KEEPS_NOTICE,
    "License :: OSI Approved :: BSD License": f"two or three clauses of BSD, unsaid which: {KEEPS_NOTICE}",
    "MIT": KEEPS_NOTICE,
    "MIT-CMU": KEEPS_NOTICE,
    "OFL-1.1": "the font stays under it, and may come along with any program",
    "PSF-2.0": KEEPS_NOTICE,
    "ZPL-2.1": KEEPS_NOTICE,
}
"""What may become a part of a work under EUPL-1.2, and why. Whatever is not here, a person decides."""


def names_of(component: Component) -> list[str]:
    """The licences that the package names, each once."""
    said = [
        each.get("expression") or each["license"].get("id") or each["license"]["name"]
        for each in component["licenses"]
    ]
    # In an expression all count, those to choose from too.
    return sorted({name for words in said for name in re.split(r" (?:AND|OR|WITH) |[()]", words) if name})


def unknown(found: Bill) -> Iterator[str]:
    """Each package under a licence that nobody has decided on, with the licence."""
    for component in found["components"]:
        for name in names_of(component):
            if name not in COMPATIBLE:
                yield f"{component['name']}: {name}"


def report(found: Bill) -> str:
    """A table, and under it why each licence goes together with ours."""
    rows = [
        (f"{each['name']} {each['version']}", ", ".join(names_of(each)))
        for each in sorted(found["components"], key=lambda each: str(each["name"]).lower())
    ]
    width = max(len(name) for name, _ in rows)
    used = sorted({name for each in found["components"] for name in names_of(each)})
    lines = [f"{name:{width}}  {licence}" for name, licence in rows]
    reasons = [f"{name}: {COMPATIBLE.get(name, 'nobody has decided on this one')}" for name in used]
    return "\n".join([*lines, "", "Why they go together with EUPL-1.2:", "", *reasons, ""])


if __name__ == "__main__":
    found = bill()
    sys.stdout.write(report(found))
    if wrong := list(unknown(found)):
        sys.exit("Not decided: " + "; ".join(wrong))
