"""Past lives come in whole: requests, orders, clocks, call-backs, at their own moments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import models, transaction

from cityloop.core.numbering import take_numbers
from cityloop.core.rows import insert_all
from cityloop.flows.history_insert import insert_rows
from cityloop.flows.history_matters import recount_matters
from cityloop.flows.life_beside import beside_rows
from cityloop.flows.life_records import PastLife
from cityloop.flows.life_rows import LifeRows, OrderRows, life_rows
from cityloop.flows.life_target import LifeTarget
from cityloop.intake.models import Identity, Matter, Requester, RequestEvent
from cityloop.intake.operations.words import index_words
from cityloop.intake.rules.numbering import public_number
from cityloop.workorders.models import ClockRecord, WorkOrderEvent
from cityloop.workorders.queries.scopes import scopes_of

# The widest row, an order, has 33 columns, and SQLite takes 32,766 values in a statement.
AT_ONCE = 500
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic(durable=True)
def write_lives(batch: Sequence[PastLife], *, target: LifeTarget) -> int:
    """Write a batch of past lives, whole or not at all, and return how many.

    Our own clocks run in them: due moments come from the city's limits and calendars. Those who
    join a matter come after the one that opened it. Raises KeyError for a code that the city has
    not and for a matter that is not there, CalendarYearMissing for a day beyond the calendars.
    """
    numbers = _Numbers(batch, target=target)
    rows = [life_rows(past, target=target, numbers=numbers.of(past)) for past in batch]
    _write_speakers(rows, target=target)
    joined = _write_matters(rows, target=target, numbers=numbers)
    _insert(row.request for row in rows)
    events = ({**event, "request_id": row.request.pk} for row in rows for event in row.events)
    insert_rows(RequestEvent, events)
    _write_orders(rows)
    _index_words(rows)
    for kind in beside_rows(row for row in rows):
        _insert(kind)
    recount_matters(joined)
    return len(rows)


class _Numbers:
    """The public numbers of a batch, each series taken once."""

    def __init__(self, batch: Sequence[PastLife], *, target: LifeTarget) -> None:
        self.target = target
        wanted: Counter[tuple[str, int]] = Counter()
        for past in batch:
            wanted["SR", self._year(past.received_at)] += 1
            if past.orders and not past.joins:
                wanted["MT", self._year(past.received_at)] += 1
            for order in past.orders:
                wanted["WO", self._year(order.steps[0].at)] += 1
        self.series = {
            (prefix, year): iter(take_numbers(f"{prefix}-{year % 100:02d}", count=count))
            for (prefix, year), count in wanted.items()
        }

    def _year(self, at: datetime) -> int:
        return at.astimezone(self.target.zone).year

    def next(self, prefix: str, *, at: datetime) -> str:
        """Return the next number of a series in the year of a moment."""
        year = self._year(at)
        return public_number(prefix, year=year, serial=next(self.series[prefix, year]))

    def of(self, past: PastLife) -> Iterator[str]:
        """Return the number of the request, then those of its orders."""
        yield self.next("SR", at=past.received_at)
        for order in past.orders:
            yield self.next("WO", at=order.steps[0].at)


def _write_speakers(rows: Sequence[LifeRows], *, target: LifeTarget) -> None:
    """Write those who speak for the first time, apart from who they are, and name them."""
    speakers = {row.past.speaker.key: row.past.speaker for row in rows}
    new = [one for key, one in speakers.items() if key not in target.speakers]
    requesters = [Requester(kind=one.kind, language=one.language) for one in new]
    _insert(requesters)
    _insert(
        Identity(requester=requester, name=one.name, phone=one.phone, email=one.email)
        for requester, one in zip(requesters, new, strict=True)
        if one.name or one.phone or one.email
    )
    found = zip(new, requesters, strict=True)
    target.speakers |= {one.key: requester.pk for one, requester in found}
    for row in rows:
        row.request.requester_id = target.speakers[row.past.speaker.key]


def _write_matters(rows: Sequence[LifeRows], *, target: LifeTarget, numbers: _Numbers) -> list[int]:
    """Write the matters opened, set that of each request, and return those that were joined."""
    opening = [row for row in rows if row.past.orders and not row.past.joins]
    matters = [_matter(row, numbers=numbers) for row in opening]
    _insert(matters)
    opened = zip(opening, matters, strict=True)
    target.matters |= {row.past.source_id: matter.pk for row, matter in opened}
    for row in rows:
        if row.past.joins or row.past.orders:
            row.request.matter_id = target.matters[row.past.joins or row.past.source_id]
    return [row.request.matter_id or 0 for row in rows if row.past.joins]


def _matter(row: LifeRows, *, numbers: _Numbers) -> Matter:
    request = row.request
    return Matter(
        number=numbers.next("MT", at=request.received_at),
        service_type_id=request.service_type_id or 0,
        area_id=request.area_id,
        cell=request.cell,
        opened_at=request.received_at,
        closed_at=request.closed_at,
        shielded=request.shielded,
    )


def _write_orders(rows: Sequence[LifeRows]) -> None:
    """Write orders place by place: an order has to be written before another can name it."""
    longest = max((len(row.orders) for row in rows), default=0)
    for place in range(longest):
        here = [row for row in rows if len(row.orders) > place]
        for row in here:
            _bind(row.orders[place], life=row)
        _insert(row.orders[place].order for row in here)
    orders = [one for row in rows for one in row.orders]
    insert_rows(
        WorkOrderEvent,
        ({**event, "order_id": one.order.pk} for one in orders for event in one.events),
    )
    insert_rows(
        ClockRecord, ({**clock, "order_id": one.order.pk} for one in orders for clock in one.clocks)
    )


def _index_words(rows: Sequence[LifeRows]) -> None:
    scopes = scopes_of(one.order for row in rows for one in row.orders)
    index_words((row.request for row in rows), scopes=scopes)


def _bind(one: OrderRows, *, life: LifeRows) -> None:
    """Give an order its request and matter, and the earlier orders that it names."""
    one.order.request_id = life.request.pk
    one.order.matter_id = life.request.matter_id or 0
    if one.past.lead is not None:
        one.order.lead = life.orders[one.past.lead].order
    if one.past.previous is not None:
        one.order.previous = life.orders[one.past.previous].order
        one.order.hops = life.orders[one.past.previous].order.hops + 1


def _insert(rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        insert_all(some)
