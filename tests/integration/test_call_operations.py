"""Calls from the ring to the wrap-up: what is written, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.models import AuditEvent, Definition
from cityloop.core.sealing import Stream, broken_histories
from cityloop.intake.choices import CallState, PartyKind, PartyOutcome
from cityloop.intake.models import Call, CallerNumber, CallEvent, CallParty
from cityloop.intake.operations import (
    Party,
    Ringing,
    add_party,
    answer_call,
    end_call,
    forget_callers,
    link_request,
    open_call,
    return_call,
    ring,
    settle_party,
    warn_caller,
    wrap_up,
)
from cityloop.intake.queries.calls import desk_figures, desk_now, missed_callers
from tests.integration.calls import CALLER, a_missed_call, a_ringing_call, an_answered_call
from tests.people import DAY, NOW, Cast, a_request

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
POLICE = Party(kind=PartyKind.EMERGENCY, code="police", name="Police", phone="110")
WATER = Party(kind=PartyKind.PARTNER, code="water-company", name="Water company", phone="555-0222")


def finish(call: Call, cast: Cast, *, code: str = "registered", note: str = "") -> Call:
    return wrap_up(call, code=code, note=note, by=cast.operator, at=NOW + timedelta(minutes=3))


def test_ring_waits_with_its_number_apart(cast: Cast) -> None:
    call = a_ringing_call()
    assert (call.state, CallerNumber.objects.get(call=call).phone) == (CallState.WAITING, CALLER)


def test_ring_said_twice_is_one_call(cast: Cast) -> None:
    first, second = a_ringing_call(key="sw-7"), a_ringing_call(key="sw-7")
    assert first.pk == second.pk


def test_answering_writes_who_and_when_and_that_the_number_was_seen(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    seen = AuditEvent.objects.get(subject=call.number)
    assert (call.state, call.operator, seen.what, seen.by) == (
        CallState.IN_PROGRESS,
        cast.operator,
        "call.number_seen",
        cast.operator,
    )


def test_answered_call_is_not_answered_again(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    with pytest.raises(TransitionNotAllowed, match="in progress"):
        answer_call(call, by=cast.dispatcher, at=NOW)


def test_operator_holds_one_call(cast: Cast) -> None:
    an_answered_call(cast.operator)
    waiting = a_ringing_call(phone="555-0149")
    with pytest.raises(TransitionNotAllowed, match="wrap it up first"):
        answer_call(waiting, by=cast.operator, at=NOW)


def test_database_refuses_a_second_call_in_progress(cast: Cast) -> None:
    an_answered_call(cast.operator)
    waiting = a_ringing_call(phone="555-0149")
    wrong = {"state": "in_progress", "operator": cast.operator, "answered_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=waiting.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "wrapped_up"},
        {"state": "missed"},
        {"state": "in_progress"},
        {"answered_at": NOW},
        {"wrap_code": "registered"},
        {"warnings": 3},
        {"state": "missed", "ended_at": NOW - SECOND},
    ],
    ids=str,
)
def test_database_refuses_a_wrong_state(cast: Cast, wrong: dict[str, object]) -> None:
    call = a_ringing_call()
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**wrong)


def test_wrap_up_keeps_the_code_in_its_version(cast: Cast) -> None:
    call = finish(an_answered_call(cast.operator), cast)
    held = Definition.objects.get(kind="calls")
    assert (call.state, call.wrap_code, call.wrap_definition) == ("wrapped_up", "registered", held)


def test_wrap_up_refuses_a_code_that_the_city_does_not_know(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Choose how the call is finished"):
        finish(an_answered_call(cast.operator), cast, code="nonsense")


def test_wrap_up_after_abuse_needs_two_warnings(cast: Cast) -> None:
    call = warn_caller(an_answered_call(cast.operator), by=cast.operator, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="warned so far: 1"):
        finish(call, cast, code="abuse", note="Shouted.")


def test_wrap_up_after_abuse_keeps_both_warnings_in_the_history(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    for _warning in range(2):
        warn_caller(call, by=cast.operator, at=NOW)
    finish(call, cast, code="abuse", note="Shouted.")
    steps = list(CallEvent.objects.filter(call=call).values_list("step", flat=True))
    assert steps == ["ring", "answer", "warn", "warn", "wrap_up"]


def test_history_of_a_call_is_a_chain_that_holds(cast: Cast) -> None:
    finish(an_answered_call(cast.operator), cast)
    assert list(broken_histories(Stream("calls", CallEvent, "call"))) == []


def test_history_never_holds_the_number(cast: Cast) -> None:
    finish(an_answered_call(cast.operator), cast)
    kept = CallEvent.objects.values_list("reason", "data")
    assert CALLER not in str(list(kept))


def test_emergency_line_is_connected_first_and_noted_afterwards(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    party = add_party(call, party=POLICE, by=cast.operator, at=NOW)
    noted = settle_party(party, outcome="joined", agreed="", by=cast.operator, at=NOW)
    assert (party.outcome, noted.outcome) == (PartyOutcome.OPEN, PartyOutcome.JOINED)


def test_call_is_not_wrapped_up_before_the_transfer_is_noted(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    add_party(call, party=POLICE, by=cast.operator, at=NOW)
    with pytest.raises(TransitionNotAllowed, match="Note first"):
        finish(call, cast, code="transferred")


def test_three_party_note_says_what_was_agreed(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    party = add_party(call, party=WATER, by=cast.operator, at=NOW)
    with pytest.raises(InputError, match="what was agreed"):
        settle_party(party, outcome="joined", agreed=" ", by=cast.operator, at=NOW)


def test_party_is_noted_once(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    party = add_party(call, party=POLICE, by=cast.operator, at=NOW)
    settle_party(party, outcome="mistake", agreed="", by=cast.operator, at=NOW)
    with pytest.raises(InputError, match="noted already"):
        settle_party(party, outcome="joined", agreed="", by=cast.operator, at=NOW)


def test_missed_numbers_say_how_often_and_since_when(cast: Cast) -> None:
    for hours in (5, 3, 1):
        a_missed_call(at=NOW - timedelta(hours=hours))
    (row,) = missed_callers(since=NOW - DAY)
    assert (row.times, row.first_at, row.last_at) == (3, NOW - 5 * DAY / 24, NOW - DAY / 24)


def test_missed_numbers_are_masked(cast: Cast) -> None:
    a_missed_call(at=NOW - timedelta(hours=1))
    assert missed_callers(since=NOW - DAY)[0].phone == "•••0148"


def test_calling_back_returns_every_missed_call_of_the_number(cast: Cast) -> None:
    missed = [a_missed_call(at=NOW - timedelta(hours=hours)) for hours in (5, 1)]
    back = return_call(missed[1], by=cast.operator, at=NOW)
    finish(back, cast)
    kept = Call.objects.filter(pk__in=[one.pk for one in missed])
    assert set(kept.values_list("state", "returned_by")) == {("returned", back.pk)}


def test_calling_back_without_reaching_anybody_leaves_it_missed(cast: Cast) -> None:
    missed = a_missed_call(at=NOW - timedelta(hours=1))
    finish(return_call(missed, by=cast.operator, at=NOW), cast, code="not-reached")
    missed.refresh_from_db()
    assert missed.state == CallState.MISSED


def test_withheld_number_is_not_called_back(cast: Cast) -> None:
    missed = a_missed_call(phone="", at=NOW - timedelta(hours=1))
    with pytest.raises(TransitionNotAllowed, match="withheld"):
        return_call(missed, by=cast.operator, at=NOW)


def test_request_is_linked_to_the_call_in_progress_only(cast: Cast) -> None:
    call = finish(an_answered_call(cast.operator), cast)
    with pytest.raises(InputError, match="finished"):
        link_request(call, request=a_request(cast.town), registered=True, by=cast.operator, at=NOW)


def test_ended_call_stays_in_hand_until_it_is_wrapped_up(cast: Cast) -> None:
    call = end_call(an_answered_call(cast.operator), by=None, at=NOW + timedelta(minutes=1))
    done = finish(call, cast)
    assert done.ended_at == NOW + timedelta(minutes=1)


def test_figures_count_in_time_answered_and_offered(cast: Cast) -> None:
    for wait in (15, 16):
        finish(an_answered_call(cast.operator, at=NOW - timedelta(hours=1), wait=wait), cast)
    a_missed_call(at=NOW - timedelta(hours=2))
    a_ringing_call()
    figures = desk_figures(since=NOW - DAY, answer_seconds=15)
    assert (figures.in_time, figures.answered, figures.offered, figures.waiting) == (1, 2, 3, 1)


def test_figures_leave_out_what_came_before_the_window(cast: Cast) -> None:
    a_missed_call(at=NOW - DAY - SECOND)
    assert desk_figures(since=NOW - DAY, answer_seconds=15).offered == 0


def test_figures_leave_out_calls_without_the_switch(cast: Cast) -> None:
    open_call(Ringing(phone=CALLER), by=cast.operator, at=NOW)
    assert desk_figures(since=NOW - DAY, answer_seconds=15).offered == 0


def test_handling_runs_from_the_answer_to_the_end_of_the_notes(cast: Cast) -> None:
    finish(an_answered_call(cast.operator, wait=0), cast)
    figures = desk_figures(since=NOW - DAY, answer_seconds=15)
    assert (figures.handled, figures.handling) == (1, timedelta(minutes=3))


def test_desk_counts_what_goes_on(cast: Cast) -> None:
    an_answered_call(cast.operator)
    a_ringing_call(phone="555-0149")
    a_missed_call(phone="555-0150", at=NOW - timedelta(hours=1))
    a_missed_call(phone="555-0150", at=NOW - timedelta(hours=2))
    now = desk_now(since=NOW - DAY)
    assert (now.waiting, now.talking, now.to_return, now.oldest_at) == (1, 1, 1, NOW)


def test_forgetting_deletes_numbers_and_notes_of_old_calls_only(cast: Cast) -> None:
    old = finish(an_answered_call(cast.operator, at=NOW - 3 * DAY), cast, note="Spoke of her son.")
    young = a_missed_call(phone="555-0150", at=NOW)
    count = forget_callers(before=NOW - DAY, by=None, at=NOW)
    old.refresh_from_db()
    kept = list(CallerNumber.objects.values_list("call", flat=True))
    assert (count, old.note, kept) == (1, "", [young.pk])


def test_forgetting_is_audited(cast: Cast) -> None:
    a_missed_call(at=NOW - 3 * DAY)
    forget_callers(before=NOW - DAY, by=None, at=NOW)
    assert AuditEvent.objects.filter(what="callers.forgotten", subject="1 numbers").exists()


def test_wrap_up_without_a_text_of_the_city_says_how_to_mend_it(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    Definition.objects.filter(kind="calls").update(valid_from=NOW.date() + 2 * DAY)
    with pytest.raises(InputError, match=r"calls\.yaml"):
        finish(call, cast)


def test_ring_without_a_key_is_a_call_of_its_own(cast: Cast) -> None:
    first, second = (ring(Ringing(phone=CALLER), by=None, at=NOW) for _ in range(2))
    assert first.pk != second.pk


def test_party_rows_are_kept_with_the_call(cast: Cast) -> None:
    call = an_answered_call(cast.operator)
    add_party(call, party=WATER, by=cast.operator, at=NOW)
    assert CallParty.objects.get(call=call).phone == "555-0222"
