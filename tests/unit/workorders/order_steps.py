"""Steps of an order tried on plain facts (2 March 2026 is a Monday)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cityloop.core.errors import TransitionNotAllowed
from cityloop.workorders.rules.facts import (
    OrderFacts,
)
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FACTS = OrderFacts(now=NOW, today=date(2026, 3, 2))
SOON, BEFORE = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)


def button(step: str, state: str, **facts: Any) -> str | None:  # noqa: ANN401 - any field of facts
    return ORDER_LIFECYCLE.why_not(step, state, facts=replace(FACTS, **facts))


def taken(step: str, state: str, **facts: Any) -> str:  # noqa: ANN401 - any field of facts
    """The state after the step, or the sentence of its refusal."""
    try:
        return str(
            ORDER_LIFECYCLE.target(step, state, facts=replace(FACTS, **facts), reason="because")
        )
    except TransitionNotAllowed as refused:
        return refused.what
