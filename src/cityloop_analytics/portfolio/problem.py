"""What is to be chosen from, and under which rules; knows neither the application nor words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property


class Wait(StrEnum):
    """What must have happened to the first project before the second one may start."""

    STARTED = "started"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A project to choose or not.

    benefit: points. costs: by source of money, one whole amount for each year of works. groups: the
    districts and groups of people it serves. earliest, latest: years of the plan in which it may
    start. Raises ValueError without a year of works or with a cost below 0.
    """

    code: str
    benefit: float
    costs: Mapping[str, tuple[int, ...]]
    groups: frozenset[str] = frozenset()
    earliest: int | None = None
    latest: int | None = None

    def __post_init__(self) -> None:
        if not self.works:
            raise ValueError(f"project {self.code}: give the costs of at least one year of works")
        if any(amount < 0 for costs in self.costs.values() for amount in costs):
            raise ValueError(f"project {self.code}: a cost must not be below 0")

    @property
    def works(self) -> int:
        """How many years the works take."""
        return max((len(costs) for costs in self.costs.values()), default=0)

    @property
    def cost(self) -> int:
        """All money of all years and sources."""
        return sum(sum(costs) for costs in self.costs.values())

    @property
    def yield_(self) -> float:
        """Points for each unit of money; infinite when it costs nothing."""
        return self.benefit / self.cost if self.cost else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Money that at least goes to a group over the whole plan: an amount, or a share of all spent.

    Raises ValueError unless exactly one of the two is given and is no less than 0.
    """

    group: str
    amount: int | None = None
    share: Fraction | None = None

    def __post_init__(self) -> None:
        given = [one for one in (self.amount, self.share) if one is not None]
        if len(given) != 1 or given[0] < 0 or (self.share or 0) > 1:
            raise ValueError(f"floor of {self.group}: give an amount or a share from 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """`then` is done only if `first` is, and starts no earlier (or: only after it is finished)."""

    first: str
    then: str
    wait: Wait = Wait.FINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Steps in their order, each started only after the one before is finished.

    may_stop: the plan may end it after any step; otherwise all steps are done, or none.
    """

    code: str
    steps: tuple[str, ...]
    may_stop: bool = True


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Years, candidates and rules; money in whole units, the same everywhere.

    budgets: by source and year; a source with any budget has none in the years left out, and a
    source without any comes with its projects and is not limited. Money is not carried over. Works
    end within the years. locks: project by whether it is in or out. discount: yearly rate by which
    benefit counts less the later the works end. Raises ValueError for a name that nobody has.
    """

    years: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    budgets: Mapping[tuple[str, int], int]
    floors: tuple[Floor, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    exclusions: tuple[tuple[str, ...], ...] = ()
    packages: tuple[Package, ...] = ()
    locks: Mapping[str, bool] = field(default_factory=dict)
    discount: float = 0.0

    def __post_init__(self) -> None:
        if list(self.years) != list(range(self.years[0], self.years[0] + len(self.years))):
            raise ValueError("the years of a plan follow one another")
        if len(self.by_code) != len(self.candidates):
            raise ValueError("two projects have the same code")
        unknown = sorted(set(self._named()) - set(self.by_code))
        if unknown:
            raise ValueError(f"rules name projects that are not candidates: {', '.join(unknown)}")
        if odd := sorted({year for _, year in self.budgets} - set(self.years)):
            raise ValueError(f"budgets are given for years outside the plan: {odd}")

    @cached_property
    def by_code(self) -> dict[str, Candidate]:
        """Each candidate by its code."""
        return {one.code: one for one in self.candidates}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that are limited, in the order of their budgets."""
        return tuple(dict.fromkeys(source for source, _ in self.budgets))

    def starts_of(self, one: Candidate) -> range:
        """The years in which a project may start so that its works end within the plan."""
        first = max(self.years[0], one.earliest or self.years[0])
        last = self.years[-1] - one.works + 1
        return range(first, min(last, one.latest or last) + 1)

    def points(self, one: Candidate, *, start: int) -> float:
        """The benefit of a project as it counts when it starts in this year."""
        ended = start - self.years[0] + one.works
        return one.benefit / (1 + self.discount) ** ended

    def _named(self) -> Iterator[str]:
        yield from self.locks
        for one in self.prerequisites:
            yield from (one.first, one.then)
        for several in (*self.exclusions, *(package.steps for package in self.packages)):
            yield from several


def value_of(problem: Problem, starts: Iterable[tuple[str, int]]) -> float:
    """Points of a plan, given as projects and the years in which they start."""
    return sum(problem.points(problem.by_code[code], start=start) for code, start in starts)
