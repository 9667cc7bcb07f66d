"""How far into the future a time limit can reach, and whether its calendar reaches as far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cityloop.core.errors import CalendarYearMissing, DefinitionError
from cityloop.core.rules.worktime import (
    WORKING_DAYS,
    WORKING_HOURS,
    Limit,
    WorkCalendar,
    due_after_holds,
)
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.rules.definitions import TimeLimitRow

WORKING = frozenset({WORKING_DAYS, WORKING_HOURS})
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be added to the answer clock: extensions, and natural days of pauses in all."""

    extensions: int
    extension_percent: int
    pause_days: int


@dataclass(frozen=True, slots=True)
class LongLimit:
    """A limit in working time at its longest; `name` is what the city calls it."""

    name: str
    calendar: str
    limit: Limit
    pause: timedelta = timedelta(0)


def longest_limits(
    rows: Iterable[TimeLimitRow], *, calendar: str, allowance: Allowance
) -> Iterator[LongLimit]:
    """The limits in working time, those of the answer with every extension and pause there is.

    `calendar` is the city's, for rows without one of their own (domain.md H3 rules 2, 7 and 8).
    """
    for row in rows:
        if row.unit.value in WORKING:
            yield _longest(row, calendar=row.calendar or calendar, allowance=allowance)


def _longest(row: TimeLimitRow, *, calendar: str, allowance: Allowance) -> LongLimit:
    closing = None if row.end_of_day in {None, "24:00"} else time.fromisoformat(str(row.end_of_day))
    if row.clock != Clock.ANSWER:
        return LongLimit(row.code, calendar, Limit(row.amount, row.unit.value, closing))
    more = row.amount * allowance.extension_percent // WHOLE * allowance.extensions
    limit = Limit(row.amount + more, row.unit.value, closing)
    return LongLimit(row.code, calendar, limit, timedelta(days=allowance.pause_days))


def require_reach(
    limits: Iterable[LongLimit], *, calendars: Mapping[str, WorkCalendar], start: datetime
) -> None:
    """Raise DefinitionError where an order of `start` could be due in a year not held.

    A missing year blocks the activation of limits in working time (domain.md H3 rule 5, H19-15).
    """
    for one in limits:
        holds = ((start, start + one.pause),) if one.pause else ()
        try:
            due_after_holds(start, limit=one.limit, calendar=calendars[one.calendar], holds=holds)
        except CalendarYearMissing as missing:
            raise DefinitionError(
                f"the time limit '{one.name}' cannot be activated: {missing.what.rstrip('.')}, "
                "which an order can reach with its extensions and pauses.",
                where=missing.where,
                mend=missing.mend,
            ) from missing
