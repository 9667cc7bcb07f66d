"""Boards of supervision: which open orders, and which agencies, somebody should look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, Min, Q, QuerySet

from cityloop.accounts.rules.roles import Actor
from cityloop.agencies.models import Agency
from cityloop.core.definitions import from_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.intake.queries import Listing
from cityloop.intake.rules.definitions import BoardSettings, CitySettings
from cityloop.workorders.choices import DispatchBasis, OrderState, OrderType
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.lists import (
    SOON,
    OrderRow,
    at_risk,
    is_open,
    order_listing,
    order_rows,
    visible_orders,
)
from cityloop.workorders.rules.due_spans import due_bounds
from cityloop.workorders.rules.pace import Handled, Running, usual_pace, will_be_late

BOARD_SIZE = 5
BOARDS = (
    "overdue",
    "today",
    "soon",
    "pace",
    "at_risk",
    "ping_pong",
    "unclear",
    "reopened",
    "silent",
)
# Those whose first rows the overview shows; the others are counted there.
SHOWN = ("overdue", "today", "ping_pong", "unclear", "reopened")
# Orders looked at for the pace: more would make a page slow, and the soonest due come first.
MOST_RUNNING = 2000


@dataclass(frozen=True, slots=True)
class Watch:
    """The moment at which the boards are looked at, the city's zone and its settings."""

    at: datetime
    zone: str
    settings: BoardSettings


@dataclass(frozen=True, slots=True)
class Board:
    """One board: how many stand on it, since when the oldest runs, and the first rows."""

    code: str
    total: int
    oldest_at: datetime | None
    rows: tuple[OrderRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SilentAgency:
    """An agency that has left orders without a sign."""

    name: str
    phone: str
    orders: int
    oldest_at: datetime


def watch_of(city: City, *, at: datetime) -> Watch:
    """How this city watches."""
    settings = from_plain(city.settings, kind=CitySettings)
    return Watch(at=at, zone=city.zone, settings=settings.board)


def boards(actor: Actor, *, watch: Watch) -> tuple[Board, ...]:
    """Every board; at most nine statements, however many orders there are."""
    rows = _watched(actor)
    conditions = _conditions(rows, watch=watch)
    asked: dict[str, Aggregate] = {
        f"{code}_n": Count("pk", filter=where) for code, where in conditions.items()
    }
    asked |= {
        f"{code}_since": Min("dispatched_at", filter=where) for code, where in conditions.items()
    }
    told = rows.aggregate(**asked)
    counted = [
        Board(
            code,
            total=told[f"{code}_n"],
            oldest_at=told[f"{code}_since"],
            rows=_first_rows(rows.filter(where)) if code in SHOWN and told[f"{code}_n"] else (),
        )
        for code, where in conditions.items()
    ]
    silent = silent_agencies(actor, watch=watch)
    since = min((one.oldest_at for one in silent), default=None)
    return (*counted, Board("silent", len(silent), since))


def board(code: str, *, actor: Actor, watch: Watch, number: int = 1) -> Listing[OrderRow]:
    """One board of orders in full; raises NotFound for one that does not exist."""
    if code not in BOARDS or code == "silent":
        raise NotFound(Sentence("There is no board %(code)s.", code=code))
    rows = _watched(actor)
    return order_listing(rows.filter(_conditions(rows, watch=watch)[code]), number=number)


def silent_agencies(actor: Actor, *, watch: Watch) -> tuple[SilentAgency, ...]:
    """Agencies with orders that nobody has accepted for long, the longest silence first."""
    before = watch.at - timedelta(hours=watch.settings.silent_hours)
    rows = (
        _watched(actor)
        .filter(state=OrderState.DISPATCHED, dispatched_at__lt=before)
        .values("agency_id")
        .annotate(orders=Count("pk"), since=Min("dispatched_at"))
        .filter(orders__gte=watch.settings.silent_orders)
        .order_by("since")
    )
    found = {row["agency_id"]: row for row in rows}
    agencies = Agency.objects.in_bulk(found)
    return tuple(
        SilentAgency(agencies[pk].name, agencies[pk].phone, row["orders"], row["since"])
        for pk, row in found.items()
    )


def _watched(actor: Actor) -> QuerySet[WorkOrder]:
    return visible_orders(actor).filter(is_open()).exclude(order_type=OrderType.COPY)


def _conditions(rows: QuerySet[WorkOrder], *, watch: Watch) -> Mapping[str, Q]:
    at, settings = watch.at, watch.settings
    today_from, today_before = due_bounds("today", at=at, zone=watch.zone)
    sent_on = Q(hops__gte=settings.ping_pong_hops) | Q(
        state=OrderState.OBJECTED, hops__gte=settings.ping_pong_hops - 1
    )
    # Nobody's duty: sent by default, after a consultation, or by hand without a line of the list.
    unclear = Q(basis__in=[DispatchBasis.FALLBACK, DispatchBasis.CONSULTATION]) | Q(
        basis=DispatchBasis.PERSON, duty__isnull=True, order_type=OrderType.MAIN
    )
    return {
        "overdue": Q(due_at__lt=at),
        "today": Q(due_at__gte=today_from, due_at__lt=today_before),
        "soon": Q(due_at__gte=at, due_at__lt=at + SOON),
        "pace": Q(pk__in=_late_at_pace(rows, watch=watch)),
        "at_risk": at_risk(at),
        "ping_pong": sent_on,
        "unclear": unclear,
        "reopened": Q(round__gte=settings.reopened_rounds),
    }


def _late_at_pace(rows: QuerySet[WorkOrder], *, watch: Watch) -> list[int]:
    """Numbers of the orders that will be late at the usual pace; two statements."""
    settings = watch.settings
    closed = WorkOrder.objects.filter(state=OrderState.CLOSED, answered_at__isnull=False)
    past = closed.order_by("-answered_at").values_list(
        "service_type_id", "dispatched_at", "answered_at"
    )
    handled = (
        Handled(service_type, answered - dispatched)
        for service_type, dispatched, answered in past[: settings.pace_orders]
        if answered is not None
    )
    pace = usual_pace(handled, least=settings.pace_least)
    until = watch.at + timedelta(hours=settings.pace_hours)
    running = rows.filter(due_at__gte=watch.at, due_at__lt=until).exclude(
        state=OrderState.SUSPENDED
    )
    fields = running.order_by("due_at").values_list(
        "pk", "service_type_id", "dispatched_at", "due_at"
    )
    return [
        pk
        for pk, service_type, dispatched, due in fields[:MOST_RUNNING]
        if due and will_be_late(Running(service_type, dispatched, due), pace=pace, at=watch.at)
    ]


def _first_rows(rows: QuerySet[WorkOrder]) -> tuple[OrderRow, ...]:
    return order_rows(rows, size=BOARD_SIZE)
