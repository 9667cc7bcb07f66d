"""Which open orders will be late at the usual pace.

An order that has taken so long already is compared with past ones of its service type that took
longer than that: half of them needed at least the median of these. No order of the city is worse
off for being compared with an average that quick ones pull down.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Handled:
    """A past order: its service type, and how long it took from dispatch to answer."""

    service_type: int
    taken: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations of past orders in rising order, by service type and over all of them.

    `least`: how many past orders a comparison needs.
    """

    by_type: Mapping[int, Sequence[timedelta]]
    overall: Sequence[timedelta]
    least: int


def usual_pace(handled: Iterable[Handled], *, least: int) -> Pace:
    """The pace of these past orders; those answered before they were dispatched are left out."""
    by_type: dict[int, list[timedelta]] = {}
    for one in handled:
        if one.taken >= timedelta(0):
            by_type.setdefault(one.service_type, []).append(one.taken)
    overall = sorted(taken for every in by_type.values() for taken in every)
    return Pace({code: sorted(every) for code, every in by_type.items()}, overall, least)


def expected_duration(pace: Pace, *, service_type: int, elapsed: timedelta) -> timedelta | None:
    """How long an order takes in all that has taken `elapsed` so far; None when too few tell.

    The lower median of the past orders of its type that took longer; of all types when fewer than
    `least` did.
    """
    for taken in (pace.by_type.get(service_type, ()), pace.overall):
        longer = taken[bisect_right(taken, elapsed) :]
        if len(longer) >= max(1, pace.least):
            return longer[(len(longer) - 1) // 2]
    return None


@dataclass(frozen=True, slots=True)
class Running:
    """An open order that is not late yet."""

    service_type: int
    dispatched_at: datetime
    due_at: datetime


def will_be_late(order: Running, *, pace: Pace, at: datetime) -> bool:
    """Whether the order is answered after it is due if it goes on as others did."""
    elapsed = at - order.dispatched_at
    expected = expected_duration(pace, service_type=order.service_type, elapsed=elapsed)
    return expected is not None and order.dispatched_at + expected > order.due_at
