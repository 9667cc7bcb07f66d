"""What one more unit of money would buy, in parts of projects and in whole ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cityloop_analytics.portfolio.problem import Problem
from cityloop_analytics.portfolio.rows import Rule, columns_of, rows_of
from cityloop_analytics.portfolio.search import Effort, relaxation
from cityloop_analytics.portfolio.solving import Plan, best_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What an extra amount of one source in one year does to the best plan, by solving again.

    Both plans are known up to their gaps, so that the gain lies between `least` and `most`;
    `points` is the difference of the plans found. entering, leaving: projects; moved: other year.
    """

    source: str
    year: int
    amount: int
    points: float
    least: float
    most: float
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    moved: tuple[str, ...]


def marginal_points(problem: Problem) -> Mapping[Rule, float]:
    """Points that one unit of slack in each rule would be worth; 0 where it does not bind.

    Duals of the linear relaxation, in which parts of projects can be done: quick, for all rules
    at once, and a guide only. Of a budget the unit is one of money. Raises ArithmeticError when
    even the relaxation has no plan.
    """
    columns, rows = columns_of(problem), rows_of(problem)
    points = [problem.points(problem.by_code[code], start=at) for code, at in columns]
    relaxed = relaxation(rows, columns=columns, points=np.array(points))
    if relaxed is None:
        raise ArithmeticError("there are no marginal points: the rules contradict each other")
    worth: dict[Rule, float] = {row.rule: 0.0 for row in rows}
    for row, each in zip(rows, relaxed.worth, strict=True):
        worth[row.rule] += each
    return worth


def bought(
    problem: Problem, *, plan: Plan, source: str, year: int, amount: int, effort: Effort
) -> Bought:
    """What so much more money of a source in a year buys: the problem solved again with it.

    Raises ValueError for a source without budgets: it is not limited, so that more buys nothing.
    """
    if source not in problem.sources:
        raise ValueError(f"source {source} has no budget in this plan")
    budgets = dict(problem.budgets)
    budgets[source, year] = budgets.get((source, year), 0) + amount
    richer = best_plan(replace(problem, budgets=budgets), effort=effort)
    before, after = plan.starts, richer.starts
    return Bought(
        source=source,
        year=year,
        amount=amount,
        points=richer.value - plan.value,
        # More money never makes a plan worse, whatever the search found.
        least=max(richer.value - plan.bound, 0.0),
        most=max(richer.bound - plan.value, 0.0),
        entering=tuple(sorted(set(after) - set(before))),
        leaving=tuple(sorted(set(before) - set(after))),
        moved=tuple(
            sorted(code for code in set(after) & set(before) if after[code] != before[code])
        ),
    )
