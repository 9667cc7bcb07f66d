"""Days of a request that a community take on a task."""

from datetime import date

import pytest

from cityloop.responsibility.rules.admission import (
    AdmissionDates,
    admission_dates,
    why_refusable,
)

DATES = AdmissionDates(decide_by=date(2026, 3, 23), earliest_start=date(2026, 4, 13))


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def test_dates_count_working_days_after_the_day_of_asking() -> None:
    found = admission_dates(date(2026, 3, 2), lead_days=30, decision_days=15, is_workday=is_weekday)
    assert found == DATES


def test_unapproved_task_may_be_refused() -> None:
    why = why_refusable(
        approved=False, today=DATES.earliest_start, dates=DATES, money=True, people=True
    )
    assert why == "The task is not approved; it may be refused and the refusal is reported."


def test_task_before_its_time_may_be_refused() -> None:
    why = why_refusable(
        approved=True, today=date(2026, 4, 12), dates=DATES, money=True, people=True
    )
    assert why == "The task may not start before 2026-04-13."


@pytest.mark.parametrize(
    ("money", "people", "lacking"),
    [(False, True, "money"), (True, False, "people"), (False, False, "money and people")],
)
def test_task_that_brings_nothing_may_be_refused(
    *, money: bool, people: bool, lacking: str
) -> None:
    why = why_refusable(
        approved=True, today=DATES.earliest_start, dates=DATES, money=money, people=people
    )
    assert why == f"The task brings no {lacking}."


def test_approved_task_in_time_with_means_may_start() -> None:
    assert (
        why_refusable(
            approved=True, today=DATES.earliest_start, dates=DATES, money=True, people=True
        )
        is None
    )
