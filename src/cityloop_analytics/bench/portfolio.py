"""The portfolio at the size of a city: 400 projects over five years, drawn from a seed."""

from collections.abc import Iterator
from fractions import Fraction
from time import process_time

import numpy as np

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.portfolio.problem import (
    Candidate,
    Floor,
    Package,
    Prerequisite,
    Problem,
    Wait,
)
from cityloop_analytics.portfolio.search import Effort
from cityloop_analytics.portfolio.solving import best_plan

PROJECTS, DISTRICTS, RULES, PACKAGES = 400, 16, 40, 10
YEARS = (2027, 2028, 2029, 2030, 2031)
# Share of what all candidates would cost that the yearly budgets hold together.
MONEY = 0.45
ALLOWED_GAP, ALLOWED_SECONDS = 0.001, 30.0
# On a busy machine the search may take longer than allowed: then the figure says so.
ASKED = Effort(gap=ALLOWED_GAP, seconds=4 * ALLOWED_SECONDS)


def drawn_problem(*, projects: int = PROJECTS, seed: int = 2027) -> Problem:
    """A city's candidates: works of 1 to 3 years, three sources of which two have budgets.

    16 districts with a floor of three quarters of their share of need, 40 prerequisites, 40
    exclusions, 10 packages of three steps that may stop, ten locked choices.
    """
    source = np.random.default_rng(seed)
    candidates = tuple(_candidate(number, source=source) for number in range(projects))
    pairs = source.permutation(projects)
    few = [f"p{number:03d}" for number in pairs]
    ruled = RULES * projects // PROJECTS
    packages, rest = few[: PACKAGES * 3], few[PACKAGES * 3 :]
    return Problem(
        years=YEARS,
        candidates=candidates,
        budgets=_budgets(candidates),
        floors=tuple(_floors(source)),
        prerequisites=tuple(
            Prerequisite(first=first, then=then, wait=(Wait.STARTED, Wait.FINISHED)[number % 2])
            for number, (first, then) in enumerate(
                zip(rest[:ruled], rest[ruled : 2 * ruled], strict=True)
            )
        ),
        exclusions=tuple(
            zip(rest[2 * ruled : 3 * ruled], rest[3 * ruled : 4 * ruled], strict=True)
        ),
        packages=tuple(
            Package(code=f"package-{number}", steps=tuple(packages[3 * number : 3 * number + 3]))
            for number in range(PACKAGES)
        ),
        locks={code: number < RULES // 8 for number, code in enumerate(rest[-RULES // 4 :])},
        discount=0.04,
    )


def _candidate(number: int, *, source: np.random.Generator) -> Candidate:
    works = 1 if number % 2 else int(source.integers(1, 4))
    cost = float(source.lognormal(8.5, 0.8))
    # Bonds want income that repays them: a third of the projects has any.
    has_bond = number % 3 == 0
    shares = source.dirichlet((4.0, 2.0, 1.0) if has_bond else (4.0, 1.0))
    names = ("fiscal", "special_bond", "owners") if has_bond else ("fiscal", "owners")
    years = source.dirichlet(np.full(works, 5.0))
    costs = {
        name: tuple(int(cost * share * year) + 1 for year in years)
        for name, share in zip(names, shares, strict=True)
    }
    return Candidate(
        code=f"p{number:03d}",
        benefit=round(cost / 100 * float(source.lognormal(0, 0.5)), 1),
        costs=costs,
        groups=frozenset({f"district-{number % DISTRICTS:02d}"}),
    )


def _budgets(candidates: tuple[Candidate, ...]) -> dict[tuple[str, int], int]:
    return {
        (name, year): int(
            MONEY * sum(sum(one.costs.get(name, ())) for one in candidates) / len(YEARS)
        )
        for name in ("fiscal", "special_bond")
        for year in YEARS
    }


def _floors(source: np.random.Generator) -> Iterator[Floor]:
    need = source.dirichlet(np.full(DISTRICTS, 30.0))
    for number, share in enumerate(need):
        yield Floor(group=f"district-{number:02d}", share=Fraction(int(share * 750), 1000))


def portfolio_figures(
    *, projects: int = PROJECTS, seed: int = 2027, effort: Effort = ASKED
) -> Iterator[Measured]:
    """`portfolio.gap` and `portfolio.seconds` of one plan of 400 projects over five years."""
    problem = drawn_problem(projects=projects, seed=seed)
    began = process_time()
    plan = best_plan(problem, effort=effort)
    detail: dict[str, float | str] = {
        "status": plan.status.value,
        "projects": len(problem.candidates),
        "years": len(problem.years),
        "floors": len(problem.floors),
        "prerequisites": len(problem.prerequisites),
        "exclusions": len(problem.exclusions),
        "chosen": len(plan.starts),
        "points": round(plan.value, 1),
        "processor_seconds": round(process_time() - began, 2),
    }
    yield Measured(
        name="portfolio.gap",
        value=round(plan.gap, 6),
        unit="share of points",
        detail=detail | {"allowed": ALLOWED_GAP},
    )
    yield Measured(
        name="portfolio.seconds",
        value=round(plan.seconds, 2),
        unit="s",
        detail=detail | {"allowed": ALLOWED_SECONDS},
    )
