"""Whistles before the district: its lists, its months, its ruling, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import HOUR, dispatched
from tests.integration.visits import Visit, client_of, lead_page, state_of
from tests.integration.whistle_stories import blown, called, refused, warn_above
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - timedelta(days=1)


@pytest.mark.parametrize("who", ["coordinator", "supervisor"])
def test_district_sees_the_whistles(cast: Cast, see: Visit, who: str) -> None:
    refused(cast)
    assert "Office Agency called Housing Agency" in see(who, "/office/whistles/")


@pytest.mark.parametrize("who", ["officer", "head", "rival", "dispatcher", "stranger"])
def test_others_do_not_see_the_list_of_whistles(cast: Cast, who: str) -> None:
    assert client_of(cast, who).get("/office/whistles/").status_code == 403


def test_list_without_a_whistle_says_so(cast: Cast, see: Visit) -> None:
    page = see("coordinator", "/office/whistles/")
    assert ("No call stands here." in page, "No whistle was blown" in page) == (True, True)


@pytest.mark.parametrize("code", ["missed", "open"])
def test_unanswered_call_stands_on_the_lists_of_missed_and_open(
    cast: Cast, see: Visit, code: str
) -> None:
    call = called(cast, at=YESTERDAY, meet_at=NOW + HOUR)
    order = WorkOrder.objects.get(call=call)
    assert order.number in see("coordinator", f"/office/whistles/list/{code}/")


def test_unknown_list_of_whistles_is_not_found(cast: Cast) -> None:
    answer = client_of(cast, "coordinator").get("/office/whistles/list/lost/")
    assert answer.status_code == 404


def test_months_warn_of_an_office_that_whistles_too_often(cast: Cast, see: Visit) -> None:
    warn_above(1)
    blown(cast, at=NOW - HOUR)
    blown(cast, at=NOW - HOUR)
    assert "2 calls this month, more than 1" in see("coordinator", "/office/whistles/")


def test_coordinator_rules_that_the_agency_must_come(cast: Cast, post: Visit) -> None:
    call = refused(cast)
    number = WorkOrder.objects.get(call=call).number
    post("coordinator", f"/office/whistles/{number}/", must_come="yes", reason="It is yours.")
    assert state_of(call) == OrderState.ACCEPTED


def test_supervisor_reads_but_does_not_rule(cast: Cast) -> None:
    number = WorkOrder.objects.get(call=refused(cast)).number
    assert client_of(cast, "supervisor").get(f"/office/whistles/{number}/").status_code == 403


def test_call_that_was_not_refused_has_no_ruling_page(cast: Cast) -> None:
    number = WorkOrder.objects.get(call=called(cast)).number
    assert client_of(cast, "coordinator").get(f"/office/whistles/{number}/").status_code == 404


def statements(cast: Cast, who: str, page: str) -> int:
    client = client_of(cast, who)
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_order_page_costs_the_same_for_any_number_of_called(cast: Cast) -> None:
    town = cast.town
    one = called(cast)
    many = called(cast, agencies=[town.housing, town.lighting, town.inspection, town.centre])
    plain = statements(cast, "officer", f"/agency/work-orders/{dispatched(cast).number}/")
    costs = {statements(cast, "officer", lead_page(call)) for call in (one, many)}
    assert costs == {plain + 2}


def test_list_of_whistles_costs_the_same_for_many(cast: Cast) -> None:
    called(cast)
    before = statements(cast, "coordinator", "/office/whistles/")
    for _ in range(5):
        called(cast)
    assert statements(cast, "coordinator", "/office/whistles/") == before <= 15
