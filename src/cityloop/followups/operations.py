"""Every write of the call-back: the draw, the attempts, the answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import InputError, TransitionNotAllowed
from cityloop.core.sentences import Sentence
from cityloop.followups.choices import AttemptResult, DrawReason, FollowUpState
from cityloop.followups.models import Attempt, FollowUp
from cityloop.followups.rules.attempts import window
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.followups.rules.sampling import Candidate, Draw, draw
from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.models import WorkOrder, WorkOrderEvent

QUESTIONS = (
    "contacted",
    "what_was_done",
    "solved",
    "attitude",
    "speed",
    "satisfied",
    "may_publish",
    "pressured",
    "comment",
)
TRIES = 3


@transaction.atomic
def draw_follow_ups(
    orders: Iterable[WorkOrder],
    *,
    plan: SamplingPlan,
    seed: str,
    by: AbstractUser | None,
    at: datetime,
) -> list[FollowUp]:
    """Draw who is called back among orders that wait for it (domain.md H6).

    The draw follows from the seed and the numbers alone; handling agencies never see it.
    """
    waiting = {order.number: order for order in orders}
    sent_back = WorkOrderEvent.objects.filter(
        order__state=OrderState.FOLLOW_UP, step=OrderStep.FAIL_CHECK
    )
    reworked = set(sent_back.values_list("order_id", flat=True))
    candidates = [_candidate(one, rework=one.pk in reworked) for one in waiting.values()]
    drawn = draw(candidates, plan=plan, seed=seed, expected=None)
    return FollowUp.objects.bulk_create(
        _follow_up(one, order=waiting[one.order_id], plan=plan, at=at) for one in drawn
    )


def _candidate(order: WorkOrder, *, rework: bool) -> Candidate:
    chain = order.service_type.chain
    return Candidate(
        order_id=order.number,
        unit=order.agency.code,
        stratum=chain[-1] if chain else order.service_type.code,
        grade=order.grade,
        rework=rework,
        reopened=order.round > 1,
        excluded=hasattr(order, "exclusion"),
    )


def _follow_up(drawn: Draw, *, order: WorkOrder, plan: SamplingPlan, at: datetime) -> FollowUp:
    answered = order.answered_at or at
    opens = window(answered_at=answered, due_at=order.due_at or answered, plan=plan)
    return FollowUp(
        order=order,
        request_id=order.request_id,
        round=order.round,
        reason=DrawReason(drawn.reason),
        stratum=f"{drawn.unit} {drawn.stratum}",
        weight=drawn.stored_weight,
        drawn_at=at,
        window_from=opens.opens_at,
        window_to=max(opens.closes_at, at + timedelta(days=1)),
    )


@transaction.atomic
def log_attempt(
    follow_up: FollowUp,
    *,
    mode: str,
    result: str,
    by: AbstractUser | None,
    at: datetime,
    note: str = "",
) -> FollowUp:
    """Log an attempt; a refusal or the last of the tries ends the call-back."""
    locked = _open(follow_up)
    Attempt.objects.create(
        follow_up=locked,
        at=at,
        by_id=None if by is None else by.pk,
        mode=mode,
        result=result,
        note=note,
    )
    if result == AttemptResult.REFUSED:
        locked.state = FollowUpState.OPTED_OUT
    elif locked.attempts.count() > TRIES:
        locked.state = FollowUpState.UNREACHABLE
    locked.save()
    return locked


@transaction.atomic
def record_answers(
    follow_up: FollowUp, *, answers: Mapping[str, Any], by: AbstractUser | None, at: datetime
) -> FollowUp:
    """Write down what the requester said; raises TransitionNotAllowed when it is settled already.

    The interviewer may not belong to the agency that handled the order.
    """
    unknown = set(answers) - set(QUESTIONS)
    if unknown:
        raise InputError(Sentence("Not a question: %(names)s.", names=", ".join(sorted(unknown))))
    locked = _open(follow_up)
    if by is not None and locked.order.handler_id == by.pk:
        raise TransitionNotAllowed(Sentence("Whoever handled the order does not call back on it."))
    for name, value in answers.items():
        setattr(locked, name, value)
    locked.state = FollowUpState.REACHED
    locked.answered_at = at
    locked.agent_id = None if by is None else by.pk
    locked.save()
    return locked


@transaction.atomic
def expire_follow_ups(*, by: AbstractUser | None, at: datetime) -> int:
    """End call-backs whose window has passed; returns how many."""
    late = FollowUp.objects.filter(state=FollowUpState.QUEUED, window_to__lte=at)
    return late.update(state=FollowUpState.EXPIRED)


def _open(follow_up: FollowUp) -> FollowUp:
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.state != FollowUpState.QUEUED:
        raise TransitionNotAllowed(Sentence("This call-back is settled already."))
    return locked
