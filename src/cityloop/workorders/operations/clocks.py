"""The clocks of an order written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser

from cityloop.workorders.models import ClockRecord, WorkOrder
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
        values = _columns(one)
        if row is None:
            new.append(ClockRecord(order=order, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    ClockRecord.objects.bulk_create(new)
    if changed:
        moved = ["due_at", "extension", "charged", "stopped_at", "breached"]
        ClockRecord.objects.bulk_update(changed, moved)


def _columns(one: Computed) -> dict[str, Any]:
    return {
        "clock": str(one.clock),
        "round": one.round,
        "amount": one.amount,
        "unit": str(one.unit),
        "rule_id": one.rule_id,
        "calendar": f"{one.calendar_code} {one.calendar_version}",
        "start_at": one.start_at,
        "base_due_at": one.base_due_at,
        "due_at": one.due_at,
        "extension": one.extension,
        "charged": one.charged,
        "stopped_at": one.stopped_at,
        "breached": one.breached,
    }
