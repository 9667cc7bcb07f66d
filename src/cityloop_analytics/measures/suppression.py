"""Tables fit to publish: small cells hidden, and what would give them away."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

Counts = npt.NDArray[np.int64]
Hidden = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeTable:
    """Bordered counts (rows + 1 x columns + 1, totals last) and which of them are hidden."""

    counts: Counts
    hidden: Hidden

    def shown(self) -> list[list[int | None]]:
        """The counts as they may be printed."""
        rows = zip(self.counts.tolist(), self.hidden.tolist(), strict=True)
        return [
            [None if secret else count for count, secret in zip(*row, strict=True)] for row in rows
        ]


def safe_table(inner: Counts, *, minimum: int) -> SafeTable:
    """Counts 1 to minimum - 1 hidden, and more until nobody can bound one of them below `minimum`.

    Solved greedily, checked exactly: linear programs give the least and largest value that the
    shown cells and totals allow each small cell (the attacker's view). While some small cell is
    bounded tighter than 0 to `minimum`, the least counting shown cell of its row or column is
    hidden as well, totals last. It ends, since with everything hidden nothing is bounded. The least
    loss is NP-hard (Fischetti and Salazar 2001); the greedy loss is what the table shows. Zeros
    speak of nobody and are hidden last. Raises ValueError for a negative count.
    """
    if np.any(inner < 0):
        raise ValueError("counts are never negative")
    counts = bordered(inner)
    small = (counts > 0) & (counts < minimum)
    hidden = small.copy()
    while True:
        exposed = exposed_cells(counts, hidden=hidden, watched=small, minimum=minimum)
        if not exposed:
            return SafeTable(counts=counts, hidden=hidden)
        hidden[_next_to_hide(counts, hidden=hidden, exposed=exposed)] = True


def bordered(inner: Counts) -> Counts:
    """Counts with the totals of their rows and columns, and of all."""
    rows = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([rows, rows.sum(axis=0)])


def exposed_cells(
    counts: Counts, *, hidden: Hidden, watched: Hidden, minimum: int
) -> list[tuple[int, int]]:
    """Watched cells whose possible values do not reach from 0 to at least `minimum`."""
    return [
        (int(row), int(column))
        for row, column in np.argwhere(watched)
        if not _is_wide(possible_values(counts, hidden=hidden, cell=(row, column)), minimum)
    ]


def _is_wide(ends: tuple[float, float], minimum: int) -> bool:
    low, high = ends
    return low <= 0.5 and high >= minimum - 0.5  # noqa: PLR2004 - whole counts


def possible_values(
    counts: Counts, *, hidden: Hidden, cell: tuple[int, int]
) -> tuple[float, float]:
    """Least and largest value of a cell that fit the shown cells and all the sums.

    Two-way sums are totally unimodular, so that the linear program's ends are whole counts.
    """
    places = {(int(row), int(column)): k for k, (row, column) in enumerate(np.argwhere(hidden))}
    if cell not in places:
        return float(counts[cell]), float(counts[cell])
    matrix, sums = _equations(counts, hidden=hidden, places=places)
    aim = np.zeros(len(places))
    aim[places[cell]] = 1
    ends = [
        linprog(sign * aim, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
        for sign in (1, -1)
    ]
    low, high = (one.fun if one.success else np.inf for one in ends)
    return float(low), float(-high) if np.isfinite(high) else np.inf


def _equations(
    counts: Counts, *, hidden: Hidden, places: dict[tuple[int, int], int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """What each row and column of the bordered table says about its hidden cells."""
    rows, columns = counts.shape
    lines: list[tuple[slice | int, slice | int]] = [
        *[(row, slice(None)) for row in range(rows)],
        *[(slice(None), column) for column in range(columns)],
    ]
    matrix, sums = [], []
    for line in lines:
        inside = np.zeros(counts.shape)
        inside[line] = 1
        total = (line[0], columns - 1) if isinstance(line[0], int) else (rows - 1, line[1])
        inside[total] = -1
        unknown = np.zeros(len(places))
        for place, number in places.items():
            unknown[number] = inside[place]
        matrix.append(unknown)
        sums.append(-float(np.sum(inside * counts * ~hidden)))
    return np.array(matrix), np.array(sums)


def _next_to_hide(
    counts: Counts, *, hidden: Hidden, exposed: list[tuple[int, int]]
) -> tuple[int, int]:
    """The cheapest shown cell in a row or column of an exposed one; anywhere when there is none."""
    last_row, last_column = counts.shape[0] - 1, counts.shape[1] - 1

    def cost(place: tuple[int, int]) -> tuple[int, bool, int, tuple[int, int]]:
        totals = (place[0] == last_row) + (place[1] == last_column)
        count = int(counts[place])
        return totals, count == 0, count, place

    shown = [(int(row), int(column)) for row, column in np.argwhere(~hidden)]
    rows, columns = {row for row, _ in exposed}, {column for _, column in exposed}
    near = [place for place in shown if place[0] in rows or place[1] in columns]
    return min(near or shown, key=cost)
