"""Working time: limits, days, zones (2 March 2026 is a Monday)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from timeit import repeat
from zoneinfo import ZoneInfo

import pytest

from cityloop.core.errors import CalendarYearMissing
from cityloop.core.rules.worktime import (
    Limit,
    due_after_holds,
    due_at,
    is_provisional,
    is_workday,
    missing_years,
    require_years,
    working_time,
)
from tests.unit.core.calendar_files import plain_calendar, shipped_calendar

PLAIN = plain_calendar()
MONDAY = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "expected"), [(2, True), (5, False), (7, True), (8, False), (14, False)]
)
def test_workday_follows_holiday_adjusted_day_and_weekend(day: int, *, expected: bool) -> None:
    assert is_workday(date(2026, 3, day), calendar=PLAIN) is expected


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (90, "minutes", at(2, 18)),
        (24, "hours", at(3, 16, 30)),
        (1, "working_hours", at(3, 9, 30)),
        (4, "working_hours", at(3, 13, 30)),
        (0, "hours", at(2, 16, 30)),
        (0, "working_hours", at(2, 16, 30)),
        (0, "natural_days", at(3)),
        (0, "working_days", at(3)),
        (1, "natural_days", at(4)),
        (3, "natural_days", at(6)),
        (3, "working_days", at(7)),
        (4, "working_days", at(8)),
        (5, "working_days", at(10)),
    ],
)
def test_due_counts_each_unit(amount: int, unit: str, expected: datetime) -> None:
    assert due_at(MONDAY, amount=amount, unit=unit, calendar=PLAIN) == expected


def test_due_of_working_hours_ends_with_the_window_not_with_the_next() -> None:
    assert due_at(at(2, 9), amount=3, unit="working_hours", calendar=PLAIN) == at(2, 12)


def test_due_of_working_hours_from_a_closed_day_starts_when_it_opens() -> None:
    assert due_at(at(8, 11), amount=1, unit="working_hours", calendar=PLAIN) == at(9, 10)


def test_due_takes_the_end_of_day_of_the_limit() -> None:
    due = due_at(MONDAY, amount=1, unit="natural_days", calendar=PLAIN, end_of_day=time(18))
    assert due == at(3, 18)


def test_due_takes_the_end_of_day_of_the_calendar() -> None:
    calendar = plain_calendar(end_of_day=time(17, 30))
    assert due_at(MONDAY, amount=1, unit="working_days", calendar=calendar) == at(3, 17, 30)


def test_due_of_a_limit_at_midnight_wins_over_the_end_of_day_of_the_calendar() -> None:
    calendar = plain_calendar(end_of_day=time(17, 30))
    due = due_at(MONDAY, amount=1, unit="working_days", calendar=calendar, end_of_day=time(0))
    assert due == at(4)


def test_due_counts_the_local_day_not_the_day_of_utc() -> None:
    calendar = plain_calendar("Asia/Shanghai")
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 3 March, 07:30 there
    due = due_at(late, amount=1, unit="natural_days", calendar=calendar)
    assert due == datetime(2026, 3, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        ("Europe/London", "2026-03-28T12:00+00:00", "2026-03-29T23:00+00:00"),
        ("Europe/London", "2026-10-24T12:00+00:00", "2026-10-26T00:00+00:00"),
        # Midnight does not exist: the day ends as the clocks jump.
        ("America/Sao_Paulo", "2017-10-13T12:00+00:00", "2017-10-15T03:00+00:00"),
        # Midnight comes twice: the day ends at the first.
        ("America/Havana", "2018-11-02T12:00+00:00", "2018-11-04T04:00+00:00"),
    ],
)
def test_due_of_a_day_is_local_midnight_when_the_clocks_change(
    zone: str, start: str, expected: str
) -> None:
    due = due_at(
        datetime.fromisoformat(start), amount=1, unit="natural_days", calendar=plain_calendar(zone)
    )
    assert due == datetime.fromisoformat(expected)


def test_due_of_hours_is_elapsed_time_when_the_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    due = due_at(
        datetime(2026, 3, 7, 12, tzinfo=zone),
        amount=24,
        unit="hours",
        calendar=plain_calendar(zone.key),
    )
    assert due == datetime(2026, 3, 8, 13, tzinfo=zone)


def test_due_is_in_utc() -> None:
    due = due_at(MONDAY, amount=1, unit="hours", calendar=plain_calendar("Asia/Shanghai"))
    assert due.tzinfo is UTC


def test_due_refuses_a_negative_amount() -> None:
    with pytest.raises(ValueError, match="negative: -1"):
        due_at(MONDAY, amount=-1, unit="hours", calendar=PLAIN)


def test_due_refuses_an_unknown_unit() -> None:
    with pytest.raises(ValueError, match="unknown unit of time 'weeks'"):
        due_at(MONDAY, amount=1, unit="weeks", calendar=PLAIN)


def test_due_of_working_days_never_guesses_a_year_that_is_missing() -> None:
    start = datetime(2026, 12, 30, 12, tzinfo=UTC)
    with pytest.raises(CalendarYearMissing, match=r"calendar 'plain' version 1.*no year 2027"):
        due_at(start, amount=5, unit="working_days", calendar=PLAIN)


def test_due_of_natural_days_needs_no_year() -> None:
    start = datetime(2026, 12, 30, 12, tzinfo=UTC)
    due = due_at(start, amount=5, unit="natural_days", calendar=PLAIN)
    assert due == datetime(2027, 1, 5, tzinfo=UTC)


def test_missing_years_lists_each() -> None:
    missing = missing_years(PLAIN, first=date(2026, 5, 1), last=date(2028, 1, 1))
    assert missing == (2027, 2028)


def test_required_years_pass_when_all_are_held() -> None:
    days = date(2025, 1, 1), date(2026, 12, 31)
    assert missing_years(PLAIN, first=days[0], last=days[1]) == ()
    require_years(PLAIN, first=days[0], last=days[1])


def test_required_years_name_the_first_that_is_missing() -> None:
    with pytest.raises(CalendarYearMissing, match="no year 2027"):
        require_years(PLAIN, first=date(2026, 1, 1), last=date(2028, 1, 1))


def test_provisional_year_is_told() -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1))
    assert [is_provisional(day, calendar=PLAIN) for day in days] == [False, True]


def test_working_time_counts_the_open_windows_only() -> None:
    assert working_time(at(4, 16), end=at(7, 10), calendar=PLAIN) == timedelta(hours=9)


def test_working_time_backwards_is_nothing() -> None:
    assert working_time(at(4, 16), end=at(4, 10), calendar=PLAIN) == timedelta(0)


HOLDS = {
    "within a day": ((at(3, 10), at(3, 15)),),
    "over one midnight": ((at(3, 10), at(4, 10)),),
    "over two midnights": ((at(3, 10), at(5, 1)),),
    "twice": ((at(3, 10), at(4, 10)), (at(5, 23), at(6, 1))),
    "too late": ((at(9), at(20)),),
    "up to midnight": ((at(3, 10), at(4)),),
    "from midnight": ((at(4), at(4, 1)),),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("within a day", 4),
        ("over one midnight", 5),
        ("over two midnights", 6),
        ("twice", 6),
        ("too late", 4),
        ("up to midnight", 5),
        ("from midnight", 4),
    ],
)
def test_hold_adds_each_natural_day_whose_end_it_covers(name: str, expected: int) -> None:
    due = due_after_holds(
        at(2, 8), limit=Limit(2, "natural_days"), calendar=PLAIN, holds=HOLDS[name]
    )
    assert due == at(expected + 1)


def test_hold_over_days_off_adds_no_working_day() -> None:
    holds = ((at(4, 23), at(5, 23)),)  # over the end of Wednesday; Thursday is a holiday
    due = due_after_holds(at(2, 8), limit=Limit(4, "working_days"), calendar=PLAIN, holds=holds)
    assert due == at(10)


def test_hold_adds_its_length_to_hours() -> None:
    due = due_after_holds(
        at(2, 8), limit=Limit(24, "hours"), calendar=PLAIN, holds=HOLDS["within a day"]
    )
    assert due == at(3, 8)


def test_hold_before_due_adds_its_length_to_hours() -> None:
    holds = ((at(2, 9), at(2, 10)), (at(2, 20), at(3, 1)))
    due = due_after_holds(at(2, 8), limit=Limit(24, "hours"), calendar=PLAIN, holds=holds)
    assert due == at(3, 14)


def test_hold_outside_the_open_windows_adds_no_working_hours() -> None:
    holds = ((at(2, 12), at(2, 13)), (at(2, 17), at(3, 9)))
    due = due_after_holds(at(2, 9), limit=Limit(8, "working_hours"), calendar=PLAIN, holds=holds)
    assert due == at(3, 10)


@pytest.mark.real_time
def test_due_of_plain_limits_is_cheap_enough_for_a_large_backlog() -> None:
    china = shipped_calendar("china")
    start = datetime(2025, 9, 30, 8, tzinfo=UTC)
    quickest = {
        unit: min(repeat(partial(due_at, start, amount=5, unit=unit, calendar=china), number=1000))
        for unit in ("minutes", "hours", "natural_days", "working_days")
    }
    assert max(quickest.values()) / 1000 < 20e-6, quickest
