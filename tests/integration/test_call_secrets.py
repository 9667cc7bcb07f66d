"""What a call never tells: the number behind a finished one, notes in confidence, and to whom."""

from datetime import timedelta

import pytest
from django.test import Client

from cityloop.accounts.choices import Role
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent
from cityloop.intake.choices import PartyKind
from cityloop.intake.models import Call, CallEvent
from cityloop.intake.operations import (
    Party,
    Ringing,
    add_party,
    link_request,
    open_call,
    return_call,
    settle_party,
    wrap_up,
)
from cityloop.intake.queries.calls import phone_of
from tests.integration.calls import CALLER, a_missed_call, an_answered_call
from tests.integration.visits import client_of
from tests.people import NOW, Cast, a_report, a_request, person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WATER = Party(kind=PartyKind.PARTNER, code="water-company", name="Water company")


def finish(call: Call, cast: Cast, *, note: str = "") -> Call:
    return wrap_up(call, code="registered", note=note, by=cast.operator, at=NOW)


def test_number_of_a_finished_call_is_not_seen_by_calling_back(cast: Cast) -> None:
    call = finish(an_answered_call(cast.operator), cast)
    with pytest.raises(TransitionNotAllowed, match="not missed"):
        return_call(call, by=cast.operator, at=NOW)


def test_returned_caller_is_not_called_again(cast: Cast) -> None:
    missed = a_missed_call(at=NOW - HOUR)
    finish(return_call(missed, by=cast.operator, at=NOW), cast)
    with pytest.raises(TransitionNotAllowed, match="has been reached since"):
        return_call(missed, by=cast.operator, at=NOW)


def test_two_operators_do_not_call_one_number_back(cast: Cast) -> None:
    earlier, later = (a_missed_call(at=NOW - hours * HOUR) for hours in (2, 1))
    other = person("otto.operator", Role.OPERATOR, cast.town.centre)
    return_call(later, by=cast.operator, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="Another operator"):
        return_call(earlier, by=other, at=NOW)


def test_number_typed_by_hand_is_in_the_trail(cast: Cast) -> None:
    call = open_call(Ringing(phone=CALLER), by=cast.operator, at=NOW)
    assert AuditEvent.objects.get(what="call.number_seen").subject == call.number


@pytest.mark.parametrize("typed", ["abc1", "1; drop", "1\n<b>", "555-0148x"])
def test_what_is_no_number_opens_no_call(cast: Cast, typed: str) -> None:
    client_of(cast, "operator").post("/hotline/calls/", {"phone": typed, "language": "en"})
    assert not Call.objects.exists()


def test_what_was_agreed_is_not_kept_for_ever(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    party = add_party(call, party=WATER, by=cast.operator, at=NOW)
    settle_party(party, outcome="joined", agreed="Her son rings.", by=cast.operator, at=NOW)
    assert not CallEvent.objects.filter(reason__contains="son").exists()


def page_of(call: Call, client: Client) -> str:
    return client.get(f"/hotline/calls/{call.number}/").content.decode()


def test_notes_of_a_call_with_a_report_are_shown_to_nobody(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    report = a_report(cast.town, about=cast.town.lighting)
    link_request(call, request=report, registered=True, by=cast.operator, at=NOW)
    finish(call, cast, note="Saw the envelope.")
    page = page_of(call, client_of(cast, "operator"))
    assert ("envelope" in page, "told in confidence" in page) == (False, True)


def test_notes_of_another_call_are_shown(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    asked = a_request(cast.town)
    link_request(call, request=asked, registered=True, by=cast.operator, at=NOW)
    finish(call, cast, note="Will ring again.")
    assert "Will ring again." in page_of(call, client_of(cast, "operator"))


def test_called_number_is_the_one_that_was_missed(cast: Cast) -> None:
    back = return_call(a_missed_call(at=NOW - HOUR), by=cast.operator, at=NOW)
    assert phone_of(back) == CALLER
