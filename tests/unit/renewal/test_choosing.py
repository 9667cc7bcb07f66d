"""What a page says of a plan, its refusals, contradictions and prices."""

from dataclasses import replace

import pytest

from cityloop.renewal.rules.choosing import (
    bought_words,
    conflict_words,
    insistence_words,
    plan_words,
    price_words,
    refusal_words,
)
from cityloop_analytics.portfolio.conflict import Conflict, conflict
from cityloop_analytics.portfolio.prices import bought, marginal_points
from cityloop_analytics.portfolio.problem import Candidate, Floor, Problem
from cityloop_analytics.portfolio.reasons import insistence, refusals
from cityloop_analytics.portfolio.search import Effort
from cityloop_analytics.portfolio.solving import Plan, Status, best_plan

EXACT = Effort(gap=0.0, seconds=30.0)
NOTHING = Plan(status=Status.PROVEN, starts={}, value=0.0, bound=0.0, seconds=0.0)
LIFTS = Candidate(code="lifts", benefit=30, costs={"fiscal": (10,)}, groups=frozenset({"north"}))
PIPES = Candidate(code="pipes", benefit=8, costs={"fiscal": (5,)}, groups=frozenset({"south"}))
PROBLEM = Problem(
    years=(2027,),
    candidates=(LIFTS, PIPES),
    budgets={("fiscal", 2027): 12},
    floors=(Floor(group="south", amount=5),),
)
PLAN = best_plan(PROBLEM, effort=EXACT)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (NOTHING, "No other plan has more points."),
        (
            replace(NOTHING, value=100.0, bound=100.05),
            "No other plan has more than 0.05 % more points.",
        ),
        (
            replace(NOTHING, status=Status.OUT_OF_TIME, value=100.0, bound=103.0),
            "The time ran out. No other plan has more than 3.00 % more points.",
        ),
        (
            replace(NOTHING, status=Status.IMPOSSIBLE),
            "No plan keeps all rules: some of them contradict each other.",
        ),
        (
            replace(NOTHING, status=Status.NONE_FOUND),
            "The time ran out before any plan was found: give it more time.",
        ),
    ],
)
def test_end_of_the_search_is_said_in_words(plan: Plan, words: str) -> None:
    assert plan_words(plan) == words


def test_refusal_is_said_in_exact_sums() -> None:
    (refusal,) = refusals(PROBLEM, plan=PLAN)
    assert refusal_words(refusal) == (
        "If it started in 2027:",
        "The budget of fiscal in 2027 would be overrun by 3.",
        (
            "pipes has fewer points for its money and is there because of a rule:"
            " south gets at least its floor."
        ),
    )


def test_decision_of_the_residents_is_said_plainly() -> None:
    out = replace(PROBLEM, locks={"lifts": False})
    (refusal,) = refusals(out, plan=best_plan(out, effort=EXACT))
    assert refusal_words(refusal) == ("The residents have decided against it.",)


def test_contradiction_is_said_rule_by_rule() -> None:
    found = conflict(replace(PROBLEM, budgets={("fiscal", 2027): 4}))
    assert found is not None
    assert conflict_words(found) == (
        "These rules cannot all be kept; drop or loosen any one of them:",
        "The budget of fiscal in 2027 is not overrun.",
        "south gets at least its floor.",
    )


def test_contradiction_that_is_not_settled_says_so() -> None:
    assert "time ran out" in conflict_words(Conflict(rules=(), settled=False))[0]


def test_more_money_is_said_with_what_it_buys() -> None:
    found = bought(PROBLEM, plan=PLAN, source="fiscal", year=2027, amount=3, effort=EXACT)
    assert bought_words(found) == (
        "3 more of fiscal in 2027 buys 30.0 points (from 30.0 to 30.0).",
        "Projects that come in: lifts.",
    )


def test_price_of_insisting_is_said() -> None:
    found = insistence(PROBLEM, plan=PLAN, project="lifts", effort=EXACT)
    assert insistence_words(found) == "No plan with lifts in it was found."


def test_marginal_points_are_said_as_a_guide() -> None:
    (sentence,) = price_words(marginal_points(PROBLEM), unit=10)
    assert sentence == (
        "If parts of projects could be done, 10 more of fiscal in 2027 would buy 30.0 points."
    )
