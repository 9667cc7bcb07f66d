"""The figures that a city prints: few tables, whole months only, protected together.

Requests by area for every month and quarter, by topic for the last whole quarter; main orders by
unit for every month; closed orders and answers of call-backs by topic for the last quarter that has
settled (by unit as well most cells would be small). Periods never overlap except where a quarter
is the sum of its months, so that no figure follows from two others. What changes from night to
night would tell of single people: the month that runs is not printed. Types that may not stand in
public tables are in none, and shielded requests are in none of the store's (contracts.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cityloop_analytics.measures.linked import Sum, hidden_cells
from cityloop_analytics.measures.published_cells import QUARTER, Cell, Draft, quarter_of
from cityloop_analytics.measures.published_rows import add_answers, add_orders, add_requests
from cityloop_analytics.months import month_of, shifted
from cityloop_analytics.store import Store

MONTHS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The figures of a store as they may be printed; a cell that is not there is 0.

    months, quarters: oldest first. hidden: cells kept back, some of them large; what they count
    is not here.
    """

    stamp: str
    minimum: int
    months: tuple[str, ...]
    quarters: tuple[str, ...]
    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]

    def shown(self, cell: Cell) -> int | None:
        """The figure, or None where it is kept back."""
        return None if cell in self.hidden else self.counts.get(cell, 0)

    @property
    def cells(self) -> list[Cell]:
        """Every cell that something was counted in, kept back or not, in order."""
        return sorted([*self.counts, *self.hidden])

    @property
    def last_month(self) -> str:
        return self.months[-1] if self.months else ""

    @property
    def last_quarter(self) -> str:
        return self.quarters[-1] if self.quarters else ""

    @property
    def settled_quarter(self) -> str:
        """The quarter of closed orders and answers; "" where there is none."""
        return next(reversed(settled_quarters(self.months)), "")


def published(store: Store, *, minimum: int) -> Published:
    """Read the printable figures of a store; some seconds for a large city, so keep the answer.

    Empty before the first whole month has passed.
    """
    months = whole_months(store)
    quarters = whole_quarters(months)
    draft = Draft()
    if months:
        add_requests(draft, store=store, months=months, quarters=quarters)
        settled = settled_quarters(months)
        add_orders(draft, store=store, months=months, quarters=settled)
        add_answers(draft, store=store, quarters=settled)
    cells = list(draft.counts)
    number = {cell: place for place, cell in enumerate(cells)}
    sums = [
        Sum(number[total], tuple(number[part] for part in sorted(parts)))
        for (total, _way), parts in draft.parts.items()
    ]
    secret = hidden_cells(
        np.array([draft.counts[cell] for cell in cells], dtype=np.int64),
        sums=sums,
        minimum=minimum,
        withheld=[number[cell] for cell in draft.withheld],
    )
    return Published(
        stamp=store.stamp,
        minimum=minimum,
        months=months,
        quarters=quarters,
        counts={cell: draft.counts[cell] for cell in cells if not secret[number[cell]]},
        hidden=frozenset(cell for cell in cells if secret[number[cell]]) - draft.withheld,
    )


def whole_months(store: Store) -> tuple[str, ...]:
    """The last months of which the store knows the whole, oldest first."""
    current = month_of(store.facts.as_of, zone=store.facts.zone)
    first = store.facts.since[:7]
    months = (shifted(current, by=-back) for back in range(MONTHS, 0, -1))
    return tuple(month for month in months if month >= first)


def whole_quarters(months: Iterable[str]) -> tuple[str, ...]:
    """The quarters all of whose months are given, oldest first."""
    counted: dict[str, int] = defaultdict(int)
    for month in months:
        counted[quarter_of(month)] += 1
    return tuple(quarter for quarter, count in sorted(counted.items()) if count == QUARTER)


def settled_quarters(months: Sequence[str]) -> tuple[str, ...]:
    """The quarters after which another whole month has passed, oldest first.

    Most that were called in a quarter have answered by then. Printed while answers come in, two
    nights apart, the figures would tell what the one person said who was called between.
    """
    return whole_quarters(months[:-1])
