"""Steps of an order's life, played one after the other through the flows."""

from datetime import datetime, timedelta
from typing import Any

from cityloop.flows import dispatch, follow_up, handle
from cityloop.flows.report import NewReport
from cityloop.followups.choices import Satisfied, Solved
from cityloop.workorders.choices import OrderOutcome, OrderState
from cityloop.workorders.models import WorkOrder
from tests.people import NAME, NOW, PHONE, Cast, Town

HOUR = timedelta(hours=1)
UNSOLVED = {"solved": Solved.UNRESOLVED, "satisfied": Satisfied.DISSATISFIED}
GOOD = {"contacted": True, "solved": Solved.RESOLVED, "satisfied": Satisfied.SATISFIED}


def a_new_report(town: Town, **more: Any) -> NewReport:  # noqa: ANN401 - fields of the report
    """What a resident says of a dark street light."""
    fields: dict[str, Any] = {
        "kind": "complaint",
        "title": "Street light is dark",
        "text": "The lamp at the corner has been dark for a week.",
        "service_type": town.lights,
        "area": town.street,
        "address": "3 Ferry Lane",
        "name": NAME,
        "phone": PHONE,
    }
    return NewReport(**{**fields, **more})


def dispatched(cast: Cast, *, at: datetime = NOW, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """Report a dark street light and send it to the lighting agency."""
    report = a_new_report(cast.town, **more)
    return dispatch.receive_and_dispatch(report, by=cast.operator, at=at)


def in_progress(cast: Cast, *, at: datetime = NOW, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """An order whose agency has accepted it and spoken to the requester."""
    order = handle.accept(dispatched(cast, at=at, **more), by=cast.handler, at=at + HOUR / 6)
    return handle.contact(order, note="Called, she was in.", by=cast.handler, at=at + HOUR / 3)


def answered(cast: Cast, order: WorkOrder, *, at: datetime) -> WorkOrder:
    """Answer an order that is in progress or in rework."""
    return handle.answer(
        order,
        outcome=OrderOutcome.RESOLVED,
        text="The lamp was replaced.",
        evidence="photograph of the lamp",
        by=cast.handler,
        at=at,
    )


def in_follow_up(cast: Cast, *, at: datetime = NOW, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """An order that was answered a day later and passed its check."""
    order = answered(cast, in_progress(cast, at=at, **more), at=at + 24 * HOUR)
    return handle.check_answer(order, passed=True, reason="", by=cast.dispatcher, at=at + 25 * HOUR)


def closed(cast: Cast, *, at: datetime = NOW, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """An order that went all the way, two days long."""
    return called_back(cast, in_follow_up(cast, at=at, **more), at=at + 48 * HOUR)


def closed_unsolved(cast: Cast, *, at: datetime = NOW, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields
    """An order that went all the way, and whose requester says that it is not solved."""
    return called_back(cast, in_follow_up(cast, at=at, **more), at=at + 48 * HOUR, **UNSOLVED)


def called_back(
    cast: Cast,
    order: WorkOrder,
    *,
    at: datetime,
    **answers: Any,  # noqa: ANN401 - answers to the questions
) -> WorkOrder:
    """Draw the call-back of an order that waits for it, and record what was said."""
    assert order.state == OrderState.FOLLOW_UP
    drawn = {one.order_id: one for one in follow_up.draw(by=None, at=at)}
    follow_up.record_answers(drawn[order.pk], answers={**GOOD, **answers}, by=cast.caller, at=at)
    order.refresh_from_db()
    return order
