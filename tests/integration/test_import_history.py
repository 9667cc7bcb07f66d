"""Rows of the past become requests, matters, orders and events at their own moments."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from cityloop.core.chain import EVENT_COLUMNS, breaks
from cityloop.intake.models import Identity, Matter, Requester, RequestEvent, ServiceRequest
from cityloop.integrations.history import on_time
from cityloop.integrations.history.on_time import on_time_agreement
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from tests.integration.import_city import build_city, import_rows

pytestmark = pytest.mark.django_db(transaction=True)

Rows: TypeAlias = tuple[dict[str, str], ...]
OPENED = datetime(2015, 1, 5, 14, tzinfo=UTC)
DUE = datetime(2015, 1, 20, 13, 30, tzinfo=UTC)
CLOSED = datetime(2015, 1, 6, 19, tzinfo=UTC)
OPEN = {"case_status": "Open", "closed_dt": "", "closure_reason": ""}


@pytest.fixture(autouse=True)
def _city() -> None:
    build_city()


def test_import_keeps_the_moments_of_an_order(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    order = WorkOrder.objects.get()
    moments = (order.dispatched_at, order.due_at, order.answered_at, order.closed_at)
    assert moments == (OPENED, DUE, CLOSED, CLOSED)


def test_import_invents_no_contact_and_no_acceptance(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    order = WorkOrder.objects.get()
    assert (order.accepted_at, order.contacted_at) == (None, None)


def test_import_writes_the_events_of_an_order_at_their_moments(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    events = WorkOrderEvent.objects.order_by("sequence").values_list("step", "at", "to_state")
    assert list(events) == [
        ("dispatch", OPENED, "dispatched"),
        ("answer", CLOSED, "answered"),
        ("close", CLOSED, "closed"),
    ]


def test_import_writes_the_events_of_a_request_at_their_moments(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    events = RequestEvent.objects.order_by("sequence").values_list("step", "at")
    assert list(events) == [
        ("receive", OPENED),
        ("classify", OPENED),
        ("dispatch", OPENED),
        ("close", CLOSED),
    ]


def test_import_of_an_open_row_stays_open(tmp_path: Path) -> None:
    import_rows(tmp_path, OPEN)
    order = WorkOrder.objects.get()
    assert (order.state, order.outcome, order.closed_at) == ("dispatched", "", None)


def test_import_keeps_the_target_as_the_answer_clock(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    clock = ClockRecord.objects.get()
    found = (clock.clock, clock.start_at, clock.due_at, clock.stopped_at, clock.breached)
    assert found == ("answer", OPENED, DUE, CLOSED, False)


def test_import_without_target_has_no_clock(tmp_path: Path) -> None:
    import_rows(tmp_path, {"target_dt": "", "ontime_status": ""})
    assert (ClockRecord.objects.count(), WorkOrder.objects.get().due_at) == (0, None)


def test_import_after_the_target_is_breached(tmp_path: Path) -> None:
    import_rows(tmp_path, {"closed_dt": "01/20/2015 08:30:01 AM", "ontime_status": "OVERDUE"})
    assert ClockRecord.objects.get().breached is True


def test_import_of_an_open_row_is_swept_from_half_of_its_time(tmp_path: Path) -> None:
    import_rows(tmp_path, OPEN)
    assert WorkOrder.objects.get().next_check_at == OPENED + (DUE - OPENED) / 2


def test_import_of_a_closed_row_is_never_swept(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    assert WorkOrder.objects.get().next_check_at is None


def test_import_agrees_with_the_judgement_of_the_city(tmp_path: Path) -> None:
    late = {"closed_dt": "01/21/2015 09:00:00 AM", "ontime_status": "OVERDUE"}
    import_rows(
        tmp_path,
        {},
        late | {"case_enquiry_id": "102"},
        late | {"case_enquiry_id": "103", "ontime_status": "ONTIME"},
        late | {"case_enquiry_id": "104", "ontime_status": ""},
        {"case_enquiry_id": "105", "target_dt": ""},
    )
    causes = on_time_agreement(source="boston311").causes
    assert causes == {
        on_time.AGREES: 2,
        on_time.CITY_SAYS_ON_TIME: 1,
        on_time.NO_JUDGEMENT: 1,
        on_time.AGREES_WITHOUT_TARGET: 1,
    }


def test_import_charges_the_department_of_the_queue(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    order = WorkOrder.objects.select_related("agency", "department").get()
    assert (order.agency.code, order.department.code) == ("q-pwdx-street-light-outages", "pwdx")


def test_import_of_a_row_without_owner_goes_to_the_government(tmp_path: Path) -> None:
    import_rows(tmp_path, {"queue": "", "department": ""})
    assert WorkOrder.objects.select_related("agency").get().agency.code == "city-government"


def test_import_knows_a_requester_by_pseudonym_alone(tmp_path: Path) -> None:
    import_rows(tmp_path, {}, {"case_enquiry_id": "102"})
    assert (Requester.objects.filter(kind="unknown").count(), Identity.objects.count()) == (2, 0)


def test_import_marks_what_staff_made(tmp_path: Path) -> None:
    import_rows(tmp_path, {"source": "City Worker App"})
    found = ServiceRequest.objects.select_related("requester").get()
    assert (found.staff_made, found.requester.kind) == (True, "staff")


def test_import_gives_numbers_of_the_year_in_which_a_row_opened(tmp_path: Path) -> None:
    late = {"open_dt": "12/31/2014 11:30:00 PM", "case_enquiry_id": "102"}
    import_rows(tmp_path, {}, late)
    numbers = WorkOrder.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["WO-14-000001", "WO-15-000001"]


def test_import_takes_the_outcome_from_the_closing_text(tmp_path: Path) -> None:
    import_rows(tmp_path, {"closure_reason": "Case Closed NOVIO: No Violation Found"})
    assert WorkOrder.objects.get().outcome == "not_found"


def test_import_chains_the_hashes_of_an_order(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    order = WorkOrder.objects.get()
    events = list(WorkOrderEvent.objects.order_by("sequence").values(*EVENT_COLUMNS))
    history = (order.number, order.event_count, order.last_hash, events)
    assert (len(events), list(breaks([history]))) == (3, [])


def test_import_chains_the_hashes_of_a_request(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    request = ServiceRequest.objects.get()
    events = list(RequestEvent.objects.order_by("sequence").values(*EVENT_COLUMNS))
    history = (request.number, request.event_count, request.last_hash, events)
    assert (len(events), list(breaks([history]))) == (4, [])


def _repeat(**changes: str) -> dict[str, str]:
    text = "Case Closed Duplicate of Existing Case"
    later = {"case_enquiry_id": "102", "open_dt": "01/06/2015 09:00:00 AM"}
    return later | {"closure_reason": text} | changes


def test_import_joins_a_duplicate_to_the_matter_of_the_first(tmp_path: Path) -> None:
    report, _ = import_rows(tmp_path, {}, _repeat())
    matter = Matter.objects.get()
    assert (report.counts.joined, matter.requests_count, matter.opened_at) == (1, 2, OPENED)


def test_import_joins_a_duplicate_that_comes_before_the_first(tmp_path: Path) -> None:
    import_rows(tmp_path, _repeat(), {})
    matter = Matter.objects.get()
    assert (matter.requests_count, matter.opened_at) == (2, OPENED)


def test_import_keeps_an_order_for_each_duplicate(tmp_path: Path) -> None:
    import_rows(tmp_path, {}, _repeat())
    assert WorkOrder.objects.filter(order_type="main").count() == 2


def test_import_keeps_a_matter_open_while_one_of_its_requests_is(tmp_path: Path) -> None:
    import_rows(tmp_path, OPEN, _repeat())
    assert Matter.objects.get().closed_at is None


def test_import_counts_a_duplicate_of_nothing_and_leaves_it_alone(tmp_path: Path) -> None:
    report, found = import_rows(tmp_path, _repeat())
    assert (report.counts.joined, found.duplicates.said, Matter.objects.count()) == (0, 1, 1)


def _tables() -> list[list[tuple[object, ...]]]:
    kinds = (Requester, Matter, ServiceRequest, RequestEvent, WorkOrder, WorkOrderEvent)
    return [list(kind._base_manager.order_by("pk").values_list()) for kind in kinds]


def test_import_again_changes_nothing(tmp_path: Path) -> None:
    rows: Rows = ({}, _repeat(), OPEN | {"case_enquiry_id": "103"})
    import_rows(tmp_path, *rows)
    before = _tables()
    report, _ = import_rows(tmp_path, *rows)
    assert (report.counts.already, report.counts.imported) == (3, 0)
    assert _tables() == before


def test_import_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    import_rows(tmp_path, {})
    report, _ = import_rows(tmp_path, {}, _repeat())
    counts = (report.counts.already, report.counts.imported, report.counts.joined)
    assert counts == (1, 1, 1)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({"type": "Comet"}, "service_type", "the city has no service type 'comet'"),
        ({"queue": "X", "department": "Y"}, "queue", "the city has no agency 'q-x' or 'y'"),
    ],
)
def test_import_rejects_a_code_that_the_city_does_not_have(
    tmp_path: Path, row: dict[str, str], field: str, reason: str
) -> None:
    report, _ = import_rows(tmp_path, row)
    (reject,) = report.rejects
    assert (reject.line, reject.field, reject.reason) == (2, field, reason)


def test_import_accounts_for_every_row(tmp_path: Path) -> None:
    rows: Rows = ({}, _repeat(), {"case_enquiry_id": "103", "open_dt": "?"}, {})
    report, found = import_rows(tmp_path, *rows)
    figures = report.figures(found)
    accounted = figures["imported"] + figures["already"] + figures["rejected"]
    assert (figures["read"], accounted) == (4, 4)
