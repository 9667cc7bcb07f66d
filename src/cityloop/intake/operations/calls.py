"""A call from the first ring to the wrap-up, and the callers who are called back."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction

from cityloop.core.operations import audit
from cityloop.intake.choices import CallState, CallStep
from cityloop.intake.models import Call, CallerNumber
from cityloop.intake.operations.call_steps import (
    CallTold,
    city_day,
    facts_of,
    is_free,
    keep,
    locked,
    new_number,
    take,
)
from cityloop.intake.queries.calls import held_calls, missed_of_phone, phone_of
from cityloop.intake.rules.calls import CallFacts

SEEN = "call.number_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """What is known of a call when it comes; `phone` is empty when the number is withheld.

    `source_id`: what the switch calls it.
    """

    phone: str = ""
    line: str = ""
    language: str = ""
    source_id: str = ""


def ring(ringing: Ringing, *, by: AbstractUser | None, at: datetime) -> Call:
    """Somebody rings; the same `source_id` again gives the call that is known already."""
    known = _announced(ringing.source_id)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            call = Call(state=CallState.WAITING)
            return _begin(call, ringing=ringing, step=CallStep.RING, by=by, at=at)
    except IntegrityError:
        # The switch has announced it twice at once.
        known = _announced(ringing.source_id)
        if known is None:
            raise
        return known


def _announced(source_id: str) -> Call | None:
    return Call.objects.filter(source_id=source_id).first() if source_id else None


@transaction.atomic
def open_call(ringing: Ringing, *, by: AbstractUser, at: datetime) -> Call:
    """Open a call without the switch, with a number typed by hand or none.

    What was asked from that number is shown with it, so the look is audited. Raises
    TransitionNotAllowed while the operator is in another call.
    """
    call = Call(state=CallState.IN_PROGRESS, operator_id=by.pk, answered_at=at)
    _begin(call, ringing=ringing, step=CallStep.OPEN, by=by, at=at)
    _note_seen(call, by=by, at=at)
    return call


def _begin(
    call: Call, *, ringing: Ringing, step: str, by: AbstractUser | None, at: datetime
) -> Call:
    free = by is None or step == CallStep.RING or is_free(by)
    call.line, call.language, call.source_id = ringing.line, ringing.language, ringing.source_id
    call.arrived_at, call.number = at, new_number(at)
    facts = CallFacts(operator_is_free=free, number_known=bool(ringing.phone))
    if call.returns is not None:
        facts = replace(facts, **_standing_of(call.returns, phone=ringing.phone))
    keep(call, take(call, step, told=CallTold(facts=facts), by=by, at=at))
    if ringing.phone:
        CallerNumber.objects.create(call=call, phone=ringing.phone)
    return call


@transaction.atomic
def answer_call(call: Call, *, by: AbstractUser, at: datetime) -> Call:
    """Answer a call that waits; from now on the operator sees its number, which is audited.

    Raises TransitionNotAllowed when another operator was faster, or while this one is in a call.
    """
    free = is_free(by)
    held = locked(call)
    told = CallTold(facts=CallFacts(operator_is_free=free))
    event = take(held, CallStep.ANSWER, told=told, by=by, at=at)
    held.operator_id, held.answered_at = by.pk, _not_before(held.arrived_at, at=at)
    keep(held, event)
    _note_seen(held, by=by, at=at)
    return held


def _not_before(earlier: datetime | None, *, at: datetime) -> datetime:
    # The clocks of a switch and of several servers differ by seconds.
    return at if earlier is None else max(earlier, at)


def _note_seen(call: Call, *, by: AbstractUser, at: datetime) -> None:
    if phone_of(call):
        audit(what=SEEN, subject=call.number, by=by, at=at)


@transaction.atomic
def miss_call(call: Call, *, by: AbstractUser | None, at: datetime) -> Call:
    """The caller hung up before anybody answered. Raises TransitionNotAllowed."""
    held = locked(call)
    event = take(held, CallStep.MISS, told=CallTold(), by=by, at=at)
    held.ended_at = _not_before(held.arrived_at, at=at)
    return keep(held, event)


@transaction.atomic
def return_call(missed: Call, *, by: AbstractUser, at: datetime) -> Call:
    """Call a missed caller back: a call of its own, in the operator's hands at once.

    The missed call counts as returned when this one is wrapped up with somebody reached. Raises
    TransitionNotAllowed for a call that is not missed (any more), for a withheld number, while
    somebody else calls it back, or while the operator is in a call.
    """
    phone = phone_of(missed)
    call = Call(state=CallState.IN_PROGRESS, operator_id=by.pk, answered_at=at, returns=missed)
    ringing = Ringing(phone=phone, line=missed.line, language=missed.language)
    _begin(call, ringing=ringing, step=CallStep.CALL_BACK, by=by, at=at)
    _note_seen(call, by=by, at=at)
    return call


def _standing_of(missed: Call, *, phone: str) -> dict[str, bool]:
    """Whether a call is still to be returned; held, so that two operators do not do it at once."""
    held = locked(missed)
    tries = Call.objects.filter(state=CallState.IN_PROGRESS, returns__isnull=False)
    return {
        "still_missed": held.state == CallState.MISSED,
        "being_called": bool(phone) and tries.filter(caller__phone=phone).exists(),
    }


@transaction.atomic
def end_call(call: Call, *, by: AbstractUser | None, at: datetime) -> Call:
    """Talking is over; the call stays in the operator's hands until it is wrapped up."""
    held = locked(call)
    event = take(held, CallStep.END, told=CallTold(facts=facts_of(held)), by=by, at=at)
    held.ended_at = _not_before(held.answered_at, at=at)
    return keep(held, event)


@transaction.atomic
def wrap_up(call: Call, *, code: str, note: str, by: AbstractUser, at: datetime) -> Call:
    """Finish a call with a code of the city, in the version of the text that holds now.

    Missed calls of the same number count as returned when somebody was reached. Raises
    TransitionNotAllowed for an unknown code, abuse without two warnings, or an open transfer;
    InputError when the city has set no codes.
    """
    held = locked(call)
    calls = held_calls(on=city_day(at))
    row = calls.text.wrap_up_row(code)
    facts = replace(
        facts_of(held),
        code_known=row is not None,
        code_means_abuse=row is not None and row.abuse,
        code_needs_note=row is not None and row.note,
        has_note=bool(note.strip()),
    )
    told = CallTold(facts=facts, data={"code": code, "version": calls.definition.version})
    event = take(held, CallStep.WRAP_UP, told=told, by=by, at=at)
    held.wrap_code, held.wrap_definition, held.note = code, calls.definition, note.strip()
    held.ended_at = held.ended_at or _not_before(held.answered_at, at=at)
    held.wrapped_at = _not_before(held.ended_at, at=at)
    keep(held, event)
    if row is not None and row.reached:
        _settle_missed(held, by=by, at=at)
    return held


def _settle_missed(call: Call, *, by: AbstractUser, at: datetime) -> None:
    missed = missed_of_phone(phone_of(call), until=call.arrived_at).order_by("pk")
    for one in missed.select_for_update(of=("self",)):
        told = CallTold(data={"call": call.number})
        event = take(one, CallStep.RETURN, told=told, by=by, at=at)
        one.returned_by = call
        keep(one, event)
