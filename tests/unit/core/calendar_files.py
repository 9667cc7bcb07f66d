"""The shipped calendars, and a small one made by hand, for tests."""

from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import WorkCalendar

FOLDER = Path(__file__).parents[3] / "definitions" / "calendars"


def calendar_mapping(name: str) -> dict[str, Any]:
    mapping: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return mapping


@cache
def shipped_calendar(name: str) -> WorkCalendar:
    return calendar_from_mapping(calendar_mapping(name))


def plain_calendar(zone: str = "UTC", *, end_of_day: time | None = None) -> WorkCalendar:
    """Saturdays and Sundays off, one holiday, one adjusted Saturday; open 9-12 and 13-17."""
    return WorkCalendar(
        code="plain",
        version="1",
        zone=zone,
        years=frozenset(range(2016, 2027)),
        days_off=frozenset({date(2026, 3, 5)}),
        extra_workdays=frozenset({date(2026, 3, 7)}),
        provisional_years=frozenset({2026}),
        weekend=frozenset({5, 6}),
        service_hours=((time(9), time(12)), (time(13), time(17))),
        end_of_day=end_of_day,
    )
