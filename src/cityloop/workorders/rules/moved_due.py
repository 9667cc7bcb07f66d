"""How pauses and deferrals move the due moment of the answer clock (domain.md H2, H3 rule 7)."""

from collections.abc import Sequence
from datetime import datetime

from cityloop.core.rules.worktime import (
    HOURS,
    MINUTES,
    NATURAL_DAYS,
    WORKING_DAYS,
    WORKING_HOURS,
    Limit,
    WorkCalendar,
    due_after_holds,
)
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.rules.pauses import ClockPolicy, Pause

_DAY_OF = {  # what one day is to a clock in this unit
    MINUTES: (24, HOURS),
    HOURS: (24, HOURS),
    WORKING_HOURS: (1, WORKING_DAYS),
    NATURAL_DAYS: (1, NATURAL_DAYS),
    WORKING_DAYS: (1, WORKING_DAYS),
}


def moved_due(
    start: datetime,
    pauses: Sequence[Pause],
    *,
    limit: Limit,
    calendar: WorkCalendar,
    policy: ClockPolicy,
) -> datetime | None:
    """The due moment after pauses, each counted only if it began before the moment it would move.

    A deferral leaves at least `deferral_min_days` after it ends: as a second clock that starts
    there, so that later pauses move it as well; the later of the two is due.
    """
    starts = [(start, limit)]
    holds: list[tuple[datetime, datetime]] = []
    due = _latest(starts, holds, calendar)
    for pause in pauses:
        if not pause.moves_due or pause.start >= due:
            continue
        if pause.end is None:
            return None
        holds.append((pause.start, pause.end))
        if pause.kind == OrderStep.DEFER:
            amount, unit = _DAY_OF[limit.unit]
            least = Limit(amount * policy.deferral_min_days, unit, limit.end_of_day)
            starts.append((pause.end, least))
        due = _latest(starts, holds, calendar)
    return due


def _latest(
    starts: Sequence[tuple[datetime, Limit]],
    holds: Sequence[tuple[datetime, datetime]],
    calendar: WorkCalendar,
) -> datetime:
    return max(
        due_after_holds(
            start,
            limit=limit,
            calendar=calendar,
            holds=tuple(hold for hold in holds if hold[1] > start),
        )
        for start, limit in starts
    )
