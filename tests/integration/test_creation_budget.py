"""How many statements it costs to receive a request and send it: history, clocks and outbox too."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.flows.report import NewReport
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
BUDGET = 20


def test_creation_keeps_its_budget(cast: Cast) -> None:
    told = NewReport(
        kind="complaint",
        text="The street light is dark.",
        title="Dark street light",
        service_type=cast.town.lights,
        area=cast.town.street,
        name="Bo Invented",
        phone="555-0123",
    )
    # The first creation of a process reads the definitions, which are kept from then on.
    receive_and_dispatch(replace(told, phone="555-0124"), by=cast.operator, at=NOW)
    with CaptureQueriesContext(connection) as captured:
        receive_and_dispatch(told, by=cast.operator, at=NOW)
    statements = [one for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= BUDGET
