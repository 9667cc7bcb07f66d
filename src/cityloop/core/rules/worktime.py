"""Working time: when a limit ends, in the calendar and the zone of a city (domain.md H3).

A day limit counts days, not hours: the start day is left out, and a counted day is used up when
its closing time passes (24:00, or an end of day such as 18:00). An hour limit is elapsed time.

Wall times that a change of the clocks doubles or skips: a doubled time means its first occurrence;
a skipped time means as many minutes after the jump as it lay inside the gap (PEP 495, fold 0).
Midnight is computed in the city's zone, so a day of 23 or 25 hours is one day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from cityloop.core.errors import CalendarYearMissing

MINUTES = "minutes"
HOURS = "hours"
WORKING_HOURS = "working_hours"
NATURAL_DAYS = "natural_days"
WORKING_DAYS = "working_days"
UNITS = (MINUTES, HOURS, WORKING_HOURS, NATURAL_DAYS, WORKING_DAYS)

ONE_DAY = timedelta(days=1)
_ELAPSED = {
    MINUTES: timedelta(minutes=1),
    HOURS: timedelta(hours=1),
    WORKING_HOURS: timedelta(hours=1),
}

Holds = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One dated version of a city's working days.

    `weekend` holds weekday numbers (Monday 0). `service_hours` are the open windows of a working
    day; a window that closes at 00:00 closes at 24:00. `end_of_day` None means 24:00.
    """

    code: str
    version: str
    zone: str
    years: frozenset[int]
    days_off: frozenset[date]
    extra_workdays: frozenset[date]
    provisional_years: frozenset[int]
    weekend: frozenset[int]
    service_hours: tuple[tuple[time, time], ...]
    end_of_day: time | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time in one of UNITS; `end_of_day` overrides the calendar's for day units."""

    amount: int
    unit: str
    end_of_day: time | None = None


def is_workday(day: date, *, calendar: WorkCalendar) -> bool:
    """Whether the day counts as a working day: adjusted workdays, then days off, then the weekend.

    Raises CalendarYearMissing for a year the calendar does not hold; it never guesses (H3 rule 5).
    """
    if day.year not in calendar.years:
        raise _year_missing(day.year, calendar)
    if day in calendar.extra_workdays:
        return True
    return day not in calendar.days_off and day.weekday() not in calendar.weekend


def missing_years(calendar: WorkCalendar, *, first: date, last: date) -> tuple[int, ...]:
    """The years from first to last (inclusive) that the calendar does not hold."""
    return tuple(y for y in range(first.year, last.year + 1) if y not in calendar.years)


def require_years(calendar: WorkCalendar, *, first: date, last: date) -> None:
    """Raise CalendarYearMissing unless every year from first to last is held.

    To be asked before a rule that counts working time is activated (domain.md H3 rule 5, H19-15).
    """
    for year in missing_years(calendar, first=first, last=last):
        raise _year_missing(year, calendar)


def is_provisional(day: date, *, calendar: WorkCalendar) -> bool:
    """Whether the day's year rests on an estimate, its official notice not being out."""
    return day.year in calendar.provisional_years


def _year_missing(year: int, calendar: WorkCalendar) -> CalendarYearMissing:
    return CalendarYearMissing(
        f"the calendar holds no year {year}.",
        where=f"calendar '{calendar.code}' version {calendar.version}",
        mend=f"Add {year} to 'years' in the calendar's definition (and to 'provisional' until the "
        "official notice is out), then load it again.",
    )


def day_end(day: date, *, calendar: WorkCalendar, end_of_day: time | None = None) -> datetime:
    """The UTC moment at which a counted day is used up: its end of day, else local 24:00."""
    closing = end_of_day or calendar.end_of_day
    zone = ZoneInfo(calendar.zone)
    if closing is None or closing == time(0):
        return datetime.combine(day + ONE_DAY, time(0), zone).astimezone(UTC)
    return datetime.combine(day, closing, zone).astimezone(UTC)


def counted_days(start: datetime, *, unit: str, calendar: WorkCalendar) -> Iterator[date]:
    """The days that a day limit counts, without end, the local day of `start` left out."""
    day = start.astimezone(ZoneInfo(calendar.zone)).date()
    while True:
        day += ONE_DAY
        if unit == NATURAL_DAYS or is_workday(day, calendar=calendar):
            yield day


def due_at(
    start: datetime,
    *,
    amount: int,
    unit: str,
    calendar: WorkCalendar,
    end_of_day: time | None = None,
) -> datetime:
    """The UTC moment at which `amount` units from `start` are used up (domain.md H3 rule 4).

    Minutes and hours are elapsed time, around the clock. Working hours run inside the service
    hours of working days. Day units leave the start day out; zero days end with the start day.
    Raises CalendarYearMissing for working units, ValueError for an unknown unit.
    """
    if amount < 0:
        raise ValueError(f"a limit cannot be negative: {amount}")
    if unit == NATURAL_DAYS or (unit == WORKING_DAYS and amount == 0):
        first = start.astimezone(ZoneInfo(calendar.zone)).date()
        return day_end(first + timedelta(days=amount), calendar=calendar, end_of_day=end_of_day)
    if unit == WORKING_DAYS:
        days = counted_days(start, unit=unit, calendar=calendar)
        last = next(islice(days, amount - 1, None))
        return day_end(last, calendar=calendar, end_of_day=end_of_day)
    return _advance(start, _duration(amount, unit), unit=unit, calendar=calendar)


def due_after_holds(
    start: datetime, *, limit: Limit, calendar: WorkCalendar, holds: Holds
) -> datetime:
    """The due moment when the clock stood still during `holds` (start, end), in order.

    Elapsed and working hours: what was left when a hold began is left when it ends. Day units: a
    counted day whose closing time falls in a hold (start < closing <= end) is not used up, so a
    hold within one day adds nothing and a hold over a closing time adds that day. No hold makes
    the due moment earlier; a hold that begins at or after it leaves it alone.
    """
    if limit.unit in _ELAPSED:
        return _due_elapsed(start, limit=limit, calendar=calendar, holds=holds)
    left = limit.amount
    for day in counted_days(start, unit=limit.unit, calendar=calendar):
        closing = day_end(day, calendar=calendar, end_of_day=limit.end_of_day)
        left -= not any(begin < closing <= end for begin, end in holds)
        if left <= 0:
            return closing
    raise AssertionError("counted days never end")  # pragma: no cover


def _due_elapsed(
    start: datetime, *, limit: Limit, calendar: WorkCalendar, holds: Holds
) -> datetime:
    at, left = start.astimezone(UTC), _duration(limit.amount, limit.unit)
    for begin, end in holds:
        used = _used(at, begin, unit=limit.unit, calendar=calendar)
        if used >= left:
            break
        left -= used
        at = max(at, end)
    return _advance(at, left, unit=limit.unit, calendar=calendar)


def _duration(amount: int, unit: str) -> timedelta:
    if unit not in _ELAPSED:
        raise ValueError(f"unknown unit of time '{unit}'; known: {', '.join(UNITS)}")
    return amount * _ELAPSED[unit]


def _used(start: datetime, end: datetime, *, unit: str, calendar: WorkCalendar) -> timedelta:
    if unit == WORKING_HOURS:
        return working_time(start, end=end, calendar=calendar)
    return max(end - start, timedelta(0))


def _advance(start: datetime, left: timedelta, *, unit: str, calendar: WorkCalendar) -> datetime:
    if unit != WORKING_HOURS:
        return start.astimezone(UTC) + left
    at = start.astimezone(UTC)
    if not left:
        return at
    for opens, closes in _windows(at, calendar=calendar):
        begin = max(opens, at)
        if begin + left <= closes:
            return begin + left
        left -= max(closes - begin, timedelta(0))
    raise AssertionError("service windows never end")  # pragma: no cover


def working_time(start: datetime, *, end: datetime, calendar: WorkCalendar) -> timedelta:
    """The service hours of working days between two moments, as elapsed time."""
    total = timedelta(0)
    if end <= start:
        return total
    for opens, closes in _windows(start, calendar=calendar):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


def _windows(start: datetime, *, calendar: WorkCalendar) -> Iterator[tuple[datetime, datetime]]:
    if not calendar.service_hours:
        raise ValueError(f"calendar '{calendar.code}' has no service hours to count working hours")
    zone = ZoneInfo(calendar.zone)
    first = start.astimezone(zone).date()
    for day in (first + timedelta(days=n) for n in count()):
        if is_workday(day, calendar=calendar):
            for opens, closes in calendar.service_hours:
                yield (
                    datetime.combine(day, opens, zone).astimezone(UTC),
                    day_end(day, calendar=calendar, end_of_day=closes),
                )
