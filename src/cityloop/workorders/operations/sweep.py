"""The sweep: who is told when a clock has run to 50, 80, 100 or 150 per cent (domain.md H3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction

from cityloop.core.chain import Happening, append
from cityloop.core.definitions import from_plain
from cityloop.core.errors import CityloopError
from cityloop.core.models import City
from cityloop.core.operations import Notice, enqueue
from cityloop.intake.rules.definitions import CitySettings
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderStep, Party
from cityloop.workorders.models import ClockRecord, Pause, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.moving import run_on
from cityloop.workorders.rules.escalation import Span, sweep_due

BATCH = 1000
MOVED = ("level", "next_check_at", "event_count", "last_hash", "clock_error")


@dataclass(slots=True)
class Swept:
    """What a sweep did; `set_aside` are orders whose clock could not be computed."""

    looked_at: int = 0
    escalated: int = 0
    resumed: int = 0
    set_aside: list[str] = field(default_factory=list)


@transaction.atomic(savepoint=False)
def sweep_clocks(*, by: AbstractUser | None, at: datetime, limit: int = BATCH) -> Swept:
    """Escalate the soonest orders whose next check has come, at most `limit` of them.

    Several copies may run: rows are locked, and those that another copy holds are passed over. An
    order that raises is set aside with its error and never blocks the rest. Call it again until
    `looked_at` is 0. Statements do not grow with the number of orders.
    """
    swept = Swept()
    orders = _due(at, limit=limit)
    swept.looked_at = len(orders)
    if not orders:
        return swept
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    roles = {row.percent: row.role.value for row in settings.escalation}
    records, paused = _records(orders), _paused(orders)
    events: list[WorkOrderEvent] = []
    notices: list[Notice] = []
    for order in orders:
        if order.pk in paused:
            _resume(order, swept=swept, by=by, at=at)
            continue
        levels = _advance(order, record=records.get(order.pk), percents=tuple(roles), at=at)
        swept.escalated += bool(levels)
        for level in levels:
            events.append(_event(order, level=level, role=roles[level], by=by, at=at))
            notices.append(_notice(order, level=level, role=roles[level]))
    moved = [order for order in orders if order.pk not in paused]
    WorkOrderEvent.objects.bulk_create(events)
    _write_moved(moved)
    enqueue(notices, by=by, at=at)
    return swept


def _write_moved(orders: Sequence[WorkOrder]) -> None:
    """Write the columns that the sweep moves, prepared once and sent many times.

    `bulk_update` writes one CASE a column with a branch for each order: 520 orders a second.
    """
    concrete = WorkOrder._meta.concrete_fields  # noqa: SLF001 - public
    fields = [next(one for one in concrete if one.name == name) for name in MOVED]
    columns = ", ".join(f"{name} = %s" for name in MOVED)
    values = [
        (*(each.get_db_prep_save(getattr(one, each.name), connection) for each in fields), one.pk)
        for one in orders
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {WorkOrder._meta.db_table} SET {columns} WHERE id = %s",  # noqa: S608, SLF001 - our table
                values,
            )


def _due(at: datetime, *, limit: int) -> list[WorkOrder]:
    rows = WorkOrder.objects.filter(next_check_at__lte=at).order_by("next_check_at")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return list(rows[:limit])


def _records(orders: Sequence[WorkOrder]) -> Mapping[int, ClockRecord]:
    """The running ladder clock of each order: the answer, or the rework while in rework."""
    rows = ClockRecord.objects.filter(
        order__in=[order.pk for order in orders],
        clock__in=[Clock.ANSWER, Clock.REWORK],
        stopped_at__isnull=True,
    )
    return {row.order_id: row for row in rows}


def _paused(orders: Sequence[WorkOrder]) -> set[int]:
    rows = Pause.objects.filter(order__in=[order.pk for order in orders], ended_at__isnull=True)
    return set(rows.values_list("order_id", flat=True))


def _resume(order: WorkOrder, *, swept: Swept, by: AbstractUser | None, at: datetime) -> None:
    """A pause has come to its cap: the clock runs on (domain.md H2, auto-resume)."""
    try:
        with transaction.atomic():
            run_on(order, by=by, at=at)
    except (CityloopError, ValueError) as error:
        WorkOrder.objects.filter(pk=order.pk).update(clock_error=str(error), next_check_at=None)
        swept.set_aside.append(order.number)
    else:
        swept.resumed += 1


def _advance(
    order: WorkOrder, *, record: ClockRecord | None, percents: Sequence[int], at: datetime
) -> tuple[int, ...]:
    """Move the order's level and next check; an order that is no longer open wants none."""
    due = order.due_at if record is None else record.due_at
    start = order.dispatched_at if record is None else record.start_at
    if due is None or order.state == OrderState.SUSPENDED:
        order.next_check_at = None
        return ()
    found = sweep_due(at, span=Span(start, due), level=order.level, percents=percents)
    order.next_check_at = found.next_check_at
    order.level = max((order.level, *found.levels))
    return found.levels


def _event(
    order: WorkOrder, *, level: int, role: str, by: AbstractUser | None, at: datetime
) -> WorkOrderEvent:
    happening = Happening(
        step=OrderStep.ESCALATE,
        at=at,
        party=Party.SYSTEM,
        by=None if by is None else by.pk,
        data={"percent": level, "role": role},
    )
    return append(order, kind=WorkOrderEvent, happening=happening, foreign_key="order")


def _notice(order: WorkOrder, *, level: int, role: str) -> Notice:
    return Notice(
        "work_order.escalated",
        order.number,
        {"percent": level, "role": role, "agency": order.agency_id},
    )
