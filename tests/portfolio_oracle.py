"""Small portfolio problems, and every plan of them tried by hand: slow and obvious."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product

from hypothesis import strategies as st

from cityloop_analytics.portfolio.problem import (
    Candidate,
    Floor,
    Package,
    Prerequisite,
    Problem,
    Wait,
)

YEARS = (2027, 2028, 2029)
CODES = ("a", "b", "c", "d", "e")


def best_by_hand(problem: Problem) -> float | None:
    """The most points of any lawful plan, or None when there is none."""
    lawful = [points(problem, plan) for plan in every_plan(problem) if keeps_all(problem, plan)]
    return max(lawful, default=None)


def every_plan(problem: Problem) -> Iterator[dict[str, int]]:
    choices = [(None, *problem.years) for _ in problem.candidates]
    for starts in product(*choices):
        plan = {
            one.code: start
            for one, start in zip(problem.candidates, starts, strict=True)
            if start is not None
        }
        if all(fits_years(problem, problem.by_code[code], at) for code, at in plan.items()):
            yield plan


def fits_years(problem: Problem, one: Candidate, start: int) -> bool:
    within = start + one.works - 1 <= problem.years[-1]
    return within and (one.earliest or start) <= start <= (one.latest or start)


def points(problem: Problem, plan: Mapping[str, int]) -> float:
    return sum(
        problem.by_code[code].benefit
        / (1 + problem.discount) ** (start - problem.years[0] + problem.by_code[code].works)
        for code, start in plan.items()
    )


def keeps_all(problem: Problem, plan: Mapping[str, int]) -> bool:
    return (
        keeps_budgets(problem, plan)
        and all(keeps_floor(floor, problem=problem, plan=plan) for floor in problem.floors)
        and all(keeps_order(one, problem=problem, plan=plan) for one in problem.prerequisites)
        and all(keeps_package(one, problem=problem, plan=plan) for one in problem.packages)
        and all(sum(code in plan for code in codes) <= 1 for codes in problem.exclusions)
        and all((code in plan) == is_in for code, is_in in problem.locks.items())
    )


def keeps_budgets(problem: Problem, plan: Mapping[str, int]) -> bool:
    for (source, year), budget in problem.budgets.items():
        spent = 0
        for code, start in plan.items():
            for later, amount in enumerate(problem.by_code[code].costs.get(source, ())):
                spent += amount if start + later == year else 0
        if spent > budget:
            return False
    return True


def keeps_floor(floor: Floor, *, problem: Problem, plan: Mapping[str, int]) -> bool:
    chosen = [problem.by_code[code] for code in plan]
    there = sum(one.cost for one in chosen if floor.group in one.groups)
    if floor.share is None:
        return there >= (floor.amount or 0)
    return there >= floor.share * sum(one.cost for one in chosen)


def keeps_order(one: Prerequisite, *, problem: Problem, plan: Mapping[str, int]) -> bool:
    if one.then not in plan:
        return True
    if one.first not in plan:
        return False
    works = problem.by_code[one.first].works if one.wait == Wait.FINISHED else 0
    return plan[one.first] + works <= plan[one.then]


def keeps_package(package: Package, *, problem: Problem, plan: Mapping[str, int]) -> bool:
    ordered = all(
        keeps_order(Prerequisite(first=first, then=then), problem=problem, plan=plan)
        for first, then in pairwise(package.steps)
    )
    return ordered and (package.may_stop or len({step in plan for step in package.steps}) == 1)


@st.composite
def candidates(draw: st.DrawFn, code: str) -> Candidate:
    amounts = st.integers(0, 9)
    works = draw(st.integers(1, 2))
    costs = {
        source: tuple(draw(st.lists(amounts, min_size=works, max_size=works)))
        for source in ("fiscal", "owners")
    }
    return Candidate(
        code=code,
        benefit=draw(st.integers(0, 20)),
        costs=costs,
        groups=draw(st.sampled_from([frozenset({"north"}), frozenset({"south"}), frozenset()])),
        earliest=draw(st.sampled_from([None, 2028])),
        latest=draw(st.sampled_from([None, None, 2028])),
    )


FLOORS = st.one_of(
    st.builds(Floor, group=st.sampled_from(["north", "south"]), amount=st.integers(0, 12)),
    st.builds(
        Floor,
        group=st.sampled_from(["north", "south"]),
        share=st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(2, 3)]),
    ),
)
PAIRS = st.permutations(CODES).map(lambda codes: tuple(codes[:2]))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Five projects over three years with one or two rules of each kind, or none."""
    pairs = draw(st.lists(PAIRS, max_size=2))
    return Problem(
        years=YEARS,
        candidates=tuple(draw(candidates(code)) for code in CODES),
        budgets={("fiscal", year): draw(st.integers(0, 15)) for year in YEARS},
        floors=tuple(draw(st.lists(FLOORS, max_size=2))),
        prerequisites=tuple(
            Prerequisite(first=first, then=then, wait=draw(st.sampled_from(Wait)))
            for first, then in pairs
        ),
        exclusions=tuple(draw(st.lists(PAIRS, max_size=1))),
        packages=tuple(
            Package(code="p", steps=steps, may_stop=draw(st.booleans()))
            for steps in draw(st.lists(PAIRS, max_size=1))
        ),
        locks=draw(st.dictionaries(st.sampled_from(CODES), st.booleans(), max_size=1)),
        discount=draw(st.sampled_from([0.0, 0.05])),
    )
