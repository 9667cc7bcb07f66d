"""The solver against every plan tried by hand; conflicts that cannot be made smaller."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from cityloop_analytics.portfolio.conflict import conflict
from cityloop_analytics.portfolio.problem import Problem
from cityloop_analytics.portfolio.reasons import refusals
from cityloop_analytics.portfolio.rows import Kind, Rule
from cityloop_analytics.portfolio.search import Effort
from cityloop_analytics.portfolio.solving import best_plan
from tests.portfolio_oracle import best_by_hand, keeps_all, problems

EXACT = Effort(gap=0.0, seconds=30.0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=problems())
def test_plan_has_as_many_points_as_the_best_of_all_plans(problem: Problem) -> None:
    plan = best_plan(problem, effort=EXACT)
    found = plan.value if plan.has_plan else None
    assert found == pytest.approx(best_by_hand(problem))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=problems())
def test_plan_keeps_every_rule_as_checked_by_hand(problem: Problem) -> None:
    plan = best_plan(problem, effort=EXACT)
    assert not plan.has_plan or keeps_all(problem, plan.starts)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems())
def test_every_project_outside_the_plan_has_a_refusal(problem: Problem) -> None:
    plan = best_plan(problem, effort=EXACT)
    told = {one.project for one in refusals(problem, plan=plan)}
    assert told | set(plan.starts) == set(problem.by_code)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems())
def test_conflict_is_told_exactly_when_no_plan_exists(problem: Problem) -> None:
    assert (conflict(problem) is None) == (best_by_hand(problem) is not None)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems())
def test_rules_of_a_conflict_alone_allow_no_plan(problem: Problem) -> None:
    found = conflict(problem)
    assert found is None or best_by_hand(only(problem, found.rules)) is None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems())
def test_without_one_rule_of_a_conflict_a_plan_exists(problem: Problem) -> None:
    found = conflict(problem)
    rules = found.rules if found else ()
    for rule in rules:
        rest = only(problem, tuple(one for one in rules if one != rule))
        assert best_by_hand(rest) is not None


def only(problem: Problem, rules: tuple[Rule, ...]) -> Problem:
    """The same problem under these rules alone."""

    def stays(kind: Kind, *about: str) -> bool:
        return Rule(kind, about) in rules

    return replace(
        problem,
        budgets={
            key: amount
            for key, amount in problem.budgets.items()
            if stays(Kind.BUDGET, key[0], str(key[1]))
        },
        floors=tuple(one for one in problem.floors if stays(Kind.FLOOR, one.group)),
        prerequisites=tuple(
            one for one in problem.prerequisites if stays(Kind.PREREQUISITE, one.first, one.then)
        ),
        exclusions=tuple(one for one in problem.exclusions if stays(Kind.EXCLUSION, *one)),
        packages=tuple(one for one in problem.packages if stays(Kind.PACKAGE, one.code)),
        locks={code: is_in for code, is_in in problem.locks.items() if stays(Kind.LOCK, code)},
    )
