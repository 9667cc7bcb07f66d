"""Months by name, 2025-03, and the days of a zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS_OF_YEAR = 12
# Due dates lie ahead of the last export, and a clock may have begun before the first request.
DAYS_BEFORE, DAYS_AFTER = 400, 3_653
LocalDay = tuple[int, int, date, date]


def shifted(month: str, *, by: int) -> str:
    """The month so many months later, or earlier when negative."""
    number = int(month[:4]) * MONTHS_OF_YEAR + int(month[5:7]) - 1 + by
    return f"{number // MONTHS_OF_YEAR:04d}-{number % MONTHS_OF_YEAR + 1:02d}"


def near_days(first: str, *, last: str, days: int) -> tuple[date, date]:
    """The first and last of some months' days, and of so many days before and after them."""
    start, end = (date.fromisoformat(f"{one}-01") for one in (first, shifted(last, by=1)))
    return start - timedelta(days=days), end + timedelta(days=days - 1)


def month_of(moment: int, *, zone: str) -> str:
    """The local month of a moment in seconds since 1970."""
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone)):%Y-%m}"


def local_day(moment: int, *, zone: str) -> date:
    """The local date of a moment in seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone)).date()


def local_days(first: date, *, last: date, zone: str) -> list[LocalDay]:
    """For each day of UTC when a local day begins in it, and the local dates before and after.

    One local day begins in every day of UTC: where clocks change, an hour earlier or later in it.
    """
    place, rows, day = ZoneInfo(zone), [], first
    while day <= last:
        turns = int(datetime.combine(day, time(0), place).astimezone(UTC).timestamp())
        rows.append((turns // 86_400, turns, day - timedelta(days=1), day))
        day += timedelta(days=1)
    return rows


def days_of_facts(*, since: str, as_of: int, zone: str) -> list[LocalDay]:
    """The local days in which a moment of the facts of [since, as_of) may lie."""
    first = date.fromisoformat(since) - timedelta(days=DAYS_BEFORE)
    last = local_day(as_of, zone=zone) + timedelta(days=DAYS_AFTER)
    return local_days(first, last=last, zone=zone)
