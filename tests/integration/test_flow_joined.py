"""Those who join a matter under its lead end with it."""

import pytest

from cityloop.flows import dispatch, handle
from cityloop.responsibility.models import CoDuty, Duty
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderType, Ruling
from cityloop.workorders.models import Deferral, WorkOrder, WorkOrderEvent
from tests.integration.stories import HOUR, answered, called_back, dispatched, in_progress
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def co_duty(cast: Cast) -> None:
    """Housing joins under the duty."""
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)


def the(order_type: OrderType) -> WorkOrder:
    return WorkOrder.objects.get(order_type=order_type)


def lead_closed(cast: Cast, order: WorkOrder, **more: object) -> WorkOrder:
    """Answer the lead without waiting for the others, and close it after a call-back."""
    fields = {"outcome": OrderOutcome.RESOLVED, "planned_date": None, **more}
    done = handle.answer(
        order,
        text="Replaced.",
        lead_reason="Nothing was left to do for the others.",
        by=cast.handler,
        at=NOW + DAY,
        **fields,  # type: ignore[arg-type]
    )
    done = handle.check_answer(done, passed=True, reason="", by=cast.dispatcher, at=NOW + DAY)
    return called_back(cast, done, at=NOW + 2 * DAY)


def test_co_order_closes_with_its_lead(cast: Cast) -> None:
    lead = lead_closed(cast, in_progress(cast))
    joined = the(OrderType.CO)
    assert (joined.state, joined.closed_at) == (OrderState.CLOSED, lead.closed_at)


def test_co_order_that_was_not_answered_takes_the_outcome_of_its_lead(cast: Cast) -> None:
    lead_closed(cast, in_progress(cast), outcome=OrderOutcome.PARTLY)
    assert the(OrderType.CO).outcome == OrderOutcome.PARTLY


def test_co_order_takes_the_planned_date_with_the_outcome(cast: Cast) -> None:
    day = (NOW + 30 * DAY).date()
    lead_closed(cast, in_progress(cast), outcome=OrderOutcome.PLANNED, planned_date=day)
    joined = the(OrderType.CO)
    assert (joined.outcome, joined.planned_date) == (OrderOutcome.PLANNED, day)


def test_co_order_keeps_the_outcome_of_its_own_answer(cast: Cast) -> None:
    lead = in_progress(cast)
    joined = handle.accept(the(OrderType.CO), by=cast.rival, at=NOW + HOUR)
    joined = handle.contact(joined, note="Called.", by=cast.rival, at=NOW + HOUR)
    handle.answer(
        joined, outcome=OrderOutcome.NOT_FOUND, text="None.", by=cast.rival, at=NOW + 2 * HOUR
    )
    lead_closed(cast, lead)
    joined.refresh_from_db()
    assert (joined.state, joined.outcome) == (OrderState.CLOSED, OrderOutcome.NOT_FOUND)


def test_co_order_in_its_own_call_back_closes_too(cast: Cast) -> None:
    lead = in_progress(cast)
    joined = handle.accept(the(OrderType.CO), by=cast.rival, at=NOW + HOUR)
    joined = handle.contact(joined, note="Called.", by=cast.rival, at=NOW + HOUR)
    joined = answered(cast, joined, at=NOW + 2 * HOUR)
    handle.check_answer(joined, passed=True, reason="", by=cast.dispatcher, at=NOW + 3 * HOUR)
    lead_closed(cast, lead)
    joined.refresh_from_db()
    assert joined.state == OrderState.CLOSED


def test_copy_to_the_district_closes_with_its_lead(cast: Cast) -> None:
    Duty.objects.update(lead=cast.town.office)
    lead_closed(cast, in_progress(cast))
    assert the(OrderType.COPY).state == OrderState.CLOSED


def test_closed_co_order_is_not_checked_any_more(cast: Cast) -> None:
    lead_closed(cast, in_progress(cast))
    assert the(OrderType.CO).next_check_at is None


def test_history_of_the_co_order_says_why_it_closed(cast: Cast) -> None:
    lead_closed(cast, in_progress(cast))
    last = WorkOrderEvent.objects.filter(order=the(OrderType.CO)).latest("sequence")
    assert (last.step, last.reason) == ("close", "Its lead order is closed.")


def test_co_order_of_a_lead_that_was_sent_on_closes_with_the_new_one(cast: Cast) -> None:
    order = dispatched(cast)
    objection = handle.object_to(order, reason="private", by=cast.handler, at=NOW + HOUR)
    new = dispatch.rule_on_objection(
        objection,
        ruling=Ruling.UPHOLD,
        reason="The courtyard is managed.",
        agency=cast.town.district_government,
        by=cast.adjudicator,
        at=NOW + 2 * HOUR,
    )
    new = handle.accept(new, by=cast.coordinator, at=NOW + 3 * HOUR)
    new = handle.contact(new, note="Called.", by=cast.coordinator, at=NOW + 3 * HOUR)
    lead_closed(cast, new)
    assert the(OrderType.CO).state == OrderState.CLOSED


def test_deferred_co_order_leaves_the_ledger_with_its_lead(cast: Cast) -> None:
    lead = in_progress(cast)
    joined = handle.accept(the(OrderType.CO), by=cast.rival, at=NOW + HOUR)
    joined = handle.contact(joined, note="Called.", by=cast.rival, at=NOW + HOUR)
    handle.defer(
        joined,
        reason_code="no-money",
        evidence="letter",
        plan="June.",
        requester_told=True,
        by=cast.coordinator,
        at=NOW + 2 * HOUR,
    )
    closed = lead_closed(cast, lead)
    assert Deferral.objects.get().ended_at == closed.closed_at
