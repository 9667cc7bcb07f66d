"""Numbers given out in series, one statement for any count of any number of series."""

from collections.abc import Mapping

from django.db import connection

from cityloop.core.models import NumberSequence


def take_numbers(series: str, *, count: int = 1) -> range:
    """Take the next `count` numbers of a series, such as WO-26; the first of all is 1.

    One statement on both databases, so that two who ask at once never get the same number. A
    transaction that fails gives its numbers back.
    """
    return take_series({series: count})[series]


def take_series(wanted: Mapping[str, int]) -> dict[str, range]:
    """Take the next numbers of several series at once; `wanted` says how many of each.

    A series stays locked until the transaction ends, so that no number is left out. Name them in
    one order everywhere (SR, MT, WO): two that lock in opposite orders would wait for each other.
    """
    table = connection.ops.quote_name(NumberSequence._meta.db_table)  # noqa: SLF001 - Django's API
    places = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (series, last) VALUES {places} "  # noqa: S608 - our table
            f"ON CONFLICT (series) DO UPDATE SET last = {table}.last + excluded.last "
            "RETURNING series, last",
            [value for pair in wanted.items() for value in pair],
        )
        taken: dict[str, int] = dict(cursor.fetchall())
    return {
        series: range(taken[series] - count + 1, taken[series] + 1)
        for series, count in wanted.items()
    }
