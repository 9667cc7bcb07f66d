"""The calendar and the time limits that hold at a moment."""

from datetime import date, datetime, time
from functools import lru_cache

from django.db.models import Q

from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import City, Definition
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import WorkCalendar, due_at
from cityloop.core.sentences import Sentence
from cityloop.responsibility.rules.definitions import TimeLimitFile
from cityloop.responsibility.rules.limits import (
    LimitTable,
    LimitWanted,
    TimeLimitMissing,
    limit_table,
    time_limit,
)

CALENDAR = "calendar"
TIME_LIMITS = "time_limits"


def get_calendar(code: str, *, at: datetime) -> WorkCalendar:
    """Return the calendar version that holds at a moment; raises NotFound. One statement."""
    row = _holding(CALENDAR, code=code, on=at.date())
    if row is None:
        raise NotFound(Sentence("The calendar %(code)s is not loaded.", code=code))
    return _calendar(*row)


def get_limits(city_code: str, *, at: datetime) -> LimitTable:
    """Return the table of time limits that holds at a moment, empty before one is loaded."""
    row = _holding(TIME_LIMITS, code=city_code, on=at.date())
    return {} if row is None else _limits(*row)


def due_if_dispatched(wanted: LimitWanted, *, city: City, at: datetime) -> datetime | None:
    """When the clock would run out if the order went out now; None where no limit fits.

    Two statements.
    """
    try:
        limit = time_limit(get_limits(city.code, at=at), wanted=wanted)
    except TimeLimitMissing:
        return None
    calendar = get_calendar(limit.calendar or city.calendar, at=at)
    return due_at(
        at,
        amount=limit.amount,
        unit=limit.unit,
        calendar=calendar,
        end_of_day=_end_of_day(limit.end_of_day),
    )


def _end_of_day(text: str | None) -> time | None:
    """A closing time as the rules take it: 24:00 is none of its own."""
    return None if text in {None, "24:00"} else time.fromisoformat(str(text))


def _holding(kind: str, *, code: str, on: date) -> tuple[int, str] | None:
    """Number and digest of the version that holds on the day."""
    return (
        Definition.objects.filter(kind=kind, code=code, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .order_by("-valid_from", "-pk")
        .values_list("pk", "digest")
        .first()
    )


# A version never changes, and its digest tells the rows of two databases apart.
@lru_cache(maxsize=16)
def _calendar(pk: int, _digest: str) -> WorkCalendar:
    return calendar_from_mapping(Definition.objects.get(pk=pk).content)


@lru_cache(maxsize=16)
def _limits(pk: int, _digest: str) -> LimitTable:
    content = Definition.objects.get(pk=pk).content
    return limit_table(from_plain(content, kind=TimeLimitFile).limits)
