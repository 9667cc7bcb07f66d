"""Every step of a whistle through the plain form of its page, for both sides and the district."""

from datetime import timedelta

import pytest

from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import Whistle, WhistleCall, WorkOrder
from tests.integration.stories import HOUR, dispatched
from tests.integration.visits import Visit, client_of, lead_page, state_of
from tests.integration.whistle_stories import blown, called, rated, refused, reported, warn_above
from tests.people import NAME, NOW, PHONE, Cast, a_report, an_order

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - timedelta(days=1)
ASKED = {
    "topic": "lighting",
    "meet_at": "2026-03-03T09:00",
    "report_by": "2026-03-05T18:00",
    "text": "Whose mast is it?",
}


def own_page(call: WhistleCall) -> str:
    return f"/agency/work-orders/{WorkOrder.objects.get(call=call).number}/"


def step_page(call: WhistleCall, step: str) -> str:
    return f"{own_page(call)}call/{step}/"


def test_officer_calls_agencies_with_a_time_to_report(cast: Cast, post: Visit) -> None:
    order = dispatched(cast)
    address = f"/agency/work-orders/{order.number}/whistle/"
    post("officer", address, agencies=[cast.town.housing.pk], **ASKED)
    made = Whistle.objects.get(order=order)
    assert (made.calls.get().agency, made.report_by is not None) == (cast.town.housing, True)


def test_refused_whistle_says_why_in_its_form(cast: Cast, post: Visit) -> None:
    order = dispatched(cast)
    asked = {**ASKED, "meet_at": "2026-02-01T09:00"}
    address = f"/agency/work-orders/{order.number}/whistle/"
    answer = post("officer", address, agencies=[cast.town.housing.pk], **asked)
    assert "The time to meet must lie ahead." in answer.content.decode()


def test_form_of_a_whistle_says_how_many_were_blown(cast: Cast, see: Visit) -> None:
    blown(cast)
    page = see("officer", f"/agency/work-orders/{dispatched(cast).number}/whistle/")
    assert "has blown 1 whistle this month" in page


def test_form_of_a_whistle_warns_before_it_is_too_many(cast: Cast, see: Visit) -> None:
    warn_above(1)
    blown(cast)
    page = see("officer", f"/agency/work-orders/{dispatched(cast).number}/whistle/")
    assert "2 calls this month, more than 1" in page


def test_form_of_a_whistle_does_not_warn_below_the_limit(cast: Cast, see: Visit) -> None:
    blown(cast)
    page = see("officer", f"/agency/work-orders/{dispatched(cast).number}/whistle/")
    assert "look at the causes first" not in page


def test_caller_is_warned_after_one_too_many(cast: Cast, post: Visit) -> None:
    warn_above(1)
    blown(cast)
    address = f"/agency/work-orders/{dispatched(cast).number}/whistle/"
    answer = post("officer", address, agencies=[cast.town.housing.pk], **ASKED)
    assert "2 calls this month, more than 1" in answer.content.decode()


def test_form_comes_as_a_part_for_a_page_with_scripts(cast: Cast) -> None:
    address = f"/agency/work-orders/{dispatched(cast).number}/whistle/"
    answer = client_of(cast, "officer").get(address, headers={"hx-request": "true"})
    assert b"<html" not in answer.content


@pytest.mark.parametrize("who", ["handler", "head", "coordinator", "dispatcher"])
def test_others_do_not_blow_the_whistle(cast: Cast, who: str) -> None:
    order = dispatched(cast)
    answer = client_of(cast, who).get(f"/agency/work-orders/{order.number}/whistle/")
    assert answer.status_code == 403


def test_report_of_wrongdoing_is_not_carried_by_a_whistle(cast: Cast, post: Visit) -> None:
    report = a_report(cast.town, about=cast.town.housing)
    order = an_order(cast.town, agency=cast.town.office, request=report)
    address = f"/agency/work-orders/{order.number}/whistle/"
    answer = post("officer", address, agencies=[cast.town.housing.pk], **ASKED)
    assert (answer.status_code, Whistle.objects.exists()) == (403, False)


def test_order_page_of_the_caller_lists_who_was_called(cast: Cast, see: Visit) -> None:
    call = called(cast, agencies=[cast.town.housing, cast.town.lighting])
    page = see("officer", lead_page(call))
    assert ("Housing Agency" in page, "Lighting Agency" in page) == (True, True)


def test_grey_button_of_the_caller_says_why(cast: Cast, see: Visit) -> None:
    assert "The time to meet has not passed yet." in see("officer", lead_page(called(cast)))


def test_order_page_without_a_whistle_has_no_such_part(cast: Cast, see: Visit) -> None:
    page = see("officer", f"/agency/work-orders/{dispatched(cast).number}/")
    assert "calls and leads" not in page


def test_called_agency_finds_the_order_in_its_worklist_with_its_type(
    cast: Cast, see: Visit
) -> None:
    order = WorkOrder.objects.get(call=called(cast))
    page = see("rival", "/agency/work-orders/")
    assert (order.number in page, '<span class="tag">Whistle</span>' in page) == (True, True)


def test_called_agency_sees_only_steps_of_a_whistle(cast: Cast, see: Visit) -> None:
    page = see("rival", own_page(called(cast)))
    assert ("call/accept/" in page, "/object/" in page) == (True, False)


def test_called_agency_works_under_a_pseudonym(cast: Cast, see: Visit) -> None:
    page = see("rival", own_page(called(cast)))
    assert (NAME in page, PHONE in page) == (False, False)


def test_history_speaks_the_words_of_a_whistle(cast: Cast, see: Visit) -> None:
    assert "<strong>Refuse the call</strong>" in see("rival", own_page(refused(cast)))


def test_called_agency_accepts(cast: Cast, post: Visit) -> None:
    call = called(cast)
    post("rival", step_page(call, "accept"))
    assert state_of(call) == OrderState.ACCEPTED


def test_called_agency_refuses_with_a_reason(cast: Cast, post: Visit) -> None:
    call = called(cast)
    post("rival", step_page(call, "refuse"), reason="Not our building.")
    call.refresh_from_db()
    assert (state_of(call), call.refusal) == (OrderState.OBJECTED, "Not our building.")


def test_refusal_without_a_reason_stays_on_its_form(cast: Cast, post: Visit) -> None:
    call = called(cast)
    post("rival", step_page(call, "refuse"), reason="")
    assert state_of(call) == OrderState.DISPATCHED


def test_called_agency_attends_and_reports(cast: Cast, post: Visit) -> None:
    call = called(cast, at=YESTERDAY, meet_at=YESTERDAY + HOUR)
    post("rival", step_page(call, "accept"))
    seen = {"attendants": "Two fitters", "finding": "Burst pipe"}
    post("rival", step_page(call, "attend"), attended_at="2026-03-01T12:00", **seen)
    post("rival", step_page(call, "report"), outcome="resolved", text="Pumped out.")
    call.refresh_from_db()
    assert (state_of(call), call.did) == (OrderState.ANSWERED, "Pumped out.")


def test_attendance_before_the_call_says_why_not(cast: Cast, post: Visit) -> None:
    call = called(cast)
    post("rival", step_page(call, "accept"))
    seen = {"attendants": "Two fitters", "finding": "Burst pipe"}
    answer = post("rival", step_page(call, "attend"), attended_at="2026-02-01T12:00", **seen)
    assert "lies between the call and now" in answer.content.decode()


def test_caller_confirms_rates_and_closes(cast: Cast, post: Visit) -> None:
    call = reported(cast)
    post("officer", step_page(call, "confirm"))
    post("officer", step_page(call, "rate"), value="4", remark="Came fast.")
    post("officer", step_page(call, "close"))
    rating = call.ratings.get()
    assert (state_of(call), rating.value, rating.by) == (OrderState.CLOSED, 4, cast.officer)


def test_called_agency_rates_the_calling_office(cast: Cast, post: Visit) -> None:
    call = rated(cast)
    post("rival", step_page(call, "rate-caller"), value="3", remark="")
    assert call.ratings.get(side="called").value == 3


def test_caller_records_that_nobody_came(cast: Cast, post: Visit) -> None:
    call = called(cast, at=YESTERDAY, meet_at=YESTERDAY + HOUR)
    post("officer", step_page(call, "absent"), reason="We waited an hour.")
    assert state_of(call) == OrderState.RECALLED


def test_caller_comes_back_to_the_order_it_leads(cast: Cast, post: Visit) -> None:
    call = reported(cast)
    answer = post("officer", step_page(call, "confirm"))
    assert answer.redirect_chain[-1][0] == lead_page(call)


@pytest.mark.parametrize("step", ["confirm", "rate", "close", "absent"])
def test_called_agency_does_not_take_steps_of_the_caller(
    cast: Cast, post: Visit, step: str
) -> None:
    answer = post("rival", step_page(reported(cast), step), value="5", reason="x")
    assert answer.status_code == 403


@pytest.mark.parametrize("step", ["accept", "refuse", "attend", "report", "rate-caller"])
def test_caller_does_not_take_steps_of_the_called(cast: Cast, post: Visit, step: str) -> None:
    answer = post("officer", step_page(called(cast), step), reason="x")
    assert "which was called, does this" in answer.content.decode()


@pytest.mark.parametrize("who", ["handler", "inspector", "caller", "stranger"])
def test_agency_that_was_not_called_does_not_see_the_order(cast: Cast, who: str) -> None:
    call = called(cast)
    assert client_of(cast, who).get(own_page(call)).status_code == 403


def test_handling_steps_do_not_work_on_the_order_of_a_whistle(cast: Cast, post: Visit) -> None:
    call = called(cast)
    answer = post("rival", f"{own_page(call)}accept/")
    assert (answer.status_code, state_of(call)) == (403, OrderState.DISPATCHED)


def test_unknown_step_of_a_call_is_not_found(cast: Cast, post: Visit) -> None:
    assert post("rival", step_page(called(cast), "dance")).status_code == 404
