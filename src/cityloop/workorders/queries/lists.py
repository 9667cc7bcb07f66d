"""Lists of work orders by the clock, as far as the person may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.roles import CITY_WIDE, Actor
from cityloop.core.choice_words import choice_words
from cityloop.core.lookups import among
from cityloop.core.models import localised
from cityloop.intake.queries import PAGE_SIZE, Listing, accused_of, sees_all_reports
from cityloop.places.models import Area
from cityloop.responsibility.choices import Grade
from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import OPEN_STATES, WorkOrder
from cityloop.workorders.rules.due_spans import due_bounds

SOON = timedelta(hours=24)
# From this level of the escalation ladder an order counts as at risk.
RISK_LEVEL = 80


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    number: str
    title: str
    service_type: str
    agency: str
    area: str
    grade: int
    grade_words: str
    state: str
    state_words: str
    order_type: str
    type_words: str
    dispatched_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    handler: str
    hops: int
    shielded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What a worklist is narrowed to; nothing set shows all that is open.

    `due`: a span of rules/due_spans. `assignee`: a username, "me", or "nobody". `text`: words of
    which each stands in the title, the address or a number.
    """

    state: str = ""
    due: str = ""
    at_risk: bool = False
    grade: int | None = None
    area: str = ""
    service_type: str = ""
    assignee: str = ""
    text: str = ""


# Of an order itself, as the line of a list shows it.
_OWN = (
    "number",
    "grade",
    "state",
    "order_type",
    "dispatched_at",
    "due_at",
    "answered_at",
    "hops",
    "shielded",
)
_COLUMNS = (
    *_OWN,
    "request__title",
    "service_type__names",
    "agency__names",
    "area__names",
    "handler__username",
    "handler__first_name",
    "handler__last_name",
)


def areas_within(code: str) -> list[int]:
    """Numbers of the area and everything in it; one statement."""
    rows = Area.objects.values_list("pk", "code", "chain")
    return [pk for pk, own, chain in rows if own == code or code in chain]


def visible_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """Orders that the person may know of; one statement more for those who look after an area."""
    rows = WorkOrder.objects.exclude(accused_of(actor, prefix="request__"))
    own = Q(agency_id=actor.agency_id or 0)
    if not sees_all_reports(actor):
        rows = rows.filter(own | Q(request__shielded=False))
    return rows if actor.roles & CITY_WIDE else rows.filter(own | _overseen(actor))


def _overseen(actor: Actor) -> Q:
    nothing = Q(pk__in=[])
    if not actor.roles & {Role.DISTRICT_COORDINATOR, Role.SUBDISTRICT_OFFICER}:
        return nothing
    seen = Q(area_id__in=areas_within(actor.territory)) if actor.territory else nothing
    if Role.DISTRICT_COORDINATOR in actor.roles:
        seen |= Q(agency__parent_id=actor.agency_id or 0)
    return seen


def worklist(
    actor: Actor, *, wanted: OrderFilter, at: datetime, zone: str, number: int = 1
) -> Listing[OrderRow]:
    """The person's orders, soonest due first; an agency's people see their own agency's.

    Two statements, up to two more for those who look after an area.
    """
    rows = _listed(actor, area=wanted.area)
    due_from, due_before = due_bounds(wanted.due, at=at, zone=zone)
    if due_from is not None:
        rows = rows.filter(due_at__gte=due_from)
    if due_before is not None:
        rows = rows.filter(due_at__lt=due_before)
    return order_listing(_narrowed(rows, wanted=wanted, actor=actor, at=at), number=number)


def _listed(actor: Actor, *, area: str = "") -> QuerySet[WorkOrder]:
    rows = visible_orders(actor)
    if area or Role.DISTRICT_COORDINATOR in actor.roles:
        return rows
    return rows.filter(agency_id=actor.agency_id or 0)


@dataclass(frozen=True, slots=True)
class WorklistTally:
    """How many of the person's open orders there are, and how many press; see OrderFilter."""

    open: int
    overdue: int
    soon: int
    at_risk: int
    to_accept: int


def worklist_tally(actor: Actor, *, at: datetime) -> WorklistTally:
    """Count the unfiltered worklist by what presses; one statement.

    Each count is that of the list that the filter of the same meaning shows.
    """
    counts = (
        _listed(actor)
        .filter(is_open())
        .aggregate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            soon=Count("pk", filter=Q(due_at__gte=at, due_at__lt=at + SOON)),
            at_risk=Count("pk", filter=at_risk(at)),
            to_accept=Count("pk", filter=Q(state=OrderState.DISPATCHED)),
        )
    )
    return WorklistTally(**counts)


def on_visible(actor: Actor) -> Exists:
    """Of rows about an order: those whose order the person may know of.

    Asked row by row; as a list of all visible orders it cost 360 ms on half a million.
    """
    return Exists(visible_orders(actor).filter(pk=OuterRef("order_id")))


def is_open() -> Q:
    """Orders that are not answered, as the partial index of the worklist has them."""
    return among("state", OPEN_STATES)


def at_risk(at: datetime) -> Q:
    """Orders not overdue of whose time so much is gone that the ladder has called."""
    return Q(due_at__gte=at, level__gte=RISK_LEVEL)


def _narrowed(
    rows: QuerySet[WorkOrder], *, wanted: OrderFilter, actor: Actor, at: datetime
) -> QuerySet[WorkOrder]:
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(is_open())
    if wanted.at_risk:
        rows = rows.filter(at_risk(at))
    if wanted.grade is not None:
        rows = rows.filter(grade=wanted.grade)
    if wanted.area:
        rows = rows.filter(area_id__in=areas_within(wanted.area))
    if wanted.service_type:
        rows = rows.filter(service_type__code=wanted.service_type)
    return rows.filter(_of_assignee(wanted.assignee, actor=actor), _with_words(wanted.text))


def _of_assignee(assignee: str, *, actor: Actor) -> Q:
    if assignee == "me":
        return Q(handler_id=actor.user_id)
    if assignee == "nobody":
        return Q(handler__isnull=True)
    return Q(handler__username=assignee) if assignee else Q()


def _with_words(text: str) -> Q:
    found = Q()
    for word in text.split():
        fields = ("request__title", "request__address", "number", "request__number")
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        found &= anywhere
    return found


def order_listing(
    rows: QuerySet[WorkOrder], *, number: int = 1, size: int = PAGE_SIZE
) -> Listing[OrderRow]:
    """One page of these orders, soonest due first; two statements."""
    shown = order_rows(rows, first=(number - 1) * size, size=size)
    return Listing(shown, rows.count(), number, size)


def order_rows(rows: QuerySet[WorkOrder], *, first: int = 0, size: int) -> tuple[OrderRow, ...]:
    """So many of these orders from the first on, soonest due first; one statement."""
    shown = rows.order_by("due_at", "pk").values(*_COLUMNS)
    return tuple(map(_order_row, shown[first : first + size]))


def _order_row(row: Mapping[str, Any]) -> OrderRow:
    handler = f"{row['handler__first_name'] or ''} {row['handler__last_name'] or ''}".strip()
    return OrderRow(
        title=row["request__title"],
        service_type=localised(row["service_type__names"]),
        agency=localised(row["agency__names"]),
        area=localised(row["area__names"]) if row["area__names"] else "",
        grade_words=choice_words(Grade, row["grade"]),
        state_words=choice_words(OrderState, row["state"]),
        type_words=choice_words(OrderType, row["order_type"]),
        handler=handler or row["handler__username"] or "",
        **{name: row[name] for name in _OWN},
    )
