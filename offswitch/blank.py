"""Blank: a page without what one reader puts into it, so that it is made once for all of them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

ROOM = 2_000_000
"""Bytes of blanks that are kept: some 30, the steps of a guide or two in the languages of a country."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A page in pieces. Between every two of them is a gap."""

    pieces: tuple[bytes, ...]
    gaps: tuple[str, ...]
    """What stands between the pieces as long as nothing is put in."""

    @classmethod
    def of(cls, page: str, gaps: Collection[str]) -> Self:
        """The page, in which each of the gaps stands as often as it likes."""
        same = {gap: gap for gap in gaps}
        found = re.split(f"({'|'.join(map(re.escape, same))})", page)
        return cls(tuple(piece.encode() for piece in found[::2]), tuple(same[gap] for gap in found[1::2]))

    @property
    def size(self) -> int:
        """About the bytes that it takes, with what Python needs for each piece."""
        return sum(map(len, self.pieces)) + 50 * len(self.pieces)

    def filled(self, words: Mapping[str, str]) -> bytes:
        """The page with these words in place of what stands in its gaps. What they do not name stays."""
        put_in = {gap: words.get(gap, gap).encode() for gap in set(self.gaps)}
        parts = [b""] * (len(self.pieces) + len(self.gaps))
        parts[::2] = self.pieces
        parts[1::2] = [put_in[gap] for gap in self.gaps]
        return b"".join(parts)
