"""Rows written and read with statements made once.

Django's compiler makes the text of each statement anew; on the way of a request from its arrival
to its orders that took more time than the database did.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row", bound=models.Model)
Preparing: TypeAlias = "models.Field[Any, Any] | None"

# Numbers and texts need no preparing on either database; moments, JSON and UUIDs do.
AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


def insert_all(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows of one model in one statement, give them their keys, and return them.

    What `bulk_create` would write, at a quarter of its cost; a related row that was saved after
    it was set lends its key. A statement holds some hundred rows at most (SQLite: 32,766 values).
    """
    new = list(rows)
    if not new:
        return new
    plan = _plan(type(new[0]))
    database = connections[connection.alias]  # the proxy of `connection` costs with every value
    values = [value for row in new for value in plan.values(row, database=database)]
    with database.cursor() as cursor:
        cursor.execute(plan.statement(len(new)), values)
        keys = cursor.fetchall()
    for row, (key,) in zip(new, keys, strict=True):
        row.pk = key
        row._state.adding = False  # noqa: SLF001 - public API of Django in spite of the name
        row._state.db = database.alias  # noqa: SLF001 - the same
    return new


def stored(kind: type[Row], columns: tuple[str, ...], *, values: Sequence[Any]) -> Row:
    """A row as read by a statement of one's own; its other columns are read when asked for.

    `columns` are attributes of the model that hold text, numbers or JSON, in any order.
    """
    order = _order(kind, columns)
    names = [name for name, _place, _is_json in order]
    read = [
        json.loads(values[place]) if is_json and isinstance(values[place], str) else values[place]
        for _name, place, is_json in order
    ]
    return kind.from_db(connection.alias, names, read)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement for rows of a model: columns as they are (None) or with what prepares them."""

    columns: tuple[tuple[str, Preparing], ...]
    links: tuple[tuple[str, str], ...]
    head: str
    tail: str

    def statement(self, count: int) -> str:
        row = f"({', '.join(['%s'] * len(self.columns))})"
        return f"{self.head} VALUES {', '.join([row] * count)} {self.tail}"

    def values(self, row: models.Model, *, database: BaseDatabaseWrapper) -> list[Any]:
        held, related = row.__dict__, row._state.fields_cache  # noqa: SLF001 - Django's cache
        for name, attribute in self.links:
            if (other := related.get(name)) is not None:
                held[attribute] = other.pk
        return [
            value
            if (value := held[name]) is None or field is None
            else field.get_db_prep_save(value, connection=database)
            for name, field in self.columns
        ]


@cache
def _plan(kind: type[models.Model]) -> _Plan:
    described = kind._meta  # noqa: SLF001 - public API of Django in spite of the name
    fields = [one for one in described.concrete_fields if not one.primary_key]
    names = ", ".join(f'"{one.column}"' for one in fields)
    return _Plan(
        columns=tuple(
            (one.attname, None if isinstance(one, AS_THEY_ARE) else one) for one in fields
        ),
        links=tuple(
            (one.name, one.attname) for one in fields if isinstance(one, models.ForeignKey)
        ),
        head=f'INSERT INTO "{described.db_table}" ({names})',
        tail=f'RETURNING "{described.pk.column}"',
    )


@cache
def _order(kind: type[models.Model], columns: tuple[str, ...]) -> tuple[tuple[str, int, bool], ...]:
    """Name, place in `columns` and whether it is JSON, in the order in which Django wants them."""
    fields = kind._meta.concrete_fields  # noqa: SLF001 - public API of Django in spite of the name
    return tuple(
        (one.attname, columns.index(one.attname), isinstance(one, models.JSONField))
        for one in fields
        if one.attname in columns
    )
