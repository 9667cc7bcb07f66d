"""Somebody who did not handle the order asks the requester how it went."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cityloop.accounts.models import User
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.followups import operations
from cityloop.followups.choices import DrawReason, FollowUpState
from cityloop.followups.models import FollowUp, Lot
from cityloop.followups.queries import city_day, get_plan
from cityloop.followups.rules.attempts import window
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake import operations as intake
from cityloop.workorders import operations as workorders
from cityloop.workorders.choices import OrderState, OrderStep, OrderType, Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations import Taken

ENDED = (
    OrderState.CLOSED,
    OrderState.APPEALED,
    OrderState.REASSIGNED,
    OrderState.RECALLED,
    OrderState.ARCHIVED,
)


@transaction.atomic(durable=True)
def draw(*, by: User | None, at: datetime) -> list[FollowUp]:
    """Draw who is called back among the orders that passed their check and were not drawn yet."""
    waiting = WorkOrder.objects.filter(state=OrderState.FOLLOW_UP, order_type=OrderType.MAIN)
    # A reopened order is asked about again: one lot in each of its rounds.
    had = Lot.objects.filter(order=OuterRef("pk"), round=OuterRef("round"))
    waiting = waiting.exclude(Exists(had)).select_related("service_type", "agency", "exclusion")
    # Nobody who knows the order numbers alone can tell who will be called.
    seed = sha256(f"{settings.SECRET_KEY} {city_day(at).isoformat()}".encode()).hexdigest()
    return operations.draw_follow_ups(waiting, plan=get_plan(at=at), seed=seed, by=by, at=at)


@transaction.atomic(durable=True)
def log_attempt(
    follow_up: FollowUp, *, mode: str, result: str, by: User | None, at: datetime, note: str = ""
) -> FollowUp:
    """Log an attempt that led to no interview."""
    logged = operations.log_attempt(follow_up, mode=mode, result=result, note=note, by=by, at=at)
    if logged.state != FollowUpState.QUEUED:
        _close_asked(logged, by=by, at=at)
    return logged


@transaction.atomic(durable=True)
def record_answers(
    follow_up: FollowUp, *, answers: Mapping[str, Any], by: User | None, at: datetime
) -> FollowUp:
    """Record the interview and close the order; pressure is told to supervision alone."""
    answered = operations.record_answers(follow_up, answers=answers, by=by, at=at)
    if answered.pressured:
        audit(
            what="rating.pressured",
            subject=answered.order.number,
            reason="The requester was asked for something about the rating.",
            by=by,
            at=at,
        )
        enqueue([Notice("rating.pressured", answered.order.number)], by=by, at=at)
    _close_asked(answered, by=by, at=at)
    return answered


@transaction.atomic(durable=True)
def close_expired(*, by: User | None, at: datetime) -> int:
    """Close orders whose call-back is over or was never drawn; returns how many."""
    operations.expire_follow_ups(by=by, at=at)
    asked = _about_the_order().filter(order=OuterRef("pk"), state=FollowUpState.QUEUED)
    waiting = WorkOrder.objects.filter(state=OrderState.FOLLOW_UP).exclude(Exists(asked))
    plan = get_plan(at=at)
    orders = [order for order in waiting if _is_over(order, plan=plan, at=at)]
    for order in orders:
        _close(order, by=by, at=at)
    return len(orders)


def _is_over(order: WorkOrder, *, plan: SamplingPlan, at: datetime) -> bool:
    """Whether nobody will be called any more: settled, or the window closed without a lot."""
    if _about_the_order().filter(order=order, round=order.round).exists():
        return True
    answered = order.answered_at or at
    return window(answered_at=answered, due_at=order.due_at or answered, plan=plan).closes_at <= at


def _about_the_order() -> QuerySet[FollowUp]:
    """Call-backs that settle an order; those of joined requests speak for themselves alone."""
    return FollowUp.objects.exclude(reason=DrawReason.LINKED)


def _close_asked(settled: FollowUp, *, by: User | None, at: datetime) -> None:
    if settled.reason != DrawReason.LINKED:
        _close(settled.order, by=by, at=at)


def _close(order: WorkOrder, *, by: User | None, at: datetime) -> None:
    order.refresh_from_db()
    if order.state != OrderState.FOLLOW_UP:
        return
    party = Party.SYSTEM if by is None else Party.FOLLOW_UP
    taken = Taken(step=OrderStep.CLOSE, party=party, facts={"follow_up_settled": True})
    closed = workorders.take_step(order, taken=taken, by=by, at=at)
    if closed.order_type == OrderType.MAIN:
        _close_joined(closed, by=by, at=at)
        intake.close_matter(closed.matter, by=by, at=at)


def _close_joined(lead: WorkOrder, *, by: User | None, at: datetime) -> None:
    """Close what others do in the matter, also for an agency from which it was taken away."""
    joined = WorkOrder.objects.filter(matter=lead.matter_id, lead__isnull=False)
    for order in joined.exclude(state__in=ENDED):
        columns = {} if order.outcome else _outcome(lead)
        taken = Taken(
            step=OrderStep.CLOSE,
            party=Party.SYSTEM,
            reason="Its lead order is closed.",
            facts={"lead_closed": True, "follow_up_settled": True},
            columns=columns,
        )
        workorders.take_step(order, taken=taken, by=by, at=at)


def _outcome(lead: WorkOrder) -> dict[str, Any]:
    return {"outcome": lead.outcome, "planned_date": lead.planned_date}
