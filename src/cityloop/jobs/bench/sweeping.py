"""The sweep over many open orders, all of them late at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.jobs.bench.bare_rows import FAR
from cityloop.jobs.bench.city import dispatchable_reports, found_demo_city
from cityloop.jobs.bench.figures import Figure, against
from cityloop.responsibility.choices import Clock
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations import sweep_clocks

ORDERS = 100_000
BATCH = 1000
# Warned at 80 per cent already: the sweep finds 100 per cent, once for each order.
WARNED = 80
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)


def sweep_figures() -> list[Figure]:
    """Orders a second until none is due, beside the same updates and events by bare SQL."""
    at = timezone.now()
    _late_orders(at)
    started, looked_at = perf_counter(), 0
    while swept := sweep_clocks(by=None, at=at).looked_at:
        looked_at += swept
    ours = looked_at / (perf_counter() - started)
    written, seconds = _write_again()
    bare = written / seconds
    return [against("sweep.orders_per_s", ours, unit="orders/s", baseline=bare, orders=looked_at)]


def _late_orders(at: datetime) -> None:
    """Copies of one order, an hour late; they share its matter, which the sweep does not read."""
    report = next(dispatchable_reports(found_demo_city()))
    first = receive_and_dispatch(report, by=None, at=at - WEEK)
    WorkOrder.objects.update(next_check_at=None)
    clock, event = first.clocks.get(clock=Clock.ANSWER), first.events.get()
    rows = _copies(first, at=at)
    while batch := list(islice(rows, BATCH)):
        WorkOrder.objects.bulk_create(batch)
        ClockRecord.objects.bulk_create(_clock(clock, order=order) for order in batch)
        WorkOrderEvent.objects.bulk_create(_event(event, order=order) for order in batch)


def _copies(first: WorkOrder, *, at: datetime) -> Iterator[WorkOrder]:
    same = {
        field.attname: getattr(first, field.attname)
        for field in WorkOrder._meta.concrete_fields
        if not field.primary_key
    }
    late = {"due_at": at - HOUR, "next_check_at": at - HOUR, "level": WARNED}
    for number in range(1, ORDERS + 1):
        yield WorkOrder(**{**same, **late, "pk": FAR + number, "number": f"WO-00-{number:06d}"})


def _clock(clock: ClockRecord, *, order: WorkOrder) -> ClockRecord:
    return ClockRecord(
        order=order,
        clock=clock.clock,
        amount=clock.amount,
        unit=clock.unit,
        rule_id=clock.rule_id,
        calendar=clock.calendar,
        start_at=order.dispatched_at,
        base_due_at=order.due_at or order.dispatched_at,
        due_at=order.due_at,
    )


def _event(event: WorkOrderEvent, *, order: WorkOrder) -> WorkOrderEvent:
    return WorkOrderEvent(
        order=order,
        sequence=event.sequence,
        step=event.step,
        at=event.at,
        party=event.party,
        to_state=event.to_state,
        data=event.data,
        hash=event.hash,
    )


def _write_again() -> tuple[int, float]:
    """The columns and the event of each swept order once more, in the sweep's batches.

    Returns how many orders and the seconds in the database; reading them is not counted, and no
    outbox rows are written, so that the baseline is rather too fast than too slow.
    """
    fields = [one for one in WorkOrderEvent._meta.concrete_fields if not one.primary_key]
    names = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    table = WorkOrderEvent._meta.db_table
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - our table
    update = (
        "UPDATE workorders_workorder SET level = %s, next_check_at = %s, event_count = %s, "
        "last_hash = %s, clock_error = %s WHERE id = %s"
    )
    columns = ("level", "next_check_at", "event_count", "last_hash", "clock_error", "id")
    swept = [WorkOrder._meta.get_field(name) for name in columns]
    written, seconds = 0, 0.0
    for low in range(FAR + 1, FAR + ORDERS + 1, BATCH):
        batch = range(low, low + BATCH)
        events = list(WorkOrderEvent.objects.filter(order__in=batch, step="escalate"))
        orders = list(WorkOrder.objects.filter(pk__in=batch))
        for event in events:
            event.sequence += 1
        updates = [_values(one, swept) for one in orders]
        inserts = [_values(one, fields) for one in events]
        started = perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(update, updates)
            cursor.executemany(insert, inserts)
        seconds += perf_counter() - started
        written += len(orders)
    return written, seconds


def _values(row: WorkOrder | WorkOrderEvent, fields: Sequence[Any]) -> list[Any]:
    return [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
