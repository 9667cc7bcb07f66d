"""What changes after a request was taken down: classified anew, withdrawn, or appealed."""

from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.operations import Notice, enqueue
from cityloop.intake import operations as intake
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.operations import Told
from cityloop.intake.operations.classifying import Classed, classify_request
from cityloop.workorders import operations as workorders
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderStep, Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations import Taken
from cityloop.workorders.rules.lifecycle import WITH_AGENCY


@transaction.atomic(durable=True)
def classify(
    request: ServiceRequest, *, classed: Classed, reason: str, by: User | None, at: datetime
) -> ServiceRequest:
    """Classify a request anew before it is dispatched."""
    return classify_request(request, classed=classed, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(
    request: ServiceRequest,
    *,
    reason: str,
    party: str = Party.CENTRE,
    by: User | None,
    at: datetime,
) -> ServiceRequest:
    """Withdraw a request as its requester wishes.

    Orders that work on its matter end with it, unless somebody else asked for the same.
    """
    told = Told(reason=reason, party=party)
    withdrawn = intake.take_step(request, step=RequestStep.WITHDRAW, told=told, by=by, at=at)
    if withdrawn.matter is not None and not _asked_by_others(withdrawn):
        for order in WorkOrder.objects.filter(
            matter=withdrawn.matter, state__in=(*WITH_AGENCY, OrderState.ANSWERED)
        ):
            _end(order, reason=reason, by=by, at=at)
        intake.close_matter(withdrawn.matter, by=by, at=at)
    enqueue([Notice("request.withdrawn", request.number)], by=by, at=at)
    return withdrawn


def _asked_by_others(request: ServiceRequest) -> bool:
    others = ServiceRequest.objects.filter(matter=request.matter).exclude(pk=request.pk)
    return others.filter(state__in=(RequestState.DISPATCHED, RequestState.LINKED)).exists()


def _end(order: WorkOrder, *, reason: str, by: User | None, at: datetime) -> None:
    taken = Taken(
        step=OrderStep.CLOSE,
        party=Party.CENTRE,
        reason=reason,
        facts={"withdrawn": True},
        columns={"outcome": OrderOutcome.WITHDRAWN, "planned_date": None},
    )
    workorders.take_step(order, taken=taken, by=by, at=at)
    enqueue([Notice("work_order.withdrawn", order.number)], by=by, at=at)


@transaction.atomic(durable=True)
def appeal(
    order: WorkOrder,
    *,
    reason: str,
    party: str = Party.CENTRE,
    by: User | None,
    at: datetime,
) -> WorkOrder:
    """Record that the requester appeals against how the order ended; raises TransitionNotAllowed.

    A person of the centre writes it down, or the requester; the clock of the review starts.
    """
    taken = Taken(step=OrderStep.APPEAL, party=party, reason=reason)
    appealed = workorders.take_step(order, taken=taken, by=by, at=at)
    enqueue([Notice("work_order.appealed", order.number)], by=by, at=at)
    return appealed


@transaction.atomic(durable=True)
def decide_appeal(
    order: WorkOrder, *, upheld: bool, reason: str, by: User | None, at: datetime
) -> WorkOrder:
    """Decide an appeal: upheld, the order is opened again with full clocks."""
    data = {"upheld": upheld}
    taken = Taken(step=OrderStep.DECIDE_APPEAL, party=Party.ADJUDICATOR, reason=reason, data=data)
    decided = workorders.take_step(order, taken=taken, by=by, at=at)
    if upheld:
        reopened = Taken(
            step=OrderStep.REOPEN,
            party=Party.SYSTEM,
            reason=reason,
            facts={"appeal_upheld": True},
            # A decision on the merits uses up none of the reopenings without a new fact.
            data={"automatic": False},
        )
        decided = workorders.take_step(decided, taken=reopened, by=by, at=at)
        intake.reopen_matter(order.matter, reason=reason, by=by, at=at)
    enqueue([Notice("appeal.decided", order.number)], by=by, at=at)
    return decided
