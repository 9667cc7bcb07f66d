"""A request finds who must act, and goes there; objections are ruled on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.numbering import take_series
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.core.sentences import Sentence
from cityloop.flows.report import NewReport, place, received_notice, register_sent
from cityloop.intake import operations as intake
from cityloop.intake.choices import RequestState, RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.operations import Sent, Told
from cityloop.intake.rules.numbering import public_number
from cityloop.intake.rules.shielding import is_shielded
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.duties import DutyFound, find_duty
from cityloop.responsibility.queries.in_force import InForce, get_in_force
from cityloop.workorders import operations
from cityloop.workorders.choices import (
    DispatchBasis,
    OrderOutcome,
    OrderStep,
    OrderType,
    Party,
    Ruling,
)
from cityloop.workorders.models import Objection, WorkOrder
from cityloop.workorders.operations import Route, Sending, Taken
from cityloop.workorders.operations.moving import RulingMade
from cityloop.workorders.queries.accused import accusation_refusal, accused_in
from cityloop.workorders.rules.dispatching import copy_receiver

RECALLED = "Its lead order was recalled."


@transaction.atomic(durable=True)
def dispatch_request(
    request: ServiceRequest,
    *,
    agency: Agency | None = None,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> WorkOrder:
    """Send a request to the agency found on the list, or to another one with a reason."""
    in_force = get_in_force(at=at)
    found = _found(request.service_type, area=request.area, in_force=in_force)
    route = _route(found, agency=agency, reason=reason)
    joined = _joined(route, helpers=found.helpers, accused=accused_in(request))
    counts = {"MT": int(request.matter_id is None), "WO": 1 + len(joined)}
    numbers = _numbers(counts, year=in_force.day.year)
    matter = request.matter
    if matter is None:
        matter = intake.open_matter(request, number=numbers["MT"][0], by=by, at=at)
    told = Told(matter=matter, reason=route.reason, data={"agency": route.agency.code})
    sent = intake.take_step(request, step=RequestStep.DISPATCH, told=told, by=by, at=at)
    sending = Sending(
        matter=matter, route=route, joined=joined, numbers=numbers["WO"], in_force=in_force
    )
    order = operations.send_work_orders(sent, sending=sending, by=by, at=at)[0]
    enqueue([_notice(order)], by=by, at=at)
    return order


@transaction.atomic(durable=True)
def receive_and_dispatch(report: NewReport, *, by: User | None, at: datetime) -> WorkOrder:
    """Register a request whose type is known and send it at once to the agency found.

    All that is decided is decided before the first row is written, so that nothing is written
    twice: sixteen statements at most where a duty is found, however many agencies join.
    """
    in_force = get_in_force(at=at)
    placed = place(report, city=in_force.city)
    found = _found(report.service_type, area=placed.area, in_force=in_force)
    route = _route(found, agency=None, reason="")
    joined = _joined(route, helpers=found.helpers, accused=_accused_in(report))
    counts = {"SR": 1, "MT": 1, "WO": 1 + len(joined)}
    numbers = _numbers(counts, year=in_force.day.year)
    sent = Sent(number=numbers["SR"][0], matter_number=numbers["MT"][0], agency=route.agency.code)
    request, matter = register_sent(placed, sent=sent, by=by, at=at)
    sending = Sending(
        matter=matter,
        route=route,
        joined=joined,
        numbers=numbers["WO"],
        in_force=in_force,
    )
    order = operations.send_work_orders(request, sending=sending, by=by, at=at)[0]
    enqueue([received_notice(request), _notice(order)], by=by, at=at)
    return order


def _notice(order: WorkOrder) -> Notice:
    return Notice("work_order.dispatched", order.number)


def _numbers(counts: Mapping[str, int], *, year: int) -> dict[str, list[str]]:
    """Public numbers of a year of the city for all that is to be written; one statement."""
    wanted = {f"{prefix}-{year % 100:02d}": count for prefix, count in counts.items() if count}
    return {
        series.partition("-")[0]: [
            public_number(series.partition("-")[0], year=year, serial=serial) for serial in serials
        ]
        for series, serials in take_series(wanted).items()
    }


def _found(service_type: ServiceType | None, *, area: Area | None, in_force: InForce) -> DutyFound:
    if service_type is None:
        raise TransitionNotAllowed(Sentence("Set the kind, the service type and the grade."))
    return find_duty(service_type, area=area, on=in_force.day)


def _route(found: DutyFound, *, agency: Agency | None, reason: str) -> Route:
    if agency is not None and agency != found.agency:
        return Route(
            agency=agency,
            basis=DispatchBasis.PERSON,
            reasons={"en": reason, "zh-hans": reason},
            duty=found.duty,
            reason=reason,
        )
    if found.agency is None:
        raise TransitionNotAllowed(
            Sentence("No agency is found for this matter: consult, or choose one with a reason.")
        )
    return Route(
        agency=found.agency,
        basis=found.basis,
        reasons=found.reasons,
        duty=found.duty,
        reason=reason,
    )


def _accused_in(report: NewReport) -> Agency | None:
    """Whom a report accuses that will be shielded once it is written."""
    by_type = report.service_type is not None and report.service_type.shielded
    return report.subject_agency if is_shielded(report.kind, type_is_shielded=by_type) else None


def _joined(route: Route, *, helpers: Sequence[Agency], accused: Agency | None) -> list[Route]:
    """Co-orders to those who join under the duty, and the copy to the district (H4.2).

    Whoever is accused is left out; the others go on without them.
    """
    district = _district(route.agency)
    code = copy_receiver(
        order_type=route.order_type,
        agency_kind=route.agency.kind,
        district=None if district is None else district.code,
    )
    kinds = [(agency, OrderType.CO) for agency in helpers if agency.pk != route.agency.pk]
    if code is not None and district is not None:
        kinds.append((district, OrderType.COPY))
    return [
        replace(route, agency=agency, order_type=_lawful_type(agency, kind), reason="")
        for agency, kind in kinds
        if accusation_refusal(accused, agency=agency) is None
    ]


def _lawful_type(agency: Agency, kind: str) -> str:
    """A residents' committee assists; it handles nothing (A2 Art. 17)."""
    return OrderType.ASSIST if agency.kind == AgencyKind.COMMITTEE else kind


def _district(agency: Agency) -> Agency | None:
    parent = agency.parent
    return parent if parent is not None and parent.kind == AgencyKind.DISTRICT else None


@transaction.atomic(durable=True)
def rule_on_objection(
    objection: Objection,
    *,
    ruling: str,
    reason: str,
    agency: Agency | None = None,
    by: User | None,
    at: datetime,
) -> WorkOrder:
    """Rule on an objection: upheld, the new agency gets an order with a full clock."""
    made = RulingMade(ruling=ruling, reason=reason, agency=agency)
    order = operations.rule_on_objection(objection, made=made, by=by, at=at)
    audit(what="objection.ruled", subject=order.number, reason=reason, by=by, at=at)
    notice = Notice("objection.ruled", order.number, {"ruling": str(ruling)})
    if ruling == Ruling.UPHOLD and agency is not None:
        route = Route(
            agency=agency,
            basis=DispatchBasis.RULING,
            reasons={"en": reason, "zh-hans": reason},
            previous=order,
            reason=reason,
        )
        order = operations.dispatch_work_order(
            order.request, matter=order.matter, route=route, by=by, at=at
        )
    enqueue([notice], by=by, at=at)
    return order


@transaction.atomic(durable=True)
def recall(
    order: WorkOrder, *, reason: str, agreed: bool = False, by: User | None, at: datetime
) -> WorkOrder:
    """Take an order back: its request is in triage again, and what joined the order is closed.

    `agreed`: the agency consents, which it must once it has accepted (H4.9). Raises
    TransitionNotAllowed.
    """
    taken = Taken(
        step=OrderStep.RECALL,
        party=Party.CENTRE,
        reason=reason,
        facts={"recall_agreed": agreed},
        data={"agreed": agreed},
    )
    recalled = operations.take_step(order, taken=taken, by=by, at=at)
    ended = [recalled]
    if recalled.order_type == OrderType.MAIN:
        gone = {"outcome": OrderOutcome.REDIRECTED}
        ended += operations.close_joined(recalled, reason=RECALLED, columns=gone, by=by, at=at)
        _open_again(recalled.request, reason=reason, by=by, at=at)
    enqueue((Notice("work_order.recalled", one.number) for one in ended), by=by, at=at)
    return recalled


def _open_again(request: ServiceRequest, *, reason: str, by: User | None, at: datetime) -> None:
    """Put a request back to where it is decided."""
    if request.state == RequestState.DISPATCHED:
        told = Told(reason=reason)
        intake.take_step(request, step=RequestStep.REOPEN, told=told, by=by, at=at)
