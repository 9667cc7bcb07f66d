"""Sending a matter to an agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.models import Agency
from cityloop.core.chain import Happening, append
from cityloop.core.definitions import from_plain
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.numbering import take_numbers
from cityloop.core.rows import insert_all
from cityloop.core.rules.worktime import due_at
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.numbering import public_number
from cityloop.responsibility.models import Duty
from cityloop.responsibility.queries.in_force import InForce, get_in_force
from cityloop.workorders.choices import OrderStep, OrderType, Party
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.clocks import first_clocks
from cityloop.workorders.queries.accused import accusation_refusal, accused_in
from cityloop.workorders.queries.clocks import computed, standing
from cityloop.workorders.queries.limits import limits_of
from cityloop.workorders.rules.dispatching import DispatchFacts, dispatch_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a matter goes and why; `reasons` is a sentence by language."""

    agency: Agency
    basis: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    duty: Duty | None = None
    order_type: str = OrderType.MAIN
    lead: WorkOrder | None = None
    previous: WorkOrder | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A matter and all the ways that it goes: the orders of `joined` get that of `route` as lead.

    `numbers` are public numbers taken for these orders, one for each.
    """

    matter: Matter
    route: Route
    joined: Sequence[Route] = ()
    numbers: Sequence[str]
    in_force: InForce


@transaction.atomic(savepoint=False)
def dispatch_work_order(
    request: ServiceRequest,
    *,
    matter: Matter,
    route: Route,
    by: AbstractUser | None,
    at: datetime,
) -> WorkOrder:
    """Send a matter to an agency: the order, its clocks and its first event.

    Raises TransitionNotAllowed with the sentence of the dispatch rules (domain.md H4).
    """
    in_force = get_in_force(at=at)
    year = in_force.day.year
    serial = take_numbers(f"WO-{year % 100:02d}")[0]
    sending = Sending(
        matter=matter,
        route=route,
        numbers=[public_number("WO", year=year, serial=serial)],
        in_force=in_force,
    )
    return send_work_orders(request, sending=sending, by=by, at=at)[0]


@transaction.atomic(savepoint=False)
def send_work_orders(
    request: ServiceRequest, *, sending: Sending, by: AbstractUser | None, at: datetime
) -> list[WorkOrder]:
    """Send a matter to an agency and those that join it; the first order is the lead.

    Three statements, four with others that join, for any number of them: an order has to be
    written before another can name it as its lead. Raises TransitionNotAllowed with the sentence
    of the dispatch rules (domain.md H4).
    """
    settings = from_plain(sending.in_force.city.settings, kind=CitySettings)
    drafts: list[_Draft] = []
    for route, number in zip((sending.route, *sending.joined), sending.numbers, strict=True):
        order = _order(request, matter=sending.matter, route=route, number=number)
        order.dispatched_at = at
        if drafts:
            order.lead = drafts[0].order
        drafts.append(
            _draft(order, route=route, settings=settings, in_force=sending.in_force, by=by)
        )
    insert_all([drafts[0].order])
    insert_all(draft.order for draft in drafts[1:])
    insert_all(draft.event for draft in drafts)
    insert_all(clock for draft in drafts for clock in draft.clocks)
    return [draft.order for draft in drafts]


@dataclass(frozen=True, slots=True)
class _Draft:
    """An order to be, with its time limits, first event and clocks, nothing of it written."""

    order: WorkOrder
    event: WorkOrderEvent
    clocks: Sequence[ClockRecord]


def _draft(
    order: WorkOrder,
    *,
    route: Route,
    settings: CitySettings,
    in_force: InForce,
    by: AbstractUser | None,
) -> _Draft:
    limits = _limits(order, route=route, in_force=in_force)
    _require_lawful(order, route=route, settings=settings, due_set=bool(limits))
    at = order.dispatched_at
    data = {"agency": route.agency.code, "basis": str(route.basis), "limits": limits}
    happening = Happening(
        step=OrderStep.DISPATCH,
        at=at,
        party=Party.CENTRE,
        by=None if by is None else by.pk,
        to_state="dispatched",
        reason=route.reason,
        data=data,
    )
    event = append(order, kind=WorkOrderEvent, happening=happening, foreign_key="order")
    records = computed([event], settings=settings, at=at, calendar_of=in_force.calendar)
    stands = standing(order, records=records, settings=settings, at=at)
    order.due_at, order.next_check_at = stands.due_at, stands.next_check_at
    if route.order_type == OrderType.COPY:
        order.next_check_at = _acted_by(at, settings=settings, in_force=in_force)
    return _Draft(order, event, first_clocks(order, records=records))


def _order(request: ServiceRequest, *, matter: Matter, route: Route, number: str) -> WorkOrder:
    return WorkOrder(
        number=number,
        matter=matter,
        request=request,
        order_type=route.order_type,
        state="",
        agency=route.agency,
        department_id=route.agency.department_id or route.agency.pk,
        area_id=request.area_id,
        service_type_id=request.service_type_id or 0,
        kind=request.kind,
        grade=request.grade,
        shielded=request.shielded,
        lead=route.lead,
        previous=route.previous,
        hops=0 if route.previous is None else route.previous.hops + 1,
        basis=route.basis,
        duty=route.duty,
        basis_text=dict(route.reasons),
    )


def _limits(order: WorkOrder, *, route: Route, in_force: InForce) -> list[dict[str, Any]]:
    if route.order_type == OrderType.COPY:
        return []
    service_type = order.request.service_type
    return limits_of(
        in_force,
        service_types=() if service_type is None else (service_type.code, *service_type.chain),
        kind=order.kind,
        grade=order.grade,
        agency_kind=route.agency.kind,
    )


def _acted_by(at: datetime, *, settings: CitySettings, in_force: InForce) -> datetime:
    """When the sweep looks whether the district did anything about its copy (H4.2)."""
    limit = settings.dispatch.district_action_limit
    calendar = in_force.calendar(in_force.city.calendar)
    return due_at(at, amount=limit.amount, unit=limit.unit, calendar=calendar)


def _require_lawful(
    order: WorkOrder, *, route: Route, settings: CitySettings, due_set: bool
) -> None:
    accused = accused_in(order.request)
    refusal = accusation_refusal(accused, agency=route.agency) or dispatch_refusal(
        DispatchFacts(
            order_type=route.order_type,
            agency_kind=route.agency.kind,
            basis=route.basis,
            duty_state=None if route.duty is None else route.duty.state,
            owns_knowledge=True,
            redispatches=0 if route.previous is None else route.previous.hops,
            redispatch_limit=settings.dispatch.redispatch_limit,
            due_set=due_set or route.order_type == OrderType.COPY,
        )
    )
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
