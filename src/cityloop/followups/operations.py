"""Every write of the call-back: the draw, the attempts, the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Q

from cityloop.accounts.models import User
from cityloop.core.errors import InputError, PermissionRefused, TransitionNotAllowed
from cityloop.core.models import City
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.followups.choices import (
    AttemptMode,
    AttemptResult,
    DrawReason,
    FollowUpState,
    Satisfied,
    Solved,
)
from cityloop.followups.models import Attempt, FollowUp, LinkAnswer, Lot
from cityloop.followups.queries import city_day, get_plan, joined_requests, monthly_volumes
from cityloop.followups.rules import attempts as tries
from cityloop.followups.rules.attempts import NextMove, next_step, why_not_interview, window
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.followups.rules.sampling import Candidate, Draw, draw
from cityloop.workorders.choices import OrderState, OrderStep, Party
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
CHOICES = {"solved": Solved, "attitude": Satisfied, "speed": Satisfied, "satisfied": Satisfied}
ENDS = {
    NextMove.OPTED_OUT: FollowUpState.OPTED_OUT,
    NextMove.GIVE_UP: FollowUpState.UNREACHABLE,
    NextMove.EXPIRED: FollowUpState.EXPIRED,
}


@transaction.atomic(savepoint=False)
def draw_follow_ups(
    orders: Iterable[WorkOrder],
    *,
    plan: SamplingPlan,
    seed: str,
    by: AbstractUser | None,
    at: datetime,
) -> list[FollowUp]:
    """Draw who is called back among orders that wait for it (domain.md H6).

    Beside the orders the plan's share of the requests that other people joined to their matters.

    The draw follows from the seed and the numbers alone; handling agencies never see it. Each
    order has one lot in a round: drawn again the next day, its weight would be wrong. How many
    orders an agency will have is taken from its last month.
    """
    waiting = {order.number: order for order in orders}
    sent_back = WorkOrderEvent.objects.filter(
        order__state=OrderState.FOLLOW_UP, step=OrderStep.FAIL_CHECK
    )
    reworked = set(sent_back.values_list("order_id", flat=True))
    candidates = [_candidate(one, rework=one.pk in reworked) for one in waiting.values()]
    joined = joined_requests(waiting.values())
    candidates += [_joined(number, order=order) for number, (order, _request) in joined.items()]
    drawn = draw(candidates, plan=plan, seed=seed, expected=monthly_volumes(before=at))
    chosen = {one.order_id for one in drawn}
    Lot.objects.bulk_create(
        Lot(order=order, round=order.round, at=at, drawn=number in chosen)
        for number, order in waiting.items()
    )
    audit(
        what="follow_ups.drawn",
        subject=city_day(at).isoformat(),
        # The fingerprint alone: with the seed, anybody could work out who is called.
        reason=f"{len(chosen & waiting.keys())} of {len(waiting)}, "
        f"seed {sha256(seed.encode()).hexdigest()}; "
        f"{len(chosen & joined.keys())} of {len(joined)} joined requests",
        by=by,
        at=at,
    )
    asked = {number: (order, order.request_id) for number, order in waiting.items()} | joined
    return FollowUp.objects.bulk_create(
        _follow_up(one, asked=asked[one.order_id], plan=plan, at=at) for one in drawn
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


def _joined(number: str, *, order: WorkOrder) -> Candidate:
    """A request that somebody else joined to the matter of an order, in the order's stratum."""
    return replace(_candidate(order, rework=False), order_id=number, linked=True)


def _follow_up(
    drawn: Draw, *, asked: tuple[WorkOrder, int], plan: SamplingPlan, at: datetime
) -> FollowUp:
    order, request = asked
    answered = order.answered_at or at
    opens = window(answered_at=answered, due_at=order.due_at or answered, plan=plan)
    return FollowUp(
        order=order,
        request_id=request,
        round=order.round,
        reason=DrawReason(drawn.reason),
        stratum=f"{drawn.unit} {drawn.stratum}",
        weight=drawn.stored_weight,
        drawn_at=at,
        window_from=opens.opens_at,
        window_to=max(opens.closes_at, at + timedelta(days=1)),
    )


@transaction.atomic(savepoint=False)
def log_attempt(
    follow_up: FollowUp,
    *,
    mode: str,
    result: str,
    by: AbstractUser | None,
    at: datetime,
    note: str = "",
) -> FollowUp:
    """Log an attempt; a refusal ends the call-back, and so do the plan's calls and link in vain.

    Raises PermissionRefused for people of the handling agency and those who touched the order.
    """
    locked = _open(follow_up)
    _require_outsider(locked, by=by)
    Attempt.objects.create(
        follow_up=locked,
        at=at,
        by_id=None if by is None else by.pk,
        mode=mode,
        result=result,
        note=note,
    )
    made = [
        tries.Attempt(mode=AttemptMode(one.mode), result=AttemptResult(one.result), at=one.at)
        for one in locked.attempts.order_by("at", "pk")
    ]
    city = City.objects.get()
    step = next_step(made, plan=get_plan(at=at), zone=city.zone, at=at, closes_at=locked.window_to)
    locked.state = ENDS.get(step.move, FollowUpState.QUEUED)
    locked.save()
    return locked


@transaction.atomic(savepoint=False)
def record_answers(
    follow_up: FollowUp, *, answers: Mapping[str, Any], by: AbstractUser | None, at: datetime
) -> FollowUp:
    """Write down what the requester said; raises TransitionNotAllowed when it is settled already.

    Raises PermissionRefused for people of the handling agency and those who touched the order,
    InputError for a question or an answer that there is not.
    """
    _require_known(answers)
    locked = _open(follow_up)
    _require_outsider(locked, by=by)
    for name, value in answers.items():
        setattr(locked, name, value)
    locked.state = FollowUpState.REACHED
    locked.answered_at = at
    locked.agent_id = None if by is None else by.pk
    locked.save()
    return locked


@transaction.atomic(savepoint=False)
def keep_link_answer(
    follow_up: FollowUp, *, solved: str, by: AbstractUser | None, at: datetime
) -> LinkAnswer:
    """Keep an answer opened from the mail, once; it is not yet what the requester said."""
    kept, _ = LinkAnswer.objects.get_or_create(
        follow_up=follow_up, solved=solved, defaults={"at": at}
    )
    return kept


@transaction.atomic(savepoint=False)
def expire_follow_ups(*, by: AbstractUser | None, at: datetime) -> int:
    """End call-backs whose window has passed; returns how many."""
    late = FollowUp.objects.filter(state=FollowUpState.QUEUED, window_to__lte=at)
    return late.update(state=FollowUpState.EXPIRED)


def _open(follow_up: FollowUp) -> FollowUp:
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.state != FollowUpState.QUEUED:
        raise TransitionNotAllowed(Sentence("This call-back is settled already."))
    return locked


def _require_known(answers: Mapping[str, Any]) -> None:
    unknown = sorted(set(answers) - set(QUESTIONS))
    if unknown:
        raise InputError(Sentence("Not a question: %(names)s.", names=", ".join(unknown)))
    strange = [
        name for name, kinds in CHOICES.items() if answers.get(name, "") not in {"", *kinds.values}
    ]
    if strange:
        raise InputError(Sentence("Not an answer to: %(names)s.", names=", ".join(strange)))


def _require_outsider(follow_up: FollowUp, *, by: AbstractUser | None) -> None:
    """The interviewer is the centre or a third party, never who worked on the order (H6)."""
    if by is None:
        return
    order = follow_up.order
    mine = Q(agency=order.agency_id) | Q(agency=order.department_id)
    staff = User.objects.filter(mine, pk=by.pk).values_list("pk", flat=True)
    # To have called on an earlier round is no help to the agency.
    touched = order.events.filter(by=by.pk).exclude(party=Party.FOLLOW_UP)
    refusal = why_not_interview(
        interviewer=str(by.pk),
        handlers=frozenset(map(str, (*staff, order.handler_id))),
        helpers=frozenset(map(str, touched.values_list("by_id", flat=True))),
    )
    if refusal is not None:
        raise PermissionRefused(refusal)
