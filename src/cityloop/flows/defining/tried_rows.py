"""The requests of a month as a dry run looks at them, batch by batch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from cityloop.intake.models import ServiceRequest
from cityloop.responsibility.choices import Clock, DefinitionKind
from cityloop.responsibility.rules.trial import Asked
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import ClockRecord

COLUMNS = (
    "pk",
    "kind",
    "grade",
    "service_type__code",
    "service_type__chain",
    "area__code",
    "area__chain",
    "received_at",
)
CLOCKS = (
    "clock",
    "start_at",
    "stopped_at",
    "base_due_at",
    "due_at",
    "order__kind",
    "order__grade",
    "order__agency__code",
    "order__service_type__code",
    "order__service_type__chain",
)
# Rework and rulings run on what an earlier clock said, not on a limit alone.
TRIED = (Clock.ACCEPT, Clock.CONTACT, Clock.ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Requests of a span whose key leaves no rest when divided by `step`."""

    start: datetime
    end: datetime
    step: int = 1

    def requests(self) -> QuerySet[ServiceRequest]:
        """Those requests, in the order of their keys."""
        rows = ServiceRequest.objects.filter(
            received_at__gte=self.start, received_at__lt=self.end, service_type__isnull=False
        )
        if self.step > 1:
            rows = rows.annotate(rest=F("pk") % self.step).filter(rest=0)
        return rows.order_by("pk")


def asked_of(cut: Slice, *, kind: str, after: int, size: int) -> tuple[list[int], list[Asked]]:
    """The next requests after a key, by key, and their clocks as a dry run of that kind asks.

    A list is asked once of each request; limits and calendars of every clock that ran by a limit.
    Two statements at most.
    """
    rows = list(cut.requests().filter(pk__gt=after).values_list(*COLUMNS)[:size])
    keys = [row[0] for row in rows]
    if kind == DefinitionKind.DUTY_LIST:
        return keys, [_request(*row[1:]) for row in rows]
    return keys, list(_clocks(keys))


def _request(
    kind: str,
    grade: int,
    code: str,
    chain: list[str],
    area: str | None,
    areas: list[str] | None,
    received_at: datetime,
) -> Asked:
    return Asked(
        clock=Clock.ANSWER,
        kind=kind,
        grade=grade,
        types=_chain(code, chain),
        areas=_chain(area, areas or ()) if area else (),
        start_at=received_at,
    )


def _clocks(keys: list[int]) -> Iterator[Asked]:
    rows = ClockRecord.objects.filter(
        order__request__in=keys, order__order_type=OrderType.MAIN, clock__in=TRIED, round=1
    )
    for row in rows.order_by("pk").values(*CLOCKS):
        due = row["due_at"]
        yield Asked(
            clock=row["clock"],
            kind=row["order__kind"],
            grade=row["order__grade"],
            types=_chain(row["order__service_type__code"], row["order__service_type__chain"]),
            areas=(),
            start_at=row["start_at"],
            stopped_at=row["stopped_at"],
            agency=row["order__agency__code"],
            moved=timedelta(0) if due is None else max(timedelta(0), due - row["base_due_at"]),
        )


def _chain(code: str, chain: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """The code and those above it, whether or not the chain starts with it."""
    return tuple(dict.fromkeys((code, *chain)))
