"""Footnotes: the addresses outside that a page links to, each under a mark. Paper cannot be clicked."""

from string import ascii_lowercase


class Footnotes:
    """Marks the addresses of one page: a, b … z, aa, ab … The same address has the same mark."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def mark(self, address: str) -> str:
        if address not in self._marks:
            self._marks[address] = _letters(len(self._marks))
        return self._marks[address]

    @property
    def addresses(self) -> tuple[str, ...]:
        """In the order of their marks."""
        return tuple(self._marks)


def _letters(position: int) -> str:
    before, last = divmod(position, len(ascii_lowercase))
    return (_letters(before - 1) if before else "") + ascii_lowercase[last]
