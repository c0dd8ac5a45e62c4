"""The table: what was measured, in Markdown, ready for docs/performance.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.client import Asked

NAMES = ["", "What answers"]
FIGURES = [
    "Requests/s",
    "Ratio",
    "Wanted",
    "p50 ms",
    "p99 ms",
    "CPU µs/request",
    "Busy",
    "Memory MB",
    "Bytes",
]


@dataclass(frozen=True)
class Reference:
    """What a row is compared with."""

    row: str
    least: float
    """The ratio to it that is wanted."""


@dataclass
class Row:
    """One thing that was measured, round by round."""

    key: str
    name: str
    size: int
    """Bytes of the answer's body, as sent."""
    rounds: list[Asked]
    cpu: list[float]
    """Seconds of the processor per request, by round."""
    busy: list[float]
    """The share of its processor that the server used, by round. Well below 1, the client was the limit."""
    memory: int
    """Bytes of all processes of the server."""
    reference: Reference | None = None

    @property
    def rate(self) -> float:
        return median(each.rate for each in self.rounds)


def ratio(row: Row, rows: Sequence[Row]) -> float | None:
    """To the row's reference: the median of the ratios within each round."""
    if row.reference is None:
        return None
    other = next(each for each in rows if each.key == row.reference.row)
    return median(one.rate / two.rate for one, two in zip(row.rounds, other.rounds, strict=True))


def markdown(rows: Sequence[Row]) -> str:
    rules = ["---"] * len(NAMES) + ["---:"] * len(FIGURES)
    lines = [[*NAMES, *FIGURES], rules, *(_cells(row, rows) for row in rows)]
    return "\n".join(line(*cells) for cells in lines)


def line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Row, rows: Sequence[Row]) -> list[str]:
    found, reference = ratio(row, rows), row.reference
    return [
        f"({row.key})",
        row.name,
        f"{row.rate:,.0f}",
        f"{found:.3g} × ({reference.row})" if found is not None and reference else "",
        f"≥ {reference.least:g}: {'yes' if found >= reference.least else '**no**'}"
        if found and reference
        else "",
        f"{median(each.median for each in row.rounds) * 1e3:.2f}",
        f"{median(each.slow for each in row.rounds) * 1e3:.2f}",
        f"{median(row.cpu) * 1e6:,.0f}",
        f"{median(row.busy):.0%}",
        f"{row.memory / 1e6:.0f}",
        f"{row.size:,}",
    ]
