"""What a requester does with a request that is open to them."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from cityloop.flows import dispatch, follow_up, handle
from cityloop.intake.models import RequestEvent, ServiceRequest
from cityloop.workorders.models import Pause, WorkOrder, WorkOrderEvent
from tests.integration.resident_pages import sent, text_of
from tests.people import DAY, NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast, client: Client) -> WorkOrder:
    """The order on a request of the client's; the agency was in touch."""
    made = dispatch.dispatch_request(sent(client), by=cast.dispatcher, at=NOW)
    handle.accept(made, by=cast.handler, at=NOW)
    handle.contact(made, note="By phone.", by=cast.handler, at=NOW)
    return made


def do(client: Client, order: WorkOrder, action: str, **form: str) -> str:
    address = f"/requests/{order.request.number}/{action}/"
    return text_of(client.post(address, form, follow=True))


def close(order: WorkOrder, cast: Cast, *, at: datetime = NOW) -> None:
    """Answer, check and close without a call-back."""
    handle.answer(order, outcome="resolved", text="Done.", by=cast.handler, at=at)
    handle.check_answer(order, passed=True, reason="Fine.", by=cast.dispatcher, at=at)
    follow_up.close_expired(by=None, at=at + timedelta(days=60))


def test_fact_stands_in_the_history_of_the_request(client: Client, order: WorkOrder) -> None:
    do(client, order, "add", text="Two more are dark.")
    event = RequestEvent.objects.get(step="add_fact")
    assert (event.reason, event.party, event.by) == ("Two more are dark.", "requester", None)


def test_fact_reaches_the_agency(client: Client, order: WorkOrder) -> None:
    do(client, order, "add", text="Two more are dark.")
    note = WorkOrderEvent.objects.get(order=order, step="note")
    assert (note.reason, note.party) == ("Two more are dark.", "requester")


def ask(cast: Cast, order: WorkOrder) -> None:
    handle.pause(
        order,
        pause_reason="waiting_for_requester",
        evidence="Which of the two lamps is it?",
        requester_told=True,
        by=cast.handler,
        at=NOW,
    )


def test_question_is_shown(cast: Cast, client: Client, order: WorkOrder) -> None:
    ask(cast, order)
    page = text_of(client.get(f"/requests/{order.request.number}/"))
    assert "Which of the two lamps is it?" in page


def test_answer_to_the_question_lets_the_clock_run_on(
    cast: Cast, client: Client, order: WorkOrder
) -> None:
    ask(cast, order)
    do(client, order, "reply", text="The left one.")
    assert not Pause.objects.filter(ended_at__isnull=True).exists()


def test_other_interruptions_go_on_when_a_fact_is_added(
    cast: Cast, client: Client, order: WorkOrder
) -> None:
    handle.pause(
        order,
        pause_reason="legal_proceeding",
        evidence="File 12 of the court",
        requester_told=True,
        by=cast.handler,
        at=NOW,
    )
    page = do(client, order, "add", text="News.")
    assert Pause.objects.filter(ended_at__isnull=True).exists()
    assert "File 12 of the court" not in page


def test_withdrawal_needs_no_reason_and_ends_the_order(client: Client, order: WorkOrder) -> None:
    do(client, order, "withdraw")
    order.refresh_from_db()
    assert (ServiceRequest.objects.get().state, order.outcome) == ("withdrawn", "withdrawn")


def test_withdrawal_is_the_requesters_own(client: Client, order: WorkOrder) -> None:
    do(client, order, "withdraw")
    assert RequestEvent.objects.get(step="withdraw").party == "requester"


def test_unsolved_matter_is_opened_again_once(cast: Cast, client: Client, order: WorkOrder) -> None:
    close(order, cast)
    do(client, order, "again", reason="It is dark again.")
    order.refresh_from_db()
    assert (order.state, order.round) == ("dispatched", 2)


def test_second_time_needs_something_new(cast: Cast, client: Client, order: WorkOrder) -> None:
    _twice_closed(cast, client, order)
    page = do(client, order, "again", reason="Still dark.")
    order.refresh_from_db()
    assert ("now a new fact is needed" in page, order.round) == (True, 2)


def test_something_new_opens_it_the_second_time(
    cast: Cast, client: Client, order: WorkOrder
) -> None:
    _twice_closed(cast, client, order)
    do(client, order, "again", reason="The mast has fallen.", has_new_fact="on")
    order.refresh_from_db()
    assert order.round == 3


def _twice_closed(cast: Cast, client: Client, order: WorkOrder) -> None:
    close(order, cast)
    do(client, order, "again", reason="It is dark again.")
    handle.accept(order, by=cast.handler, at=NOW)
    handle.contact(order, note="By phone.", by=cast.handler, at=NOW)
    close(order, cast)


def test_appeal_starts_a_review(cast: Cast, client: Client, order: WorkOrder) -> None:
    close(order, cast)
    do(client, order, "appeal", reason="Nobody came.")
    order.refresh_from_db()
    event = order.events.get(step="appeal")
    assert (order.state, event.party, event.reason) == ("appealed", "requester", "Nobody came.")


def test_days_to_reopen_and_appeal_are_told(cast: Cast, client: Client, order: WorkOrder) -> None:
    close(order, cast)
    page = text_of(client.get(f"/requests/{order.request.number}/"))
    assert page.count("until ") >= 2


def test_too_late_is_told(cast: Cast, client: Client, order: WorkOrder) -> None:
    close(order, cast)
    client.get(f"/requests/{order.request.number}/")
    with time_machine.travel(NOW + 200 * DAY, tick=False):
        client.session.set_expiry(400 * 24 * 3600)
        page = text_of(client.get(f"/requests/{order.request.number}/again/", follow=True))
    assert "It is not solved: open it again" not in page


def test_action_on_another_request_asks_for_its_reference(cast: Cast, order: WorkOrder) -> None:
    answer = Client().post(f"/requests/{order.request.number}/withdraw/")
    assert answer["Location"] == f"/track/?reference={order.request.number}"
    assert ServiceRequest.objects.get().state == "dispatched"
