"""The table of a period for people who may not see its cases: small counts are kept back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.queries.tables import RateFigure, UnitLine
from cityloop.evaluation.rules.suppression import TOTAL, PublicTable, suppressed_table

COUNTED, INSIDE, OUTSIDE = "counted", "inside", "outside"
# What a rate's denominator is: shown, it would give away the count that it is.
RESTS_ON_COUNTED = frozenset({Rate.RESPONSE, Rate.ON_TIME, Rate.REACH})
RESTS_ON_REACH = frozenset({Rate.RESOLUTION, Rate.SATISFACTION, Rate.AUDITED})
Tables = Mapping[str, PublicTable]


def protected(
    lines: Iterable[UnitLine], *, minimum: int, own: Collection[str]
) -> tuple[UnitLine, ...]:
    """The lines without counts from 1 to minimum - 1, nor what would give them away (H8, H19-14).

    The lines of the units named in `own` stay whole: their people know these cases. Totals over
    the units are taken as known, although this table has none: other tables of the period do.
    A rate goes when its counted or its other cases are few, and takes with it the rates that rest
    on it and the composite, which all three together would let somebody work out.
    """
    every = tuple(lines)
    others = [line for line in every if line.code not in own]
    counts = _counts(others, minimum=minimum)
    rates = {rate: _rate(others, rate=rate, minimum=minimum) for rate in Rate.values}
    return tuple(
        line if line.code in own else _line(line, counts=counts, rates=rates) for line in every
    )


def _row(line: UnitLine) -> str:
    # A unit may bear the name that stands for the margin.
    return f"unit {line.code}"


def _counts(lines: Collection[UnitLine], *, minimum: int) -> PublicTable:
    codes = sorted({code for line in lines for code in line.exclusions})
    cells = {(_row(line), code): n or 0 for line in lines for code, n in line.exclusions.items()}
    cells |= {(_row(line), COUNTED): line.counted or 0 for line in lines}
    return suppressed_table(
        cells, rows=[_row(line) for line in lines], columns=[COUNTED, *codes], minimum=minimum
    )


def _rate(lines: Collection[UnitLine], *, rate: str, minimum: int) -> PublicTable:
    cells = {}
    for line in lines:
        figure = line.rates.get(rate)
        if figure is not None and figure.measured:
            cells[_row(line), INSIDE] = _whole(figure.numerator)
            cells[_row(line), OUTSIDE] = _whole(figure.denominator - figure.numerator)
    return suppressed_table(
        cells, rows=[_row(line) for line in lines], columns=[INSIDE, OUTSIDE], minimum=minimum
    )


def _whole(count: Decimal) -> int:
    """Weighted counts as whole ones, never more than they are; something is never nothing."""
    return max(1, int(count)) if count > 0 else 0


def _line(line: UnitLine, *, counts: PublicTable, rates: Tables) -> UnitLine:
    row = _row(line)
    due, counted = counts.shown(row, TOTAL), counts.shown(row, COUNTED)
    hidden = _hidden_rates(line, counted=counted, rates=rates)
    whole = not hidden and None not in _shown(row, table=counts)
    return replace(
        line,
        due=due,
        counted=counted,
        excluded=None if due is None or counted is None else due - counted,
        exclusions={code: counts.shown(row, code) for code in line.exclusions},
        composite=None if hidden else line.composite,
        fair=None if hidden else line.fair,
        rates={
            rate: _kept_back(figure) if rate in hidden else figure
            for rate, figure in line.rates.items()
        },
        # Reasons give counts and shares as numbers.
        notes=line.notes if whole else tuple(one for one in line.notes if not _has_digit(one)),
    )


def _shown(row: str, *, table: PublicTable) -> tuple[int | None, ...]:
    return tuple(table.shown(row, column) for column in (*table.columns, TOTAL))


def _hidden_rates(line: UnitLine, *, counted: int | None, rates: Tables) -> frozenset[str]:
    measured = {rate for rate, figure in line.rates.items() if figure.measured}
    thin = {rate for rate in measured if None in _shown(_row(line), table=rates[rate])}
    if counted is None:
        thin |= measured & RESTS_ON_COUNTED
    # How many were reached is how many answered.
    if Rate.REACH in thin:
        thin |= measured & RESTS_ON_REACH
    return frozenset(thin)


def _kept_back(figure: RateFigure) -> RateFigure:
    none = Decimal(0)
    return replace(
        figure,
        hidden=True,
        numerator=none,
        denominator=none,
        effective=none,
        low=None,
        high=None,
        adjusted=None,
        ratio=None,
        fair=None,
    )


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
