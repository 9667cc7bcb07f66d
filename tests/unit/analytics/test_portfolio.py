"""A portfolio of a few projects whose best plan is plain to see."""

from dataclasses import replace
from fractions import Fraction

import pytest

from cityloop_analytics.bench.portfolio import drawn_problem, portfolio_figures
from cityloop_analytics.portfolio.conflict import conflict
from cityloop_analytics.portfolio.prices import bought, marginal_points
from cityloop_analytics.portfolio.problem import (
    Candidate,
    Floor,
    Package,
    Prerequisite,
    Problem,
)
from cityloop_analytics.portfolio.reasons import Why, insistence, refusals, regrets
from cityloop_analytics.portfolio.rows import Kind, Rule
from cityloop_analytics.portfolio.search import Effort
from cityloop_analytics.portfolio.solving import Status, best_plan

EXACT = Effort(gap=0.0, seconds=30.0)


def one(code: str, *, benefit: float, cost: int, works: int = 1, group: str = "") -> Candidate:
    return Candidate(
        code=code,
        benefit=benefit,
        costs={"fiscal": (cost,) * works},
        groups=frozenset({group} if group else ()),
    )


LIFTS = one("lifts", benefit=30, cost=10, group="north")
PARKING = one("parking", benefit=18, cost=9, group="south")
PIPES = one("pipes", benefit=8, cost=5, group="south")
PLAIN = Problem(
    years=(2027, 2028),
    candidates=(LIFTS, PARKING, PIPES),
    budgets={("fiscal", 2027): 10, ("fiscal", 2028): 6},
)


def test_plan_takes_the_most_points_that_the_budgets_hold() -> None:
    assert best_plan(PLAIN, effort=EXACT).starts == {"lifts": 2027, "pipes": 2028}


def test_plan_of_a_small_problem_is_proven_without_a_gap() -> None:
    plan = best_plan(PLAIN, effort=EXACT)
    assert (plan.status, plan.gap) == (Status.PROVEN, 0.0)


def test_works_end_within_the_plan() -> None:
    long = replace(PLAIN, candidates=(one("long", benefit=9, cost=1, works=3),))
    assert best_plan(long, effort=EXACT).starts == {}


def test_source_without_budgets_is_not_limited() -> None:
    free = replace(PLAIN, budgets={("special_bond", 2027): 0})
    assert set(best_plan(free, effort=EXACT).starts) == {"lifts", "parking", "pipes"}


def test_year_left_out_of_a_limited_source_has_no_money() -> None:
    late = replace(PLAIN, budgets={("fiscal", 2028): 10})
    assert best_plan(late, effort=EXACT).starts == {"lifts": 2028}


def test_floor_takes_the_money_to_its_group() -> None:
    fair = replace(PLAIN, floors=(Floor(group="south", share=Fraction(1, 2)),))
    assert set(best_plan(fair, effort=EXACT).starts) == {"parking", "pipes"}


def test_package_that_may_stop_stops_where_the_money_ends() -> None:
    steps = (Package(code="estate", steps=("lifts", "parking")),)
    assert best_plan(replace(PLAIN, packages=steps), effort=EXACT).starts == {
        "lifts": 2027,
        "pipes": 2028,
    }


def test_package_that_may_not_stop_is_done_to_its_end_or_not_at_all() -> None:
    steps = (Package(code="estate", steps=("lifts", "parking"), may_stop=False),)
    # The parking does not fit after the lifts; alone it is no beginning of the package.
    assert best_plan(replace(PLAIN, packages=steps), effort=EXACT).starts.keys() == {"pipes"}


def test_later_works_count_less() -> None:
    two = replace(PLAIN, budgets={("fiscal", 2027): 10, ("fiscal", 2028): 10}, discount=0.1)
    assert best_plan(two, effort=EXACT).starts == {"lifts": 2027, "parking": 2028}


def test_refusal_names_the_budget_and_by_how_much_it_would_be_overrun() -> None:
    plan = best_plan(PLAIN, effort=EXACT)
    (found,) = refusals(PLAIN, plan=plan)
    assert found.broken == {Rule(Kind.BUDGET, ("fiscal", "2028")): 8}


def test_regret_names_what_stands_in_the_place_of_a_better_project() -> None:
    plan = best_plan(PLAIN, effort=EXACT)
    (found,) = regrets(PLAIN, plan=plan)
    assert (found.project, dict(found.instead)) == ("parking", {"pipes": ()})


def test_regret_names_the_floor_that_keeps_a_better_project_out() -> None:
    fair = replace(PLAIN, budgets={("fiscal", 2027): 10}, floors=(Floor(group="south", amount=9),))
    found = regrets(fair, plan=best_plan(fair, effort=EXACT))[0]
    assert (found.project, found.instead) == (
        "lifts",
        {"parking": (Rule(Kind.FLOOR, ("south",)),)},
    )


def test_refusal_names_the_project_that_excludes_it() -> None:
    other = replace(PLAIN, exclusions=(("lifts", "pipes"),), budgets={("fiscal", 2027): 15})
    why = {found.project: found for found in refusals(other, plan=best_plan(other, effort=EXACT))}
    assert why["pipes"].broken == {Rule(Kind.EXCLUSION, ("lifts", "pipes")): 1}


def test_choice_of_residents_is_told_as_such() -> None:
    out = replace(PLAIN, locks={"lifts": False})
    why = {found.project: found.why for found in refusals(out, plan=best_plan(out, effort=EXACT))}
    assert why["lifts"] == Why.LOCKED_OUT


def test_project_without_a_year_is_told_as_such() -> None:
    late = replace(PLAIN, candidates=(*PLAIN.candidates, one("long", benefit=1, cost=1, works=3)))
    why = {found.project: found.why for found in refusals(late, plan=best_plan(late, effort=EXACT))}
    assert why["long"] == Why.NO_YEAR


def test_more_money_buys_the_next_project() -> None:
    plan = best_plan(PLAIN, effort=EXACT)
    found = bought(PLAIN, plan=plan, source="fiscal", year=2028, amount=3, effort=EXACT)
    assert (found.least, found.most, found.entering, found.leaving) == (
        10.0,
        10.0,
        ("parking",),
        ("pipes",),
    )


def test_money_of_a_source_without_budgets_is_refused() -> None:
    with pytest.raises(ValueError, match="no budget"):
        bought(
            PLAIN,
            plan=best_plan(PLAIN, effort=EXACT),
            source="gifts",
            year=2027,
            amount=1,
            effort=EXACT,
        )


def test_marginal_points_are_those_of_the_last_part_of_a_project() -> None:
    # 16 units buy all of the lifts and two thirds of the parking, at 2 points each.
    worth = marginal_points(PLAIN)
    assert worth[Rule(Kind.BUDGET, ("fiscal", "2028"))] == pytest.approx(2.0)


def test_insisting_on_a_project_costs_the_difference_of_the_best_plans() -> None:
    plan = best_plan(PLAIN, effort=EXACT)
    found = insistence(PLAIN, plan=plan, project="parking", effort=EXACT)
    assert (found.least, found.most) == (12.0, 12.0)


def test_insisting_on_the_impossible_has_no_price() -> None:
    tight = replace(PLAIN, budgets={("fiscal", 2027): 5})
    plan = best_plan(tight, effort=EXACT)
    assert insistence(tight, plan=plan, project="lifts", effort=EXACT).least is None


def test_conflict_holds_only_the_rules_that_contradict_each_other() -> None:
    wrong = replace(
        PLAIN,
        prerequisites=(Prerequisite(first="parking", then="lifts"),),
        locks={"lifts": True, "pipes": True},
    )
    found = conflict(wrong)
    assert found is not None
    # The order is to be kept, the lifts to be done, and the two do not fit: no word of the pipes.
    assert set(found.rules) == {
        Rule(Kind.PREREQUISITE, ("parking", "lifts")),
        Rule(Kind.LOCK, ("lifts",)),
        Rule(Kind.BUDGET, ("fiscal", "2028")),
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"years": (2027, 2029)}, "follow one another"),
        ({"candidates": (LIFTS, LIFTS)}, "the same code"),
        ({"exclusions": (("lifts", "canal"),)}, "not candidates: canal"),
        ({"budgets": {("fiscal", 2031): 1}}, "outside the plan"),
    ],
)
def test_problem_that_makes_no_sense_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(PLAIN, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [Fraction(-1), Fraction(2), None])
def test_floor_that_makes_no_sense_is_refused(share: Fraction | None) -> None:
    with pytest.raises(ValueError, match="amount or a share"):
        Floor(group="north", share=share)


def test_project_without_works_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        Candidate(code="none", benefit=1, costs={})


def test_drawn_problem_has_the_size_of_a_city() -> None:
    drawn = drawn_problem()
    rules = (len(drawn.floors), len(drawn.prerequisites), len(drawn.exclusions))
    assert (len(drawn.candidates), len(drawn.years), rules) == (400, 5, (16, 40, 40))


def test_search_near_the_relaxation_stays_within_its_gap() -> None:
    # 240 projects: more columns than one search alone would be given.
    plan = best_plan(drawn_problem(projects=240), effort=Effort(gap=0.05, seconds=60.0))
    assert (plan.status, plan.gap <= 0.05) == (Status.PROVEN, True)


def test_bench_measures_the_gap_and_the_seconds() -> None:
    quick = Effort(gap=0.05, seconds=60.0)
    found = {one.name: one for one in portfolio_figures(projects=240, effort=quick)}
    assert set(found) == {"portfolio.gap", "portfolio.seconds"}
    assert 0 <= found["portfolio.gap"].value <= 0.05
