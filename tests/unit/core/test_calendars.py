"""Calendars from their files."""

import csv
from datetime import date, time, timedelta
from typing import Any

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.core.rules.worktime import is_workday
from tests.shared_data import shared_file
from tests.unit.core.calendar_files import calendar_mapping, shipped_calendar


def made(**changes: object) -> dict[str, Any]:
    return {**calendar_mapping("china"), **changes}


@pytest.mark.parametrize("year", range(2007, 2027))
def test_china_agrees_with_the_official_notices(year: int) -> None:
    with shared_file("calendar/china_holidays_adjusted_workdays_2007_2027.csv").open() as lines:
        rows = [(date.fromisoformat(row["date"]), row["isOffDay"]) for row in csv.DictReader(lines)]
    notice = {day: off == "False" for day, off in rows if day.year == year}
    calendar = calendar_from_mapping(made(years=[year], provisional=[]))
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    disagreements = [
        day
        for day in days
        if day.year == year
        and is_workday(day, calendar=calendar) != notice.get(day, day.weekday() < 5)
    ]
    assert disagreements == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 9, 28), True),  # an adjusted Sunday
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # an adjusted Saturday
        (date(2026, 2, 17), False),  # New Year of the lunar calendar
    ],
)
def test_china_knows_adjusted_days(day: date, *, expected: bool) -> None:
    assert is_workday(day, calendar=shipped_calendar("china")) is expected


def test_china_marks_the_year_without_a_notice_as_provisional() -> None:
    assert shipped_calendar("china").provisional_years == {2027}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2015, 7, 3), False),  # Independence Day fell on a Saturday
        (date(2015, 7, 6), True),
        (date(2021, 12, 31), False),  # observed for New Year's Day of the next year
        (date(2020, 6, 19), True),  # before Juneteenth was a holiday
        (date(2022, 6, 20), False),
    ],
)
def test_united_states_knows_observed_days(day: date, *, expected: bool) -> None:
    assert is_workday(day, calendar=shipped_calendar("united_states")) is expected


def test_file_takes_a_library_holiday_back() -> None:
    calendar = calendar_from_mapping(made(extra_workdays=["2025-10-08"]))
    assert is_workday(date(2025, 10, 8), calendar=calendar)


def test_file_takes_a_library_workday_back() -> None:
    calendar = calendar_from_mapping(made(days_off=[date(2025, 10, 11)]))
    assert not is_workday(date(2025, 10, 11), calendar=calendar)


def test_calendar_without_country_has_the_days_of_the_file_only() -> None:
    calendar = calendar_from_mapping(made(country=None, days_off=["2025-03-04"]))
    assert calendar.days_off | calendar.extra_workdays == {date(2025, 3, 4)}


def test_subdivision_adds_its_days() -> None:
    changes = {"country": "US", "subdivision": "MA", "years": [2025]}
    calendar = calendar_from_mapping(made(provisional=[], **changes))
    assert not is_workday(date(2025, 4, 21), calendar=calendar)


def test_service_hours_and_end_of_day_are_read() -> None:
    calendar = calendar_from_mapping(made(service_hours=["08:00-24:00"], end_of_day="18:00"))
    assert (calendar.service_hours, calendar.end_of_day) == (((time(8), time(0)),), time(18))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"zone": None}, "field 'zone': 'zone' is missing"),
        ({"colour": "red"}, "field 'colour': 'colour' is not a field of a calendar"),
        ({"zone": "Mars/Base"}, "'zone' has 'Mars/Base', which is no time zone"),
        ({"country": "XX"}, "'country' is unknown to the holiday library"),
        ({"years": 2025}, "'years' is not a list"),
        ({"years": ["2025"]}, "'years' has '2025', which is no year"),
        ({"years": [20250]}, "'years' has 20250, which is no year"),
        ({"provisional": [2031]}, "'provisional' lists 2031, which 'years' does not"),
        ({"days_off": ["1/10/2025"]}, "'days_off' has '1/10/2025', which is no date"),
        (
            {"days_off": ["2025-01-02"], "extra_workdays": ["2025-01-02"]},
            "'extra_workdays' lists 2025-01-02, which 'days_off' lists too",
        ),
        ({"weekend": ["saturday"]}, "'weekend' has 'saturday', which is no weekday"),
        ({"service_hours": ["09:00"]}, "'service_hours' has '09:00', which is no window"),
        ({"service_hours": ["9h-17h"]}, "'service_hours' has '9h', which is no time of day"),
        ({"service_hours": ["17:00-09:00"]}, "the window 17:00-09:00 out of order"),
        ({"service_hours": ["09:00-13:00", "12:00-17:00"]}, "window 12:00-17:00 out of order"),
        ({"service_hours": ["09:00-24:00", "12:00-17:00"]}, "window 12:00-17:00 out of order"),
        ({"end_of_day": 1080}, "'end_of_day' has 1080, which is no time of day"),
    ],
)
def test_wrong_calendar_names_its_field(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        calendar_from_mapping(made(**changes))
    assert message in str(caught.value)
