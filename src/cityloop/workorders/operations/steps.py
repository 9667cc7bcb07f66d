"""One way in for every step of an order's life."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.chain import Happening, append
from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.models import Deferral, Pause, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.clocks import write_clocks
from cityloop.workorders.queries.clocks import computed, is_imported, standing
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.order import order_history
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE


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
    city = City.objects.get()
    settings = from_plain(city.settings, kind=CitySettings)
    facts = order_facts(locked, history=order_history(locked), city=city, at=at)
    target = ORDER_LIFECYCLE.target(
        taken.step,
        locked.state,
        facts=replace(facts, **{"lead_reason": "", "has_new_fact": False, **taken.facts}),
        party=taken.party,
        reason=taken.reason,
    )
    event = append(
        locked,
        kind=WorkOrderEvent,
        happening=Happening(
            step=taken.step,
            at=at,
            party=taken.party,
            by=None if by is None else by.pk,
            to_state=target or "",
            reason=taken.reason,
            data=taken.data,
        ),
        foreign_key="order",
    )
    event.save(force_insert=True)
    _set_columns(locked, taken=taken, at=at)
    _end_stretches(locked, step=taken.step, at=at)
    refresh_clocks(locked, settings=settings, by=by, at=at)
    return locked


_MOMENTS = {
    OrderStep.ACCEPT: "accepted_at",
    OrderStep.ANSWER: "answered_at",
    OrderStep.CLOSE: "closed_at",
    OrderStep.CONTACT: "contacted_at",
}
_KEPT = {OrderStep.CONTACT}
# With these the answer clock stops, or stands still for another reason: nothing is left to pause.
_END_PAUSE = {OrderStep.UNPAUSE, OrderStep.ANSWER, OrderStep.CLOSE, OrderStep.DEFER}
_END_DEFERRAL = {OrderStep.RESUME, OrderStep.CLOSE}
# The ladder begins anew with the clock of a rework and of a new round.
_NEW_LADDER = {OrderStep.FAIL_CHECK, OrderStep.REOPEN}


def _end_stretches(order: WorkOrder, *, step: str, at: datetime) -> None:
    """End the open pause and the open line of the deferral ledger with the step that ends them."""
    ended = ((Pause, _END_PAUSE), (Deferral, _END_DEFERRAL))
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
    settings: CitySettings,
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Recompute the clocks from all events of the order and save the order.

    An imported order keeps the due time that its city had set; no rule of ours applies to it.
    """
    events = list(WorkOrderEvent.objects.filter(order=order).order_by("sequence"))
    if is_imported(events) and order.round == 1:
        order.save()
        return
    records = computed(events, settings=settings, at=at)
    stands = standing(order, records=records, settings=settings, at=at)
    order.due_at, order.next_check_at = stands.due_at, stands.next_check_at
    if order.state in {OrderState.REASSIGNED, OrderState.RECALLED}:
        order.next_check_at = None
    order.save()
    write_clocks(order, records=records, by=by, at=at)
