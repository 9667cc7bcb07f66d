"""Which months of which fact may have changed since an export.

Events are append-only and every step writes one, so the numbers of the last rows seen are a
watermark: whatever an event, lot, call-back, attempt or whistle with a higher number belongs to is
touched. Two things happen without a row. A clock runs out: orders due since then are touched too.
And a transaction that was open during the last export commits rows with numbers below its
watermark: so the watermark used is one at least an hour older than the last export, which finds
every change whose transaction lasted less than an hour. A change that writes no row here, such as
an UPDATE by hand, is found by nobody: name its months with --since and --until.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Model, Q, QuerySet

from cityloop.exports.columns import Seconds
from cityloop.followups.models import Attempt, FollowUp, Lot
from cityloop.intake.models import RequestEvent, ServiceRequest
from cityloop.responsibility.choices import Clock
from cityloop.workorders.models import ClockRecord, Whistle, WorkOrder, WorkOrderEvent

LONGEST_TRANSACTION = 3600
WATCHED: Mapping[str, type[Model]] = {
    "requests": ServiceRequest,
    "request_events": RequestEvent,
    "orders": WorkOrder,
    "order_events": WorkOrderEvent,
    "lots": Lot,
    "call_backs": FollowUp,
    "attempts": Attempt,
    "whistles": Whistle,
}
# For each fact, its tables with their leading moments.
LEADING: Mapping[str, tuple[tuple[type[Model], str], ...]] = {
    "requests": ((ServiceRequest, "received_at"),),
    "orders": ((WorkOrder, "dispatched_at"),),
    "follow_ups": ((Lot, "at"), (FollowUp, "drawn_at")),
}
Months = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment (seconds since 1970) and the last row of each watched table that was seen then."""

    as_of: int
    last: Mapping[str, int]


def mark(*, as_of: int) -> Mark:
    """The watermark of now; one statement a table, from its primary key."""
    found = {
        name: model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        for name, model in WATCHED.items()
    }
    return Mark(as_of, found)


def kept_marks(marks: Iterable[Mark], *, new: Mark) -> tuple[Mark, ...]:
    """The new mark, those of the hour before it, and the youngest one older than that."""
    rising = sorted(marks, key=lambda one: one.as_of)
    old = [one for one in rising if one.as_of <= new.as_of - LONGEST_TRANSACTION]
    return (*old[-1:], *(one for one in rising if one not in old), new)


def touched_months(since: Mark, *, as_of: int, zone: str) -> Months:
    """The months of each fact that something after the mark belongs to, and the running ones."""
    changed = _changed(since, as_of=as_of)
    running = {month_of(since.as_of, zone=zone), month_of(as_of, zone=zone)}
    return {fact: {month_of(one, zone=zone) for one in changed[fact]} | running for fact in LEADING}


def month_of(moment: int, *, zone: str) -> str:
    """The local month of a moment, as 2025-03."""
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone)):%Y-%m}"


def _changed(since: Mark, *, as_of: int) -> Mapping[str, set[int]]:
    """Leading quarters of an hour of every row that may have changed, by fact."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for fact, rows, path in _touched(since.last, since=since.as_of, as_of=as_of):
        moments = rows.order_by().values_list(Seconds(path), flat=True)
        # No zone begins its day inside a quarter of an hour, and there are few of them.
        found[fact].update(moment - moment % 900 for moment in moments.iterator())
    return found


def _touched(
    last: Mapping[str, int], *, since: int, as_of: int
) -> Iterator[tuple[str, QuerySet[Any], str]]:
    """For each fact, querysets of what may have changed with the path of the leading moment."""
    asked = RequestEvent.objects.filter(pk__gt=last["request_events"])
    moved = WorkOrderEvent.objects.filter(pk__gt=last["order_events"])
    told = asked.values("request")
    orders = WorkOrder.objects.filter(
        Q(pk__gt=last["orders"])
        | Q(pk__in=moved.values("order"))
        | Q(request__in=told)
        | Q(whistles__pk__gt=last["whistles"])
    )
    matters = ServiceRequest.objects.filter(pk__in=told).values("matter")
    yield "requests", ServiceRequest.objects.filter(pk__gt=last["requests"]), "received_at"
    yield "requests", ServiceRequest.objects.filter(pk__in=told), "received_at"
    yield "requests", ServiceRequest.objects.filter(matter__in=matters), "received_at"
    yield (
        "requests",
        ServiceRequest.objects.filter(matter__in=orders.values("matter")),
        "received_at",
    )
    yield "orders", orders, "dispatched_at"
    yield "orders", _run_out(since=since, as_of=as_of), "order__dispatched_at"
    calls = FollowUp.objects.filter(
        Q(pk__gt=last["call_backs"])
        | Q(answered_at__gte=datetime.fromtimestamp(since, UTC))
        | Q(pk__in=Attempt.objects.filter(pk__gt=last["attempts"]).values("follow_up"))
        | Q(order__in=orders.values("pk"))
    )
    yield "follow_ups", calls, "drawn_at"
    lots = Lot.objects.filter(Q(pk__gt=last["lots"]) | Q(order__in=orders.values("pk")))
    yield "follow_ups", lots, "at"


def _run_out(*, since: int, as_of: int) -> QuerySet[ClockRecord]:
    """Clocks that ran out in between: nobody writes a row when an order becomes late."""
    return ClockRecord.objects.filter(
        clock__in=[Clock.ANSWER, Clock.CONTACT],
        due_at__gte=datetime.fromtimestamp(since, UTC),
        due_at__lt=datetime.fromtimestamp(as_of, UTC),
    )
