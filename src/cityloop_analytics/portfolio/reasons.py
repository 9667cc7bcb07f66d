"""Why a project is not in a plan: the rules that keep it out, and what stands in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cityloop_analytics.portfolio.problem import Candidate, Problem
from cityloop_analytics.portfolio.rows import Kind, Rule, Standing, rows_of
from cityloop_analytics.portfolio.search import Effort
from cityloop_analytics.portfolio.solving import Plan, best_plan


class Why(StrEnum):
    """The kind of a refusal."""

    LOCKED_OUT = "locked_out"
    NO_YEAR = "no_year"
    NO_POINTS = "no_points"
    RULES = "rules"
    WITHIN_GAP = "within_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one project is not in the plan.

    year: the start that would break the fewest rules. broken: by how much each rule would be
    broken if the project was added to the plan as it stands. instead: chosen projects with fewer
    points for their money that use a budget which it would overrun, each with the rules that
    would be broken without it (none: it is there because it fits).
    """

    project: str
    why: Why
    year: int | None = None
    broken: Mapping[Rule, int]
    instead: Mapping[str, tuple[Rule, ...]]


def refusals(problem: Problem, *, plan: Plan) -> tuple[Refusal, ...]:
    """A refusal for every candidate that is not in the plan, in the order of the candidates."""
    standing = Standing(rows_of(problem), chosen=plan.chosen)
    return tuple(
        _refusal(one, problem=problem, plan=plan, standing=standing)
        for one in problem.candidates
        if one.code not in plan.starts
    )


def regrets(problem: Problem, *, plan: Plan) -> tuple[Refusal, ...]:
    """Refusals of projects with more points for their money than some project that was chosen.

    The most points for money first. Projects that cost nothing come before all others.
    """
    worst = min((problem.by_code[code].yield_ for code in plan.starts), default=float("inf"))
    found = [
        one for one in refusals(problem, plan=plan) if problem.by_code[one.project].yield_ > worst
    ]
    return tuple(sorted(found, key=lambda one: -problem.by_code[one.project].yield_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Insistence:
    """What the best plan loses when one project has to be in it; None: it cannot be in any.

    Both plans are known up to their gaps: the loss lies between `least` and `most`.
    """

    project: str
    least: float | None
    most: float | None
    plan: Plan


def insistence(problem: Problem, *, plan: Plan, project: str, effort: Effort) -> Insistence:
    """The price in points of having a project in the plan, by solving again with it locked in."""
    locked = replace(problem, locks={**problem.locks, project: True})
    other = best_plan(locked, effort=effort)
    if not other.has_plan:
        return Insistence(project=project, least=None, most=None, plan=other)
    return Insistence(
        project=project,
        least=max(plan.value - other.bound, 0.0),
        most=max(plan.bound - other.value, 0.0),
        plan=other,
    )


def _refusal(one: Candidate, *, problem: Problem, plan: Plan, standing: Standing) -> Refusal:
    if problem.locks.get(one.code) is False:
        lock = Rule(Kind.LOCK, (one.code,))
        return Refusal(project=one.code, why=Why.LOCKED_OUT, broken={lock: 1}, instead={})
    if not problem.starts_of(one):
        return Refusal(project=one.code, why=Why.NO_YEAR, broken={}, instead={})
    tried = {start: standing.broken_with((one.code, start)) for start in problem.starts_of(one)}
    year = min(tried, key=lambda start: (len(tried[start]), sum(tried[start].values()), start))
    broken = tried[year]
    if not broken:
        why = Why.WITHIN_GAP if one.benefit > 0 else Why.NO_POINTS
        return Refusal(project=one.code, why=why, year=year, broken={}, instead={})
    tight = [rule for rule in broken if rule.kind == Kind.BUDGET]
    instead = {
        column[0]: tuple(standing.broken_without(column))
        for column in sorted(plan.chosen)
        if problem.by_code[column[0]].yield_ < one.yield_
        and any(standing.is_touched(rule, by=column) for rule in tight)
    }
    return Refusal(project=one.code, why=Why.RULES, year=year, broken=broken, instead=instead)
