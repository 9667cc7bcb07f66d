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
from cityloop.core.models import City
from cityloop.core.numbering import take_numbers
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.numbering import public_number
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.models import Duty
from cityloop.responsibility.queries.limits import get_limits
from cityloop.responsibility.rules.limits import LimitWanted, TimeLimitMissing, time_limit
from cityloop.workorders.choices import OrderStep, OrderType, Party
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.clocks import write_clocks
from cityloop.workorders.queries.clocks import computed, standing
from cityloop.workorders.rules.dispatching import DispatchFacts, dispatch_refusal

CLOCKS = (
    Clock.ACCEPT,
    Clock.CONTACT,
    Clock.ANSWER,
    Clock.REWORK,
    Clock.RULING,
    Clock.FOLLOW_UP,
    Clock.REVIEW,
)


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
    city: City | None = None  # where the caller has read it already


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
    city = route.city or City.objects.get()
    settings = from_plain(city.settings, kind=CitySettings)
    limits = _limits(request, route=route, city=city, at=at)
    _require_lawful(route, settings=settings, due_set=bool(limits))
    order = _order(request, matter=matter, route=route, at=at)
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
    records = computed([event], settings=settings, at=at)
    stands = standing(order, records=records, settings=settings, at=at)
    order.due_at, order.next_check_at = stands.due_at, stands.next_check_at
    order.save(force_insert=True)
    event.save(force_insert=True)
    write_clocks(order, records=records, known=(), by=by, at=at)
    return order


def _order(request: ServiceRequest, *, matter: Matter, route: Route, at: datetime) -> WorkOrder:
    serial = take_numbers(f"WO-{at.year % 100:02d}")[0]
    return WorkOrder(
        number=public_number("WO", year=at.year, serial=serial),
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
        dispatched_at=at,
    )


def _limits(
    request: ServiceRequest, *, route: Route, city: City, at: datetime
) -> list[dict[str, Any]]:
    """The time limits of this order, kept in its first event so that it needs no other table."""
    if route.order_type == OrderType.COPY:
        return []
    table = get_limits(city.code, at=at)
    service_type = request.service_type
    chain: Sequence[str] = () if service_type is None else (service_type.code, *service_type.chain)
    found = []
    for clock in CLOCKS:
        wanted = LimitWanted(
            clock=clock,
            grade=request.grade,
            kind=request.kind,
            service_types=tuple(dict.fromkeys(chain)),
            agency_kind=route.agency.kind,
        )
        try:
            row = time_limit(table, wanted=wanted)
        except TimeLimitMissing:
            continue
        closing = None if row.end_of_day in {None, "24:00"} else row.end_of_day
        found.append(
            {
                "clock": clock.value,
                "amount": row.amount,
                "unit": row.unit.value,
                "end_of_day": closing,
                "rule": row.code,
                "calendar": row.calendar or city.calendar,
            }
        )
    return found


def _require_lawful(route: Route, *, settings: CitySettings, due_set: bool) -> None:
    refusal = dispatch_refusal(
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
