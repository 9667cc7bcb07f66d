"""The clock against an oracle that steps through every minute."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.core.rules.worktime import due_at, working_time
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep, PauseReason
from cityloop.workorders.rules.clock import (
    ClockEvent,
    ClockRecord,
    TimeLimitRule,
    clock_records,
)
from cityloop.workorders.rules.escalation import escalation_points, span_of
from cityloop.workorders.rules.pauses import ClockPolicy
from tests.property import clock_oracle
from tests.property.clock_strategies import (
    UNITS,
    amounts,
    calendars,
    starts,
    stories,
    work_calendar,
)

REASON = PauseReason.WAITING_FOR_REQUESTER
LIMITS = st.sampled_from(UNITS).flatmap(lambda unit: st.tuples(st.just(unit), amounts(unit)))
CAPS = st.fixed_dictionaries(
    {
        "each": st.sampled_from([30, 1440, 4320]),
        "total": st.sampled_from([45, 2000, 9000]),
        "days": st.integers(1, 2),
    }
)


def answer_record(
    start: datetime,
    *,
    limit: tuple[str, int],
    calendar: dict[str, Any],
    story: list[tuple[int, str]],
    caps: dict[str, int],
) -> ClockRecord:
    events = [ClockEvent(OrderStep.DISPATCH, start)] + [
        ClockEvent(step, start + timedelta(minutes=minute), {"reason": REASON})
        for minute, step in story
    ]
    policy = ClockPolicy(
        pause_total_cap=timedelta(minutes=caps["total"]),
        pause_caps={REASON: timedelta(minutes=caps["each"])},
        extension_max_count=1,
        extension_max=None,
        deferral_min_days=caps["days"],
    )
    (record,) = clock_records(
        events,
        rules=[TimeLimitRule(Clock.ANSWER, limit[1], limit[0])],
        calendar=work_calendar(calendar),
        policy=policy,
    )
    return record


@settings(max_examples=120, deadline=None)
@given(start=starts(), limit=LIMITS, calendar=calendars())
def test_due_agrees_with_counting_minutes(
    start: datetime, limit: tuple[str, int], calendar: dict[str, Any]
) -> None:
    unit, amount = limit
    due = due_at(start, amount=amount, unit=unit, calendar=work_calendar(calendar))
    assert due == clock_oracle.due(start, limit=limit, calendar=calendar)


@settings(max_examples=150, deadline=None)
@given(start=starts(), limit=LIMITS, calendar=calendars(), story=stories(), caps=CAPS)
def test_due_after_pauses_agrees_with_counting_minutes(
    start: datetime,
    limit: tuple[str, int],
    calendar: dict[str, Any],
    story: list[tuple[int, str]],
    caps: dict[str, int],
) -> None:
    record = answer_record(start, limit=limit, calendar=calendar, story=story, caps=caps)
    assert record.due_at == clock_oracle.due(
        start, limit=limit, calendar=calendar, story=story, caps=caps
    )


@settings(max_examples=150, deadline=None)
@given(start=starts(), limit=LIMITS, calendar=calendars(), story=stories(), caps=CAPS)
def test_pausing_never_shortens(
    start: datetime,
    limit: tuple[str, int],
    calendar: dict[str, Any],
    story: list[tuple[int, str]],
    caps: dict[str, int],
) -> None:
    record = answer_record(start, limit=limit, calendar=calendar, story=story, caps=caps)
    assert record.due_at is None or record.due_at >= record.base_due_at


@settings(max_examples=150, deadline=None)
@given(start=starts(), limit=LIMITS, calendar=calendars(), story=stories(), caps=CAPS)
def test_escalation_at_100_per_cent_is_the_due_moment(
    start: datetime,
    limit: tuple[str, int],
    calendar: dict[str, Any],
    story: list[tuple[int, str]],
    caps: dict[str, int],
) -> None:
    record = answer_record(start, limit=limit, calendar=calendar, story=story, caps=caps)
    points = escalation_points(span_of(record), percents=(100,))
    assert points == (() if record.due_at is None else ((100, record.due_at),))


@settings(max_examples=150, deadline=None)
@given(start=starts(), limit=LIMITS, calendar=calendars(), story=stories(), caps=CAPS)
def test_escalation_points_rise_with_the_per_cent(
    start: datetime,
    limit: tuple[str, int],
    calendar: dict[str, Any],
    story: list[tuple[int, str]],
    caps: dict[str, int],
) -> None:
    record = answer_record(start, limit=limit, calendar=calendar, story=story, caps=caps)
    points = escalation_points(span_of(record), percents=(50, 80, 100, 150))
    assert list(points) == sorted(points, key=lambda point: point[1])


@settings(max_examples=60, deadline=None)
@given(start=starts(), amount=st.integers(1, 30), calendar=calendars())
def test_working_time_up_to_due_is_the_amount(
    start: datetime, amount: int, calendar: dict[str, Any]
) -> None:
    ours = work_calendar(calendar)
    due = due_at(start, amount=amount, unit="working_hours", calendar=ours)
    assert working_time(start, end=due, calendar=ours) == timedelta(hours=amount)


@settings(max_examples=60, deadline=None)
@given(start=starts(), limit=LIMITS, later=st.integers(0, 3000), calendar=calendars())
def test_due_of_a_later_start_is_not_earlier(
    start: datetime, limit: tuple[str, int], later: int, calendar: dict[str, Any]
) -> None:
    unit, amount = limit
    ours = work_calendar(calendar)
    first, second = (
        due_at(moment, amount=amount, unit=unit, calendar=ours)
        for moment in (start, start + timedelta(minutes=later))
    )
    assert first <= second
