"""What is changed after a request was taken down: withdrawn, classified anew, appealed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cityloop.flows import dispatch, report
from cityloop.intake.choices import RequestState
from cityloop.intake.models import ServiceRequest
from cityloop.workorders.choices import OrderOutcome, OrderState
from cityloop.workorders.models import WorkOrder
from tests.people import NOW, Cast, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db
Post = Callable[..., Any]


@pytest.fixture
def post(cast: Cast) -> Post:
    """Post a form as somebody, and follow to the page that comes after."""

    def send(who: str, address: str, **data: object) -> str:
        client = Client()
        client.force_login(getattr(cast, who))
        return " ".join(client.post(address, data, follow=True).content.decode().split())

    return send


def of(request: ServiceRequest, step: str) -> str:
    return f"/hotline/requests/{request.number}/{step}/"


def test_operator_records_a_withdrawal(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    post("operator", of(request, "withdraw"), reason="The lamp burns again.")
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_withdrawal_needs_words(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    post("operator", of(request, "withdraw"), reason="")
    request.refresh_from_db()
    assert request.state == RequestState.TRIAGE


def test_withdrawal_ends_the_order(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    order = dispatch.dispatch_request(request, by=cast.dispatcher, at=NOW)
    post("operator", of(request, "withdraw"), reason="The lamp burns again.")
    order.refresh_from_db()
    assert (order.state, order.outcome) == (OrderState.CLOSED, OrderOutcome.WITHDRAWN)


def test_order_that_others_asked_for_goes_on(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    order = dispatch.dispatch_request(request, by=cast.dispatcher, at=NOW)
    also = a_request(cast.town)
    report.join_matter(also, matter=order.matter, reason="The same.", by=cast.dispatcher, at=NOW)
    post("operator", of(request, "withdraw"), reason="I moved away.")
    order.refresh_from_db()
    assert order.state == OrderState.DISPATCHED


def test_closed_request_is_not_withdrawn(cast: Cast, post: Post) -> None:
    request = a_request(cast.town, state=RequestState.CLOSED)
    page = post("operator", of(request, "withdraw"), reason="Too late.")
    assert "the state is closed" in page.lower()


CLASSED = {
    "kind": "complaint",
    "service_type": "street-light",
    "grade": "1",
    "reason": "Live wire.",
}


def test_dispatcher_classifies_anew(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    post("dispatcher", of(request, "classify"), **CLASSED)
    request.refresh_from_db()
    assert (request.grade, request.state) == (1, RequestState.TRIAGE)


def test_history_keeps_what_it_was_before(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    post("dispatcher", of(request, "classify"), **CLASSED)
    event = request.events.get(step="classify")
    assert (event.reason, event.data["before"]["grade"]) == ("Live wire.", 3)


def test_classified_as_wrongdoing_it_is_shielded(cast: Cast, post: Post) -> None:
    request = a_request(cast.town)
    post("dispatcher", of(request, "classify"), **{**CLASSED, "kind": "irregularity"})
    request.refresh_from_db()
    assert request.shielded


def test_shield_stays_when_it_is_classified_otherwise(cast: Cast, post: Post) -> None:
    request = a_request(cast.town, shielded=True)
    post("dispatcher", of(request, "classify"), **CLASSED)
    request.refresh_from_db()
    assert request.shielded


def test_dispatched_request_is_not_classified_anew(cast: Cast, post: Post) -> None:
    request = an_order(cast.town).request
    post("dispatcher", of(request, "classify"), **CLASSED)
    request.refresh_from_db()
    assert request.grade != 1


@pytest.fixture
def closed(cast: Cast) -> WorkOrder:
    day = timedelta(days=1)
    return an_answered_order(cast.town, state=OrderState.CLOSED, closed_at=NOW - day)


def page_of(order: WorkOrder, step: str) -> str:
    return f"/agency/work-orders/{order.number}/{step}/"


def state_of(order: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=order.pk).state


def test_operator_records_an_appeal(closed: WorkOrder, post: Post) -> None:
    post("operator", page_of(closed, "appeal"), reason="It is still dark.")
    assert state_of(closed) == OrderState.APPEALED


def test_appeal_after_the_window_says_when_it_ended_by_the_citys_clock(
    cast: Cast, post: Post
) -> None:
    month = timedelta(days=31)
    late = an_answered_order(cast.town, state=OrderState.CLOSED, closed_at=NOW - month)
    page = post("operator", page_of(late, "appeal"), reason="It is still dark.")
    assert "The time to appeal ended at 2026-03-01 09:00." in page


def test_upheld_appeal_opens_the_order_again(closed: WorkOrder, post: Post) -> None:
    post("operator", page_of(closed, "appeal"), reason="It is still dark.")
    post("adjudicator", page_of(closed, "decide-appeal"), upheld="yes", reason="It is dark.")
    assert state_of(closed) == OrderState.DISPATCHED


def test_rejected_appeal_leaves_it_closed(closed: WorkOrder, post: Post) -> None:
    post("operator", page_of(closed, "appeal"), reason="It is still dark.")
    post("adjudicator", page_of(closed, "decide-appeal"), upheld="no", reason="It burns.")
    assert state_of(closed) == OrderState.CLOSED


def test_handling_agency_decides_no_appeal(closed: WorkOrder, post: Post) -> None:
    post("operator", page_of(closed, "appeal"), reason="It is still dark.")
    post("head", page_of(closed, "decide-appeal"), upheld="no", reason="We did enough.")
    assert state_of(closed) == OrderState.APPEALED


def test_late_objection_reads_its_end_by_the_citys_clock(cast: Cast, client: Client) -> None:
    order = an_order(cast.town, dispatched_at=NOW - timedelta(days=3))
    client.force_login(cast.handler)
    page = client.get(f"/agency/work-orders/{order.number}/").content.decode()
    assert "The time to object ended at 2026-02-27" in page
