"""A question to the requester, and what comes back; and who of the agency has the order."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderStep, Party, PauseReason
from cityloop.workorders.models import Pause, Question, WorkOrder
from cityloop.workorders.operations.moving import pause_clock, run_on
from cityloop.workorders.operations.steps import Taken, take_step
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.order import order_history
from cityloop.workorders.rules.desk_guards import stops_with_question
from cityloop.workorders.rules.facts import AssigneeDraft, OrderFacts, PauseDraft

ASKED = Sentence("A question was put to the requester.")


@transaction.atomic(savepoint=False)
def ask_requester(
    order: WorkOrder, *, text: str, by: AbstractUser | None, at: datetime
) -> Question:
    """Put a question to whoever opened the order; the answer clock stands still where it may.

    Raises TransitionNotAllowed, such as while another question is open.
    """
    asked = take_step(
        order, taken=Taken(step=OrderStep.ASK, party=Party.UNIT, reason=text), by=by, at=at
    )
    stops = stops_with_question(asked.state, facts=_facts(asked, at=at))
    if stops:
        draft = PauseDraft(
            reason=PauseReason.WAITING_FOR_REQUESTER,
            evidence=ASKED,
            approved=True,
            # The question itself tells it, by mail and on the page of the request.
            requester_told=True,
        )
        pause_clock(asked, draft=draft, by=by, at=at)
    return Question.objects.create(
        order=asked,
        request_id=asked.request_id,
        text=text,
        asked_by_id=None if by is None else by.pk,
        asked_at=at,
        paused=stops,
    )


def _facts(order: WorkOrder, *, at: datetime) -> OrderFacts:
    return order_facts(order, history=order_history(order), city=City.objects.get(), at=at)


@transaction.atomic(savepoint=False)
def hear_requester(
    order: WorkOrder, *, text: str, request: int, by: AbstractUser | None, at: datetime
) -> WorkOrder:
    """Write down what somebody who reported the matter says; `request` is the key of theirs.

    It is the reply when this request was asked and the question is open, else a note. Whoever else
    reported the matter does not end a question that was put to another.
    """
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    question = Question.objects.filter(order=order, ended_at__isnull=True).first()
    replies = question is not None and question.request_id == request
    step = OrderStep.REPLY if replies else OrderStep.NOTE
    heard = take_step(
        order, taken=Taken(step=step, party=Party.REQUESTER, reason=text), by=by, at=at
    )
    if replies and question is not None:
        question.reply, question.replied_at, question.ended_at = text, at, at
        question.save(update_fields=["reply", "replied_at", "ended_at"])
    if (replies or question is None) and _waits_for_requester(heard):
        return run_on(heard, by=by, at=at)
    return heard


def _waits_for_requester(order: WorkOrder) -> bool:
    waiting = Pause.objects.filter(
        order=order, reason=PauseReason.WAITING_FOR_REQUESTER, ended_at__isnull=True
    )
    return waiting.exists()


@transaction.atomic(savepoint=False)
def assign_order(
    order: WorkOrder,
    *,
    to: AbstractUser,
    draft: AssigneeDraft,
    by: AbstractUser | None,
    at: datetime,
) -> WorkOrder:
    """Give an order to another person of the agency; raises TransitionNotAllowed."""
    held = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    taken = Taken(
        step=OrderStep.ASSIGN,
        party=Party.UNIT,
        reason=draft.name,
        facts={"assignee": replace(draft, has_it=held.handler_id == to.pk)},
        data={"handler": to.pk},
        columns={"handler": to},
    )
    return take_step(held, taken=taken, by=by, at=at)
