"""The city, its day, and the calendars and time limits that hold on it: one statement for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.core.rows import stored
from cityloop.core.rules.worktime import WorkCalendar
from cityloop.core.sentences import Sentence
from cityloop.responsibility.queries.limits import (
    CALENDAR,
    TIME_LIMITS,
    calendar_of_version,
    limits_of_version,
)
from cityloop.responsibility.rules.limits import LimitTable

ONE_DAY = timedelta(days=1)
CITY = ("id", "names", "code", "zone", "languages", "calendar", "evaluation_scheme", "settings")
# The city's day is known only when the city is read: a day on either side, then the day itself.
HELD = f"""
SELECT {", ".join(f"city.{name}" for name in CITY)},
       held.kind, held.code, held.id, held.digest, held.valid_from, held.valid_to
FROM core_city city LEFT JOIN core_definition held
  ON held.kind IN (%s, %s) AND held.valid_from <= %s
  AND (held.valid_to IS NULL OR held.valid_to >= %s)
ORDER BY held.valid_from DESC, held.id DESC
"""  # noqa: S608 - names of our columns


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds at a moment; `versions` gives key and digest by kind and code."""

    city: City
    day: date
    versions: Mapping[tuple[str, str], tuple[int, str]]

    def calendar(self, code: str) -> WorkCalendar:
        """The calendar version that holds; raises NotFound."""
        version = self.versions.get((CALENDAR, code))
        if version is None:
            raise NotFound(Sentence("The calendar %(code)s is not loaded.", code=code))
        return calendar_of_version(*version)

    @property
    def limits(self) -> LimitTable:
        """The city's table of time limits, empty before one is loaded."""
        version = self.versions.get((TIME_LIMITS, self.city.code))
        return {} if version is None else limits_of_version(*version)


def get_in_force(*, at: datetime) -> InForce:
    """Return what holds on the city's own day at a moment; raises NotFound without a city."""
    with connection.cursor() as cursor:
        around = (at.date() + ONE_DAY).isoformat(), (at.date() - ONE_DAY).isoformat()
        cursor.execute(HELD, [CALENDAR, TIME_LIMITS, *around])
        rows = cursor.fetchall()
    if not rows:
        raise NotFound("There is no city.", mend="Load its definitions first.")
    city = stored(City, CITY, values=rows[0][: len(CITY)])
    day = at.astimezone(ZoneInfo(city.zone)).date()
    versions: dict[tuple[str, str], tuple[int, str]] = {}
    for kind, code, pk, digest, first, end in (row[len(CITY) :] for row in rows):
        if pk is not None and _day(first) <= day and (end is None or day < _day(end)):
            versions.setdefault((kind, code), (pk, digest))
    return InForce(city, day, versions)


def _day(value: date | str) -> date:
    """A day as PostgreSQL gives it, or as SQLite does."""
    return date.fromisoformat(value) if isinstance(value, str) else value
