"""Half-open periods."""

from datetime import UTC, date, datetime

import pytest

from cityloop.core.errors import InputError
from cityloop.core.periods import Period, is_valid_on, months_later, period_from_code


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2015-08", "2015-08-01T04:00+00:00", "2015-09-01T04:00+00:00"),
        ("2015-11", "2015-11-01T04:00+00:00", "2015-12-01T05:00+00:00"),
        ("2015-12", "2015-12-01T05:00+00:00", "2016-01-01T05:00+00:00"),
        ("2015-Q3", "2015-07-01T04:00+00:00", "2015-10-01T04:00+00:00"),
        ("2015", "2015-01-01T05:00+00:00", "2016-01-01T05:00+00:00"),
    ],
)
def test_period_runs_between_local_midnights(code: str, start: str, end: str) -> None:
    expected = Period(datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert period_from_code(code, zone="America/New_York") == expected


@pytest.mark.parametrize("code", ["2015-13", "2015-00", "2015-Q5", "August", "2015-8", ""])
def test_period_refuses_other_texts(code: str) -> None:
    with pytest.raises(InputError, match="names no period"):
        period_from_code(code, zone="UTC")


def test_period_holds_its_start_and_not_its_end() -> None:
    period = period_from_code("2015-08", zone="UTC")
    assert [moment in period for moment in (period.start, period.end)] == [True, False]


def test_period_needs_an_extent() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(moment, moment)


def test_period_needs_aware_datetimes() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 1, 1), datetime(2026, 2, 1))  # noqa: DTZ001 - the point of the test


def test_periods_overlap_in_what_they_share() -> None:
    quarter, month = (period_from_code(code, zone="UTC") for code in ("2015-Q3", "2015-08"))
    assert quarter.overlap(month) == month


def test_periods_that_touch_share_nothing() -> None:
    july, august = (period_from_code(code, zone="UTC") for code in ("2015-07", "2015-08"))
    assert july.overlap(august) is None


@pytest.mark.parametrize(
    ("months", "expected"),
    [(1, date(2026, 1, 1)), (0, date(2025, 12, 1)), (-12, date(2024, 12, 1))],
)
def test_months_later_is_a_first_day(months: int, expected: date) -> None:
    assert months_later(date(2025, 12, 31), months=months) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2027, 1, 1), False)],
)
def test_dated_row_holds_up_to_its_end(day: date, *, expected: bool) -> None:
    valid = is_valid_on(day, valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1))
    assert valid is expected
