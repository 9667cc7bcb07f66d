"""What an order page shows of whistles: who was called, how it stands, and the buttons."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise

from cityloop.accounts.rules.roles import Actor
from cityloop.web.agency.whistle_steps import CALL_STEPS, why_not_call
from cityloop.web.components.clocks import ClockFace, clock_face
from cityloop.workorders.choices import CallSide, CallStanding, OrderType, WhistleStep
from cityloop.workorders.models import Whistle, WhistleCall, WhistleRating, WorkOrder
from cityloop.workorders.queries.order import OrderHistory
from cityloop.workorders.queries.whistles import call_facts, calls_of, standing_of

_TONES = {
    CallStanding.MISSED: "bad",
    CallStanding.LATE: "bad",
    CallStanding.ABSENT: "bad",
    CallStanding.REFUSED: "soon",
    CallStanding.REPORTED: "good",
    CallStanding.CLOSED: "good",
}
_CLOCK_OF = {
    CallStanding.CALLED: "accept_by",
    CallStanding.MISSED: "accept_by",
    CallStanding.COMING: "come_by",
    CallStanding.LATE: "come_by",
}


@dataclass(frozen=True, slots=True)
class CallButton:
    """A step of a call with its button; grey with the sentence `why_not`, when there is one."""

    code: str
    label: str | Promise
    why_not: str
    immediate: bool


@dataclass(frozen=True, slots=True)
class CallFace:
    """One called agency: where it stands, the clock that runs, and what the person may do."""

    call: WhistleCall
    number: str
    standing: CallStanding
    tone: str
    clock: ClockFace | None
    buttons: tuple[CallButton, ...]
    ratings: tuple[WhistleRating, ...]


@dataclass(frozen=True, slots=True)
class WhistleFace:
    """A whistle with those it called, as far as the page shows them."""

    whistle: Whistle
    calls: tuple[CallFace, ...]


@dataclass(frozen=True, slots=True)
class WhistlePart:
    """The whistles of an order page; `answering`: the order itself answers one."""

    answering: bool
    whistles: tuple[WhistleFace, ...]


def whistle_part(
    actor: Actor, order: WorkOrder, *, history: OrderHistory, at: datetime
) -> WhistlePart | None:
    """The whistles blown on the order or answered by it; None, and no statement, without any."""
    answering = order.order_type == OrderType.WHISTLE
    joined = any(one.lead_id == order.pk and _is_whistle(one.type_code) for one in history.joined)
    if not answering and not joined:
        return None
    faces: dict[int, list[CallFace]] = {}
    whistles: dict[int, Whistle] = {}
    for call in calls_of(order):
        whistles[call.whistle_id] = call.whistle
        faces.setdefault(call.whistle_id, []).append(call_face(actor, call, at=at))
    return WhistlePart(
        answering, tuple(WhistleFace(whistles[key], tuple(faces[key])) for key in whistles)
    )


def _is_whistle(code: str) -> bool:
    return code == OrderType.WHISTLE


def call_face(actor: Actor, call: WhistleCall, *, at: datetime) -> CallFace:
    """The face of one called agency for one person."""
    standing = standing_of(call, at=at)
    column = _CLOCK_OF.get(standing)
    return CallFace(
        call=call,
        number=call.order.number if call.order else "",
        standing=standing,
        tone=_TONES.get(standing, ""),
        clock=clock_face(getattr(call, column), at=at) if column else None,
        buttons=_buttons(actor, call, at=at),
        ratings=tuple(call.ratings.all()),
    )


def _buttons(actor: Actor, call: WhistleCall, *, at: datetime) -> tuple[CallButton, ...]:
    """The steps of the person's side; possible ones first, the others say why not."""
    facts = call_facts(call, at=at)
    sides = _sides(actor, call)
    buttons = [
        CallButton(
            code=step.code,
            label=step.label,
            why_not=why_not_call(step, actor=actor, call=call, facts=facts) or "",
            immediate=step.form is None,
        )
        for step in CALL_STEPS
        if step.side in sides and step.permission.role_refusal(actor) is None
    ]
    return tuple(sorted(buttons, key=lambda button: bool(button.why_not)))


def _sides(actor: Actor, call: WhistleCall) -> set[CallSide]:
    of_agency = {CallSide.CALLED: call.agency_id, CallSide.CALLER: call.whistle.caller_id}
    return {side for side, agency in of_agency.items() if agency == actor.agency_id}


def told_history(order: WorkOrder, history: OrderHistory) -> OrderHistory:
    """The history of an order; that of a called agency in the words of the whistle."""
    if order.order_type != OrderType.WHISTLE:
        return history
    own = {step.value: str(step.label) for step in WhistleStep}
    events = (replace(event, step=own.get(event.step, event.step)) for event in history.events)
    return replace(history, events=tuple(events))
