"""The best plan by HiGHS (scipy.optimize.milp), with the gap to what any plan can reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.portfolio.problem import Problem, value_of
from cityloop_analytics.portfolio.rows import Column, Kind, Row, breaches, columns_of, rows_of

CHOSEN = 0.5
SOLVED, OUT_OF_TIME, IMPOSSIBLE = 0, 1, 2


class Status(StrEnum):
    """How a search ended."""

    PROVEN = "proven"
    OUT_OF_TIME = "out_of_time"
    IMPOSSIBLE = "impossible"
    NONE_FOUND = "none_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search: the gap at which to stop (a share of the value), and seconds."""

    gap: float = 0.001
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Projects by the year in which they start.

    value: points. bound: no plan has more points than this. seconds: of the search. Without a plan
    (IMPOSSIBLE, NONE_FOUND) starts is empty and value 0.
    """

    status: Status
    starts: Mapping[str, int]
    value: float
    bound: float
    seconds: float

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan; a lawful plan may well be empty."""
        return self.status in {Status.PROVEN, Status.OUT_OF_TIME}

    @property
    def gap(self) -> float:
        """The most by which a better plan could exceed this one, as a share of its value."""
        missing = max(self.bound - self.value, 0.0)
        return missing / self.value if self.value > 0 else (float("inf") if missing else 0.0)

    @property
    def chosen(self) -> frozenset[Column]:
        """The projects and their starts as columns."""
        return frozenset(self.starts.items())


def best_plan(problem: Problem, *, effort: Effort | None = None) -> Plan:
    """The plan with the most points under every rule, checked in whole numbers afterwards.

    Integer programme: one yes or no for each project and year of start; solved by branch and cut.
    Raises ArithmeticError when the solver fails or its plan does not keep the rules exactly.
    """
    wanted = effort or Effort()
    began = perf_counter()
    columns, rows = columns_of(problem), rows_of(problem)
    points = [problem.points(problem.by_code[code], start=at) for code, at in columns]
    found = solved(rows, columns=columns, points=np.array(points), effort=wanted)
    seconds = perf_counter() - began
    if found.x is None:
        status = Status.IMPOSSIBLE if found.status == IMPOSSIBLE else Status.NONE_FOUND
        most = 0.0 if status == Status.IMPOSSIBLE else float(np.maximum(points, 0).sum())
        return Plan(status=status, starts={}, value=0.0, bound=most, seconds=seconds)
    chosen = [column for column, part in zip(columns, found.x, strict=True) if part > CHOSEN]
    if broken := breaches(rows, chosen=set(chosen)):
        raise ArithmeticError(f"the plan found breaks rules by rounding: {sorted(broken)[:3]}")
    value = value_of(problem, chosen)
    return Plan(
        status=Status.PROVEN if found.status == SOLVED else Status.OUT_OF_TIME,
        starts=dict(chosen),
        value=value,
        bound=max(value, -float(found.mip_dual_bound)),
        seconds=seconds,
    )


def solved(
    rows: Sequence[Row], *, columns: Sequence[Column], points: Floats, effort: Effort
) -> Any:  # noqa: ANN401 - scipy ships no types
    """scipy's result for these rows; `x` is None where there is no plan.

    A column of nothing is added, so that rules without any column are refused and not forgotten.
    """
    matrix, low, high = arrays(rows, columns=columns)
    found = milp(
        np.append(-points, 0.0),
        integrality=np.ones(len(columns) + 1),
        bounds=Bounds(0, np.append(np.ones(len(columns)), 0.0)),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": effort.gap, "time_limit": effort.seconds},
    )
    if found.status not in {SOLVED, OUT_OF_TIME, IMPOSSIBLE}:
        raise ArithmeticError(f"the solver gave up: {found.message}")
    if found.x is not None:
        found.x = found.x[:-1]
    return found


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


def decided(rows: Sequence[Row]) -> list[Row]:
    """The rows of rules that somebody decided, and could change."""
    return [row for row in rows if row.rule.kind != Kind.ONCE]
