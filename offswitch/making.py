"""Making: how the words of a language came about. Kept beside its catalogue, said on the about page."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

MAKING = "making.toml"

Maker = Literal["source", "program", "person"]


@dataclass(frozen=True)
class Making:
    """How a language was made."""

    made_by: Maker
    """'source': written in it; 'program': translated by a language model; 'person': translated by people."""
    second_reading: date | None = None
    """When somebody else, or another program, last read all of it against the English."""
    native_reading: date | None = None
    """When somebody whose first language it is last read all of it."""


def read_making(folder: Path) -> Making:
    """Raises OSError, TypeError or ValueError for a file that is missing or damaged."""
    making = Making(**tomllib.loads((folder / MAKING).read_text(encoding="utf-8")))
    if making.made_by not in get_args(Maker):
        raise ValueError(f"made_by is {making.made_by!r}; there are {', '.join(get_args(Maker))}")
    for day in (making.second_reading, making.native_reading):
        if day is not None and type(day) is not date:
            raise ValueError(f"{day!r} is no day such as 2026-11-20")
    return making
