"""Blank: a page without what one reader puts into it, so that it is made once for all of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import brotli

ROOM = 2_000_000
"""Bytes of blanks that are kept: more than 100, the steps of all our guides in the languages of a country."""


_BETWEEN = b"\0"
"""A sign that HTML may not hold."""
_UNPACKED = 8
"""Blanks of which the pieces are at hand: those that many ask for."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A page in pieces. Between every two of them is a gap."""

    packed: bytes
    """The pieces: six times as many blanks have room, and to unpack one takes a tenth of a millisecond."""
    gaps: tuple[str, ...]
    """What belongs between the pieces, by name."""

    @classmethod
    def of(cls, page: str, words: Mapping[str, str]) -> Self:
        """The page without these words, by name. Each may stand there as often as it likes, or not at all."""
        names = {standing: name for name, standing in words.items()}
        found = re.split(f"({'|'.join(map(re.escape, names))})", page)
        pieces = _BETWEEN.join(piece.encode() for piece in found[::2])
        # Fast, and looking back no further than 64 KB, which takes little memory.
        packed = brotli.compress(pieces, quality=3, lgwin=16)
        return cls(packed, tuple(names[each] for each in found[1::2]))

    @property
    def size(self) -> int:
        """About the bytes that it takes, with what Python needs for each gap."""
        return len(self.packed) + 8 * len(self.gaps) + 500

    def filled(self, words: Mapping[str, str]) -> bytes:
        """The page with these words in its gaps."""
        put_in = {name: words[name].encode() for name in set(self.gaps)}
        pieces = _pieces(self.packed)
        parts = [b""] * (len(pieces) + len(self.gaps))
        parts[::2] = pieces
        parts[1::2] = [put_in[name] for name in self.gaps]
        return b"".join(parts)


@lru_cache(maxsize=_UNPACKED)
def _pieces(packed: bytes) -> list[bytes]:
    return bytes(brotli.decompress(packed)).split(_BETWEEN)
