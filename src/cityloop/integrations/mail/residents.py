"""Who is told what of a request: the requester, found behind the pseudonym when the mail goes."""

from collections.abc import Mapping
from typing import Any

from cityloop.core.delivering import NoAddress
from cityloop.core.models import OutboxMessage
from cityloop.core.operations import Notice
from cityloop.flows.letters import following_path, rating_path
from cityloop.followups.choices import Solved
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.integrations.mail.letters import Draft
from cityloop.workorders.choices import Decision, OrderType
from cityloop.workorders.models import Question, WorkOrder

# The words of each topic whose subject is the number of a request.
LETTERS = {
    "request.received": "received",
    "request.answered": "answered",
    "request.treated": "treated",
    "request.joined": "joined",
    "request.extended": "extended",
    "request.paused": "paused",
    "request.deferred": "deferred",
    "request.reopened": "reopened",
    "request.exclusion": "exclusion",
    "request.question": "question",
    "rating.asked": "rating",
}
# What happened to a main order is told to everybody whose request joined the matter.
SPREAD = {
    "work_order.answered": "request.answered",
    "work_order.extended": "request.extended",
    "work_order.paused": "request.paused",
    "work_order.deferred": "request.deferred",
    "work_order.reopened": "request.reopened",
}


def requesters_of(message: OutboxMessage) -> tuple[Notice, ...]:
    """A message for each request in the order's matter; none for what others do in it."""
    order = WorkOrder.objects.get(number=message.subject)
    if order.order_type != OrderType.MAIN:
        return ()
    numbers = ServiceRequest.objects.filter(matter=order.matter_id).order_by("pk")
    return tuple(
        Notice(SPREAD[message.topic], number, {"order": order.number})
        for number in numbers.values_list("number", flat=True)
    )


def exclusion_notice(message: OutboxMessage) -> tuple[Notice, ...]:
    """A message for the one whose case is to be left out of the scores."""
    order = WorkOrder.objects.select_related("request").get(number=message.subject)
    step = message.topic.partition(".")[2]
    return (Notice("request.exclusion", order.request.number, {"step": step}),)


def to_requester(message: OutboxMessage, *, site: str) -> Draft | NoAddress:
    """The letter to the requester, in their language; `site` is the address of the pages."""
    rows = ServiceRequest.objects.select_related("requester__identity", "knowledge_item")
    request = rows.get(number=message.subject)
    identity = getattr(request.requester, "identity", None)
    if identity is None or not identity.email:
        return NoAddress("the requester has left no e-mail address")
    return Draft(
        to=identity.email,
        language=request.requester.language,
        words=LETTERS[message.topic],
        about=request.number,
        values=_values(request, message=message, site=site),
    )


def _values(request: ServiceRequest, *, message: OutboxMessage, site: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "step": message.payload.get("step", ""),
        **_links(request, message=message, site=site),
    }
    if request.shielded or request.confidential:
        # A mailbox is read by others in the house: the number, and nothing of the matter.
        return values
    if message.topic == "request.treated":
        values["reason"] = _said_at(request, RequestStep.REDIRECT, RequestStep.REFUSE)
    elif asked := message.payload.get("question"):
        values |= _of_question(int(asked))
    elif number := message.payload.get("order"):
        values |= _of_order(WorkOrder.objects.get(number=number))
    elif message.topic == "request.answered":
        values["answer"] = _said_at(request, RequestStep.ANSWER)
    return values


def _links(request: ServiceRequest, *, message: OutboxMessage, site: str) -> Mapping[str, str]:
    """Where the letter leads: to the interview with an address for each answer, or to the page."""
    if not site:
        return {"link": ""}
    if "follow_up" in message.payload:
        asked = int(message.payload["follow_up"])
        answers = {one.value: f"{site}{rating_path(asked, answer=one.value)}" for one in Solved}
        return {"link": f"{site}{rating_path(asked)}", **answers}
    if request.shielded or request.confidential:
        # Whoever reads the mailbox would read the request with one click.
        return {"link": ""}
    return {"link": f"{site}{following_path(request.number)}"}


def _said_at(request: ServiceRequest, *steps: RequestStep) -> str:
    event = request.events.filter(step__in=steps).order_by("-sequence").first()
    return "" if event is None else event.reason


def _of_question(pk: int) -> Mapping[str, Any]:
    """What was asked, unless the reply came, or the order went on, before the letter did."""
    question = Question.objects.select_related("order__agency").get(pk=pk)
    if question.ended_at is not None:
        return {"late": True}
    return {
        "question": question.text,
        "agency": question.order.agency.name,
        "stands": question.paused,
    }


def _of_order(order: WorkOrder) -> Mapping[str, Any]:
    granted = order.extensions.filter(decision=Decision.GRANTED).order_by("-decided_at").first()
    return {
        "answer": order.answer,
        "planned": order.planned_date,
        "due": order.due_at,
        "reason": "" if granted is None else granted.reason,
    }
