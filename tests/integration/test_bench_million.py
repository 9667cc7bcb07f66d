"""The copies that a bench makes of a year: enough of them, with orders and words of their own."""

from dataclasses import dataclass

import pytest
from django.db import connection

from cityloop.core.rules.words import typed_phrases
from cityloop.core.search import newest, scope
from cityloop.intake.models import REQUEST_WORDS, Identity, ServiceRequest
from cityloop.intake.operations.words import index_words
from cityloop.jobs.bench.million import copy_year
from cityloop.jobs.bench.rounds import p95
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from tests.people import Cast, a_request, an_order

WANTED = 9


@dataclass(frozen=True)
class Year:
    order: WorkOrder
    rows: int
    made: int


@pytest.fixture
def year(transactional_db: None, cast: Cast) -> Year:
    # Emptying the tables between tests leaves this one out, which is no model.
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {REQUEST_WORDS.table}")  # noqa: S608 - our own name
    requests = [a_request(cast.town) for _ in range(3)]
    index_words(requests)
    order = an_order(cast.town, request=requests[0])
    return Year(order, WorkOrderEvent.objects.count(), copy_year(3, wanted=WANTED))


def test_year_is_copied_until_there_are_enough(year: Year) -> None:
    assert (year.made, ServiceRequest.objects.count()) == (WANTED, WANTED)


def test_copies_have_requesters_of_their_own(year: Year) -> None:
    assert Identity.objects.values("requester__requests").distinct().count() == WANTED


def test_copies_have_orders_with_their_history(year: Year) -> None:
    assert (WorkOrder.objects.count(), WorkOrderEvent.objects.count()) == (3, 3 * year.rows)


def test_words_of_copies_are_found_within_their_agency(year: Year) -> None:
    own = [scope("a", year.order.agency_id)]
    found = newest(REQUEST_WORDS, typed_phrases("lamp"), most=99, scopes=own)
    assert set(found) == set(WorkOrder.objects.values_list("request_id", flat=True))


def test_copies_name_rows_that_are_there(year: Year) -> None:
    connection.check_constraints()
    assert WorkOrder.objects.filter(request__matter=year.order.matter_id).count() == 1


@pytest.mark.parametrize(("values", "found"), [([5.0], 5.0), (list(map(float, range(1, 101))), 95)])
def test_p95_is_a_value_that_was_measured(values: list[float], found: float) -> None:
    assert p95(values) == found
