"""The calendar and the time limits that hold at a moment."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Subquery

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
HELD = ("pk", "digest", "valid_from", "valid_to", "zone")
ONE_DAY = timedelta(days=1)


def get_calendar(code: str, *, at: datetime) -> WorkCalendar:
    """Return the calendar version that holds at a moment; raises NotFound. One statement."""
    row = holding(CALENDAR, code=code, at=at)
    if row is None:
        raise NotFound(Sentence("The calendar %(code)s is not loaded.", code=code))
    return calendar_of_version(row.pk, row.digest)


def get_limits(city_code: str, *, at: datetime) -> LimitTable:
    """Return the table of time limits that holds at a moment, empty before one is loaded."""
    row = holding(TIME_LIMITS, code=city_code, at=at)
    return {} if row is None else limits_of_version(row.pk, row.digest)


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


@dataclass(frozen=True, slots=True)
class Held:
    """The version of a reviewed text that holds: its key and its digest."""

    pk: int
    digest: str


def holding(kind: str, *, at: datetime, code: str | None = None) -> Held | None:
    """Return the version that holds on the city's own day at a moment, or None; one statement.

    The day of a moment is the city's: in a zone east of Greenwich a version begins hours before
    its day begins in UTC. Without a code the newest of that kind.
    """
    rows = Definition.objects.filter(kind=kind, valid_from__lte=at.date() + ONE_DAY)
    if code is not None:
        rows = rows.filter(code=code)
    zone = Subquery(City.objects.values("zone")[:1])
    found = rows.annotate(zone=zone).order_by("-valid_from", "-pk")
    for pk, digest, first, end, name in found.values_list(*HELD):
        day = at.astimezone(ZoneInfo(name or "UTC")).date()
        if first <= day and (end is None or day < end):
            return Held(pk, digest)
    return None


# A version never changes, and its digest tells the rows of two databases apart.
@lru_cache(maxsize=16)
def calendar_of_version(pk: int, _digest: str) -> WorkCalendar:
    """Return a calendar by the key and the digest of its version; read once in a process."""
    return calendar_from_mapping(Definition.objects.get(pk=pk).content)


@lru_cache(maxsize=16)
def limits_of_version(pk: int, _digest: str) -> LimitTable:
    """Return a table of time limits in the same way."""
    content = Definition.objects.get(pk=pk).content
    return limit_table(from_plain(content, kind=TimeLimitFile).limits)
