"""What was put off to a date is brought back to mind on it (domain.md H2, outcomes)."""

from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.rules.handling_guards import FOLLOW_UP_OUTCOMES

# The answer is given; in the states before it the clock of the answer does the reminding.
REMINDED = (OrderState.ANSWERED, OrderState.FOLLOW_UP, OrderState.CLOSED, OrderState.APPEALED)
# A copy asks for nothing, and a called agency plans nothing.
PLANNING = frozenset({OrderType.MAIN, OrderType.CO, OrderType.ASSIST, OrderType.INSPECTION})


class Planned(Protocol):
    """What tells whether an order was put off to a date, and whether its agency said so."""

    state: str
    order_type: str
    outcome: str
    planned_date: date | None
    answered_at: datetime | None


def planned_at(order: Planned, *, zone: str) -> datetime | None:
    """The moment, in UTC, at which the day begins in the city that an answer gave, or None.

    None too for orders that only closed with their lead: they planned nothing.
    """
    answered = order.state in REMINDED and order.answered_at is not None
    planned = order.order_type in PLANNING and order.outcome in FOLLOW_UP_OUTCOMES
    if order.planned_date is None or not (answered and planned):
        return None
    return datetime.combine(order.planned_date, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
