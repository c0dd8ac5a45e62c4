"""Link check: which outside addresses the content holds, and whether each still leads where it should.

It asks with real requests and changes nothing. Knows nothing of Flask or of pages.
"""

from offswitch.link_check.outside import OutsideLink, outside_links
from offswitch.link_check.report import as_line, as_table, as_text
from offswitch.link_check.run import PAUSE, check_links
from offswitch.link_check.verdict import Finding, Verdict

__all__ = [
    "PAUSE",
    "Finding",
    "OutsideLink",
    "Verdict",
    "as_line",
    "as_table",
    "as_text",
    "check_links",
    "outside_links",
]
