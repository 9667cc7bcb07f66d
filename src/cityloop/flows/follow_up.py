"""Somebody who did not handle the order asks the requester how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from cityloop.accounts.models import User
from cityloop.core.errors import CityloopError
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.flows.letters import ask_by_mail, without_phone
from cityloop.followups import operations
from cityloop.followups.choices import AttemptMode, DrawReason, FollowUpState
from cityloop.followups.models import FollowUp, Lot
from cityloop.followups.queries import city_day, get_plan
from cityloop.followups.rules.attempts import window
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake import operations as intake
from cityloop.workorders import operations as workorders
from cityloop.workorders.choices import OrderState, OrderStep, OrderType, Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations import Taken

LEAD_CLOSED = "Its lead order is closed."


@transaction.atomic(durable=True)
def draw(*, by: User | None, at: datetime) -> list[FollowUp]:
    """Draw who is called back among the orders that passed their check and were not drawn yet."""
    waiting = _waiting_for_a_lot()
    # Nobody who knows the order numbers alone can tell who will be called.
    seed = sha256(f"{settings.SECRET_KEY} {city_day(at).isoformat()}".encode()).hexdigest()
    drawn = operations.draw_follow_ups(waiting, plan=get_plan(at=at), seed=seed, by=by, at=at)
    ask_by_mail(without_phone(drawn), by=by, at=at)
    return drawn


def _waiting_for_a_lot() -> list[WorkOrder]:
    """Lock the orders that have had no lot; those that another run draws from are passed over."""
    waiting = WorkOrder.objects.filter(state=OrderState.FOLLOW_UP, order_type=OrderType.MAIN)
    # A reopened order is asked about again: one lot in each of its rounds.
    had = Lot.objects.filter(order=OuterRef("pk"), round=OuterRef("round"))
    waiting = waiting.exclude(Exists(had)).select_related("service_type", "agency", "exclusion")
    locked = list(waiting.select_for_update(of=("self",), skip_locked=True))
    # Asked again with the locks in hand: a run that ended meanwhile was not seen before.
    drawn = Lot.objects.filter(order__state=OrderState.FOLLOW_UP, round=F("order__round"))
    gone = set(drawn.values_list("order", flat=True)) if locked else set()
    return [order for order in locked if order.pk not in gone]


@transaction.atomic(durable=True)
def log_attempt(
    follow_up: FollowUp, *, mode: str, result: str, by: User | None, at: datetime, note: str = ""
) -> FollowUp:
    """Log an attempt that led to no interview."""
    logged = operations.log_attempt(follow_up, mode=mode, result=result, note=note, by=by, at=at)
    if logged.state != FollowUpState.QUEUED:
        _close_asked(logged, by=by, at=at)
    elif mode == AttemptMode.WEB:
        ask_by_mail([logged], by=by, at=at)
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


@dataclass(slots=True)
class Closed:
    """How many were closed; `set_aside` are orders that could not be, each with the error."""

    closed: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)


def close_expired(*, by: User | None, at: datetime) -> int:
    """Close orders whose call-back is over or was never drawn; returns how many."""
    return close_settled(by=by, at=at).closed


@transaction.atomic(durable=True)
def close_settled(*, by: User | None, at: datetime) -> Closed:
    """Close orders whose call-back is over or was never drawn, each by itself.

    An order that raises, whatever it raises, is set aside with an audit line and never blocks the
    rest; it is tried again by the next run. Those that another run holds are passed over.
    """
    operations.expire_follow_ups(by=by, at=at)
    asked = _about_the_order().filter(order=OuterRef("pk"), state=FollowUpState.QUEUED)
    waiting = WorkOrder.objects.filter(state=OrderState.FOLLOW_UP).exclude(Exists(asked))
    plan, run = get_plan(at=at), Closed()
    for order in [order for order in waiting if _is_over(order, plan=plan, at=at)]:
        _close_alone(order, run=run, by=by, at=at)
    return run


def _close_alone(order: WorkOrder, *, run: Closed, by: User | None, at: datetime) -> None:
    try:
        with transaction.atomic():
            mine = WorkOrder.objects.select_for_update(skip_locked=True).filter(pk=order.pk)
            if mine.exists() and _close(order, by=by, at=at):
                run.closed += 1
    except OperationalError:
        # The database is in trouble, not the order.
        raise
    except Exception as error:  # noqa: BLE001 - whatever one order raises, the others go on
        kind = "" if isinstance(error, CityloopError) else f"{type(error).__name__}: "
        why = f"{kind}{error}".strip()
        audit(what="follow_up.set_aside", subject=order.number, reason=why, by=by, at=at)
        run.set_aside[order.number] = why


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


def _close(order: WorkOrder, *, by: User | None, at: datetime) -> bool:
    """Close the order with its matter and what joined it; whether it was still open."""
    order.refresh_from_db()
    if order.state != OrderState.FOLLOW_UP:
        return False
    party = Party.SYSTEM if by is None else Party.FOLLOW_UP
    taken = Taken(step=OrderStep.CLOSE, party=party, facts={"follow_up_settled": True})
    closed = workorders.take_step(order, taken=taken, by=by, at=at)
    if closed.order_type == OrderType.MAIN:
        columns = {"outcome": closed.outcome, "planned_date": closed.planned_date}
        workorders.close_joined(closed, reason=LEAD_CLOSED, columns=columns, by=by, at=at)
        intake.close_matter(closed.matter, by=by, at=at)
    return True
