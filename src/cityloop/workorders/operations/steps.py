"""One way in for every step of an order's life."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.chain import Happening, append
from cityloop.core.definitions import from_plain
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.workorders.choices import Decision, OrderState, OrderStep, Party
from cityloop.workorders.models import (
    Deferral,
    Extension,
    Pause,
    Question,
    WorkOrder,
    WorkOrderEvent,
)
from cityloop.workorders.operations.clocks import write_clocks
from cityloop.workorders.queries.clocks import (
    computed,
    is_imported,
    level_reached,
    reminder_at,
    standing,
)
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.order import order_history
from cityloop.workorders.rules.desk_guards import END_QUESTION
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from cityloop.workorders.rules.whistles import handling_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step as taken: its reason, what the guards are told, what the event keeps.

    `facts` are fields of OrderFacts that were typed in; `columns` are set on the order.
    """

    step: str
    party: str
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def take_step(
    order: WorkOrder, *, taken: Taken, by: AbstractUser | None, at: datetime
) -> WorkOrder:
    """Take one step: ask the lifecycle, write the event, recompute the clocks, move the columns.

    Returns the order as it now is. Raises TransitionNotAllowed with the sentence of the refusal.
    """
    locked = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if (refusal := handling_refusal(locked.order_type, taken.step)) is not None:
        raise TransitionNotAllowed(refusal)
    city = City.objects.get()
    facts = order_facts(locked, history=order_history(locked), city=city, at=at)
    target = ORDER_LIFECYCLE.target(
        taken.step,
        locked.state,
        facts=replace(facts, **{"lead_reason": "", "has_new_fact": False, **taken.facts}),
        party=taken.party,
        reason=taken.reason,
    )
    if facts.extension_pending and taken.step in _END_EXTENSION:
        _lapse_extension(locked, facts=facts, by=by, at=at)
    _write(locked, taken=taken, to_state=target or "", by=by, at=at)
    _set_columns(locked, taken=taken, at=at)
    _end_stretches(locked, step=taken.step, at=at)
    refresh_clocks(locked, city=city, moved=taken.step == OrderStep.GRANT_EXTENSION, by=by, at=at)
    return locked


def _write(
    order: WorkOrder, *, taken: Taken, to_state: str = "", by: AbstractUser | None, at: datetime
) -> None:
    """Append the event of a step."""
    happening = Happening(
        step=taken.step,
        at=at,
        party=taken.party,
        by=None if by is None else by.pk,
        to_state=to_state,
        reason=taken.reason,
        data=taken.data,
    )
    event = append(order, kind=WorkOrderEvent, happening=happening, foreign_key="order")
    event.save(force_insert=True)


def _lapse_extension(
    order: WorkOrder, *, facts: OrderFacts, by: AbstractUser | None, at: datetime
) -> None:
    """Settle what was asked for and not decided, so that it never applies to a later round."""
    taken = Taken(step=OrderStep.LAPSE_EXTENSION, party=Party.SYSTEM, reason=LAPSED)
    ORDER_LIFECYCLE.target(taken.step, order.state, facts=facts, party=taken.party)
    _write(order, taken=taken, by=by, at=at)
    asked = Extension.objects.filter(order=order, decision=Decision.PENDING)
    asked.update(decision=Decision.LAPSED, decided_at=at)


LAPSED = "It was not decided before the order went on."
_MOMENTS = {
    OrderStep.ACCEPT: "accepted_at",
    OrderStep.ANSWER: "answered_at",
    OrderStep.CLOSE: "closed_at",
    OrderStep.CONTACT: "contacted_at",
}
_KEPT = {OrderStep.CONTACT}
# With these the answer clock stops, or stands still for another reason: nothing is left to pause.
_END_PAUSE = {
    OrderStep.UNPAUSE,
    OrderStep.ANSWER,
    OrderStep.CLOSE,
    OrderStep.DEFER,
    OrderStep.RECALL,
}
_END_EXTENSION = {OrderStep.ANSWER, OrderStep.CLOSE, OrderStep.RECALL, OrderStep.REOPEN}
_END_DEFERRAL = {OrderStep.RESUME, OrderStep.CLOSE}
# A reply ends it with its words; see asking.
_END_QUESTION = END_QUESTION - {OrderStep.REPLY}
# The ladder begins anew with the clock of a rework and of a new round.
_NEW_LADDER = {OrderStep.FAIL_CHECK, OrderStep.REOPEN}


def _end_stretches(order: WorkOrder, *, step: str, at: datetime) -> None:
    """End the open pause, deferral and question with the step that ends them."""
    ended = ((Pause, _END_PAUSE), (Deferral, _END_DEFERRAL), (Question, _END_QUESTION))
    for kind, steps in ended:
        if step in steps:
            kind.objects.filter(order=order, ended_at__isnull=True).update(ended_at=at)


def _set_columns(order: WorkOrder, *, taken: Taken, at: datetime) -> None:
    column = _MOMENTS.get(OrderStep(taken.step))
    first = column is not None and getattr(order, column) is None
    if column is not None and (first or OrderStep(taken.step) not in _KEPT):
        setattr(order, column, at)
    if taken.step in _NEW_LADDER:
        order.level = 0
    if taken.step == OrderStep.REOPEN:
        order.round += 1
        order.accepted_at = order.contacted_at = order.answered_at = order.closed_at = None
        order.outcome, order.planned_date = "", None
    for name, value in taken.columns.items():
        setattr(order, name, value)


def refresh_clocks(
    order: WorkOrder,
    *,
    city: City,
    moved: bool = False,
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Recompute the clocks from all events of the order and save the order.

    `moved`: the due time was moved, maybe after it had passed; the ladder goes on from the level
    that the moved clock has reached. An imported order keeps the due time that its city had set;
    no rule of ours applies to it.
    """
    settings = from_plain(city.settings, kind=CitySettings)
    events = list(WorkOrderEvent.objects.filter(order=order).order_by("sequence"))
    reminder = reminder_at(order, events=events, zone=city.zone)
    if is_imported(events) and order.round == 1:
        order.next_check_at = reminder or order.next_check_at
        order.save()
        return
    records = computed(events, settings=settings, at=at)
    if moved:
        reached = level_reached(order, records=records, settings=settings, at=at)
        order.level = min(order.level, reached)
    stands = standing(order, records=records, settings=settings, at=at)
    order.due_at, order.next_check_at = stands.due_at, stands.next_check_at or reminder
    order.clock_error = ""
    if order.state in {OrderState.REASSIGNED, OrderState.RECALLED}:
        order.next_check_at = None
    order.save()
    write_clocks(order, records=records, by=by, at=at)
