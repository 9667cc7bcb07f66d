"""The clocks of an order written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractUser

from cityloop.core.rows import insert_all
from cityloop.workorders.models import ClockRecord, WorkOrder
from cityloop.workorders.queries.clocks import clock_columns
from cityloop.workorders.rules.clock import ClockRecord as Computed


def write_clocks(
    order: WorkOrder,
    *,
    records: Sequence[Computed],
    known: Iterable[ClockRecord] | None = None,
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Write the records over those of the order; one statement (two when there are new ones)."""
    rows = list(order.clocks.all() if known is None else known)
    kept = {(row.clock, row.round): row for row in rows}
    new: list[ClockRecord] = []
    changed: list[ClockRecord] = []
    for one in records:
        row = kept.get((one.clock, one.round))
        values = clock_columns(one)
        if row is None:
            new.append(ClockRecord(order=order, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    insert_all(new)
    if changed:
        moved = ["due_at", "extension", "charged", "stopped_at", "breached"]
        ClockRecord.objects.bulk_update(changed, moved)


def first_clocks(order: WorkOrder, *, records: Iterable[Computed]) -> list[ClockRecord]:
    """The clocks of an order that has none yet, unsaved."""
    return [ClockRecord(order=order, **clock_columns(one)) for one in records]
