"""Numbers given out in series, one statement for any count."""

from django.db import connection

from cityloop.core.models import NumberSequence


def take_numbers(series: str, *, count: int = 1) -> range:
    """Take the next `count` numbers of a series, such as WO-26; the first of all is 1.

    One statement on both databases, so that two who ask at once never get the same number. A
    transaction that fails gives its numbers back.
    """
    table = connection.ops.quote_name(NumberSequence._meta.db_table)  # noqa: SLF001 - Django's API
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (series, last) VALUES (%s, %s) "  # noqa: S608 - our table
            f"ON CONFLICT (series) DO UPDATE SET last = {table}.last + %s RETURNING last",
            [series, count, count],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
