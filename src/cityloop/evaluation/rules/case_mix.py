"""What rate could be expected of a unit, given how hard its cases were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.figures import rate_figure
from cityloop.evaluation.rules.rates import (
    Observation,
    counted,
    observations,
    recorded_facts,
)
from cityloop.evaluation.rules.scheme import CaseMixRules


class CellKey(NamedTuple):
    """Kind of case; None means any."""

    service_type: str | None
    grade: int | None
    hard: bool | None


class Cell(NamedTuple):
    numerator: Decimal
    denominator: Decimal


EVERY_CASE = CellKey(None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMixTable:
    """City-wide rate per kind of case, from the months before the period.

    cells: numerator and denominator per kind of case and per coarser kind. minimum: a cell with
    fewer cases is too thin to be believed.
    """

    cells: Mapping[CellKey, Cell]
    minimum: int

    @property
    def city_rate(self) -> Decimal | None:
        return self.probability(EVERY_CASE)

    def probability(self, key: CellKey) -> Decimal | None:
        """p(service type, grade, hard): rate of the finest cell that is thick enough.

        Back-off: type+grade+hard, type+grade, type, grade+hard, all cases. The last is taken
        however thin; None when the table is empty.
        """
        for coarser in back_off(key):
            cell = self.cells.get(coarser)
            if cell and (cell.denominator >= self.minimum or coarser == EVERY_CASE):
                return cell.numerator / cell.denominator
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMixAdjustment:
    """E, SR/E and SR/E x SR_city, six decimals (domain.md H5).

    The standardised rate may exceed 1: it is a comparison, not a share of cases.
    """

    expected: Decimal
    ratio: Decimal
    standardised: Decimal
    factor: Decimal

    def scaled(self, bound: Decimal) -> Decimal:
        """A bound of the raw rate as one of the standardised rate."""
        return rate_figure(bound * self.factor)


def back_off(key: CellKey) -> tuple[CellKey, ...]:
    """The kind of case and its coarser kinds, finest first."""
    return (
        key,
        CellKey(key.service_type, key.grade, None),
        CellKey(key.service_type, None, None),
        CellKey(None, key.grade, key.hard),
        EVERY_CASE,
    )


def cell_key(entry: CohortEntry) -> CellKey:
    """Kind of case an order is."""
    return CellKey(entry.service_type, entry.grade, entry.hard)


def case_mix_tables(
    previous: Iterable[CohortEntry], *, rules: CaseMixRules
) -> dict[Rate, CaseMixTable]:
    """Tables of the scheme's adjusted rates from the cohorts of the previous months.

    The caller passes the entries due in the `rules.months` months before the period.
    """
    cases = counted(previous)
    recorded = recorded_facts(cases)
    rates = (Rate(code) for code in rules.rates)
    return {
        rate: _table(observations(cases, rate=rate, recorded=recorded), minimum=rules.minimum_cell)
        for rate in rates
    }


def _table(observed: Iterable[Observation], *, minimum: int) -> CaseMixTable:
    fine: defaultdict[CellKey, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in observed:
        sums = fine[cell_key(one.entry)]
        sums[0] += one.weight * one.value
        sums[1] += one.weight
    cells: defaultdict[CellKey, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for key, (numerator, denominator) in fine.items():
        for coarser in back_off(key):
            cells[coarser][0] += numerator
            cells[coarser][1] += denominator
    return CaseMixTable(cells={key: Cell(*sums) for key, sums in cells.items()}, minimum=minimum)


def expected_rate(observed: Iterable[Observation], *, table: CaseMixTable) -> Decimal | None:
    """E: mean p(category, grade, hard) of the cases the rate rests on, weighted as they are.

    None without cases or with an empty table.
    """
    weights, total = Decimal(0), Decimal(0)
    known: dict[CellKey, Decimal | None] = {}
    for one in observed:
        key = cell_key(one.entry)
        if key not in known:
            known[key] = table.probability(key)
        probability = known[key]
        if probability is None:
            return None
        weights += one.weight
        total += one.weight * probability
    return rate_figure(total / weights) if weights else None


def case_mix_adjustment(
    rate: Decimal, *, observed: Iterable[Observation], table: CaseMixTable
) -> CaseMixAdjustment | None:
    """Adjustment of a unit's raw rate; None when nothing can be expected or 0 is expected."""
    expected = expected_rate(observed, table=table)
    city = table.city_rate
    if not expected or city is None:
        return None
    factor = city / expected
    return CaseMixAdjustment(
        expected=expected,
        ratio=rate_figure(rate / expected),
        standardised=rate_figure(rate * factor),
        factor=factor,
    )
