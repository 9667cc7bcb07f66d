"""One step for several orders: each by itself, what is refused told, nothing half-done."""

from typing import Any

import pytest

from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import Extension, WorkOrder, WorkOrderEvent
from tests.integration.visits import Visit, client_of
from tests.people import NOW, Cast, a_report, an_order

pytestmark = pytest.mark.django_db
BULK = "/agency/bulk/"


def states(*orders: WorkOrder) -> list[str]:
    return [WorkOrder.objects.get(pk=order.pk).state for order in orders]


def text(answer: Any) -> str:  # noqa: ANN401 - the test client's answer
    return " ".join(answer.content.decode().split())


def test_every_ticked_order_is_accepted(post: Visit, cast: Cast) -> None:
    first, second = an_order(cast.town), an_order(cast.town)
    post("handler", BULK, step="accept", order=[first.number, second.number], key="a")
    assert states(first, second) == ["accepted", "accepted"]


def test_refused_order_stops_none_of_the_others(post: Visit, cast: Cast) -> None:
    first, done, last = an_order(cast.town), an_order(cast.town), an_order(cast.town)
    WorkOrder.objects.filter(pk=done.pk).update(
        state=OrderState.CLOSED, outcome="resolved", closed_at=NOW
    )
    numbers = [first.number, done.number, last.number]
    post("handler", BULK, step="accept", order=numbers, key="a")
    assert states(first, done, last) == ["accepted", "closed", "accepted"]


def test_result_page_says_why_not_for_each(post: Visit, cast: Cast) -> None:
    fresh, taken = an_order(cast.town), an_order(cast.town, state=OrderState.ACCEPTED)
    page = text(post("handler", BULK, step="accept", order=[fresh.number, taken.number], key="a"))
    assert ("Not done for 1 order" in page, "Done for 1 order" in page) == (True, True)


def test_refused_order_is_left_without_an_event(post: Visit, cast: Cast) -> None:
    taken = an_order(cast.town, state=OrderState.ACCEPTED)
    post("handler", BULK, step="accept", order=[taken.number], key="a")
    assert list(WorkOrderEvent.objects.filter(order=taken).values_list("step", flat=True)) == [
        "dispatch"
    ]


def test_order_of_another_agency_is_refused_in_words(post: Visit, cast: Cast) -> None:
    own, other = an_order(cast.town), an_order(cast.town, agency=cast.town.housing)
    page = text(post("handler", BULK, step="accept", order=[own.number, other.number], key="a"))
    assert (states(own, other), other.request.title in page) == (
        ["accepted", "dispatched"],
        False,
    )


def test_hidden_report_reads_like_one_that_does_not_exist(post: Visit, cast: Cast) -> None:
    report = a_report(cast.town, about=cast.town.lighting)
    hidden = an_order(cast.town, agency=cast.town.inspection, request=report)
    page = text(post("handler", BULK, step="accept", order=[hidden.number], key="a"))
    assert (f"There is no work order {hidden.number}." in page, "present" in page) == (True, False)


def test_form_comes_before_a_step_that_needs_one(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    page = text(post("handler", BULK, step="note", order=[order.number], key="a"))
    assert ('name="text"' in page, order.request.title in page) == (True, True)


def test_form_unticks_what_is_known_not_to_go(post: Visit, cast: Cast) -> None:
    fresh = an_order(cast.town)
    page = text(post("handler", BULK, step="assign", order=[fresh.number], key="a"))
    assert ("Not while the order is: Dispatched." in page, " checked" in page) == (True, False)


def test_note_is_written_to_each(post: Visit, cast: Cast) -> None:
    orders = [an_order(cast.town) for _each in range(3)]
    numbers = [order.number for order in orders]
    post("handler", BULK, step="note", order=numbers, text="Storm damage.", go="1", key="a")
    assert WorkOrderEvent.objects.filter(step="note", reason="Storm damage.").count() == 3


def test_sending_twice_under_a_key_does_it_once(cast: Cast) -> None:
    order, client = an_order(cast.town), client_of(cast, "handler")
    for _each in range(2):
        client.post(
            BULK, {"step": "note", "order": order.number, "text": "Once.", "go": "1", "key": "same"}
        )
    assert WorkOrderEvent.objects.filter(step="note").count() == 1


def test_invalid_form_changes_nothing(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    post("handler", BULK, step="extension", order=[order.number], amount="0", go="1", key="a")
    assert not Extension.objects.exists()


def test_extension_is_asked_for_each_that_may_have_one(post: Visit, cast: Cast) -> None:
    running, fresh = an_order(cast.town, state=OrderState.IN_PROGRESS), an_order(cast.town)
    fields = {"amount": "2", "reason": "Parts", "requester_told": "on", "go": "1", "key": "a"}
    post("handler", BULK, step="extension", order=[running.number, fresh.number], **fields)
    assert list(Extension.objects.values_list("order", flat=True)) == [running.pk]


def test_orders_are_assigned_within_the_agency(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.ACCEPTED, handler=cast.handler)
    fields = {"handler": cast.colleague.pk, "go": "1", "key": "a"}
    post("handler", BULK, step="assign", order=[order.number], **fields)
    assert WorkOrder.objects.get(pk=order.pk).handler == cast.colleague


def test_nobody_of_another_agency_is_offered(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town, state=OrderState.ACCEPTED)
    fields = {"handler": cast.rival.pk, "go": "1", "key": "a"}
    page = text(post("handler", BULK, step="assign", order=[order.number], **fields))
    assert ("This cannot be taken as it is" in page, "Rita" in page) == (True, False)


def test_nothing_ticked_is_told(post: Visit, cast: Cast) -> None:
    assert "Tick the orders" in text(post("handler", BULK, step="accept"))


@pytest.mark.parametrize("step", ["answer", "object", "recall", "urge", "no-such"])
def test_step_that_is_not_for_several_is_not_taken(post: Visit, cast: Cast, step: str) -> None:
    order = an_order(cast.town, state=OrderState.IN_PROGRESS)
    page = text(post("handler", BULK, step=step, order=[order.number], text="All done.", go="1"))
    assert ("Tick the orders" in page, states(order)) == (True, ["in_progress"])


def test_way_back_leads_nowhere_foreign(post: Visit, cast: Cast) -> None:
    order = an_order(cast.town)
    back = "due=today&next=https://bad.example"
    page = text(post("handler", BULK, step="accept", order=[order.number], key="a", back=back))
    assert ("?due=today" in page, "bad.example" in page) == (True, False)


def test_all_on_the_page_are_ticked_without_a_script(see: Visit, cast: Cast) -> None:
    an_order(cast.town)
    page = " ".join(see("handler", "/agency/work-orders/?tick=all").split())
    assert page.count(" checked>") == 1


@pytest.mark.parametrize("number", ["a/b", "", "WO 1", "x" * 50])
def test_what_is_no_number_breaks_no_page(post: Visit, cast: Cast, number: str) -> None:
    order = an_order(cast.town)
    page = post("handler", BULK, step="accept", order=[number, order.number], key="k")
    assert (page.status_code, states(order)) == (200, ["accepted"])


def test_second_press_during_the_first_does_nothing_and_is_told(cast: Cast) -> None:
    order, client = an_order(cast.town), client_of(cast, "handler")
    session = client.session
    session["bulk"] = {"key": "same", "step": "note", "lines": [], "going_on": True}
    session.save()
    sent = {"step": "note", "order": order.number, "text": "Once.", "go": "1", "key": "same"}
    page = client.post(BULK, sent, follow=True).content.decode()
    noted = WorkOrderEvent.objects.filter(step="note").exists()
    assert (noted, "still being done" in page) == (False, True)
