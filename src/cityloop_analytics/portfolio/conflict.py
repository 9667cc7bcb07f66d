"""Which rules contradict each other, when no plan keeps them all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cityloop_analytics.portfolio.problem import Problem
from cityloop_analytics.portfolio.rows import Column, Kind, Row, Rule, columns_of, rows_of
from cityloop_analytics.portfolio.search import IMPOSSIBLE, Effort, relaxation, solved

# One test of a set of rules; a set that is not settled in it counts as possible.
ONE_TEST = Effort(gap=1.0, seconds=10.0)
Test = Callable[[Sequence[Row]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Rules that no plan keeps together; drop any one of them and a plan exists.

    settled: False when the time of a test ran out, so that a rule may stand here without need.
    """

    rules: tuple[Rule, ...]
    settled: bool


def conflict(problem: Problem) -> Conflict | None:
    """The smaller of two irreducible sets of contradicting rules, or None when a plan exists.

    Deletion filter (Chinneck and Dravnieks 1991): leave out one rule after the other and keep it
    left out as long as the rest still contradicts itself. In both orders of the rules; first on
    the linear relaxation, which is quick, then on whole projects.
    """
    columns, rows = columns_of(problem), rows_of(problem)
    test = _Whole(columns)
    if not test(rows):
        return None
    rules = list(dict.fromkeys(row.rule for row in rows if row.rule.kind != Kind.ONCE))
    found = [
        _filtered(order, rows=rows, columns=columns, whole=test) for order in (rules, rules[::-1])
    ]
    fewest = min(found, key=len)
    return Conflict(rules=tuple(one for one in rules if one in fewest), settled=test.settled)


def _filtered(
    rules: Sequence[Rule], *, rows: Sequence[Row], columns: Sequence[Column], whole: Test
) -> set[Rule]:
    left = set(rules)
    if _is_impossible_in_parts(rows, columns=columns):
        left = _deleted(
            left, rules, rows, lambda some: _is_impossible_in_parts(some, columns=columns)
        )
    return _deleted(left, rules, rows, whole)


def _deleted(
    left: set[Rule], order: Iterable[Rule], rows: Sequence[Row], impossible: Test
) -> set[Rule]:
    kept = set(left)
    for rule in order:
        if rule in kept:
            fewer = kept - {rule}
            if impossible([row for row in rows if _stays(row.rule, kept=fewer)]):
                kept = fewer
    return kept


def _stays(rule: Rule, *, kept: set[Rule]) -> bool:
    return rule.kind == Kind.ONCE or rule in kept


class _Whole:
    """Whether no plan of whole projects keeps the rows; remembers a test without an end."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.settled = True

    def __call__(self, rows: Sequence[Row]) -> bool:
        nothing = np.zeros(len(self.columns))
        found = solved(rows, columns=self.columns, points=nothing, effort=ONE_TEST)
        if found.x is None and found.status != IMPOSSIBLE:
            self.settled = False
        return bool(found.status == IMPOSSIBLE)


def _is_impossible_in_parts(rows: Sequence[Row], *, columns: Sequence[Column]) -> bool:
    nothing = np.zeros(len(columns))
    return relaxation(rows, columns=columns, points=nothing) is None
