"""When orders were due, as was known at a moment: what is granted later moves nothing before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.core.periods import Period
from cityloop.intake.rules.definitions import CitySettings
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep, OrderType
from cityloop.workorders.models import ClockRecord, WorkOrderEvent
from cityloop.workorders.queries.clocks import computed

Row = Mapping[str, Any]


def due_then(period: Period, *, at: datetime, columns: Sequence[str], chunk: int) -> Iterator[Row]:
    """Answer clocks of main orders due in the period as it stood at `at`, by due time.

    Of each order the last round begun by then. Two statements, and two for every order whose
    extension was granted after `at`: its `due_at` is the one before.
    """
    runs = _last_runs(at)
    granted = WorkOrderEvent.objects.filter(
        order=OuterRef("order"), step=OrderStep.GRANT_EXTENSION, at__gt=at
    )
    # An extension only ever adds time.
    moved = runs.filter(
        Exists(granted), extension__gt=0, base_due_at__lt=period.end, due_at__gte=period.start
    )
    before = list(_as_they_stood(moved.values("round", *columns), at=at))
    in_time = [row for row in before if _falls_in(period, row["due_at"])]
    stayed = runs.filter(due_at__gte=period.start, due_at__lt=period.end)
    stayed = stayed.exclude(order__in=[row["order_id"] for row in before])
    rows = stayed.order_by("due_at", "order_id").values(*columns).iterator(chunk_size=chunk)
    return merge(rows, sorted(in_time, key=_place), key=_place)


def _last_runs(at: datetime) -> QuerySet[ClockRecord]:
    runs = ClockRecord.objects.filter(clock=Clock.ANSWER, start_at__lte=at)
    later = runs.filter(order=OuterRef("order"), round__gt=OuterRef("round"))
    return runs.filter(~Exists(later), order__order_type=OrderType.MAIN)


def _falls_in(period: Period, due: datetime | None) -> bool:
    return due is not None and period.start <= due < period.end


def _place(row: Row) -> tuple[datetime, int]:
    return row["due_at"], row["order_id"]


def _as_they_stood(moved: Iterable[Row], *, at: datetime) -> Iterator[Row]:
    """The rows with the due time that follows from the events until `at`."""
    settings: CitySettings | None = None
    for row in moved:
        settings = settings or from_plain(City.objects.get().settings, kind=CitySettings)
        told = WorkOrderEvent.objects.filter(order=row["order_id"], at__lte=at)
        records = computed(list(told.order_by("sequence")), settings=settings, at=at)
        mine = (Clock.ANSWER, row["round"])
        due = [one.due_at for one in records if (one.clock, one.round) == mine]
        yield {**row, "due_at": due[0]} if due else row
