"""The cells of printed figures, and the draft that they are collected in."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

QUARTER: Final = 3
# The unit of what has no known place, and the topic of what has no known type.
UNKNOWN: Final = "unknown"
WHOLE: Final = ""
CLOSED, NOT_CLOSED = "closed", "not_closed"
SOLVED, NOT_SOLVED = "solved", "not_solved"


class Cell(NamedTuple):
    """One figure: `table` is requests, orders or answers, `unit` an area or a body ("" all bodies).

    topic: a group of types, "" all. kind: a type within its group, how orders ended or what was
    answered at call-backs; "" all.
    period: a month as 2026-09 or a quarter as 2026-Q3.
    """

    table: str
    unit: str
    topic: str
    kind: str
    period: str


@dataclass(slots=True)
class Draft:
    """Cells with their counts and the sums that tie them, before anything is hidden."""

    counts: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    parts: dict[tuple[Cell, str], set[Cell]] = field(default_factory=lambda: defaultdict(set))
    withheld: set[Cell] = field(default_factory=set)

    def add(self, cell: Cell, count: int) -> None:
        """Add to a cell."""
        self.counts[cell] += count

    def tie(self, total: Cell, part: Cell, *, way: str) -> None:
        """Say that a cell is one part of a total; `way` tells apart the ways to divide it."""
        self.parts[total, way].add(part)


def quarter_of(month: str) -> str:
    """The quarter of a month: 2026-09 lies in 2026-Q3."""
    return f"{month[:4]}-Q{(int(month[5:7]) - 1) // QUARTER + 1}"


def months_of(quarter: str) -> tuple[str, str]:
    """The first and the last month of a quarter: 2026-Q3 begins with 2026-07."""
    last = int(quarter[6:]) * QUARTER
    return f"{quarter[:4]}-{last - QUARTER + 1:02d}", f"{quarter[:4]}-{last:02d}"
