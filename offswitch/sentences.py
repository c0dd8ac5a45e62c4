"""Sentences: a built catalogue (.mo) as a running site holds it.

They stay the bytes of the file until one is said. As strings, those of 26 languages would be some hundred
thousand objects. Python writes into an object how often it is in use, and what is written to is not shared.
"""

import struct
from array import array
from functools import lru_cache
from gettext import NullTranslations, c2py
from typing import IO

_MAGIC = 0x950412DE
_BETWEEN_FORMS = "\0"

_plural = lru_cache(c2py)


class Sentences(NullTranslations):
    """Says what gettext's GNUTranslations says. Raises ValueError or struct.error for a damaged file."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        data = file.read()
        # In the order of bytes of this machine, on which it was built.
        magic, _version, count, english, translated = struct.unpack_from("=5I", data)
        if magic != _MAGIC:
            raise ValueError("is no built catalogue")
        self._numbers, self._numbers_with_plural = _numbered(*_column(data, english, count))
        self._words, starts, ends = _column(data, translated, count)
        self._starts, self._ends = array("I", starts), array("I", ends)
        # Each is decoded once, so that no reader is the first to find one damaged.
        head = [self._said(number) for number in range(count)][self._numbers[""]]
        self._info = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.splitlines())
        }
        _, _, plural = self._info.get("plural-forms", "plural=(n != 1)").partition("plural=")
        self._form = _plural(plural.rstrip(";"))

    def _said(self, number: int) -> str:
        return self._words[self._starts[number] : self._ends[number]].decode()

    def gettext(self, message: str) -> str:
        number = self._numbers.get(message)
        if number is not None:
            # As _said, without a call: a page says hundreds.
            return self._words[self._starts[number] : self._ends[number]].decode()
        if message in self._numbers_with_plural:
            return self.ngettext(message, message, 1)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        number = self._numbers_with_plural.get(msgid1)
        if number is None:
            return super().ngettext(msgid1, msgid2, n)
        return self._said(number).split(_BETWEEN_FORMS)[self._form(n)]


def _column(data: bytes, table: int, count: int) -> tuple[bytes, tuple[int, ...], tuple[int, ...]]:
    """The texts that the table tells of, in one; where each begins, and where it ends."""
    numbers = struct.unpack_from(f"={2 * count}I", data, table)
    lengths, places = numbers[::2], numbers[1::2]
    first = min(places)
    ends = tuple(place - first + length for place, length in zip(places, lengths, strict=True))
    text = data[first : first + max(ends)]
    if len(text) < max(ends):
        raise ValueError("ends too early")
    return text, tuple(place - first for place in places), ends


@lru_cache(maxsize=1)
def _numbered(
    text: bytes, starts: tuple[int, ...], ends: tuple[int, ...]
) -> tuple[dict[str, int], dict[str, int]]:
    """The number of each English sentence; apart, by their singulars, of those with a plural.

    One and the same for all languages that hold the same sentences: those that are complete.
    """
    single: dict[str, int] = {}
    with_plural: dict[str, int] = {}
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        sentence, has_plural, _ = text[start:end].decode().partition(_BETWEEN_FORMS)
        (with_plural if has_plural else single)[sentence] = number
    return single, with_plural
