"""Shares and times of units as they may be shown: small cells and what gives them away hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.web.components.store import current_store, store_path
from cityloop_analytics.measures.linked import Sum, hidden_cells
from cityloop_analytics.measures.scorecards import Scorecard, scorecard_cells, scorecards


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A share, or with `time` how long something took, over the orders for which it happened."""

    label: str | Promise
    definition: str | Promise
    time: bool = False


MEASURES: Final[Mapping[str, Measure]] = {
    "in_time": Measure(
        label=_("Answered in time"),
        definition=_("Of the orders whose time is settled, those answered before it was over."),
    ),
    "contacted_in_time": Measure(
        label=_("Contacted in time"),
        definition=_("Of the orders whose contact is settled, those contacted in time."),
    ),
    "contacted": Measure(
        label=_("Time to first contact"),
        definition=_("From dispatch to the first contact; reopened orders are left out."),
        time=True,
    ),
    "answered": Measure(
        label=_("Time to the answer"),
        definition=_("From dispatch to the answer of the first round."),
        time=True,
    ),
    "closed": Measure(
        label=_("Time to closing"),
        definition=_("From dispatch to the end of the last round."),
        time=True,
    ),
    "left_agency": Measure(
        label=_("Sent back or passed on"),
        definition=_("Of the orders sent to the unit, those that left it for another."),
    ),
    "passed_on": Measure(
        label=_("Came from another unit"),
        definition=_("Of the orders sent to the unit, those that another unit had before."),
    ),
    "reopened": Measure(
        label=_("Reopened"),
        definition=_("Of the orders sent to the unit, those opened again after an answer."),
    ),
    "repeated": Measure(
        label=_("Spoken of again"),
        definition=_("Of the orders, those whose matter was reported again within 30 days."),
    ),
    "extended": Measure(
        label=_("Given more time"),
        definition=_("Of the orders sent to the unit, those whose time was extended."),
    ),
}
TOTAL: Final = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a unit: cases that count of cases; times in seconds; None is hidden."""

    part: int | None
    whole: int | None
    median: float | None = None
    p90: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there is a share to print."""
        return self.part is not None and bool(self.whole)


NOTHING: Final = Shown(0, 0)


def units_shown(month: str, *, measure: str, minimum: int) -> Mapping[str, Shown]:
    """A measure of each unit in a month by code, with TOTAL for all of them together."""
    return _units(str(store_path()), current_store().stamp, month, measure, minimum)


@lru_cache(maxsize=128)
def _units(_path: str, _stamp: str, month: str, measure: str, minimum: int) -> Mapping[str, Shown]:
    cards = scorecards(current_store(), month=month)
    return shown_of({card.agency: card for card in cards}, measure=measure, minimum=minimum)


def kinds_shown(
    month: str, *, agency: str, measure: str, minimum: int
) -> Mapping[tuple[str, str], Shown]:
    """A measure of one unit by type and kind; nothing where the unit's own figure is hidden."""
    own = units_shown(month, measure=measure, minimum=minimum).get(agency, NOTHING)
    if own.part is None or own.whole is None:
        return {}
    cards = scorecard_cells(current_store(), month=month, agency=agency)
    found = shown_of(
        {f"{card.service_type} {card.kind}": card for card in cards},
        measure=measure,
        minimum=minimum,
    )
    return {
        (card.service_type, card.kind): found[f"{card.service_type} {card.kind}"] for card in cards
    }


def shown_of(cards: Mapping[str, Scorecard], *, measure: str, minimum: int) -> Mapping[str, Shown]:
    """The figures of some cards and their sum, without what would tell of fewer than `minimum`.

    Every card has two cells, cases that count and others; each is protected, and so is each sum
    over the cards (measures/linked.py). A time is hidden with the count of those it is made of.
    """
    names = sorted(cards)
    pairs = np.array([_pair(cards[name], measure=measure) for name in names]).reshape(-1, 2)
    pairs = np.vstack([pairs, pairs.sum(axis=0, keepdims=True)])
    rows = len(pairs)
    counts = np.column_stack([pairs, pairs.sum(axis=1)]).astype(np.int64)
    sums = [Sum(3 * row + 2, (3 * row, 3 * row + 1)) for row in range(rows)]
    sums += [
        Sum(3 * (rows - 1) + column, tuple(3 * row + column for row in range(rows - 1)))
        for column in range(3)
        if rows > 1
    ]
    hidden = hidden_cells(counts.ravel(), sums=sums, minimum=minimum).reshape(rows, 3)
    return {
        name: _shown(cards.get(name), measure=measure, counts=counts[row], hidden=hidden[row])
        for row, name in enumerate([*names, TOTAL])
    }


def _pair(card: Scorecard, *, measure: str) -> tuple[int, int]:
    if MEASURES[measure].time:
        count = card.times[measure].count
        return count, card.orders - count
    share = card.shares[measure]
    return share.numerator, share.denominator - share.numerator


def _shown(
    card: Scorecard | None, *, measure: str, counts: np.ndarray, hidden: np.ndarray
) -> Shown:
    part = None if hidden[0] or hidden[1] else int(counts[0])
    whole = None if hidden[2] else int(counts[2])
    if card is None or part is None or not MEASURES[measure].time:
        return Shown(part, whole)
    times = card.times[measure]
    return Shown(part, whole, times.median, times.p90)
