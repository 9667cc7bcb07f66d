"""The cohort of a period is found by the clock and its due time, not by reading every clock."""

import pytest
from django.db import connection

from cityloop.workorders.models import ClockRecord

pytestmark = pytest.mark.django_db


def test_clocks_have_an_index_by_due_time() -> None:
    with connection.cursor() as cursor:
        table = ClockRecord._meta.db_table  # noqa: SLF001 - public in spite of the name
        found = connection.introspection.get_constraints(cursor, table)
    assert ["clock", "due_at"] in [one["columns"] for one in found.values() if one["index"]]
