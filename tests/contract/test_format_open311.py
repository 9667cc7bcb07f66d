"""The Open311 format against answers in the shape of GeoReport v2."""

import json
from pathlib import Path
from typing import Any

from cityloop.flows.history_records import HistoryRecord
from cityloop.integrations.history.reading import HistoryFile
from tests.unit.history.history_rows import layout

# The example of the specification, section "GET Service Requests", its values changed.
ANSWER: dict[str, Any] = {
    "service_request_id": "638344",
    "status": "closed",
    "status_notes": "Duplicate request.",
    "service_name": "Sidewalk and Curb Issues",
    "service_code": "006",
    "description": "The curb is broken.",
    "agency_responsible": "Works",
    "service_notice": None,
    "requested_datetime": "2026-04-14T06:37:38-08:00",
    "updated_datetime": "2026-04-14T11:37:38-08:00",
    "expected_datetime": "2026-04-15T06:37:38-08:00",
    "address": "8TH AVE and JUDAH ST",
    "address_id": "545483",
    "zipcode": "94122",
    "lat": 37.762221815,
    "long": -122.4651145,
    "media_url": "",
}


def _record(folder: Path, **changes: Any) -> HistoryRecord:  # noqa: ANN401 - any field
    path = folder / "requests.json"
    path.write_text(json.dumps([ANSWER | changes]))
    (found,) = HistoryFile(path=path, layout=layout("open311"))
    assert isinstance(found, HistoryRecord), found
    return found


def test_format_open311_takes_the_last_update_of_a_closed_request_as_its_closing(
    tmp_path: Path,
) -> None:
    closed_at = _record(tmp_path).closed_at
    assert closed_at is not None
    assert closed_at.isoformat() == "2026-04-14T19:37:38+00:00"


def test_format_open311_takes_no_update_of_an_open_request_as_its_closing(tmp_path: Path) -> None:
    assert _record(tmp_path, status="open").closed_at is None


def test_format_open311_keeps_service_code_and_name(tmp_path: Path) -> None:
    found = _record(tmp_path).service_type
    assert (found.code, found.name) == ("006", "Sidewalk and Curb Issues")


def test_format_open311_reads_the_point_from_numbers(tmp_path: Path) -> None:
    found = _record(tmp_path)
    assert (found.latitude, found.longitude) == (37.762221815, -122.4651145)


def test_format_open311_notes_say_duplicate(tmp_path: Path) -> None:
    assert _record(tmp_path).says_duplicate
