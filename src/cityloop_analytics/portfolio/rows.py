"""Every rule of a plan as rows of whole numbers, so that a plan can be checked exactly."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cityloop_analytics.portfolio.problem import Candidate, Floor, Prerequisite, Problem, Wait

Column = tuple[str, int]


class Kind(StrEnum):
    """What a rule is about; ONCE holds always and is nobody's decision."""

    ONCE = "once"
    BUDGET = "budget"
    FLOOR = "floor"
    PREREQUISITE = "prerequisite"
    EXCLUSION = "exclusion"
    PACKAGE = "package"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its kind and what it names: source and year, group, projects, package."""

    kind: Kind
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`low` <= sum of the coefficients of the chosen columns <= `high`; None: no such bound.

    A column is a project and the year in which it starts.
    """

    rule: Rule
    coefficients: Mapping[Column, int]
    low: int | None = None
    high: int | None = None

    def beyond(self, total: int) -> int:
        """By how much a sum lies outside the bounds; 0 within them."""
        over = 0 if self.high is None else max(total - self.high, 0)
        return over or (0 if self.low is None else max(self.low - total, 0))

    def total(self, chosen: Collection[Column]) -> int:
        """The sum over the chosen columns."""
        return sum(self.coefficients.get(column, 0) for column in chosen)


def columns_of(problem: Problem) -> list[Column]:
    """Every project with every year in which it may start."""
    return [(one.code, start) for one in problem.candidates for start in problem.starts_of(one)]


def rows_of(problem: Problem) -> list[Row]:
    """All rows of all rules; a rule may have several."""
    rows = [
        *(_of_one(Kind.ONCE, one, problem=problem, high=1) for one in problem.candidates),
        *_budget_rows(problem),
        *(_floor_row(floor, problem=problem) for floor in problem.floors),
    ]
    for one in problem.prerequisites:
        rule = Rule(Kind.PREREQUISITE, (one.first, one.then))
        rows += _order_rows(one, rule=rule, problem=problem)
    for codes in problem.exclusions:
        each = _count(codes, problem=problem)
        rows.append(Row(rule=Rule(Kind.EXCLUSION, codes), coefficients=each, high=1))
    rows += _package_rows(problem)
    for code, is_in in problem.locks.items():
        wanted = int(is_in)
        locked = problem.by_code[code]
        rows.append(_of_one(Kind.LOCK, locked, problem=problem, low=wanted, high=wanted))
    return rows


def breaches(rows: Collection[Row], *, chosen: Collection[Column]) -> dict[Rule, int]:
    """The rules that a plan breaks, exactly, and by how much; empty for a lawful plan."""
    found: dict[Rule, int] = {}
    for row in rows:
        if beyond := row.beyond(row.total(chosen)):
            found[row.rule] = max(beyond, found.get(row.rule, 0))
    return found


class Standing:
    """A lawful plan, and which rules it would break with one column more or less."""

    def __init__(self, rows: Collection[Row], *, chosen: Collection[Column]) -> None:
        self._touching: dict[Column, list[tuple[Row, int, int]]] = {}
        for row in rows:
            total = row.total(chosen)
            for column, weight in row.coefficients.items():
                self._touching.setdefault(column, []).append((row, weight, total))

    def broken_with(self, column: Column) -> dict[Rule, int]:
        """The rules that adding a column would break, and by how much."""
        return self._broken(column, sign=1)

    def broken_without(self, column: Column) -> dict[Rule, int]:
        """The rules that taking a column away would break, and by how much."""
        return self._broken(column, sign=-1)

    def is_touched(self, rule: Rule, *, by: Column) -> bool:
        """Whether a column counts in a rule."""
        return any(row.rule == rule for row, _, _ in self._touching.get(by, ()))

    def _broken(self, column: Column, *, sign: int) -> dict[Rule, int]:
        found: dict[Rule, int] = {}
        for row, weight, total in self._touching.get(column, ()):
            if beyond := row.beyond(total + sign * weight):
                found[row.rule] = max(beyond, found.get(row.rule, 0))
        return found


def _count(codes: Collection[str], *, problem: Problem) -> dict[Column, int]:
    return {
        (code, start): 1 for code in codes for start in problem.starts_of(problem.by_code[code])
    }


def _of_one(
    kind: Kind, one: Candidate, *, problem: Problem, low: int | None = None, high: int
) -> Row:
    each = _count([one.code], problem=problem)
    return Row(rule=Rule(kind, (one.code,)), coefficients=each, low=low, high=high)


def _budget_rows(problem: Problem) -> Iterator[Row]:
    for source in problem.sources:
        for year in problem.years:
            spent: dict[Column, int] = {}
            for one in problem.candidates:
                costs = one.costs.get(source, ())
                for start in problem.starts_of(one):
                    if 0 <= year - start < len(costs) and costs[year - start]:
                        spent[one.code, start] = costs[year - start]
            rule = Rule(Kind.BUDGET, (source, str(year)))
            yield Row(rule=rule, coefficients=spent, high=problem.budgets.get((source, year), 0))


def _floor_row(floor: Floor, *, problem: Problem) -> Row:
    """A share of all spent, times its denominator: whole numbers again."""
    whole, part = (
        (1, 0) if floor.share is None else (floor.share.denominator, floor.share.numerator)
    )
    spent: dict[Column, int] = {}
    for one in problem.candidates:
        weight = one.cost * (whole * (floor.group in one.groups) - part)
        if weight:
            spent |= {(one.code, start): weight for start in problem.starts_of(one)}
    rule = Rule(Kind.FLOOR, (floor.group,))
    return Row(rule=rule, coefficients=spent, low=floor.amount or 0)


def _order_rows(one: Prerequisite, *, rule: Rule, problem: Problem) -> Iterator[Row]:
    """For each year: started by then <= that many of the first started early enough."""
    first, then = problem.by_code[one.first], problem.by_code[one.then]
    lag = first.works if one.wait == Wait.FINISHED else 0
    for year in problem.starts_of(then):
        early = {(first.code, at): -1 for at in problem.starts_of(first) if at + lag <= year}
        late = {(then.code, at): 1 for at in problem.starts_of(then) if at <= year}
        yield Row(rule=rule, coefficients=early | late, high=0)


def _package_rows(problem: Problem) -> Iterator[Row]:
    for package in problem.packages:
        rule = Rule(Kind.PACKAGE, (package.code,))
        for first, then in zip(package.steps, package.steps[1:], strict=False):
            yield from _order_rows(Prerequisite(first=first, then=then), rule=rule, problem=problem)
            if not package.may_stop:
                minus = dict.fromkeys(_count([then], problem=problem), -1)
                both = _count([first], problem=problem) | minus
                yield Row(rule=rule, coefficients=both, low=0, high=0)
