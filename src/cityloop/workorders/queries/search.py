"""Requests and work orders by number, phone and words, as far as the person may know of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cityloop.accounts.rules.rights import Sight
from cityloop.accounts.rules.roles import Actor
from cityloop.intake.models import ServiceRequest
from cityloop.intake.queries import visible_requests
from cityloop.intake.rules.wanted import Wanted
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.lists import visible_orders

FOUND = 20
# Titles have no index of words yet: they are read through for as long as this goes back.
RECENT = timedelta(days=30)
# Longer than any serial: what begins so lies below it in every collation.
LAST = "9" * 10
ORDER_COLUMNS = (
    "number",
    "state",
    "dispatched_at",
    "request__title",
    "area__names",
    "agency__names",
)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A thing that was found; `area` and `agency` may be empty."""

    number: str
    title: str
    state_words: str
    area: str
    agency: str
    at: datetime


def starts_with(field: str, text: str) -> Q:
    """Rows whose number begins so; the range is served by an index where LIKE would read all."""
    within = {f"{field}__gte": text, f"{field}__lte": text + LAST, f"{field}__startswith": text}
    return Q(**within)


def has_words(field: str, words: tuple[str, ...]) -> Q:
    """Rows whose field holds every word, in small or capital letters."""
    found = Q()
    for word in words:
        found &= Q(**{f"{field}__icontains": word})
    return found


def may_search_phones(actor: Actor) -> bool:
    """Whether the person sees who calls: a handler, who knows single people, does not."""
    return Sight.IN_CALL in actor.sights


def found_requests(actor: Actor, *, sought: Wanted, at: datetime) -> tuple[FoundRow, ...]:
    """Requests that fit, 20 at most: by number in its order, else the newest; one statement."""
    rows = _fitting_requests(actor, sought=sought, at=at)
    if rows is None:
        return ()
    page = rows.select_related("area").only(
        "number", "title", "state", "received_at", "area__names"
    )
    order = "number" if sought.number else "-received_at"
    return tuple(map(_found_request, page.order_by(order)[:FOUND]))


def _fitting_requests(
    actor: Actor, *, sought: Wanted, at: datetime
) -> QuerySet[ServiceRequest] | None:
    rows = visible_requests(actor)
    if sought.number:
        matter = starts_with("matter__number", sought.number)
        return rows.filter(
            matter if sought.number[0] == "M" else starts_with("number", sought.number)
        )
    if sought.phone and may_search_phones(actor):
        # A report of wrongdoing or in confidence is never found by who made it (domain.md H8).
        return rows.filter(
            requester__identity__phone=sought.phone, shielded=False, confidential=False
        )
    if sought.words:
        return rows.filter(has_words("title", sought.words), received_at__gte=at - RECENT)
    return None


def _found_request(request: ServiceRequest) -> FoundRow:
    return FoundRow(
        number=request.number,
        title=request.title,
        state_words=str(request.get_state_display()),
        area=request.area.name if request.area else "",
        agency="",
        at=request.received_at,
    )


def found_orders(actor: Actor, *, sought: Wanted, at: datetime) -> tuple[FoundRow, ...]:
    """Orders that fit, 20 at most, ordered alike; one statement, one more with an area."""
    rows = _fitting_orders(actor, sought=sought, at=at)
    if rows is None:
        return ()
    page = rows.select_related("request", "area", "agency").only(*ORDER_COLUMNS)
    order = "number" if sought.number else "-dispatched_at"
    return tuple(map(_found_order, page.order_by(order)[:FOUND]))


def _fitting_orders(actor: Actor, *, sought: Wanted, at: datetime) -> QuerySet[WorkOrder] | None:
    if sought.number:
        return visible_orders(actor).filter(starts_with("number", sought.number))
    if sought.words:
        return visible_orders(actor).filter(
            has_words("request__title", sought.words), request__received_at__gte=at - RECENT
        )
    return None


def _found_order(order: WorkOrder) -> FoundRow:
    return FoundRow(
        number=order.number,
        title=order.request.title,
        state_words=str(order.get_state_display()),
        area=order.area.name if order.area else "",
        agency=order.agency.name,
        at=order.dispatched_at,
    )
