"""A request finds who must act, and goes there; objections are ruled on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.choices import AgencyKind
from cityloop.agencies.models import Agency
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import City
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.core.sentences import Sentence
from cityloop.flows.report import NewReport, received_notice, register
from cityloop.intake import operations as intake
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.intake.operations import Told
from cityloop.responsibility.models import CoDuty
from cityloop.responsibility.queries.duties import find_duty
from cityloop.workorders import operations
from cityloop.workorders.choices import DispatchBasis, OrderStep, OrderType, Party, Ruling
from cityloop.workorders.models import Objection, WorkOrder
from cityloop.workorders.operations import Route, Taken
from cityloop.workorders.operations.moving import RulingMade
from cityloop.workorders.rules.dispatching import copy_receiver


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
    order = _dispatch(request, route=_route(request, agency, reason, at), by=by, at=at)
    enqueue([_notice(order)], by=by, at=at)
    return order


@transaction.atomic(durable=True)
def receive_and_dispatch(report: NewReport, *, by: User | None, at: datetime) -> WorkOrder:
    """Register a request whose type is known and send it at once to the agency found."""
    request = register(report, by=by, at=at)
    route = _route(request, None, "", at)
    order = _dispatch(request, route=route, fresh=True, by=by, at=at)
    enqueue([received_notice(request), _notice(order)], by=by, at=at)
    return order


def _notice(order: WorkOrder) -> Notice:
    return Notice("work_order.dispatched", order.number)


def _route(request: ServiceRequest, agency: Agency | None, reason: str, at: datetime) -> Route:
    if request.service_type is None:
        raise TransitionNotAllowed(Sentence("Set the kind, the service type and the grade."))
    city = City.objects.get()
    today = at.astimezone(ZoneInfo(city.zone)).date()
    found = find_duty(request.service_type, area=request.area, on=today)
    if agency is not None and agency != found.agency:
        duty = found.duty
        reasons = {"en": reason, "zh-hans": reason}
        return Route(
            agency=agency,
            basis=DispatchBasis.PERSON,
            reasons=reasons,
            duty=duty,
            reason=reason,
            city=city,
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
        city=city,
    )


def _dispatch(
    request: ServiceRequest,
    *,
    route: Route,
    fresh: bool = False,
    by: User | None,
    at: datetime,
) -> WorkOrder:
    matter = request.matter or intake.open_matter(request, by=by, at=at)
    told = Told(matter=matter, reason=route.reason, data={"agency": route.agency.code})
    sent = intake.take_step(
        request, step=RequestStep.DISPATCH, told=told, fresh=fresh, by=by, at=at
    )
    order = operations.dispatch_work_order(sent, matter=matter, route=route, by=by, at=at)
    _join_others(order, route=route, by=by, at=at)
    return order


def _join_others(order: WorkOrder, *, route: Route, by: User | None, at: datetime) -> None:
    """Co-orders to those who join under the duty, and the copy to the district (H4.2)."""
    helpers = [] if route.duty is None else _helpers(order, duty_id=route.duty.pk)
    district = _district(order.agency)
    code = copy_receiver(
        order_type=order.order_type,
        agency_kind=order.agency.kind,
        district=None if district is None else district.code,
    )
    kinds = [(agency, OrderType.CO) for agency in helpers if agency.pk != order.agency_id]
    if code is not None and district is not None:
        kinds.append((district, OrderType.COPY))
    for agency, kind in kinds:
        joined = Route(
            agency=agency,
            basis=route.basis,
            reasons=route.reasons,
            duty=route.duty,
            order_type=_lawful_type(agency, kind),
            lead=order,
            city=route.city,
        )
        operations.dispatch_work_order(
            order.request, matter=order.matter, route=joined, by=by, at=at
        )


def _lawful_type(agency: Agency, kind: str) -> str:
    """A residents' committee assists; it handles nothing (A2 Art. 17)."""
    return OrderType.ASSIST if agency.kind == AgencyKind.COMMITTEE else kind


def _helpers(order: WorkOrder, *, duty_id: int) -> list[Agency]:
    area = order.request.area
    chain = [] if area is None else [area.code, *area.chain]
    rows = CoDuty.objects.filter(duty=duty_id).select_related("agency", "area")
    return [row.agency for row in rows if row.area is None or row.area.code in chain]


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
def recall(order: WorkOrder, *, reason: str, by: User | None, at: datetime) -> WorkOrder:
    """Take an order back before the agency has accepted it; its request is open again."""
    taken = Taken(step=OrderStep.RECALL, party=Party.CENTRE, reason=reason)
    recalled = operations.take_step(order, taken=taken, by=by, at=at)
    enqueue([Notice("work_order.recalled", order.number)], by=by, at=at)
    return recalled
