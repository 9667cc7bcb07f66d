"""Rows as matrices, searched by HiGHS (scipy.optimize.milp) or relaxed to parts of projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.portfolio.rows import Column, Row

SOLVED, OUT_OF_TIME, IMPOSSIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search: the gap at which to stop (a share of the value), and seconds."""

    gap: float = 0.001
    seconds: float = 30.0


def solved(
    rows: Sequence[Row], *, columns: Sequence[Column], points: Floats, effort: Effort
) -> Any:  # noqa: ANN401 - scipy ships no types
    """The solver's result for these rows: `x` is by column, None where there is no plan.

    The unknowns are "started by this year" rather than "starts in this year": to branch on them
    halves the plans instead of cutting off one. On the drawn problem of the bench the gap after
    equal time was 0.23 % where the other unknowns left 0.81 %.
    """
    by_year, chains = started_by(columns)
    matrix, low, high = arrays(rows, columns=columns)
    several = chains.shape[0]
    found = milp(
        -(points @ by_year[:-1]),
        integrality=np.ones(len(columns) + 1),
        # A column of nothing at the end: rules without any column are refused, not forgotten.
        bounds=Bounds(0, np.append(np.ones(len(columns)), 0.0)),
        constraints=LinearConstraint(
            vstack([matrix @ by_year, chains], format="csr"),
            np.append(low, np.zeros(several)),
            np.append(high, np.ones(several)),
        ),
        options={"mip_rel_gap": effort.gap, "time_limit": effort.seconds},
    )
    if found.status not in {SOLVED, OUT_OF_TIME, IMPOSSIBLE}:
        raise ArithmeticError(f"the solver gave up: {found.message}")
    if found.x is not None:
        found.x = (by_year @ np.round(found.x))[:-1]
    return found


def started_by(columns: Sequence[Column]) -> tuple[csr_array, csr_array]:
    """From "started by this year" to "starts in this year", and the rows that keep it rising.

    Columns stand by project and within a project by year, as `columns_of` gives them.
    """
    size = len(columns) + 1
    later = [
        number for number in range(1, len(columns)) if columns[number - 1][0] == columns[number][0]
    ]
    down = [*range(size), *later]
    across = [*range(size), *(number - 1 for number in later)]
    signs = np.append(np.ones(size), -np.ones(len(later)))
    by_year = csr_array((signs, (down, across)), shape=(size, size))
    return by_year, by_year[later]


def arrays(rows: Sequence[Row], *, columns: Sequence[Column]) -> tuple[csr_array, Floats, Floats]:
    """The rows as a sparse matrix, one empty column at its end, with lower and upper bounds."""
    place = {column: number for number, column in enumerate(columns)}
    entries = [
        (number, place[column], weight)
        for number, row in enumerate(rows)
        for column, weight in row.coefficients.items()
    ]
    down, across, weights = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(rows), len(columns) + 1)
    matrix = csr_array((np.array(weights, dtype=float), (down, across)), shape=shape)
    low = [-np.inf if row.low is None else row.low for row in rows]
    high = [np.inf if row.high is None else row.high for row in rows]
    return matrix, np.array(low, dtype=float), np.array(high, dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """The best plan in which parts of projects may be done.

    value: no plan of whole projects has more points. missing: by column, the points that are lost
    at least by choosing it. worth: by row number, the points of one unit more of slack.
    """

    value: float
    missing: Mapping[Column, float]
    worth: Sequence[float]


def relaxation(
    rows: Sequence[Row], *, columns: Sequence[Column], points: Floats
) -> Relaxation | None:
    """The linear relaxation with its duals, or None when even it has no plan."""
    matrix, low, high = arrays(rows, columns=columns)
    up, down = np.isfinite(high), np.isfinite(low)
    found = linprog(
        -np.append(points, 0.0),
        A_ub=vstack([matrix[up], -matrix[down]], format="csr"),
        b_ub=np.append(high[up], -low[down]),
        # Above 1 lies no column: each stands in the row that lets a project start once.
        bounds=[*([(0, None)] * len(columns)), (0, 0)],
    )
    if found.status == IMPOSSIBLE:
        return None
    if found.status != SOLVED:
        raise ArithmeticError(f"the solver gave up: {found.message}")
    worth = np.zeros(len(rows))
    numbers = np.append(np.flatnonzero(up), np.flatnonzero(down))
    np.add.at(worth, numbers, np.maximum(-found.ineqlin.marginals, 0.0))
    missing = np.maximum(found.lower.marginals[:-1], 0.0)
    return Relaxation(
        value=-float(found.fun),
        missing=dict(zip(columns, missing.tolist(), strict=True)),
        worth=worth.tolist(),
    )
