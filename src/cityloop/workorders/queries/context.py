"""What lies around an order: near it, in its matter, from the same requester."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cityloop.core.choice_words import choice_words
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.rules.definitions import CitySettings
from cityloop.places.rules.geometry import distance_m, hexagon, hexagons_within
from cityloop.responsibility.models import ServiceType
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import WorkOrder

SHOWN = 5
COMPARED = 60
# All that the permission reads of an order, and what is shown of it.
_RELATED = ("request__subject_agency__department", "agency", "area")
_COLUMNS = (
    "number",
    "order_type",
    "state",
    "dispatched_at",
    "agency__code",
    "agency__names",
    "agency__parent",
    "area__chain",
    "request__title",
    "request__latitude",
    "request__longitude",
    "request__shielded",
    "request__subject_name",
    "request__subject_agency__code",
    "request__subject_agency__department__code",
)
# Further orders of the same matter at other agencies; they say nothing new about the place.
_SIDE = (OrderType.COPY, OrderType.WHISTLE)
MaySee = Callable[[WorkOrder], bool]


@dataclass(frozen=True, slots=True)
class ContextRow:
    """An order beside this one; `metres` only where both have a point."""

    number: str
    title: str
    state_words: str
    agency: str
    at: datetime
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class JoinedRequest:
    """A request that joined the matter; no title where it was made in confidence."""

    number: str
    title: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OrderContext:
    """The first few of each kind, and how many there are (at most 60 are looked at).

    `requester` is None where the reader may not know who asks: then nothing is linked to a person.
    """

    nearby: tuple[ContextRow, ...]
    nearby_count: int
    requests: tuple[JoinedRequest, ...]
    requests_count: int
    requester: tuple[ContextRow, ...] | None
    requester_count: int


def order_context(
    order: WorkOrder, *, may_see: MaySee, settings: CitySettings, named: bool, at: datetime
) -> OrderContext:
    """What the person may know of around an order; at most three statements.

    `may_see`: the permission to see an order, asked of each that is found: as part of the statement
    it made the database read all orders of the agency. `named`: the person may know who the
    requester is. Reports of wrongdoing stand in none of the lists, and nothing is listed beside one
    (domain.md H8, 2); requests made in confidence are never linked to their requester's others.
    """
    shielded = order.shielded or order.request.shielded
    near = () if shielded else _nearby(order, may_see=may_see, settings=settings, at=at)
    joined = () if shielded else _joined(order)
    linked = named and not shielded and not order.request.confidential
    others = _of_requester(order, may_see=may_see) if linked else ()
    return OrderContext(
        nearby=near[:SHOWN],
        nearby_count=len(near),
        requests=joined[:SHOWN],
        requests_count=len(joined),
        requester=others[:SHOWN] if linked else None,
        requester_count=len(others),
    )


def _others(order: WorkOrder) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(request__shielded=False).exclude(order_type__in=_SIDE)
    return rows.exclude(matter=order.matter_id)


def _nearby(
    order: WorkOrder, *, may_see: MaySee, settings: CitySettings, at: datetime
) -> tuple[ContextRow, ...]:
    """Orders of other matters near by, newest first; without a point those at the same address."""
    since = at - timedelta(days=settings.desk.nearby_days)
    point = _point(order.request)
    if point is not None:
        cell = hexagon(*point, resolution=settings.duplicates.hexagon_resolution)
        cells = hexagons_within(cell, metres=settings.desk.nearby_m) if cell else frozenset()
        # All types are named so that the index of type, cell and time serves.
        matters = Matter.objects.filter(
            service_type__in=ServiceType.objects.values("pk"), cell__in=cells, opened_at__gte=since
        )
        rows = _others(order).filter(matter__in=matters)
    elif order.request.address and order.area_id:
        rows = _others(order).filter(
            request__area=order.area_id,
            request__address=order.request.address,
            request__received_at__gte=since,
        )
    else:
        return ()
    found = _rows(rows, point=point, may_see=may_see)
    return tuple(row for row in found if row.metres is None or row.metres <= settings.desk.nearby_m)


def _joined(order: WorkOrder) -> tuple[JoinedRequest, ...]:
    if order.matter.requests_count < 2:  # noqa: PLR2004 - alone
        return ()
    rows = ServiceRequest.objects.filter(matter=order.matter_id, shielded=False)
    others = rows.exclude(pk=order.request_id).order_by("-received_at")
    columns = others.only("number", "title", "received_at", "confidential")[:COMPARED]
    return tuple(
        JoinedRequest(one.number, "" if one.confidential else one.title, one.received_at)
        for one in columns
    )


def _of_requester(order: WorkOrder, *, may_see: MaySee) -> tuple[ContextRow, ...]:
    rows = _others(order).filter(
        request__requester=order.request.requester_id, request__confidential=False
    )
    return tuple(_rows(rows, point=None, may_see=may_see))


def _rows(
    rows: QuerySet[WorkOrder], *, point: tuple[float, float] | None, may_see: MaySee
) -> Iterable[ContextRow]:
    newest = rows.select_related(*_RELATED).only(*_COLUMNS).order_by("-dispatched_at")
    for row in filter(may_see, newest[:COMPARED]):
        there = _point(row.request)
        yield ContextRow(
            number=row.number,
            title=row.request.title,
            state_words=choice_words(OrderState, row.state),
            agency=row.agency.name,
            at=row.dispatched_at,
            metres=None if point is None or there is None else round(distance_m(point, end=there)),
        )


def _point(request: ServiceRequest) -> tuple[float, float] | None:
    if request.latitude is None or request.longitude is None:
        return None
    return request.longitude, request.latitude
