"""A sub-district calls agencies; they come or not, the district rules, both sides rate."""

import pytest

from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.models import AuditEvent, OutboxMessage
from cityloop.flows import whistle
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import ClockRecord, WhistleCall, WorkOrder
from cityloop.workorders.operations import sweep_clocks
from tests.integration.stories import HOUR, dispatched
from tests.integration.whistle_stories import (
    MEET_AT,
    accepted,
    blown,
    called,
    refused,
)
from tests.people import NOW, Cast, an_answered_order

pytestmark = pytest.mark.django_db
LATER = MEET_AT + 4 * HOUR


def order_of(call: WhistleCall) -> WorkOrder:
    return WorkOrder.objects.get(call=call)


def topics() -> set[str]:
    return set(OutboxMessage.objects.values_list("topic", flat=True))


def test_each_called_agency_gets_an_order_of_type_whistle(cast: Cast) -> None:
    made = blown(cast, agencies=[cast.town.housing, cast.town.lighting])
    orders = WorkOrder.objects.filter(order_type=OrderType.WHISTLE, lead=made.order)
    assert {order.agency.code for order in orders} == {"housing", "lighting"}


def test_order_of_a_called_agency_starts_its_accept_clock_alone(cast: Cast) -> None:
    clock = ClockRecord.objects.get(order=order_of(called(cast)))
    assert (clock.clock, clock.due_at) == (Clock.ACCEPT, NOW + 4 * HOUR)


def test_order_of_a_called_agency_has_its_history(cast: Cast) -> None:
    event = order_of(called(cast)).events.get()
    assert (event.step, event.party, event.by) == ("dispatch", "caller", cast.officer)


def test_whistle_tells_the_called_agency(cast: Cast) -> None:
    order = order_of(called(cast))
    assert OutboxMessage.objects.filter(
        topic="work_order.dispatched", subject=order.number
    ).exists()


def test_calling_office_keeps_the_lead(cast: Cast) -> None:
    lead = dispatched(cast)
    blown(cast, order=lead)
    lead.refresh_from_db()
    assert (lead.state, lead.order_type) == (OrderState.DISPATCHED, OrderType.MAIN)


def test_whistle_to_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="Choose the agencies"):
        blown(cast, agencies=[])


def test_whistle_into_the_past_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="must lie ahead"):
        blown(cast, meet_at=NOW - HOUR)


def test_agency_is_not_called_twice_while_its_answer_runs(cast: Cast) -> None:
    call = called(cast)
    with pytest.raises(InputError, match="not done yet: Housing Agency"):
        blown(cast, order=call.whistle.order)


def test_whistle_on_an_order_that_is_over_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="no longer open"):
        blown(cast, order=an_answered_order(cast.town))


def test_refused_whistle_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(InputError):
        blown(cast, meet_at=NOW - HOUR)
    assert not WorkOrder.objects.filter(order_type=OrderType.WHISTLE).exists()


def test_whoever_accepts_a_call_goes(cast: Cast) -> None:
    order = order_of(accepted(cast))
    assert (order.state, order.handler, order.due_at) == (
        OrderState.ACCEPTED,
        cast.rival,
        MEET_AT,
    )


def test_accepting_stops_the_accept_clock(cast: Cast) -> None:
    clock = ClockRecord.objects.get(order=order_of(accepted(cast)))
    assert (clock.stopped_at, clock.breached) == (NOW + HOUR, False)


def test_missed_accept_clock_is_reported_to_the_district_coordinator(cast: Cast) -> None:
    order = order_of(called(cast))
    sweep_clocks(by=None, at=NOW + 4 * HOUR)
    told = OutboxMessage.objects.filter(topic="work_order.escalated", subject=order.number)
    assert {row.payload["role"] for row in told} >= {"district_coordinator"}


def test_answered_call_is_swept_no_more(cast: Cast) -> None:
    accepted(cast)
    sweep_clocks(by=None, at=NOW + 5 * HOUR)
    order = WorkOrder.objects.get(order_type=OrderType.WHISTLE)
    assert order.events.filter(step="escalate").count() == 0


def test_late_acceptance_is_a_breach(cast: Cast) -> None:
    call = whistle.accept(called(cast), by=cast.rival, at=NOW + 5 * HOUR)
    assert ClockRecord.objects.get(order=call.order).breached is True


def test_refusal_waits_for_the_district(cast: Cast) -> None:
    call = refused(cast)
    assert (order_of(call).state, "whistle.refused" in topics()) == (OrderState.OBJECTED, True)


def test_refusal_after_the_time_to_accept_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="the district has been told"):
        whistle.refuse(called(cast), reason="Not ours", by=cast.rival, at=NOW + 5 * HOUR)


def test_agency_that_must_come_has_accepted(cast: Cast) -> None:
    call = whistle.rule(
        refused(cast), must_come=True, reason="It is.", by=cast.coordinator, at=NOW + 2 * HOUR
    )
    assert (order_of(call).state, call.ruling, call.ruled_by) == (
        OrderState.ACCEPTED,
        "overrule",
        cast.coordinator,
    )


def test_agency_that_must_come_does_not_refuse_again(cast: Cast) -> None:
    call = whistle.rule(
        refused(cast), must_come=True, reason="It is.", by=cast.coordinator, at=NOW + 2 * HOUR
    )
    with pytest.raises(TransitionNotAllowed, match="Cannot object"):
        whistle.refuse(call, reason="Still not", by=cast.rival, at=NOW + 3 * HOUR)


def test_ruling_after_the_time_to_meet_names_another(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="by when it must come"):
        whistle.rule(refused(cast), must_come=True, reason="Yes", by=cast.coordinator, at=LATER)


def test_ruling_sets_the_new_time_to_come(cast: Cast) -> None:
    call = whistle.rule(
        refused(cast),
        must_come=True,
        reason="Yes",
        come_by=LATER + HOUR,
        by=cast.coordinator,
        at=LATER,
    )
    assert order_of(call).due_at == LATER + HOUR


def test_agency_that_need_not_come_is_let_go_uncharged(cast: Cast) -> None:
    call = whistle.rule(
        refused(cast), must_come=False, reason="True.", by=cast.coordinator, at=NOW + 2 * HOUR
    )
    clock = ClockRecord.objects.get(order=call.order)
    assert (order_of(call).state, clock.charged) == (OrderState.RECALLED, False)


def test_ruling_is_kept_in_the_audit_trail(cast: Cast) -> None:
    whistle.rule(
        refused(cast), must_come=False, reason="True.", by=cast.coordinator, at=NOW + 2 * HOUR
    )
    assert AuditEvent.objects.get(what="whistle.ruled").reason == "True."


def test_whoever_refused_does_not_rule(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Whoever refused"):
        whistle.rule(refused(cast), must_come=False, reason="x", by=cast.rival, at=NOW + 2 * HOUR)
