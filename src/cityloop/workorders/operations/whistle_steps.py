"""One way in for every step of a called agency's order, on both sides of the whistle."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.chain import Happening, append
from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import CallSide, OrderState, Party, Ruling, WhistleStep
from cityloop.workorders.models import (
    OPEN_STATES,
    Whistle,
    WhistleCall,
    WhistleRating,
    WorkOrder,
    WorkOrderEvent,
)
from cityloop.workorders.operations.steps import refresh_clocks
from cityloop.workorders.queries.whistles import call_facts
from cityloop.workorders.rules.whistles import WHISTLE_LIFECYCLE


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTaken:
    """A step as taken; `facts` are fields of CallFacts that were typed in.

    `call` and `order` are columns set on the two rows; the event keeps `data`.
    """

    step: WhistleStep
    party: Party
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def take_call_step(
    call: WhistleCall, *, taken: CallTaken, by: AbstractUser | None, at: datetime
) -> WhistleCall:
    """Take one step of a call: ask the lifecycle, write event, call and order, end the whistle.

    Returns the call as it now is. Raises TransitionNotAllowed with the sentence of the refusal,
    NotFound for a call of the time before called agencies got orders.
    """
    order = _locked_order(call)
    now = WhistleCall.objects.select_related("whistle").get(pk=call.pk)
    target = WHISTLE_LIFECYCLE.target(
        taken.step,
        order.state,
        facts=replace(call_facts(now, at=at), **taken.facts),
        party=taken.party,
        reason=taken.reason,
    )
    happening = Happening(
        step=taken.step,
        at=at,
        party=taken.party,
        by=_key(by),
        to_state=target or "",
        reason=taken.reason,
        data=taken.data,
    )
    event = append(order, kind=WorkOrderEvent, happening=happening, foreign_key="order")
    event.save(force_insert=True)
    for row, columns in ((now, taken.call), (order, taken.order)):
        for name, value in columns.items():
            setattr(row, name, value)
    now.save()
    order.due_at = _due(now, order=order)
    refresh_clocks(order, city=City.objects.get(), by=by, at=at)
    _end_whistle(now.whistle, at=at)
    now.order = order
    return now


def _key(by: AbstractUser | None) -> int | None:
    return None if by is None else by.pk


def _locked_order(call: WhistleCall) -> WorkOrder:
    if call.order_id is None:
        raise NotFound(Sentence("This call was made before called agencies got work orders."))
    return WorkOrder.objects.select_for_update(of=("self",)).get(pk=call.order_id)


def _due(call: WhistleCall, *, order: WorkOrder) -> datetime | None:
    """What the worklist sorts by: come by then, then report by then; an ended order keeps it."""
    if order.state in {OrderState.ACCEPTED, OrderState.OBJECTED}:
        return call.come_by
    return call.whistle.report_by if order.state == OrderState.IN_PROGRESS else order.due_at


def _end_whistle(whistle: Whistle, *, at: datetime) -> None:
    """The whistle ends with the last of its calls."""
    open_calls = whistle.calls.filter(order__state__in=[*OPEN_STATES, OrderState.ANSWERED])
    if whistle.closed_at is None and not open_calls.exists():
        whistle.closed_at = at
        whistle.save(update_fields=["closed_at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRuling:
    """A ruling on a refusal with its reason; `come_by` is needed once the time to meet is over."""

    must_come: bool
    reason: str
    come_by: datetime | None = None


@transaction.atomic(savepoint=False)
def rule_on_refusal(
    call: WhistleCall, *, made: RefusalRuling, by: AbstractUser | None, at: datetime
) -> WhistleCall:
    """Say that a refusing agency must come, by when if the time has gone, or need not.

    Raises TransitionNotAllowed for whoever refused, and where the lifecycle refuses.
    """
    refused_by = WhistleCall.objects.values_list("refused_by", flat=True).get(pk=call.pk)
    if by is not None and refused_by == by.pk:
        raise TransitionNotAllowed(Sentence("Whoever refused the call does not rule on it."))
    columns: dict[str, Any] = {
        "ruling": Ruling.OVERRULE if made.must_come else Ruling.UPHOLD,
        "ruled_at": at,
        "ruled_by_id": _key(by),
        "ruling_reason": made.reason,
    }
    if made.must_come:
        columns |= {"accepted_at": at, "must_come_by": made.come_by}
    taken = CallTaken(
        step=WhistleStep.MUST_COME if made.must_come else WhistleStep.NEED_NOT_COME,
        party=Party.COORDINATOR,
        reason=made.reason,
        facts={"new_come_by": made.come_by},
        data={"come_by": None if made.come_by is None else made.come_by.isoformat()},
        call=columns,
        order={"accepted_at": at} if made.must_come else {},
    )
    return take_call_step(call, taken=taken, by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """How one side found the other's co-operation: `side` rates, 5 is best."""

    side: CallSide
    value: int
    remark: str = ""


@transaction.atomic(savepoint=False)
def rate_call(
    call: WhistleCall, *, rated: Rated, by: AbstractUser | None, at: datetime
) -> WhistleRating:
    """Keep how one side found the other's co-operation; once a side, never summed up."""
    caller = rated.side == CallSide.CALLER
    taken = CallTaken(
        step=WhistleStep.RATE if caller else WhistleStep.RATE_CALLER,
        party=Party.CALLER if caller else Party.UNIT,
        reason=rated.remark,
        data={"value": rated.value},
    )
    moved = take_call_step(call, taken=taken, by=by, at=at)
    return WhistleRating.objects.create(
        call=moved,
        side=rated.side,
        value=rated.value,
        remark=rated.remark,
        by_id=_key(by),
        at=at,
    )
