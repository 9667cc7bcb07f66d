"""Requests of the past come in: with their matters, orders and events at their own moments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cityloop.core.numbering import take_numbers
from cityloop.flows.history_insert import insert_rows
from cityloop.flows.history_matters import recount_matters, write_matters
from cityloop.flows.history_rows import PastNumbers, PastRows, past_rows
from cityloop.flows.history_steps import PastRequest
from cityloop.flows.history_target import AgencyRow, HistoryTarget
from cityloop.intake.models import Requester, RequestEvent, ServiceRequest
from cityloop.intake.operations.words import index_words
from cityloop.intake.rules.numbering import public_number
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from cityloop.workorders.queries.scopes import scopes_of

# Of requests, matters and orders, in the order of the fields of PastNumbers.
PREFIXES = ("SR", "MT", "WO")


@dataclass(slots=True)
class PastCounts:
    """What became of a batch; `joined` are those that share the matter of an earlier one."""

    imported: int = 0
    already: int = 0
    joined: int = 0
    open: int = 0
    without_area: int = 0

    def add(self, other: "PastCounts") -> None:
        """Add the counts of another batch."""
        self.imported += other.imported
        self.already += other.already
        self.joined += other.joined
        self.open += other.open
        self.without_area += other.without_area


@transaction.atomic(durable=True)
def receive_past(
    batch: Sequence[tuple[PastRequest, AgencyRow]], *, target: HistoryTarget
) -> PastCounts:
    """Write a batch of past requests, each with the agency it went to, whole or not at all.

    Those that are there already, known by source and source id, are counted and left as they are.
    """
    known = _already_there([past for past, _ in batch], target=target)
    new = [(past, agency) for past, agency in batch if past.record.source_id not in known]
    counts = PastCounts(already=len(batch) - len(new))
    if not new:
        return counts
    rows = _rows(new, target=target)
    joined = write_matters(rows, target=target)
    _write_requests(rows)
    _write_orders(rows)
    recount_matters(joined)
    counts.joined = len(joined)
    counts.imported = len(rows)
    counts.open = sum(one.past.record.is_open for one in rows)
    counts.without_area = sum(one.request.area_id is None for one in rows)
    return counts


def _already_there(batch: Sequence[PastRequest], *, target: HistoryTarget) -> set[str]:
    ids = [past.record.source_id for past in batch]
    found = ServiceRequest.objects.filter(source=target.source, source_id__in=ids)
    return set(found.values_list("source_id", flat=True))


def _rows(
    batch: Sequence[tuple[PastRequest, AgencyRow]], *, target: HistoryTarget
) -> list[PastRows]:
    years = Counter(past.record.opened_at.astimezone(target.zone).year for past, _ in batch)
    serials = {year: iter(_numbers(year, count=count)) for year, count in years.items()}
    return [
        past_rows(
            past,
            target=target,
            agency=agency,
            numbers=next(serials[past.record.opened_at.astimezone(target.zone).year]),
        )
        for past, agency in batch
    ]


def _numbers(year: int, *, count: int) -> list[PastNumbers]:
    """Take `count` numbers of each series of a year."""
    taken = [take_numbers(f"{prefix}-{year % 100:02d}", count=count) for prefix in PREFIXES]
    return [
        PastNumbers(
            *(
                public_number(prefix, year=year, serial=serial)
                for prefix, serial in zip(PREFIXES, serials, strict=True)
            )
        )
        for serials in zip(*taken, strict=True)
    ]


def _write_requests(rows: Sequence[PastRows]) -> None:
    for row in rows:
        row.request.matter_id = row.matter.pk
    Requester.objects.bulk_create(row.requester for row in rows)
    for row in rows:
        row.request.requester_id = row.requester.pk
    ServiceRequest.objects.bulk_create(row.request for row in rows)
    insert_rows(
        RequestEvent,
        ({**event, "request_id": row.request.pk} for row in rows for event in row.request_events),
    )


def _write_orders(rows: Sequence[PastRows]) -> None:
    for row in rows:
        row.order.matter_id, row.order.request_id = row.matter.pk, row.request.pk
    WorkOrder.objects.bulk_create(row.order for row in rows)
    scopes = scopes_of(row.order for row in rows)
    index_words((row.request for row in rows), scopes=scopes)
    insert_rows(
        WorkOrderEvent,
        ({**event, "order_id": row.order.pk} for row in rows for event in row.order_events),
    )
    insert_rows(ClockRecord, ({**row.clock, "order_id": row.order.pk} for row in rows if row.clock))
