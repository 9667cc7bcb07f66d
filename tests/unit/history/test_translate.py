from datetime import UTC, datetime

import pytest

from cityloop.flows.history_records import HistoryRecord, Reject
from cityloop.integrations.history.translate import Translator, slug
from tests.unit.history.history_rows import BOSTON_ROW, layout


def _translated(**changes: str) -> HistoryRecord | Reject:
    translator = Translator(layout=layout("boston311"))
    values = {key: value for key, value in (BOSTON_ROW | changes).items() if value}
    return translator.record(2, values=values)


def _record(**changes: str) -> HistoryRecord:
    found = _translated(**changes)
    assert isinstance(found, HistoryRecord), found
    return found


def _reject(**changes: str) -> Reject:
    found = _translated(**changes)
    assert isinstance(found, Reject), found
    return found


def test_record_moments_are_in_utc() -> None:
    found = _record()
    assert (found.opened_at, found.due_at, found.closed_at) == (
        datetime(2015, 1, 5, 14, tzinfo=UTC),
        datetime(2015, 1, 20, 13, 30, tzinfo=UTC),
        datetime(2015, 1, 6, 19, tzinfo=UTC),
    )


def test_record_codes_are_made_from_the_citys_words() -> None:
    found = _record()
    assert found.queue is not None
    assert found.department is not None
    codes = (found.service_type.code, found.department.code, found.queue.code)
    assert codes == ("street-light-outages", "pwdx", "pwdx-street-light-outages")


def test_record_department_has_the_name_of_its_own_column() -> None:
    found = _record()
    assert found.department is not None
    assert found.department.name == "Public Works Department"


def test_record_postcode_is_mended_from_a_number() -> None:
    assert _record().postcode == "02108"


def test_record_title_falls_back_to_the_type() -> None:
    assert _record(case_title="").title == "Street Light Outages"


@pytest.mark.parametrize(
    ("source", "channel", "made_by"),
    [
        ("Constituent Call", "phone", "resident"),
        ("Employee Generated", "staff", "staff"),
        ("City Worker App", "staff", "staff"),
        ("Maximo Integration", "transfer", "resident"),
    ],
)
def test_record_channel_tells_staff_from_residents(source: str, channel: str, made_by: str) -> None:
    found = _record(source=source)
    assert (found.channel, "staff" if found.staff_made else "resident") == (channel, made_by)


def test_record_with_an_unknown_channel_reports_it() -> None:
    assert _record(source="Pigeon").unknown_values == {"channel": "Pigeon"}


def test_record_at_the_default_point_has_no_location() -> None:
    found = _record(latitude="42.3594", longitude="-71.0587")
    assert (found.latitude, found.longitude, found.no_point_reason) == (
        None,
        None,
        "default point",
    )


def test_record_beside_the_default_point_keeps_its_location() -> None:
    assert _record(latitude="42.3595", longitude="-71.0588").latitude == 42.3595


def test_record_at_a_detected_point_has_no_location() -> None:
    translator = Translator(layout=layout("boston311"), no_points=((42.30, -71.06),))
    found = translator.record(2, values=BOSTON_ROW)
    assert isinstance(found, HistoryRecord)
    assert found.no_point_reason == "default point, detected"


def test_record_without_coordinates_has_no_location() -> None:
    assert _record(latitude="").no_point_reason == "no coordinates"


@pytest.mark.parametrize(
    "text", ["Case Closed Duplicate of Existing Case 7", "Case Noted DUPLICATE CRM"]
)
def test_record_closing_text_says_duplicate(text: str) -> None:
    assert _record(closure_reason=text).says_duplicate


def test_record_closing_text_may_say_nothing() -> None:
    assert _record(closure_reason="Lamp replaced").says == frozenset()


def test_record_open_has_no_closing() -> None:
    found = _record(case_status="Open")
    assert (found.is_open, found.closed_at) == (True, None)


def test_record_without_status_is_closed_by_its_closing_time() -> None:
    assert _record(case_status="").standing == "closed"


def test_record_closing_in_a_repeated_hour_takes_the_later_reading() -> None:
    found = _record(
        open_dt="11/01/2015 01:50:00 AM",
        closed_dt="11/01/2015 01:10:00 AM",
        target_dt="",
    )
    assert found.closed_at == datetime(2015, 11, 1, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"case_enquiry_id": ""}, "source_id", "the row has no id"),
        ({"case_enquiry_id": "9" * 65}, "source_id", "the id is longer than 64 signs"),
        ({"open_dt": ""}, "opened_at", "the row has no opening time"),
        ({"open_dt": "2015-01-05"}, "opened_at", "is a date in the form 'iso', listed is"),
        ({"closed_dt": "01/04/2015 09:00:00 AM"}, "closed_at", "the row closes before it opens"),
        ({"closed_dt": ""}, "closed_at", "it is finished, and there is no closing time"),
        ({"target_dt": "01/04/2015 09:00:00 AM"}, "due_at", "the target is before the opening"),
        ({"case_status": "Lost"}, "status", "knows no such status; known: Open, Closed"),
        ({"ontime_status": "MAYBE"}, "on_time_claim", "knows no such judgement"),
        ({"type": ""}, "service_type", "the row has no service type"),
        ({"latitude": "north"}, "latitude", "is not a pair of numbers"),
        ({"latitude": "142.3"}, "latitude", "is not a place on the globe"),
    ],
)
def test_row_that_cannot_be_read_says_field_and_reason(
    changes: dict[str, str], field: str, reason: str
) -> None:
    found = _reject(**changes)
    assert (found.line, found.field) == (2, field)
    assert reason in found.reason


def test_row_whose_id_returns_is_rejected() -> None:
    translator = Translator(layout=layout("boston311"))
    translator.record(2, values=BOSTON_ROW)
    again = translator.record(3, values=BOSTON_ROW)
    assert again == Reject(3, "source_id", "101", "the id stands already in line 2")


def test_row_that_was_rejected_does_not_take_its_id() -> None:
    translator = Translator(layout=layout("boston311"))
    translator.record(2, values=BOSTON_ROW | {"open_dt": "?"})
    assert isinstance(translator.record(3, values=BOSTON_ROW), HistoryRecord)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PWDx_Street Light Outages", "pwdx-street-light-outages"),
        ("Heat - Excessive  Insufficient", "heat-excessive-insufficient"),
        ("Café & Bar", "cafe-bar"),
    ],
)
def test_slug_is_made_of_letters_digits_and_hyphens(text: str, code: str) -> None:
    assert slug(text) == code


def test_slug_of_two_names_in_another_script_differs() -> None:
    assert slug("路灯不亮") != slug("道路破损")


def test_slug_of_two_long_names_differs_though_both_are_cut() -> None:
    assert slug("a" * 70) != slug("a" * 71)
