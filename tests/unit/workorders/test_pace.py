"""Which open orders will be late at the usual pace."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.workorders.rules.pace import (
    Handled,
    Pace,
    Running,
    expected_duration,
    usual_pace,
    will_be_late,
)

LAMP, DRAIN = 1, 2
BEGUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def pace(*taken: int, least: int = 1, of: int = LAMP) -> Pace:
    return usual_pace([Handled(of, hours(one)) for one in taken], least=least)


@pytest.mark.parametrize(
    ("elapsed", "expected"), [(0, 30), (10, 30), (25, 40), (45, 50), (50, None)]
)
def test_expected_is_the_lower_median_of_those_that_took_longer(
    elapsed: int, expected: int | None
) -> None:
    said = expected_duration(pace(10, 20, 30, 40, 50), service_type=LAMP, elapsed=hours(elapsed))
    assert said == (None if expected is None else hours(expected))


def test_other_types_tell_when_too_few_of_the_own_do() -> None:
    past = [Handled(LAMP, hours(90)), *(Handled(DRAIN, hours(n)) for n in (10, 20, 30))]
    found = usual_pace(past, least=3)
    assert expected_duration(found, service_type=LAMP, elapsed=hours(0)) == hours(20)


def test_too_few_past_orders_tell_nothing() -> None:
    assert expected_duration(pace(10, 20, least=3), service_type=LAMP, elapsed=hours(0)) is None


def test_answer_before_the_dispatch_is_left_out() -> None:
    assert pace(-5, 10).overall == [hours(10)]


@pytest.mark.parametrize(("due", "late"), [(29, True), (30, False), (31, False)])
def test_order_is_late_when_others_like_it_took_beyond_its_due_moment(
    due: int, *, late: bool
) -> None:
    order = Running(LAMP, BEGUN, BEGUN + hours(due))
    assert will_be_late(order, pace=pace(10, 20, 30, 40, 50), at=BEGUN + hours(5)) == late


def test_order_without_anything_to_compare_with_is_not_called_late() -> None:
    order = Running(LAMP, BEGUN, BEGUN + hours(1))
    assert not will_be_late(order, pace=pace(), at=BEGUN)
