"""Events, rules and records for tests of the clock (2 March 2026 is a Monday, zone UTC)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep, PauseReason
from cityloop.workorders.rules.clock import (
    ClockEvent,
    ClockRecord,
    TimeLimitRule,
    clock_records,
)
from cityloop.workorders.rules.pauses import ClockPolicy
from tests.unit.core.calendar_files import plain_calendar

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
WAITING = PauseReason.WAITING_FOR_REQUESTER
POLICY = ClockPolicy(
    pause_total_cap=timedelta(hours=100),
    pause_caps={WAITING: timedelta(hours=72)},
    extension_max_count=1,
    extension_max=None,
    deferral_min_days=1,
)
RULES = (
    TimeLimitRule(Clock.ACCEPT, 4, "hours", rule_id="accept-3"),
    TimeLimitRule(Clock.CONTACT, 24, "hours", rule_id="contact-3"),
    TimeLimitRule(Clock.ANSWER, 48, "hours", rule_id="answer-3"),
    TimeLimitRule(Clock.REWORK, 24, "hours", rule_id="rework-3"),
    TimeLimitRule(Clock.RULING, 1, "working_days", rule_id="ruling"),
    TimeLimitRule(Clock.FOLLOW_UP, 3, "natural_days", rule_id="follow-up"),
    TimeLimitRule(Clock.REVIEW, 30, "natural_days", rule_id="review"),
)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def step(kind: str, hour: float, **data: Any) -> ClockEvent:  # noqa: ANN401 - event data is JSON
    if kind in (OrderStep.PAUSE, OrderStep.DEFER):
        data.setdefault("reason", WAITING)
    return ClockEvent(kind, hours(hour), data)


def records(
    *events: ClockEvent,
    rules: Sequence[TimeLimitRule] = RULES,
    policy: ClockPolicy = POLICY,
) -> dict[tuple[str, int], ClockRecord]:
    """Records by clock and round, of a dispatch at START and what follows."""
    found = clock_records(
        [ClockEvent(OrderStep.DISPATCH, START), *events],
        rules=rules,
        calendar=plain_calendar(),
        policy=policy,
    )
    return {(record.clock, record.round): record for record in found}


def answer(*events: ClockEvent, policy: ClockPolicy = POLICY) -> ClockRecord:
    """The first answer clock."""
    return records(*events, policy=policy)[Clock.ANSWER, 1]
