"""A recall opens the request again and ends what joined the order (domain.md H4.9)."""

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.flows import dispatch, handle, report
from cityloop.intake.choices import RequestState
from cityloop.intake.models import ServiceRequest
from cityloop.responsibility.models import CoDuty, Duty
from cityloop.workorders.choices import OrderState, OrderType, PauseReason
from cityloop.workorders.models import Pause, WorkOrder
from tests.integration.stories import HOUR, a_new_report, dispatched, in_progress
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


def recalled(cast: Cast, order: WorkOrder, **more: bool) -> WorkOrder:
    return dispatch.recall(order, reason="wrong street", by=cast.dispatcher, at=LATER, **more)


def with_joined(cast: Cast) -> WorkOrder:
    """An order to a sub-district that another agency joins, with the copy to its district."""
    Duty.objects.update(lead=cast.town.office)
    CoDuty.objects.create(duty=cast.town.duty, agency=cast.town.housing)
    return dispatched(cast)


def test_recall_puts_the_request_back_in_triage(cast: Cast) -> None:
    order = recalled(cast, dispatched(cast))
    assert ServiceRequest.objects.get(pk=order.request_id).state == RequestState.TRIAGE


def test_history_of_the_request_says_why(cast: Cast) -> None:
    order = recalled(cast, dispatched(cast))
    last = order.request.events.latest("sequence")
    assert (last.step, last.reason) == ("reopen", "wrong street")


def test_recalled_request_is_sent_to_another_agency_in_the_same_matter(cast: Cast) -> None:
    order = recalled(cast, dispatched(cast))
    request = ServiceRequest.objects.get(pk=order.request_id)
    again = dispatch.dispatch_request(
        request, agency=cast.town.housing, reason="theirs", by=cast.dispatcher, at=LATER + HOUR
    )
    assert (again.agency, again.matter_id) == (cast.town.housing, order.matter_id)


def test_request_of_somebody_else_stays_joined(cast: Cast) -> None:
    order = dispatched(cast)
    other = report.receive(a_new_report(cast.town, phone="555-0111"), by=None, at=NOW)
    report.join_matter(other, matter=order.matter, reason="same", by=cast.operator, at=NOW)
    recalled(cast, order)
    assert ServiceRequest.objects.get(pk=other.pk).state == RequestState.LINKED


def test_recall_closes_what_joined_the_order(cast: Cast) -> None:
    order = recalled(cast, with_joined(cast))
    joined = order.joined.order_by("pk").values_list("order_type", "state")
    assert list(joined) == [
        (OrderType.CO, OrderState.CLOSED),
        (OrderType.COPY, OrderState.CLOSED),
    ]


def test_recall_is_told_to_those_who_joined(cast: Cast) -> None:
    recalled(cast, with_joined(cast))
    assert OutboxMessage.objects.filter(topic="work_order.recalled").count() == 3


def test_recall_of_a_joined_order_leaves_its_lead(cast: Cast) -> None:
    order = with_joined(cast)
    recalled(cast, order.joined.get(order_type=OrderType.CO))
    order.refresh_from_db()
    request = ServiceRequest.objects.get(pk=order.request_id)
    assert (order.state, request.state) == (OrderState.DISPATCHED, RequestState.DISPATCHED)


def test_accepted_order_is_not_recalled_without_consent(cast: Cast) -> None:
    order = handle.accept(dispatched(cast), by=cast.handler, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="needs its consent"):
        recalled(cast, order)


def test_accepted_order_is_recalled_when_its_agency_agrees(cast: Cast) -> None:
    order = handle.accept(dispatched(cast), by=cast.handler, at=NOW)
    moved = recalled(cast, order, agreed=True)
    last = moved.events.latest("sequence")
    assert (moved.state, last.data) == (OrderState.RECALLED, {"agreed": True})


def test_recall_ends_the_open_pause(cast: Cast) -> None:
    order = in_progress(cast)
    handle.pause(
        order,
        pause_reason=PauseReason.DISASTER,
        evidence="storm",
        requester_told=True,
        by=cast.handler,
        at=NOW + HOUR / 2,
    )
    recalled(cast, order, agreed=True)
    assert Pause.objects.get().ended_at == LATER
