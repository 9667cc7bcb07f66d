"""The answer clock of a past order: the city's own target, not a limit of ours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cityloop.flows.history_records import HistoryRecord
from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.workorders.rules.escalation import Span, escalation_points

HOUR = timedelta(hours=1)


def answer_clock(record: HistoryRecord, *, source: str, calendar: str) -> dict[str, Any] | None:
    """Return the clock as columns of a ClockRecord without its order, None without a target.

    The due moment is the target to the second. The amount says in whole hours, rounded up, how
    long that was; it is for people, and due is never computed from it.
    """
    if record.due_at is None:
        return None
    closed, due = record.closed_at, record.due_at
    return {
        "clock": Clock.ANSWER.value,
        "round": 1,
        "amount": -((record.opened_at - due) // HOUR),
        "unit": TimeUnit.HOURS.value,
        "rule_id": f"import:{source}"[:64],
        "calendar": calendar,
        "start_at": record.opened_at,
        "base_due_at": due,
        "due_at": due,
        "stopped_at": closed,
        "breached": None if closed is None else closed > due,
    }


def first_check_at(record: HistoryRecord, *, percents: Sequence[int]) -> datetime | None:
    """Return when the sweep looks at an open order first: the lowest rung of the ladder."""
    if record.closed_at is not None or record.due_at is None:
        return None
    points = escalation_points(Span(record.opened_at, record.due_at), percents=percents)
    return min((moment for _, moment in points), default=None)
