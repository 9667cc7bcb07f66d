"""A condition on codes that stands in the statement, so that a partial index serves it."""

import pytest
from django.db import connection

from cityloop.core.lookups import among
from cityloop.workorders.models import WorkOrder
from tests.people import Cast, an_order

pytestmark = pytest.mark.django_db


def test_among_finds_rows_with_one_of_the_codes(cast: Cast) -> None:
    order = an_order(cast.town, state="in_progress")
    an_order(cast.town, state="dispatched")
    assert list(WorkOrder.objects.filter(among("state", ["in_progress", "rework"]))) == [order]


def test_among_writes_its_codes_into_the_statement(cast: Cast) -> None:
    rows = WorkOrder.objects.filter(among("state", ["in_progress"]))
    assert rows.query.sql_with_params()[1] == ()


def test_among_refuses_what_is_no_code(cast: Cast) -> None:
    rows = WorkOrder.objects.filter(among("state", ["x') OR 1=1 --"]))
    with pytest.raises(ValueError, match="not codes"):
        rows.count()


def test_worklist_is_served_by_its_partial_index(cast: Cast) -> None:
    rows = WorkOrder.objects.filter(
        among(
            "state", ["dispatched", "accepted", "objected", "in_progress", "suspended", "rework"]
        ),
        agency_id=1,
    ).order_by("due_at")
    # PostgreSQL reads a table of no rows whatever its indexes are.
    assert connection.vendor != "sqlite" or "workorders_worklist" in rows.explain()
