"""Half-open periods of time: a month, a quarter or any span, in a city's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cityloop.core.errors import InputError

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"(\d{4})")
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` up to, but without, `end`; both aware datetimes in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse a period without extent or without zone (ValueError)."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware datetimes")
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlap(self, other: "Period") -> "Period | None":
        """What both periods share, or None when they only touch or lie apart."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


def period_from_code(code: str, *, zone: str) -> Period:
    """The period that "2015-08", "2015-Q3" or "2015" names, from local midnight to local midnight.

    Raises InputError for any other text.
    """
    if (match := _MONTH.fullmatch(code)) and 1 <= int(match[2]) <= MONTHS_OF_YEAR:
        first, months = date(int(match[1]), int(match[2]), 1), 1
    elif match := _QUARTER.fullmatch(code):
        first, months = date(int(match[1]), 3 * int(match[2]) - 2, 1), 3
    elif match := _YEAR.fullmatch(code):
        first, months = date(int(match[1]), 1, 1), MONTHS_OF_YEAR
    else:
        raise InputError(
            f"'{code}' names no period.",
            where="period",
            mend="Write a month as 2015-08, a quarter as 2015-Q3 or a year as 2015.",
        )
    return Period(_midnight(first, zone), _midnight(months_later(first, months=months), zone))


def months_later(day: date, *, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day` (may be negative)."""
    number = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    return date(number // MONTHS_OF_YEAR, number % MONTHS_OF_YEAR + 1, 1)


def is_valid_on(day: date, *, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a dated row holds on the day; `valid_to` is exclusive, None is open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
