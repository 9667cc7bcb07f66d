"""Requests and work orders by number, phone, name and words, as far as a person may know of them.

Whatever finds a row, the filter of the permission itself decides whether it is shown: an index
that were behind would show too little, never too much.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Lower

from cityloop.accounts.rules.rights import Sight
from cityloop.accounts.rules.roles import Actor
from cityloop.core.lookups import PhoneTail, phone_tail
from cityloop.core.rules.words import Phrase, Piece, excerpt, marked
from cityloop.core.search import newest
from cityloop.intake.models import REQUEST_WORDS, Identity, ServiceRequest
from cityloop.intake.queries import Listing, visible_requests
from cityloop.intake.rules.wanted import Wanted
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.lists import visible_orders
from cityloop.workorders.queries.scopes import scopes_seen

FOUND = 20
# Nobody turns ten pages: who finds more looks for something narrower.
MOST = 200
# So many people of one name, or behind one phone, are looked at.
MOST_PEOPLE = 500
# Longer than any serial: what begins so lies below it in every collation.
LAST = "9" * 10
REQUEST_COLUMNS = ("number", "title", "text", "address", "state", "received_at", "area__names")
ORDER_COLUMNS = (
    "number",
    "state",
    "dispatched_at",
    "request__title",
    "request__text",
    "request__address",
    "area__names",
    "agency__names",
)
Stored = TypeVar("Stored", bound=Model)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A thing that was found; `area`, `agency` and `excerpt` may be empty."""

    number: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    state_words: str
    area: str
    agency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; `more` than the total were, where there are over 200."""

    listing: Listing[FoundRow]
    more: bool = False


NOTHING = Found(Listing((), 0))


def starts_with(field: str, text: str) -> Q:
    """Rows whose number begins so; the range is served by an index where LIKE would read all."""
    return Q(**{f"{field}__gte": text, f"{field}__lte": text + LAST})


def may_search_people(actor: Actor) -> bool:
    """Whether the person sees who calls: a handler, who knows single people, does not."""
    return Sight.IN_CALL in actor.sights


def found_requests(actor: Actor, *, sought: Wanted, number: int = 1) -> Found:
    """Requests by number, in its order, or by words, the newest first; four statements at most."""
    if sought.number:
        begins = "matter__number" if sought.number[0] == "M" else "number"
        rows = visible_requests(actor).filter(starts_with(begins, sought.number))
        # In the order of the index that finds them: else a year's matters are read and sorted.
        keys = _keys(rows.order_by(begins, "pk"))
    else:
        keys = _told(actor, keys=newest(REQUEST_WORDS, sought.phrases, most=MOST + 1))
    return _request_page(actor, keys=keys, sought=sought, number=number)


def _told(actor: Actor, *, keys: Sequence[int]) -> list[int]:
    """Those of the keys that the person may know of: not even their number is told of others."""
    seen = set(visible_requests(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [key for key in keys if key in seen]


def found_callers(actor: Actor, *, sought: Wanted, number: int = 1) -> Found:
    """Requests by the phone or the whole name of who made them, the newest first.

    Only for those who see who calls, whose page keeps the look-up. A report of wrongdoing or in
    confidence is never found by who made it (domain.md H8). Four statements at most.
    """
    if not may_search_people(actor):
        return NOTHING
    people = _people(sought)
    if not people:
        return NOTHING
    rows = visible_requests(actor).filter(requester__in=people, shielded=False, confidential=False)
    keys = _keys(rows.order_by("-received_at", "-pk"))
    return _request_page(actor, keys=keys, sought=sought, number=number)


def found_orders(actor: Actor, *, sought: Wanted, number: int = 1) -> Found:
    """Orders by number, in its order, or by the words of their request, the newest first.

    Five statements at most, one more for those who look after an area.
    """
    rows = visible_orders(actor)
    more = False
    if sought.number:
        keys = _keys(rows.filter(starts_with("number", sought.number)).order_by("number"))
    else:
        requests = _requests_with_words(actor, phrases=sought.phrases)
        more = len(requests) > MOST
        place = {key: at for at, key in enumerate(requests[:MOST])}
        orders = rows.filter(request__in=place).values_list("pk", "request_id")
        sorted_orders = sorted(orders, key=lambda order: (place[order[1]], order[0]))
        keys = [pk for pk, _request in sorted_orders]
    fetched = rows.select_related("request", "area", "agency").only(*ORDER_COLUMNS)
    page = _page(
        keys, rows=fetched, line=lambda order: _order_row(order, sought=sought), number=number
    )
    return Found(page.listing, more=page.more or more)


def _requests_with_words(actor: Actor, *, phrases: Sequence[Phrase]) -> list[int]:
    if not phrases:
        return []
    return newest(REQUEST_WORDS, phrases, most=MOST + 1, scopes=scopes_seen(actor))


def _people(sought: Wanted) -> list[int]:
    """Keys of requesters with this phone, with or without its country, or with this whole name."""
    if sought.phone:
        typed = _digits(sought.phone)
        tail = Identity.objects.alias(tail=PhoneTail("phone")).filter(tail=phone_tail(typed))
        same = tail.values_list("requester_id", "phone")[:MOST_PEOPLE]
        return [key for key, phone in same if _is_end(typed, _digits(phone))]
    if sought.name:
        named = Identity.objects.alias(small=Lower("name")).filter(small=Lower(Value(sought.name)))
        return list(named.values_list("requester_id", flat=True)[:MOST_PEOPLE])
    return []


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())


def _is_end(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _keys(rows: QuerySet[Stored]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: MOST + 1])


def _request_page(actor: Actor, *, keys: Sequence[int], sought: Wanted, number: int) -> Found:
    rows = visible_requests(actor).select_related("area").only(*REQUEST_COLUMNS)
    shown = keys[:MOST][(number - 1) * FOUND : number * FOUND]
    agencies = _agencies(shown)
    return _page(
        keys,
        rows=rows,
        line=lambda one: _request_row(one, sought=sought, agency=agencies.get(one.pk, "")),
        number=number,
    )


def _page(
    keys: Sequence[int],
    *,
    rows: QuerySet[Stored],
    line: Callable[[Stored], FoundRow],
    number: int,
) -> Found:
    """The page of these keys, in their order; one statement."""
    kept = keys[:MOST]
    shown = kept[(number - 1) * FOUND : number * FOUND]
    fetched = rows.in_bulk(shown) if shown else {}
    lines = tuple(line(fetched[key]) for key in shown if key in fetched)
    return Found(Listing(lines, len(kept), number, FOUND), more=len(keys) > MOST)


def _agencies(requests: Sequence[int]) -> dict[int, str]:
    """The agency that now has each request, by name; one statement."""
    if not requests:
        return {}
    orders = WorkOrder.objects.filter(request__in=requests, order_type=OrderType.MAIN)
    rows = orders.select_related("agency").only("request_id", "agency__names").order_by("pk")
    return {order.request_id: order.agency.name for order in rows}


def _request_row(request: ServiceRequest, *, sought: Wanted, agency: str) -> FoundRow:
    return FoundRow(
        number=request.number,
        title=marked(request.title, phrases=sought.phrases),
        excerpt=_excerpt(request, phrases=sought.phrases),
        state_words=str(request.get_state_display()),
        area=request.area.name if request.area else "",
        agency=agency,
        at=request.received_at,
    )


def _order_row(order: WorkOrder, *, sought: Wanted) -> FoundRow:
    return FoundRow(
        number=order.number,
        title=marked(order.request.title, phrases=sought.phrases),
        excerpt=_excerpt(order.request, phrases=sought.phrases),
        state_words=str(order.get_state_display()),
        area=order.area.name if order.area else "",
        agency=order.agency.name,
        at=order.dispatched_at,
    )


def _excerpt(request: ServiceRequest, *, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """Where it stands in the text, else in the address."""
    return excerpt(request.text, phrases=phrases) or excerpt(request.address, phrases=phrases)
