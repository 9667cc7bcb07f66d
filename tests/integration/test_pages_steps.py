"""Every step through the plain form of its page, as a browser without scripts sends it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cityloop.flows import dispatch
from cityloop.intake.choices import RequestState
from cityloop.intake.models import Identity, ServiceRequest
from cityloop.knowledge.models import KnowledgeItem
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import Deferral, Extension, Objection, Whistle, WorkOrder
from tests.people import LONG_AGO, NOW, Cast, a_request, an_answered_order, an_order

pytestmark = pytest.mark.django_db
Post = Callable[..., Any]


@pytest.fixture
def post(cast: Cast) -> Post:
    """Post a form as somebody, and follow to the page that comes after."""

    def send(who: str, address: str, **data: object) -> Any:  # noqa: ANN401 - the test client's answer
        client = Client()
        client.force_login(getattr(cast, who))
        return client.post(address, data, follow=True)

    return send


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    """An order that went out just now, with its clocks."""
    return dispatch.dispatch_request(a_request(cast.town), by=cast.dispatcher, at=NOW)


def page_of(order: WorkOrder, step: str = "") -> str:
    return f"/agency/work-orders/{order.number}/{step + '/' if step else ''}"


def state_of(order: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=order.pk).state


@pytest.fixture
def in_progress(order: WorkOrder, post: Post) -> WorkOrder:
    post("handler", page_of(order, "accept"))
    post("handler", page_of(order, "contact"), note="Spoke by phone: the corner of Ferry Lane.")
    return order


TAKEN = {
    "text": "The lamp at the corner is dark.",
    "kind": "complaint",
    "service_type": "street-light",
    "area": "ferry",
    "name": "Bo Invented",
    "phone": "555-0123",
    "language": "en",
    "channel": "phone",
}


def test_operator_registers_a_request(cast: Cast, post: Post) -> None:
    answer = post("operator", "/hotline/", **TAKEN)
    made = ServiceRequest.objects.get()
    assert made.number in answer.content.decode()


def test_registered_request_keeps_the_person_apart(cast: Cast, post: Post) -> None:
    post("operator", "/hotline/", **TAKEN)
    assert Identity.objects.get().phone == "555-0123"


def test_dispatcher_sends_it_where_the_list_says(cast: Cast, post: Post) -> None:
    asked = a_request(cast.town)
    post("dispatcher", f"/hotline/requests/{asked.number}/dispatch/")
    assert asked.orders.get().agency == cast.town.lighting


def test_dispatcher_sends_it_elsewhere_with_a_reason(cast: Cast, post: Post) -> None:
    asked = a_request(cast.town)
    address = f"/hotline/requests/{asked.number}/dispatch/"
    post("dispatcher", address, agency=cast.town.housing.pk, reason="It is on the estate.")
    assert asked.orders.get().agency == cast.town.housing


def test_operator_answers_an_inquiry_at_once(cast: Cast, post: Post) -> None:
    item = KnowledgeItem.objects.create(
        code="lights", titles={"en": "Lights"}, owner=cast.town.lighting, valid_from=LONG_AGO
    )
    asked = a_request(cast.town, kind="inquiry")
    address = f"/hotline/requests/{asked.number}/answer/"
    post("operator", address, item=item.code, text="Told how to report a dark lamp.")
    asked.refresh_from_db()
    assert (asked.state, asked.knowledge_item) == (RequestState.ANSWERED, item)


def test_operator_tells_the_legal_channel(cast: Cast, post: Post) -> None:
    asked = a_request(cast.town)
    address = f"/hotline/requests/{asked.number}/treat/"
    post("operator", address, treatment="legal_channel", reason="The court decides this.")
    asked.refresh_from_db()
    assert asked.state == RequestState.REDIRECTED


def test_dispatcher_joins_a_repeat_to_its_matter(cast: Cast, post: Post) -> None:
    matter = an_order(cast.town).matter
    asked = a_request(cast.town)
    address = f"/hotline/requests/{asked.number}/join/"
    post("dispatcher", address, matter=matter.number, reason="The same lamp.")
    asked.refresh_from_db()
    assert (asked.state, asked.matter) == (RequestState.LINKED, matter)


def test_join_to_an_unknown_matter_is_not_found(cast: Cast, post: Post) -> None:
    asked = a_request(cast.town)
    address = f"/hotline/requests/{asked.number}/join/"
    answer = post("dispatcher", address, matter="MT-26-999999", reason="The same lamp.")
    assert answer.status_code == 404


def test_handler_accepts(order: WorkOrder, post: Post) -> None:
    post("handler", page_of(order, "accept"))
    assert state_of(order) == OrderState.ACCEPTED


def test_accepting_twice_says_why_not(order: WorkOrder, post: Post) -> None:
    post("handler", page_of(order, "accept"))
    answer = post("handler", page_of(order, "accept"))
    assert "the state is accepted" in answer.content.decode().lower()


def test_contact_puts_the_order_in_progress(in_progress: WorkOrder) -> None:
    assert state_of(in_progress) == OrderState.IN_PROGRESS


def test_history_shows_what_was_said(in_progress: WorkOrder, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.handler)
    assert "Spoke by phone" in client.get(page_of(in_progress)).content.decode()


def test_handler_answers(in_progress: WorkOrder, post: Post) -> None:
    post("handler", page_of(in_progress, "answer"), outcome="resolved", text="Replaced the lamp.")
    assert state_of(in_progress) == OrderState.ANSWERED


def test_plan_without_a_date_stays_on_the_form(in_progress: WorkOrder, post: Post) -> None:
    answer = post("handler", page_of(in_progress, "answer"), outcome="planned", text="In May.")
    assert "Give the date on which the matter is taken up again." in answer.content.decode()


def test_handler_objects(order: WorkOrder, cast: Cast, post: Post) -> None:
    proposed = cast.town.housing
    post("handler", page_of(order, "object"), reason="Estate lamp", proposed_agency=proposed.pk)
    assert Objection.objects.get(order=order).proposed_agency == proposed


def test_adjudicator_upholds_and_the_next_agency_has_it(
    order: WorkOrder, cast: Cast, post: Post
) -> None:
    post("handler", page_of(order, "object"), reason="Estate lamp")
    ruled = {"ruling": "uphold", "agency": cast.town.housing.pk, "reason": "It is private."}
    post("adjudicator", f"/office/objections/{order.number}/", **ruled)
    assert WorkOrder.objects.get(previous=order).agency == cast.town.housing


def test_adjudicator_overrules_and_it_stays(order: WorkOrder, post: Post) -> None:
    post("handler", page_of(order, "object"), reason="Estate lamp")
    ruled = {"ruling": "overrule", "reason": "It stands in the street."}
    post("adjudicator", f"/office/objections/{order.number}/", **ruled)
    assert state_of(order) == OrderState.ACCEPTED


def test_upholding_needs_an_agency(order: WorkOrder, post: Post) -> None:
    post("handler", page_of(order, "object"), reason="Estate lamp")
    ruled = {"ruling": "uphold", "reason": "Not theirs."}
    answer = post("adjudicator", f"/office/objections/{order.number}/", **ruled)
    assert "Name the agency that is responsible." in answer.content.decode()


def test_coordinator_grants_an_extension(in_progress: WorkOrder, post: Post) -> None:
    asked = {"amount": 3, "reason": "The part is on its way.", "requester_told": "on"}
    post("handler", page_of(in_progress, "extension"), **asked)
    decided = {"granted": "yes", "reason": "Good cause."}
    post("coordinator", f"/office/extensions/{in_progress.number}/", **decided)
    assert Extension.objects.get(order=in_progress).decision == "granted"


def test_extension_beyond_the_limit_says_how_much(in_progress: WorkOrder, post: Post) -> None:
    asked = {"amount": 300, "reason": "The part is on its way.", "requester_told": "on"}
    answer = post("handler", page_of(in_progress, "extension"), **asked)
    assert "An extension is from 1 to 7." in answer.content.decode()


def test_handler_pauses_and_lets_it_run_on(in_progress: WorkOrder, post: Post) -> None:
    asked = {
        "pause_reason": "waiting_for_requester",
        "evidence": "Asked for the number of the mast.",
        "requester_told": "on",
    }
    post("handler", page_of(in_progress, "pause"), **asked)
    post("handler", page_of(in_progress, "unpause"))
    assert in_progress.pauses.get().ended_at == NOW


def test_coordinator_defers_with_a_plan(in_progress: WorkOrder, post: Post) -> None:
    asked = {
        "reason_code": "money",
        "evidence": "Budget of the second half.",
        "plan": "New mast in May.",
        "requester_told": "on",
    }
    post("coordinator", page_of(in_progress, "defer"), **asked)
    assert Deferral.objects.get(order=in_progress).plan == "New mast in May."


def test_coordinator_urges(order: WorkOrder, post: Post) -> None:
    post("coordinator", page_of(order, "urge"), reason="Dark since Sunday.")
    assert order.events.filter(step="urge").exists()


def test_officer_calls_agencies_together(order: WorkOrder, cast: Cast, post: Post) -> None:
    asked = {
        "topic": "lighting",
        "agencies": [cast.town.housing.pk],
        "meet_at": "2026-03-03T09:00",
        "text": "Whose mast is it?",
    }
    post("officer", page_of(order, "whistle"), **asked)
    assert Whistle.objects.get(order=order).calls.get().agency == cast.town.housing


def test_dispatcher_sends_an_answer_back(cast: Cast, post: Post) -> None:
    order = an_answered_order(cast.town, state=OrderState.ANSWERED)
    checked = {"passed": "no", "reason": "Only a promise."}
    post("dispatcher", f"/office/checks/{order.number}/", **checked)
    assert state_of(order) == OrderState.REWORK


def test_dispatcher_recalls_before_acceptance(order: WorkOrder, post: Post) -> None:
    post("dispatcher", page_of(order, "recall"), reason="Sent by mistake.")
    assert state_of(order) == OrderState.RECALLED


def test_dispatcher_reopens_for_a_new_fact(cast: Cast, post: Post) -> None:
    order = an_answered_order(cast.town, state=OrderState.CLOSED, closed_at=NOW - timedelta(days=1))
    post("dispatcher", page_of(order, "reopen"), reason="Dark again.", has_new_fact="on")
    assert state_of(order) == OrderState.DISPATCHED


def test_note_stands_in_the_history(order: WorkOrder, post: Post) -> None:
    answer = post("handler", page_of(order, "note"), text="Mast 12 of row B.")
    assert "Mast 12 of row B." in answer.content.decode()


def test_step_form_opens_by_itself(order: WorkOrder, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.handler)
    assert "<html" in client.get(page_of(order, "object")).content.decode()


def test_step_form_comes_as_a_part_when_asked_by_script(order: WorkOrder, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.handler)
    part = client.get(page_of(order, "object"), headers={"hx-request": "true"})
    assert "<html" not in part.content.decode()


def test_unknown_step_is_not_found(order: WorkOrder, post: Post) -> None:
    assert post("handler", page_of(order, "dance")).status_code == 404
