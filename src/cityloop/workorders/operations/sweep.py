"""The sweep: who is told when a clock has run to 50, 80, 100 or 150 per cent (domain.md H3.9).

It also reminds of what was put off to a date (H2), and tells of a district that does nothing about
its copy of an order (H4.2).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import DataError, IntegrityError, OperationalError, transaction

from cityloop.core.definitions import from_plain
from cityloop.core.errors import CityloopError
from cityloop.core.models import City
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.intake.rules.definitions import CitySettings
from cityloop.workorders.choices import OrderState, OrderStep, OrderType
from cityloop.workorders.models import ClockRecord, Pause, WorkOrder, WorkOrderEvent
from cityloop.workorders.operations.moving import run_on
from cityloop.workorders.operations.swept_rows import DueRow, due_rows, write_rows
from cityloop.workorders.queries.clocks import LADDER, computed, ladder_of
from cityloop.workorders.queries.copies import idle_copies
from cityloop.workorders.rules.escalation import Span, span_of, sweep_due
from cityloop.workorders.rules.reminders import REMINDED, planned_at

BATCH = 1000
WHOLE = 100
TOPICS: dict[str, str] = {
    OrderStep.ESCALATE: "work_order.escalated",
    OrderStep.REMIND: "work_order.reminded",
}


@dataclass(slots=True)
class Swept:
    """What a sweep did; `set_aside` are orders that it could not compute, each with the error."""

    looked_at: int = 0
    escalated: int = 0
    reminded: int = 0
    resumed: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Swept") -> None:
        """Count another sweep with this one."""
        self.looked_at += other.looked_at
        self.escalated += other.escalated
        self.reminded += other.reminded
        self.resumed += other.resumed
        self.set_aside |= other.set_aside


@dataclass(frozen=True, slots=True)
class _Run:
    """One call of the sweep: for whom, when, by which ladder."""

    by: AbstractUser | None
    at: datetime
    settings: CitySettings
    zone: str
    roles: Mapping[int, str]
    swept: Swept

    @property
    def actor(self) -> int | None:
        return None if self.by is None else self.by.pk


@dataclass(frozen=True, slots=True)
class _Stands:
    """What stands beside the orders of a batch: the running clock, what moved it, idle copies."""

    spans: Mapping[int, Span]
    moved: Mapping[int, Sequence[WorkOrderEvent]]
    idle: frozenset[int]


@transaction.atomic(savepoint=False)
def sweep_clocks(*, by: AbstractUser | None, at: datetime, limit: int = BATCH) -> Swept:
    """Escalate the soonest orders whose next check has come, at most `limit` of them.

    Several copies may run: rows are locked, and those that another copy holds are passed over. An
    order that raises, whatever it raises, is set aside with its error and an audit line, and never
    blocks the rest. Call it again until `looked_at` is 0. Statements do not grow with the number
    of orders.
    """
    swept = Swept()
    rows = due_rows(at, limit=limit)
    swept.looked_at = len(rows)
    if not rows:
        return swept
    city = City.objects.get()
    settings = from_plain(city.settings, kind=CitySettings)
    roles = {row.percent: row.role.value for row in settings.escalation}
    run = _Run(by, at, settings, city.zone, roles, swept)
    stands = _stands(rows)
    _write([row for row in rows if _advance(row, stands=stands, run=run)], run=run)
    return swept


def _stands(rows: Sequence[DueRow]) -> _Stands:
    """Read the running ladder clock of each order, and the events of those whose clock moved."""
    keys = [row.pk for row in rows]
    running = ClockRecord.objects.filter(order__in=keys, clock__in=LADDER, stopped_at__isnull=True)
    spans: dict[int, Span] = {}
    told = {row.pk for row in rows if row.state == OrderState.OBJECTED}
    read = running.values_list("order_id", "start_at", "due_at", "base_due_at")
    for order, start, due, base in read:
        spans[order] = Span(start, due)
        if due != base:
            told.add(order)
    paused = Pause.objects.filter(order__in=keys, ended_at__isnull=True)
    told.update(paused.values_list("order_id", flat=True))
    moved: defaultdict[int, list[WorkOrderEvent]] = defaultdict(list)
    if told:
        for event in WorkOrderEvent.objects.filter(order__in=told).order_by("sequence"):
            moved[event.order_id].append(event)
    copies = [row.pk for row in rows if row.order_type == OrderType.COPY]
    return _Stands(spans, moved, idle_copies(copies) if copies else frozenset())


def _advance(row: DueRow, *, stands: _Stands, run: _Run) -> bool:
    """Move the row to its level and next check; False where there is nothing left to write."""
    try:
        if row.order_type == OrderType.COPY or row.state in REMINDED:
            _tell_beside(row, stands=stands, run=run)
            return True
        span = _span(row, stands=stands, run=run)
        if span is None:
            return True
        found = sweep_due(run.at, span=span, level=row.level, percents=tuple(run.roles))
        if found.resume_at is not None:
            _resume(row, run=run)
            return False
        for level in found.levels:
            row.escalate(level, role=run.roles[level], by=run.actor, at=run.at)
        row.level = max((row.level, *found.levels))
        row.next_check_at = found.next_check_at
    except OperationalError:
        # The database is in trouble, not the order.
        raise
    except Exception as error:  # noqa: BLE001 - whatever one order raises, the others go on
        _set_aside(row, error=error, run=run)
        return False
    return True


def _tell_beside(row: DueRow, *, stands: _Stands, run: _Run) -> None:
    """What is told of orders whose answer clock does not run: once, then nothing is looked for."""
    if row.pk in stands.idle:
        # Its time to act is used up; the top of the ladder stands above every district.
        row.level = WHOLE
        row.escalate(WHOLE, role=run.roles[max(run.roles)], by=run.actor, at=run.at)
    planned = planned_at(row, zone=run.zone)
    if planned is not None and planned <= run.at:
        row.remind(by=run.actor, at=run.at)
    elif planned is not None:
        row.next_check_at = planned


def _span(row: DueRow, *, stands: _Stands, run: _Run) -> Span | None:
    """The clock that the ladder follows, with its pauses; None where no clock runs."""
    span = stands.spans.get(row.pk) or Span(row.dispatched_at, row.due_at)
    if span.due_at is None or row.state == OrderState.SUSPENDED:
        return None
    if events := stands.moved.get(row.pk):
        records = computed(events, settings=run.settings, at=run.at)
        # An imported order has no limits of ours, so nothing is computed for it.
        if (record := ladder_of(row.state, records=records)) is not None:
            return span_of(record)
    return span


def _resume(row: DueRow, *, run: _Run) -> None:
    """A pause has come to its cap: the clock runs on (domain.md H2, auto-resume)."""
    with transaction.atomic():
        run_on(WorkOrder(pk=row.pk), by=run.by, at=run.at)
    run.swept.resumed += 1


def _write(rows: Sequence[DueRow], *, run: _Run) -> None:
    """Write all rows at once; when the database refuses one of them, each by itself."""
    try:
        with transaction.atomic():
            _write_told(rows, run=run)
    except (IntegrityError, DataError):
        for row in rows:
            _write_alone(row, run=run)
    else:
        _count(rows, run=run)


def _write_alone(row: DueRow, *, run: _Run) -> None:
    try:
        with transaction.atomic():
            _write_told([row], run=run)
    except (IntegrityError, DataError) as error:
        _set_aside(row, error=error, run=run)
    else:
        _count([row], run=run)


def _count(rows: Sequence[DueRow], *, run: _Run) -> None:
    for row in rows:
        steps = {event.step for event in row.events}
        run.swept.escalated += OrderStep.ESCALATE in steps
        run.swept.reminded += OrderStep.REMIND in steps


def _write_told(rows: Sequence[DueRow], *, run: _Run) -> None:
    write_rows(rows)
    enqueue(_notices(rows), by=run.by, at=run.at)


def _notices(rows: Sequence[DueRow]) -> Iterator[Notice]:
    for row in rows:
        for event in row.events:
            told = {**event.data, "agency": row.agency_id}
            yield Notice(TOPICS[event.step], row.number, told)


def _set_aside(row: DueRow, *, error: Exception, run: _Run) -> None:
    """Look at the order no more until somebody takes a step, and say why in three places."""
    kind = "" if isinstance(error, CityloopError) else f"{type(error).__name__}: "
    why = f"{kind}{error}".strip()
    WorkOrder.objects.filter(pk=row.pk).update(clock_error=why, next_check_at=None)
    audit(what="clock.set_aside", subject=row.number, reason=why, by=run.by, at=run.at)
    run.swept.set_aside[row.number] = why
