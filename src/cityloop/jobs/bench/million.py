"""A city of a million requests: one simulated year, copied as often as it takes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models
from django.utils import timezone

from cityloop.core.search import KEYS
from cityloop.followups.models import FollowUp
from cityloop.intake.models import (
    REQUEST_WORDS,
    Identity,
    Matter,
    Requester,
    RequestEvent,
    ServiceRequest,
)
from cityloop.jobs.bench.city import SEED, found_demo_city
from cityloop.jobs.demo.history import demo_history, tell_history
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent

MILLION = 1_000_000
# In the order in which one names the other.
COPIED: tuple[type[models.Model], ...] = (
    Requester,
    Identity,
    Matter,
    ServiceRequest,
    WorkOrder,
    FollowUp,
)
# What only the page of one order reads, by the key of the order: of some copies, not of all.
BESIDE: tuple[type[models.Model], ...] = (RequestEvent, WorkOrderEvent, ClockRecord)
WITH_HISTORY = 5
UUIDS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def simulated_year() -> int:
    """Fill an empty database with the demo city and a year of its past; returns its requests."""
    folder, at = found_demo_city(), timezone.now()
    history = demo_history(folder, seed=SEED, at=at, years=1)
    return tell_history(history, at=at, told=lambda _share: None)


def copy_year(told: int, *, wanted: int = MILLION) -> int:
    """Copy a year of so many requests until there are as many as wanted; returns how many."""
    copies = -(-wanted // told) - 1
    with _unguarded():
        statements = list(_copying())
        beside = list(_copying(BESIDE))
        for number in range(1, copies + 1):
            chosen = statements + beside * (number <= WITH_HISTORY)
            with connection.cursor() as cursor:
                for statement in chosen:
                    cursor.execute(statement.format(number=number, suffix=f"{number:02d}"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ServiceRequest.objects.count()


def _copying(kinds: Iterable[type[models.Model]] = COPIED) -> Iterator[str]:
    """Statements that write copy `number` of all rows that the simulated year has."""
    steps = {kind: _last(kind) for kind in (*COPIED, *BESIDE)}
    for kind in kinds:
        fields = [one for one in kind._meta.concrete_fields if not one.generated]
        names = ", ".join(f'"{one.column}"' for one in fields)
        values = ", ".join(_copied(one, kind=kind, steps=steps) for one in fields)
        table = kind._meta.db_table
        source = f"FROM {table} WHERE id <= {steps[kind]}"
        yield f"INSERT INTO {table} ({names}) SELECT {values} {source}"
    if ServiceRequest in kinds:
        yield _copied_words(steps[ServiceRequest])


def _copied_words(step: int) -> str:
    place = "place" if connection.vendor == "postgresql" else "rowid"
    table = REQUEST_WORDS.table
    return (
        f"INSERT INTO {table} ({place}, words) SELECT {place} + {{number}} * {step}, words "  # noqa: S608 - our table
        f"FROM {table} WHERE {place} & {KEYS} <= {step}"
    )


def _copied(
    field: "models.Field[object, object]",
    *,
    kind: type[models.Model],
    steps: dict[type[models.Model], int],
) -> str:
    column = f'"{field.column}"'
    if field.primary_key:
        return f"{column} + {{number}} * {steps[kind]}"
    if isinstance(field, models.ForeignKey) and field.related_model in steps:
        return f"{column} + {{number}} * {steps[field.related_model]}"
    if isinstance(field, models.UUIDField):
        return UUIDS[connection.vendor]
    if field.unique:
        return f"{column} || '{{suffix}}'"
    if field.name == "source_id":
        return f"CASE {column} WHEN '' THEN '' ELSE {column} || '{{suffix}}' END"
    return column


def _last(kind: type[models.Model]) -> int:
    found = kind._base_manager.aggregate(last=models.Max("pk"))["last"]
    return int(found or 0)


@contextmanager
def _unguarded() -> Iterator[None]:
    """Write without what protects a real city: the copies are as sound as their original."""
    postgresql = connection.vendor == "postgresql"
    begun = (
        ["SET session_replication_role = replica", "SET synchronous_commit = off"]
        if postgresql
        else [
            "PRAGMA foreign_keys = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -800000",
        ]
    )
    ended = (
        ["RESET session_replication_role", "RESET synchronous_commit"]
        if postgresql
        else ["PRAGMA foreign_keys = ON"]
    )
    with connection.cursor() as cursor:
        for statement in begun:
            cursor.execute(statement)
        yield
        for statement in ended:
            cursor.execute(statement)
