"""Tags: what browsers and addresses call languages, and which of ours they mean."""

from collections.abc import Collection

WRITTEN_ALIKE = {
    "no": "nb",
    "nn": "nb",
    "gsw": "de",
    "mo": "ro",
    "sh": "hr",
    "bs": "hr",
    "vro": "et",
    "ltg": "lv",
}
"""What has no pages of its own, and the language that its readers read as their own, by CLDR.

CLDR also leads Catalan to Spanish and Breton to French. We do not: who wants that says so in the browser.
"""


def meant(tag: str, ours: Collection[str]) -> str | None:
    """The language of ours that the tag means: its own, without its region, or one that is written alike."""
    plain = tag.lower().partition("-")[0]
    return next((code for code in (plain, WRITTEN_ALIKE.get(plain)) if code in ours), None)
