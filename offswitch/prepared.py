"""Prepared: what a start would make of many files anew, made when the site is built.

It counts only while all that it was made of is the same: files, code, and the versions of what made it. Where
it is missing or behind, the start makes it again. A running site writes nothing.
"""

import pickle
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from offswitch.folders import PREPARED

MARK = sha256().digest_size


def mark_of(files: Iterable[Path], *versions: str) -> bytes:
    """It changes with any of the files, their names, these versions and that of Python."""
    mark = sha256(repr((sys.version, sys.byteorder, *versions)).encode())
    for path in sorted(files):
        content = path.read_bytes()
        mark.update(f"{'/'.join(path.parts[-2:])} {len(content)} ".encode() + content)
    return mark.digest()


def prepare(name: str, mark: bytes, value: object) -> None:
    """For the next starts. Raises OSError where nothing can be written."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    PREPARED.mkdir(exist_ok=True)
    unfinished = PREPARED / f"{name}.new"
    unfinished.write_bytes(mark + sha256(data).digest() + data)
    unfinished.replace(PREPARED / name)


def prepared(name: str, mark: bytes) -> Any:
    """What was prepared under the name, of what has this mark; else nothing."""
    try:
        content = (PREPARED / name).read_bytes()
    except OSError:
        return None
    of, check, data = content[:MARK], content[MARK : 2 * MARK], content[2 * MARK :]
    if of != mark or check != sha256(data).digest():
        return None
    # Ours, as the code is: who can write it can write the code.
    return pickle.loads(data)  # noqa: S301
