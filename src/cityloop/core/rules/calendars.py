"""Calendars from their definitions: the holiday library's days, then what the file adds."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from cityloop.core.errors import DefinitionError
from cityloop.core.rules.worktime import WorkCalendar

Read = TypeVar("Read")

FIELDS = (
    "code",
    "version",
    "zone",
    "country",
    "subdivision",
    "years",
    "provisional",
    "days_off",
    "extra_workdays",
    "weekend",
    "service_hours",
    "end_of_day",
)
REQUIRED = ("code", "version", "zone", "years", "weekend", "service_hours", "end_of_day")
YEARS = range(1900, 2201)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_from_mapping(data: Mapping[str, Any]) -> WorkCalendar:
    """A WorkCalendar from the content of a calendar file (definitions/calendars/*.yaml).

    `country` null takes no days from the holiday library. Days of the file win over the library's:
    `days_off` over its adjusted workdays, `extra_workdays` over its holidays. Raises
    DefinitionError naming the field.
    """
    for name in REQUIRED:
        if data.get(name) is None:
            _fail(name, "is missing.", "Add it to the calendar file.")
    for name in data:
        if name not in FIELDS:
            _fail(name, "is not a field of a calendar.", f"Known fields: {', '.join(FIELDS)}.")
    years = frozenset(_each(data, "years", _year))
    off, extra = _library_days(data, years)
    file_off = frozenset(_each(data, "days_off", _day))
    file_extra = frozenset(_each(data, "extra_workdays", _day))
    for day in sorted(file_off & file_extra):
        _fail("extra_workdays", f"lists {day}, which 'days_off' lists too.", "Keep one of them.")
    return WorkCalendar(
        code=str(data["code"]),
        version=str(data["version"]),
        zone=_zone(data["zone"]),
        years=years,
        days_off=(off - file_extra) | file_off,
        extra_workdays=(extra - file_off) | file_extra,
        provisional_years=_provisional(data, years),
        weekend=frozenset(_each(data, "weekend", _weekday)),
        service_hours=_service_hours(data),
        end_of_day=_closing("end_of_day", data["end_of_day"]),
    )


def _library_days(
    data: Mapping[str, Any], years: frozenset[int]
) -> tuple[frozenset[date], frozenset[date]]:
    country, subdivision = data.get("country"), data.get("subdivision")
    if country is None:
        return frozenset(), frozenset()
    # Also the years beside: a notice may move a day over New Year's Eve.
    around = {year + step for year in years for step in (-1, 0, 1)}
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=around)
    except NotImplementedError as error:
        _fail("country", f"is unknown to the holiday library: {error}.", "Set null and list days.")
    extra: Iterable[date] = getattr(found, "weekend_workdays", ())
    return (
        frozenset(day for day in found if day.year in years),
        frozenset(day for day in extra if day.year in years),
    )


def _provisional(data: Mapping[str, Any], years: frozenset[int]) -> frozenset[int]:
    provisional = frozenset(_each(data, "provisional", _year))
    for year in sorted(provisional - years):
        _fail("provisional", f"lists {year}, which 'years' does not.", "Add it to 'years'.")
    return provisional


def _service_hours(data: Mapping[str, Any]) -> tuple[tuple[time, time], ...]:
    windows = tuple(_each(data, "service_hours", _window))
    last_end: time | None = time(0)
    for opens, closes in windows:
        if last_end is None or opens < last_end or (closes != time(0) and closes <= opens):
            _fail(
                "service_hours",
                f"has the window {opens:%H:%M}-{closes:%H:%M} out of order.",
                "List windows in order, each closing after it opens, without overlap.",
            )
        last_end = None if closes == time(0) else closes
    return windows


def _each(data: Mapping[str, Any], name: str, read: Callable[[str, Any], Read]) -> list[Read]:
    values = data.get(name) or []
    if not isinstance(values, list | tuple):
        _fail(name, "is not a list.", "Write it as a list: [a, b].")
    return [read(name, value) for value in values]


def _year(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value in YEARS:
        return value
    raise _error(name, f"has {value!r}, which is no year.", "Write years as numbers: [2025, 2026].")


def _day(name: str, value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        _fail(name, f"has {value!r}, which is no date.", "Write dates as 2026-10-01.")


def _weekday(name: str, value: object) -> int:
    if value in WEEKDAYS:
        return WEEKDAYS.index(str(value))
    raise _error(name, f"has {value!r}, which is no weekday.", f"Use {', '.join(WEEKDAYS)}.")


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError):
        _fail("zone", f"has {value!r}, which is no time zone.", "Use a name as Europe/Lisbon.")


def _window(name: str, value: object) -> tuple[time, time]:
    opens, dash, closes = str(value).partition("-")
    if not dash:
        _fail(name, f"has {value!r}, which is no window.", 'Write it as "09:00-17:00".')
    return _clock(name, opens.strip()), _closing(name, closes.strip()) or time(0)


def _closing(name: str, value: object) -> time | None:
    return None if value == "24:00" else _clock(name, value)


def _clock(name: str, value: object) -> time:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else _not_a_clock(name, value)
    except ValueError:
        _not_a_clock(name, value)


def _not_a_clock(name: str, value: object) -> NoReturn:
    _fail(name, f"has {value!r}, which is no time of day.", 'Write it quoted: "18:00".')


def _fail(name: str, what: str, mend: str) -> NoReturn:
    raise _error(name, what, mend)


def _error(name: str, what: str, mend: str) -> DefinitionError:
    return DefinitionError(f"'{name}' {what}", where=f"calendar, field '{name}'", mend=mend)
