"""Languages: which of them a test walks through.

What depends on words is looked at in all of them, once, by tests/catalogues/ and tests/browser/test_languages.py.
What does not is looked at in two, however many there are.
"""

from pathlib import Path

from offswitch import catalogues
from offswitch.language import ENGLISH

ALL = [ENGLISH, *catalogues.languages()]
TWO = [ENGLISH, "de"]


def but_two(folder: str, names: list[str]) -> list[str]:
    """For shutil.copytree: leaves out what other languages say, where a test is not about all of them."""
    return [name for name in names if (Path(folder) / name / "names.toml").exists() and name not in TWO]


def but_two_built(folder: str, names: list[str]) -> list[str]:
    """The same, without what is built of it and of code."""
    return [
        *but_two(folder, names),
        *(name for name in names if name.endswith(".mo") or name == "__pycache__"),
    ]
