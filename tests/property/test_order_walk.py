"""Random walks of an order through the flows, on the database: nothing ever contradicts itself."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.sealing import Stream, broken_histories
from cityloop.flows import dispatch, handle
from cityloop.workorders.choices import OrderState, OrderStep, PauseReason, Ruling
from cityloop.workorders.models import Deferral, Objection, Pause, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from tests.integration.stories import answered, called_back, dispatched
from tests.people import NOW, Cast, cast

__all__ = ["cast"]

pytestmark = pytest.mark.django_db
ORDERS = Stream("work orders", WorkOrderEvent, "order")
HELD = frozenset(
    {
        OrderState.DISPATCHED,
        OrderState.ACCEPTED,
        OrderState.OBJECTED,
        OrderState.IN_PROGRESS,
        OrderState.REWORK,
    }
)
Step = Callable[[Cast, WorkOrder, datetime], object]


def _object(people: Cast, order: WorkOrder, at: datetime) -> object:
    return handle.object_to(order, reason="not ours", by=people.handler, at=at)


def _overrule(people: Cast, order: WorkOrder, at: datetime) -> object:
    objection = Objection.objects.get(order=order)
    return dispatch.rule_on_objection(
        objection, ruling=Ruling.OVERRULE, reason="yours", by=people.adjudicator, at=at
    )


def _pause(people: Cast, order: WorkOrder, at: datetime) -> object:
    return handle.pause(
        order,
        pause_reason=PauseReason.WAITING_FOR_REQUESTER,
        evidence="letter",
        requester_told=True,
        by=people.handler,
        at=at,
    )


def _ask_extension(people: Cast, order: WorkOrder, at: datetime) -> object:
    return handle.request_extension(
        order, amount=2, reason="parts", requester_told=True, by=people.handler, at=at
    )


def _defer(people: Cast, order: WorkOrder, at: datetime) -> object:
    return handle.defer(
        order,
        reason_code="no-money",
        evidence="letter",
        plan="June",
        requester_told=True,
        by=people.coordinator,
        at=at,
    )


def _close(people: Cast, order: WorkOrder, at: datetime) -> object:
    if order.state != OrderState.FOLLOW_UP:
        raise NotFound("closed with its call-back alone")
    return called_back(people, order, at=at)


# Without the steps that end an order early: walks would end after two of them.
STEPS: dict[OrderStep, Step] = {
    OrderStep.ACCEPT: lambda who, order, at: handle.accept(order, by=who.handler, at=at),
    OrderStep.CONTACT: lambda who, order, at: handle.contact(
        order, note="x", by=who.handler, at=at
    ),
    OrderStep.OBJECT: _object,
    OrderStep.OVERRULE: _overrule,
    OrderStep.PAUSE: _pause,
    OrderStep.UNPAUSE: lambda who, order, at: handle.unpause(order, by=who.handler, at=at),
    OrderStep.REQUEST_EXTENSION: _ask_extension,
    OrderStep.GRANT_EXTENSION: lambda who, order, at: handle.decide_extension(
        order, granted=True, reason="well", by=who.head, at=at
    ),
    OrderStep.REFUSE_EXTENSION: lambda who, order, at: handle.decide_extension(
        order, granted=False, reason="no", by=who.head, at=at
    ),
    OrderStep.DEFER: _defer,
    OrderStep.RESUME: lambda who, order, at: handle.resume(order, by=who.coordinator, at=at),
    OrderStep.ANSWER: lambda who, order, at: answered(who, order, at=at),
    OrderStep.PASS_CHECK: lambda who, order, at: handle.check_answer(
        order, passed=True, reason="", by=who.dispatcher, at=at
    ),
    OrderStep.FAIL_CHECK: lambda who, order, at: handle.check_answer(
        order, passed=False, reason="no", by=who.dispatcher, at=at
    ),
    OrderStep.CLOSE: _close,
    OrderStep.REOPEN: lambda who, order, at: handle.reopen(
        order, reason="dark", has_new_fact=True, by=who.operator, at=at
    ),
    OrderStep.ESCALATE: lambda _who, _order, at: sweep_clocks(by=None, at=at),
}
WALKS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 40)), min_size=12, max_size=30)


def walked(people: Cast, choices: list[tuple[int, int]]) -> tuple[WorkOrder, datetime]:
    """The order after a walk through steps that its state knows, and the moment reached."""
    order, at = dispatched(people), NOW
    for choice, hours in choices:
        at += timedelta(hours=hours)
        known = [step for step in ORDER_LIFECYCLE.steps_from(order.state) if step in STEPS]
        if not known:
            break
        # What a guard refuses is part of the walk: it must leave nothing behind.
        with suppress(TransitionNotAllowed, NotFound):
            STEPS[OrderStep(known[choice % len(known)])](people, order, at)
        order.refresh_from_db()
    return order, at


def contradictions(order: WorkOrder, *, at: datetime) -> list[str]:
    """What does not fit together in the rows of an order, and in a sweep long afterwards."""
    paused = Pause.objects.filter(order=order, ended_at__isnull=True).exists()
    listed = Deferral.objects.filter(order=order, ended_at__isnull=True).exists()
    history = list(broken_histories(ORDERS))
    swept = sweep_clocks(by=None, at=at + timedelta(days=40))
    # A pause that the first sweep ends is escalated by the second; then all is told.
    sweep_clocks(by=None, at=at + timedelta(days=40))
    again = sweep_clocks(by=None, at=at + timedelta(days=40))
    found = {
        "its history is broken": bool(history),
        "it is paused but not in progress": paused and order.state != OrderState.IN_PROGRESS,
        "ledger and state differ": listed != (order.state == OrderState.SUSPENDED),
        "nobody holds it, and yet it is checked": order.state not in HELD
        and order.next_check_at is not None,
        "the sweep cannot compute its clock": bool(swept.set_aside),
        "what was told is told again": again.escalated > 0,
    }
    return [what for what, is_so in found.items() if is_so]


@settings(
    max_examples=20,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    # Each walk has an order of its own; they share the city.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(choices=WALKS)
def test_nothing_contradicts_itself_after_any_walk(
    cast: Cast, choices: list[tuple[int, int]]
) -> None:
    order, at = walked(cast, choices)
    assert contradictions(order, at=at) == []
