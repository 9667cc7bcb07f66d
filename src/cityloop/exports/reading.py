"""Rows of the database as Arrow columns, many at a time and without an object for any of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db import connections
from django.db.models import QuerySet

AT_ONCE = 50_000
Columns = dict[str, pa.Array]
Span = tuple[datetime, datetime]


def batches(rows: QuerySet[Any], *, fields: dict[str, Any]) -> Iterator[Columns]:
    """The fields of the rows, at most 50,000 rows at once.

    A cursor of the server's where the database has one: no more than one batch is in memory. The
    values do not pass Django's converters: expressions here give numbers, words and nulls.
    """
    found = rows.order_by().values_list(*fields.values())
    sql, values = found.query.get_compiler(found.db).as_sql()
    with connections[found.db].chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(AT_ONCE):
            yield {
                name: _array(column)
                for name, column in zip(fields, zip(*batch, strict=True), strict=True)
            }


def _array(column: tuple[Any, ...]) -> pa.Array:
    """An array of the values; of decimals, that one database knows and the other not, floats."""
    first = next((value for value in column if value is not None), None)
    if isinstance(first, Decimal):
        return pa.array([None if value is None else float(value) for value in column])
    return pa.array(column)


def together(parts: Iterator[pa.Table], *, empty: Callable[[], pa.Table]) -> pa.Table:
    """The parts as one table, with one dictionary for each column of words."""
    found = list(parts)
    return pa.concat_tables(found).unify_dictionaries() if found else empty()
