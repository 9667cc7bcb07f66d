"""Pages of calls and the desk: what an operator sees and does, and who sees none of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from cityloop.core.models import AuditEvent
from cityloop.intake.choices import CallState
from cityloop.intake.models import Call, CallerNumber, CallItem, CallParty, CallRequest
from cityloop.intake.operations import add_party, link_request, wrap_up
from cityloop.intake.operations.call_parts import Party
from cityloop.knowledge.models import KnowledgeItem
from tests.integration.calls import (
    CALLER,
    a_missed_call,
    a_ringing_call,
    an_answered_call,
    name_channels,
)
from tests.integration.visits import client_of
from tests.people import DAY, NOW, PHONE, Cast, a_report, a_request

pytestmark = pytest.mark.django_db
WORDS = {
    "text": "The street light at the corner is dark",
    "kind": "complaint",
    "service_type": "street-light",
    "area": "ferry",
    "language": "en",
    "channel": "phone",
    "phone": CALLER,
}
HTMX = {"hx-request": "true"}


@pytest.fixture
def operator(cast: Cast) -> Client:
    return client_of(cast, "operator")


@pytest.fixture
def call(cast: Cast) -> Call:
    name_channels()
    return an_answered_call(cast.operator)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def step(client: Client, call: Call, name: str, **data: str) -> str:
    address = f"/hotline/calls/{call.number}/{name}/"
    return client.post(address, data, headers=HTMX).content.decode()


def test_list_shows_who_waits_with_a_masked_number(cast: Cast, operator: Client) -> None:
    a_ringing_call(at=NOW - timedelta(seconds=8))
    page = text_of(operator, "/hotline/calls/")
    assert ("•••0148" in page, CALLER in page, "8 s" in page) == (True, False, True)


def test_list_marks_who_waits_too_long(cast: Cast, operator: Client) -> None:
    a_ringing_call(at=NOW - timedelta(seconds=16))
    assert "over 15 s" in text_of(operator, "/hotline/calls/")


def test_list_says_how_often_a_number_was_missed_and_how_long_ago(
    cast: Cast, operator: Client
) -> None:
    for hours in (3, 1):
        a_missed_call(at=NOW - timedelta(hours=hours))
    page = text_of(operator, "/hotline/calls/")
    assert ("missed 2 times" in page, "1 h ago" in page) == (True, True)


def test_list_leaves_out_what_was_missed_too_long_ago(cast: Cast, operator: Client) -> None:
    a_missed_call(at=NOW - 8 * DAY)
    assert "No missed call is left." in text_of(operator, "/hotline/calls/")


def test_polling_brings_the_part_alone(cast: Cast, operator: Client) -> None:
    a_ringing_call()
    part = operator.get("/hotline/calls/", headers=HTMX).content.decode()
    assert ("•••0148" in part, "<html" in part) == (True, False)


def test_answering_leads_to_the_call_with_its_full_number(cast: Cast, operator: Client) -> None:
    call = a_ringing_call()
    page = operator.post(f"/hotline/calls/{call.number}/answer/", follow=True).content.decode()
    assert CALLER in page


def test_answering_a_call_that_is_taken_says_so(cast: Cast, operator: Client, call: Call) -> None:
    page = operator.post(f"/hotline/calls/{call.number}/answer/").content.decode()
    assert "This cannot be taken as it is" in page


def test_calling_back_opens_a_call_to_the_number(cast: Cast, operator: Client) -> None:
    missed = a_missed_call(at=NOW - timedelta(hours=1))
    page = operator.post(f"/hotline/calls/{missed.number}/return/", follow=True).content.decode()
    assert ("Calling back" in page, CALLER in page) == (True, True)


def test_call_without_the_switch_is_opened_by_hand(cast: Cast, operator: Client) -> None:
    sent = {"phone": "555-0161", "language": "en"}
    page = operator.post("/hotline/calls/", sent, follow=True).content.decode()
    assert "555-0161" in page


def test_number_that_is_none_is_refused(cast: Cast, operator: Client) -> None:
    operator.post("/hotline/calls/", {"phone": "my cousin", "language": "en"})
    assert not Call.objects.exists()


def test_number_brings_the_requests_made_from_it(cast: Cast, operator: Client) -> None:
    asked = a_request(cast.town)
    call = an_answered_call(cast.operator, phone=PHONE)
    assert asked.number in text_of(operator, f"/hotline/calls/{call.number}/")


@pytest.mark.parametrize("hidden", ["shielded", "confidential"])
def test_number_never_brings_a_report_or_what_was_said_in_confidence(
    cast: Cast, operator: Client, hidden: str
) -> None:
    asked = a_request(cast.town, **{hidden: True})
    call = an_answered_call(cast.operator, phone=PHONE)
    assert asked.number not in text_of(operator, f"/hotline/calls/{call.number}/")


def test_number_says_how_often_it_called_before(cast: Cast, operator: Client) -> None:
    for days in (2, 1):
        a_missed_call(at=NOW - days * DAY)
    call = an_answered_call(cast.operator)
    page = text_of(operator, f"/hotline/calls/{call.number}/")
    assert "called 2 times" in page


def test_registering_in_a_call_keeps_both_together(
    cast: Cast, operator: Client, call: Call
) -> None:
    sent = operator.post("/hotline/", {**WORDS, "call": call.number})
    link = CallRequest.objects.get(call=call)
    assert (sent.headers["Location"], link.registered) == (f"/hotline/calls/{call.number}/", True)


def test_refused_form_keeps_the_call_beside_it(cast: Cast, operator: Client, call: Call) -> None:
    page = operator.post("/hotline/", {**WORDS, "text": "", "call": call.number}).content.decode()
    assert ("This field is required." in page, "Wrap up the call" in page) == (True, True)


def test_nothing_is_registered_in_a_call_of_somebody_else(cast: Cast, call: Call) -> None:
    Call.objects.update(operator=cast.dispatcher)
    sent = client_of(cast, "operator").post("/hotline/", {**WORDS, "call": call.number})
    assert (sent.status_code, CallRequest.objects.exists()) == (403, False)


def test_take_page_within_a_call_is_the_page_of_the_call(operator: Client, call: Call) -> None:
    sent = operator.get(f"/hotline/?call={call.number}")
    assert sent.headers["Location"] == f"/hotline/calls/{call.number}/"


@pytest.fixture
def item(cast: Cast) -> KnowledgeItem:
    return KnowledgeItem.objects.create(
        code="street-light",
        titles={"en": "How a street light is mended"},
        bodies={"en": "Say the number on the mast."},
        owner=cast.town.lighting,
        valid_from=date(2026, 1, 1),
    )


def test_answer_that_was_told_is_kept(operator: Client, call: Call, item: KnowledgeItem) -> None:
    part = step(operator, call, "told", told=item.code)
    assert ("told" in part, CallItem.objects.get(call=call).item) == (True, item)


def test_told_without_scripts_keeps_what_was_typed(
    operator: Client, call: Call, item: KnowledgeItem
) -> None:
    sent = {**WORDS, "call": call.number, "told": item.code}
    page = operator.post("/hotline/", sent).content.decode()
    assert (WORDS["text"] in page, CallItem.objects.count()) == (True, 1)


def test_hints_offer_to_keep_what_was_told_only_within_a_call(
    operator: Client, call: Call, item: KnowledgeItem
) -> None:
    offered = [
        "I told the caller this" in operator.post("/hotline/hints/", sent).content.decode()
        for sent in (WORDS, {**WORDS, "call": call.number})
    ]
    assert offered == [False, True]


def test_emergency_line_has_one_key_and_asks_afterwards(operator: Client, call: Call) -> None:
    part = step(operator, call, "add_party", who="emergency:police")
    party = CallParty.objects.get(call=call)
    assert ("Connecting: Police 110" in part, party.outcome) == (True, "open")


def test_emergency_keys_stand_on_the_page(operator: Client, call: Call) -> None:
    assert 'accesskey="u"' in text_of(operator, f"/hotline/calls/{call.number}/")


def test_what_came_of_a_transfer_is_noted(operator: Client, call: Call) -> None:
    step(operator, call, "add_party", who="emergency:police")
    step(operator, call, "settle_party", outcome="joined", agreed="")
    assert CallParty.objects.get(call=call).outcome == "joined"


def test_warnings_are_read_out_and_counted(operator: Client, call: Call) -> None:
    first = step(operator, call, "warn")
    second = step(operator, call, "warn")
    assert ("second time that I ask" in first, "you may end the call" in second) == (True, True)


def test_third_warning_is_refused_in_words(operator: Client, call: Call) -> None:
    for _turn in range(2):
        step(operator, call, "warn")
    assert "Both warnings are given" in step(operator, call, "warn")


def test_wrap_up_needs_a_code(operator: Client, call: Call) -> None:
    step(operator, call, "wrap_up", code="", note="")
    call.refresh_from_db()
    assert call.state == CallState.IN_PROGRESS


def test_wrapped_up_call_leads_back_to_the_list(operator: Client, call: Call) -> None:
    sent = operator.post(f"/hotline/calls/{call.number}/wrap_up/", {"code": "answered"})
    assert sent.headers["Location"] == "/hotline/calls/"


def test_finished_call_masks_its_number_even_for_its_operator(
    cast: Cast, operator: Client, call: Call
) -> None:
    wrap_up(call, code="registered", note="", by=cast.operator, at=NOW + DAY / 24)
    page = text_of(operator, f"/hotline/calls/{call.number}/")
    assert (CALLER in page, "Request registered" in page) == (False, True)


def test_finished_call_does_not_lead_to_a_report(cast: Cast, operator: Client, call: Call) -> None:
    report = a_report(cast.town, about=cast.town.housing)
    link_request(call, request=report, registered=True, by=cast.operator, at=NOW)
    during = text_of(operator, f"/hotline/calls/{call.number}/")
    wrap_up(call, code="registered", note="", by=cast.operator, at=NOW + DAY / 24)
    after = text_of(operator, f"/hotline/calls/{call.number}/")
    assert (report.number in during, report.number in after) == (True, False)


def test_call_of_another_operator_shows_no_number(cast: Cast, operator: Client) -> None:
    other = an_answered_call(cast.dispatcher)
    assert CALLER not in text_of(operator, f"/hotline/calls/{other.number}/")


def test_step_in_a_call_of_another_operator_is_refused(cast: Cast, operator: Client) -> None:
    other = an_answered_call(cast.dispatcher)
    sent = operator.post(f"/hotline/calls/{other.number}/warn/")
    assert sent.status_code == 403


@pytest.mark.parametrize("who", ["handler", "dispatcher", "supervisor", "caller", "stranger"])
@pytest.mark.parametrize("page", ["", "answer/", "return/", "warn/", "wrap_up/"])
def test_call_says_no_to_everybody_else(cast: Cast, call: Call, who: str, page: str) -> None:
    answer = client_of(cast, who).post(f"/hotline/calls/{call.number}/{page}")
    assert (answer.status_code, CALLER in answer.content.decode()) == (403, False)


def test_seeing_the_number_is_audited_once_for_each_call(cast: Cast, operator: Client) -> None:
    call = a_ringing_call()
    operator.post(f"/hotline/calls/{call.number}/answer/", follow=True)
    text_of(operator, f"/hotline/calls/{call.number}/")
    assert AuditEvent.objects.filter(what="call.number_seen", subject=call.number).count() == 1


def test_request_page_leads_back_to_the_call(cast: Cast, operator: Client, call: Call) -> None:
    page = text_of(operator, f"/hotline/requests/{a_request(cast.town).number}/")
    assert f'href="/hotline/calls/{call.number}/"' in page


def test_withheld_number_brings_no_history(cast: Cast, operator: Client) -> None:
    a_missed_call(phone="", at=NOW - DAY)
    call = an_answered_call(cast.operator, phone="")
    page = text_of(operator, f"/hotline/calls/{call.number}/")
    assert ("number withheld" in page, CallerNumber.objects.exists()) == (True, False)


def test_open_transfer_is_noted_without_scripts(cast: Cast, operator: Client, call: Call) -> None:
    party = Party(kind="emergency", code="fire", name="Fire and rescue", phone="119")
    add_party(call, party=party, by=cast.operator, at=NOW)
    sent = operator.post(
        f"/hotline/calls/{call.number}/settle_party/", {"outcome": "mistake"}, follow=True
    )
    assert "Was a mistake" in sent.content.decode()
