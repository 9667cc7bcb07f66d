"""How a request stands, in words for the one who made it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.core.models import City
from cityloop.followups.choices import FollowUpState
from cityloop.followups.models import FollowUp
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.rules.lifecycle import REQUEST_LIFECYCLE, RequestFacts
from cityloop.responsibility.choices import Clock
from cityloop.web.components.clocks import ClockFace, clock_face
from cityloop.workorders.choices import (
    Decision,
    OrderState,
    OrderStep,
    OrderType,
    Party,
    PauseReason,
)
from cityloop.workorders.models import Extension, Question, WorkOrder
from cityloop.workorders.queries.facts import order_facts
from cityloop.workorders.queries.order import ClockRow, OrderHistory, order_history
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE, WITH_AGENCY

GONE = (OrderState.REASSIGNED, OrderState.RECALLED)
STAGES = (
    gettext_lazy("Received"),
    gettext_lazy("Sent to who must act"),
    gettext_lazy("Answered"),
    gettext_lazy("Settled"),
)
TURNED_AWAY = (RequestState.ANSWERED, RequestState.REDIRECTED, RequestState.REFUSED)
ENDED = (RequestState.CLOSED, RequestState.WITHDRAWN, RequestState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Stage:
    """One dot of the picture: what is done, where it stands now, what comes."""

    label: str | Promise
    tone: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the page of a request shows beside its own words."""

    order: WorkOrder | None
    stages: tuple[Stage, ...]
    clocks: tuple[ClockFace, ...]
    extension: Extension | None
    question: str
    follow_up: FollowUp | None
    reopen_until: datetime | None
    appeal_until: datetime | None
    steps: frozenset[str]


def main_order(asked: ServiceRequest) -> WorkOrder | None:
    """The order that the requester sees: the main one, with whoever has it now."""
    if asked.matter_id is None:
        return None
    rows = WorkOrder.objects.filter(matter=asked.matter_id, order_type=OrderType.MAIN)
    return rows.exclude(state__in=GONE).select_related("agency").order_by("-pk").first()


def standing_of(asked: ServiceRequest, *, city: City, at: datetime) -> Standing:
    """How the request stands at a moment."""
    order = main_order(asked)
    history = order_history(order) if order else None
    facts = order_facts(order, history=history, city=city, at=at) if order and history else None
    follow_up = FollowUp.objects.filter(request=asked, state=FollowUpState.QUEUED).first()
    extensions = history.extensions if history else ()
    return Standing(
        order=order,
        stages=tuple(_stages(asked, order=order)),
        clocks=tuple(_clocks(order, history=history, at=at)) if order and history else (),
        extension=next(
            (one for one in reversed(extensions) if one.decision == Decision.GRANTED), None
        ),
        question=_question(asked, order=order, history=history),
        follow_up=follow_up,
        reopen_until=facts.reopen_until if facts else None,
        appeal_until=facts.appeal_until if facts else None,
        steps=frozenset(_steps(asked, order=order, facts=facts)),
    )


def _stages(asked: ServiceRequest, *, order: WorkOrder | None) -> Iterable[Stage]:
    reached = _reached(asked, order=order)
    for place, label in enumerate(STAGES):
        tone = "done" if place < reached else "now" if place == reached else ""
        yield Stage(label, tone)


def _reached(asked: ServiceRequest, *, order: WorkOrder | None) -> int:
    """The stage at which a request stands: 0 received to 4, all behind it."""
    if asked.state in (*ENDED, *TURNED_AWAY):
        return len(STAGES)
    if order is None:
        return 0
    if order.state in (OrderState.ANSWERED, OrderState.FOLLOW_UP):
        return 2
    return 3 if order.state in (OrderState.CLOSED, OrderState.APPEALED) else 1


def _clocks(order: WorkOrder, *, history: OrderHistory, at: datetime) -> Iterable[ClockFace]:
    labels = {
        Clock.CONTACT: _("First contact"),
        Clock.ANSWER: _("Answer"),
        Clock.REWORK: _("Better answer"),
    }
    rows: dict[str, ClockRow] = {row.clock: row for row in history.clocks}
    for clock, label in labels.items():
        row = rows.get(clock)
        if row is not None:
            face = clock_face(
                row.due_at,
                at=at,
                start_at=row.start_at,
                stopped_at=row.stopped_at,
                standing=history.standing and clock == Clock.ANSWER,
            )
            yield replace(face, label=label)
    yield _solved(order)


def _solved(order: WorkOrder) -> ClockFace:
    """Solved has no limit in law: the requester is asked, and says."""
    label = _("Solved")
    if order.planned_date and order.state != OrderState.REWORK:
        words = _("Planned for %(day)s") % {"day": f"{order.planned_date:%Y-%m-%d}"}
        return ClockFace(words, "soon", None, label=label)
    if order.outcome and order.answered_at:
        words = _("The agency says: %(result)s") % {"result": order.get_outcome_display()}
        return ClockFace(words, "", None, label=label)
    return ClockFace(
        _("After the answer you are asked whether it is solved"), "", None, label=label
    )


def _question(
    asked: ServiceRequest, *, order: WorkOrder | None, history: OrderHistory | None
) -> str:
    """What an agency waits to hear; asked of the one whose words the order has."""
    asked_for = Question.objects.filter(request=asked, ended_at__isnull=True).order_by("asked_at")
    if texts := list(asked_for.values_list("text", flat=True)):
        return "\n".join(texts)
    if order is None or history is None or order.request_id != asked.pk:
        return ""
    waiting = (
        pause.evidence
        for pause in history.pauses
        if pause.ended_at is None and pause.reason == PauseReason.WAITING_FOR_REQUESTER
    )
    return next(waiting, "")


def _steps(
    asked: ServiceRequest, *, order: WorkOrder | None, facts: OrderFacts | None
) -> Iterable[str]:
    """What the requester can do now."""
    own = RequestFacts(kind=asked.kind, shielded=asked.shielded)
    steps = [RequestStep.ADD_FACT]
    if order is None or order.state in WITH_AGENCY:
        steps.append(RequestStep.WITHDRAW)
    for step in steps:
        if REQUEST_LIFECYCLE.why_not(step, asked.state, facts=own, party=Party.REQUESTER) is None:
            yield step
    if order is None or facts is None:
        return
    for again in (OrderStep.REOPEN, OrderStep.APPEAL):
        refusal = ORDER_LIFECYCLE.why_not(again, order.state, facts=facts, party=Party.REQUESTER)
        if refusal is None:
            yield again
