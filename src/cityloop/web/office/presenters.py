"""Words and shapes of the office's pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.evaluation.choices import Rate, UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import RateFigure, UnitLine
from cityloop.web.components.words import said

RATE_ORDER = (
    Rate.RESPONSE,
    Rate.ON_TIME,
    Rate.REACH,
    Rate.RESOLUTION,
    Rate.SATISFACTION,
    Rate.AUDITED,
)


@dataclass(frozen=True, slots=True)
class TableLine:
    """A unit with its rates in the order of the columns; a rate never computed is None."""

    unit: UnitLine
    cells: tuple[RateFigure | None, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodTable:
    """One table of a period: by agency, department or area."""

    kind: str
    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]

    @property
    def width(self) -> int:
        """How many columns the table has: unit, band and three counts before the rates."""
        return len(self.columns) + 5


def period_table(lines: Iterable[UnitLine], *, kind: str) -> PeriodTable:
    """The table with only those columns that something was measured in."""
    units = tuple(lines)
    columns = [rate for rate in RATE_ORDER if any(_measured(unit, rate) for unit in units)]
    return PeriodTable(
        kind=kind,
        columns=tuple(str(rate.label) for rate in columns),
        lines=tuple(_line(unit, columns) for unit in units),
    )


def _measured(unit: UnitLine, rate: Rate) -> bool:
    figure = unit.rates.get(rate.value)
    return figure is not None and figure.measured


def _line(unit: UnitLine, columns: Iterable[Rate]) -> TableLine:
    return TableLine(
        unit=unit,
        cells=tuple(unit.rates.get(rate.value) for rate in columns),
        notes=tuple(map(said, unit.notes)),
    )


def method(period: EvaluationPeriod) -> list[tuple[str | Promise, object]]:
    """The method of the period in words: its scheme, its weights, its gates."""
    content = period.scheme.content
    gates = content.get("gates", {})
    weights = content.get("weights", {})
    return [
        (_("Scheme"), f"{period.scheme.code} {period.scheme.version}"),
        (_("Method"), period.method_version),
        (_("Weights"), ", ".join(f"{_rate(name)} {value}" for name, value in weights.items())),
        (_("Cases needed to compare"), gates.get("minimum_cases", "")),
        (_("Share reached needed to compare"), gates.get("minimum_reach", "")),
        (_("Confidence of the intervals"), content.get("confidence", "")),
        (_("Seal of the cases"), period.entries_digest[:16]),
        (_("Seal of the scores"), period.scores_digest[:16]),
    ]


def _rate(name: str) -> str:
    return str(Rate(name).label) if name in Rate.values else name


KINDS: tuple[tuple[str, str | Promise], ...] = tuple(
    (kind.value, kind.label) for kind in (UnitKind.DEPARTMENT, UnitKind.AGENCY, UnitKind.AREA)
)
