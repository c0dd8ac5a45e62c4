"""Verification: a sheet for a person who can open the real service, and its way back into the content.

Pure: content and files go in, files come out. Knows nothing of Flask, of the site or of the person.
"""

from offswitch.verification.changes import Changes, make_changes
from offswitch.verification.findings import Finding, SheetError, read_findings
from offswitch.verification.sheet import Sheet, all_devices, make_sheet
from offswitch.verification.writing import write_sheet

__all__ = [
    "Changes",
    "Finding",
    "Sheet",
    "SheetError",
    "all_devices",
    "make_changes",
    "make_sheet",
    "read_findings",
    "write_sheet",
]
