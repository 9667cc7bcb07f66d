"""The rows of one creation, written again by bare SQL: what the database alone costs."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

APPS = ("core", "intake", "workorders")
FAR = 10_000_000
Key: TypeAlias = tuple[type[models.Model], Any]


def known_keys() -> dict[type[models.Model], set[Any]]:
    """The keys of all rows of the tables that a creation writes to."""
    kinds = [kind for label in APPS for kind in apps.get_app_config(label).get_models()]
    return {kind: set(kind._base_manager.values_list("pk", flat=True)) for kind in kinds}


def rows_since(known: dict[type[models.Model], set[Any]]) -> list[models.Model]:
    """The rows that were not there before, by table."""
    return [
        row
        for kind, keys in known.items()
        for row in kind._base_manager.order_by("pk")
        if row.pk not in keys
    ]


def copies(rows: Sequence[models.Model], *, number: int) -> list[tuple[str, list[Any]]]:
    """One multi-row INSERT a table, with keys and public numbers that are new."""
    keys: dict[Key, Any] = {(type(row), row.pk): _new_key(row.pk, number) for row in rows}
    return [_insert(kind, group, keys=keys, number=number) for kind, group in groupby(rows, type)]


def write_again(inserts: Iterable[tuple[str, list[Any]]], *, updates: int, series: str) -> None:
    """Write the rows in one transaction with as many updates as the creation made."""
    with transaction.atomic(), connection.cursor() as cursor:
        for _ in range(updates):
            cursor.execute(
                "UPDATE core_numbersequence SET last = last + 1 WHERE series = %s", [series]
            )
        for statement, values in inserts:
            cursor.execute(statement, values)


def _new_key(key: Any, number: int) -> Any:  # noqa: ANN401 - a key of any type
    if isinstance(key, UUID):
        return uuid4()
    return key + FAR + number * 100 if isinstance(key, int) else f"{number}-{key}"


def _insert(
    kind: type[models.Model],
    rows: Iterable[models.Model],
    *,
    keys: dict[Key, Any],
    number: int,
) -> tuple[str, list[Any]]:
    fields = kind._meta.concrete_fields
    values: list[Any] = []
    count = 0
    for row in rows:
        count += 1
        values += [_value(row, one, keys=keys, number=number) for one in fields]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    table = connection.ops.quote_name(kind._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES {places}", values  # noqa: S608 - our tables


def _value(
    row: models.Model, field: "models.Field[Any, Any]", *, keys: dict[Key, Any], number: int
) -> Any:  # noqa: ANN401 - a value of any column
    value = getattr(row, field.attname)
    if field.primary_key:
        value = keys[type(row), value]
    elif isinstance(field, models.ForeignKey):
        value = keys.get((field.related_model, value), value)
    elif field.unique:
        value = uuid4() if isinstance(value, UUID) else f"{number}-{value}"
    return field.get_db_prep_save(value, connection)
