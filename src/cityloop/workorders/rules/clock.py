"""The clocks of one order as a pure function of its events, rules and calendar (domain.md H3).

Nothing is remembered: correct an event, compute again, and every figure follows with the rule and
calendar version named in the record. A clock without a rule does not run.

Pausing never shortens. Hour units: what was left when the pause began is left when it ends. Day
units: a counted day whose closing time falls in the pause is not used up. A pause that begins at
or after the due moment does not heal a breach. Only the answer clock can be paused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from cityloop.core.rules.worktime import HOURS, MINUTES, Limit, WorkCalendar, due_at
from cityloop.responsibility.choices import Clock
from cityloop.workorders.rules.clock_effects import Ledger, Running
from cityloop.workorders.rules.moved_due import moved_due
from cityloop.workorders.rules.pauses import ClockPolicy, Pause, capped_pauses

DEFAULT_ESCALATION = (50, 80, 100, 150)


@dataclass(frozen=True, slots=True)
class TimeLimitRule:
    """The time limit of one clock; `escalation` in per cent of the limit (domain.md H3 rule 9)."""

    clock: str
    amount: int
    unit: str
    end_of_day: time | None = None
    escalation: tuple[int, ...] = DEFAULT_ESCALATION
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """What happened to the order, when; `kind` is an OrderStep.

    Data read: pause and defer `reason`; pause `until` (datetime, optional); grant_extension
    `amount` (whole number, in the unit of the answer rule).
    """

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """One run of one clock (domain.md H1). Datetimes in UTC.

    `round` counts the runs of this clock on the order. `base_due_at` is the due moment without
    pauses and extension. `due_at` is None only while a deferral is open; while another pause is
    open it is what will hold if the pause lasts to its cap. `extension` is in the rule's unit.
    `charged` is false where the order left the agency by ruling or recall. `breached` is None while
    the clock runs (`is_breached` tells for a moment), decided when it stops, never of an uncharged.
    """

    clock: str
    round: int
    start_at: datetime
    base_due_at: datetime
    due_at: datetime | None
    pauses: tuple[Pause, ...]
    amount: int
    unit: str
    extension: int
    stopped_at: datetime | None
    charged: bool
    breached: bool | None
    rule_id: str
    calendar_code: str
    calendar_version: str


def clock_records(
    events: Sequence[ClockEvent],
    *,
    rules: Sequence[TimeLimitRule],
    calendar: WorkCalendar,
    policy: ClockPolicy,
) -> tuple[ClockRecord, ...]:
    """Every run of every clock that the events of one order started, in order of their start.

    Events come in the order of their moments; one rule a clock. Raises CalendarYearMissing.
    """
    by_clock = {rule.clock: rule for rule in rules}
    ledger = Ledger(frozenset(by_clock))
    for event in events:
        ledger.apply(event.kind, at=event.at, data=event.data)
    return tuple(
        _record(run, rule=by_clock[run.clock], calendar=calendar, policy=policy)
        for run in ledger.runs
    )


def is_breached(record: ClockRecord, *, at: datetime) -> bool:
    """Whether the clock had passed its due moment at `at`; a step exactly at it is in time."""
    if not record.charged or record.due_at is None:
        return False
    return min(record.stopped_at or at, at) > record.due_at


def halved(rule: TimeLimitRule, *, clock: str = Clock.REWORK, rule_id: str = "") -> TimeLimitRule:
    """Half of a rule's amount, rounded up, for another clock: the default of rework (H2).

    An odd number of hours becomes minutes, so that it is halved exactly.
    """
    minutes = rule.unit == HOURS and rule.amount % 2
    return TimeLimitRule(
        clock=clock,
        amount=rule.amount * 30 if minutes else -(-rule.amount // 2),
        unit=MINUTES if minutes else rule.unit,
        end_of_day=rule.end_of_day,
        escalation=rule.escalation,
        rule_id=rule_id or rule.rule_id,
    )


def _record(
    run: Running, *, rule: TimeLimitRule, calendar: WorkCalendar, policy: ClockPolicy
) -> ClockRecord:
    base = due_at(
        run.start_at,
        amount=rule.amount,
        unit=rule.unit,
        calendar=calendar,
        end_of_day=rule.end_of_day,
    )
    due: datetime | None = base
    pauses = capped_pauses(run.notes, policy=policy) if run.notes else ()
    extension = _extension(run.extensions, rule=rule, policy=policy) if run.extensions else 0
    if pauses or extension:
        limit = Limit(rule.amount + extension, rule.unit, rule.end_of_day)
        due = moved_due(run.start_at, pauses, limit=limit, calendar=calendar, policy=policy)
    return ClockRecord(
        clock=run.clock,
        round=run.round,
        start_at=run.start_at,
        base_due_at=base,
        due_at=due,
        pauses=pauses,
        amount=rule.amount,
        unit=rule.unit,
        extension=extension,
        stopped_at=run.stopped_at,
        charged=run.charged,
        breached=_breach(run, due),
        rule_id=rule.rule_id,
        calendar_code=calendar.code,
        calendar_version=calendar.version,
    )


def _breach(run: Running, due: datetime | None) -> bool | None:
    if run.stopped_at is None:
        return None
    return run.charged and due is not None and run.stopped_at > due


def _extension(asked: Sequence[int], *, rule: TimeLimitRule, policy: ClockPolicy) -> int:
    longest = rule.amount if policy.extension_max is None else policy.extension_max
    granted = asked[: policy.extension_max_count]
    return sum(max(0, min(amount, longest)) for amount in granted)
