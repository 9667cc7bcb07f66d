"""The best plan by HiGHS (scipy.optimize.milp), with the gap to what any plan can reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import perf_counter

import numpy as np

from cityloop_analytics.portfolio.problem import Problem, value_of
from cityloop_analytics.portfolio.rows import Column, Kind, Row, breaches, columns_of, rows_of
from cityloop_analytics.portfolio.search import IMPOSSIBLE, SOLVED, Effort, relaxation, solved

CHOSEN = 0.5
ROUNDING = 1e-9
# Below so many columns one search is quick, and a second would only add to it.
FEW_COLUMNS = 500
# Of the time, for the search near the relaxation; the rest is for all columns.
NEAR_SHARE = 0.8


class Status(StrEnum):
    """How a search ended."""

    PROVEN = "proven"
    OUT_OF_TIME = "out_of_time"
    IMPOSSIBLE = "impossible"
    NONE_FOUND = "none_found"


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
    points = {(code, at): problem.points(problem.by_code[code], start=at) for code, at in columns}
    found = _searched_near(rows, points=points, effort=wanted)
    if found is None or found.gap > wanted.gap:
        left = replace(wanted, seconds=max(wanted.seconds - (perf_counter() - began), 1.0))
        found = _better(found, _searched(rows, points=points, effort=left))
    return replace(
        found,
        status=_status(found, effort=wanted),
        value=value_of(problem, found.starts.items()),
        seconds=perf_counter() - began,
    )


def _status(plan: Plan, *, effort: Effort) -> Status:
    """A plan whose gap is small enough is proven, whichever search found it."""
    is_proven = plan.has_plan and plan.gap <= effort.gap + ROUNDING
    return Status.PROVEN if is_proven else plan.status


def _searched(rows: Sequence[Row], *, points: Mapping[Column, float], effort: Effort) -> Plan:
    began = perf_counter()
    columns = list(points)
    worth = np.array(list(points.values()))
    found = solved(rows, columns=columns, points=worth, effort=effort)
    seconds = perf_counter() - began
    if found.x is None:
        status = Status.IMPOSSIBLE if found.status == IMPOSSIBLE else Status.NONE_FOUND
        most = 0.0 if status == Status.IMPOSSIBLE else float(np.maximum(worth, 0).sum())
        return Plan(status=status, starts={}, value=0.0, bound=most, seconds=seconds)
    chosen = [column for column, part in zip(columns, found.x, strict=True) if part > CHOSEN]
    if broken := breaches(rows, chosen=set(chosen)):
        raise ArithmeticError(f"the plan found breaks rules by rounding: {list(broken)[:3]}")
    value = sum(points[column] for column in chosen)
    return Plan(
        status=Status.PROVEN if found.status == SOLVED else Status.OUT_OF_TIME,
        starts=dict(chosen),
        value=value,
        bound=max(value, -float(found.mip_dual_bound)),
        seconds=seconds,
    )


def _searched_near(
    rows: Sequence[Row], *, points: Mapping[Column, float], effort: Effort
) -> Plan | None:
    """A search among the columns near the relaxation; None where it does not help.

    A column that loses more than half the gap against the relaxation, or a project whose absence
    does, is in no plan better than the relaxation less half the gap: what is left out changes no
    more than the bound. On the drawn problem of the bench this halves the columns.
    """
    columns = list(points)
    if not effort.gap or len(columns) < FEW_COLUMNS:
        return None
    relaxed = relaxation(rows, columns=columns, points=np.array(list(points.values())))
    if relaxed is None:
        return None
    allowed = effort.gap / 2 * relaxed.value
    near = {one: points[one] for one in columns if relaxed.missing[one] <= allowed}
    fewer = [
        replace(
            row,
            coefficients={one: each for one, each in row.coefficients.items() if one in near},
            low=1 if row.rule.kind == Kind.ONCE and worth > allowed else row.low,
        )
        for row, worth in zip(rows, relaxed.worth, strict=True)
    ]
    most = replace(effort, gap=effort.gap / 2, seconds=NEAR_SHARE * effort.seconds)
    found = _searched(fewer, points=near, effort=most)
    if not found.has_plan:
        return None
    bound = min(max(found.bound, relaxed.value - allowed), relaxed.value)
    return replace(found, bound=max(bound, found.value))


def _better(one: Plan | None, other: Plan) -> Plan:
    """The plan with more points of two searches, under the lower of their bounds."""
    if one is None:
        return other
    best = max(one, other, key=lambda plan: plan.value)
    return replace(best, bound=max(min(one.bound, other.bound), best.value))
