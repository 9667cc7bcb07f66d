"""Small layouts, files and rows for the tests of imported history."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cityloop.flows.history_records import HistoryRecord, Named
from cityloop.integrations.history.format_files import load_format
from cityloop.integrations.history.formats import Format

FORMATS = Path(__file__).resolve().parents[3] / "definitions" / "formats"

BOSTON_HEADING = (
    "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CLOSURE_REASON,"
    "CASE_TITLE,SUBJECT,REASON,TYPE,QUEUE,Department,Location,neighborhood,LOCATION_ZIPCODE,"
    "LATITUDE,LONGITUDE,Source"
)
BOSTON_ROW = {
    "case_enquiry_id": "101",
    "open_dt": "01/05/2015 09:00:00 AM",
    "target_dt": "01/20/2015 08:30:00 AM",
    "closed_dt": "01/06/2015 02:00:00 PM",
    "ontime_status": "ONTIME",
    "case_status": "Closed",
    "closure_reason": "Case Closed Case Resolved",
    "case_title": "Street Light",
    "subject": "Public Works Department",
    "reason": "Street Lights",
    "type": "Street Light Outages",
    "queue": "PWDx_Street Light Outages",
    "department": "PWDx",
    "location": "1 Main St",
    "neighborhood": "Mill Hill",
    "location_zipcode": "2108.0",
    "latitude": "42.30",
    "longitude": "-71.06",
    "source": "Constituent Call",
}


def layout(name: str) -> Format:
    """One of the formats that ship with the project."""
    return load_format(name, folder=FORMATS)


def boston_csv(*rows: dict[str, str]) -> str:
    """A CSV text under the heading above; each row changes the sample row."""
    lines = [BOSTON_HEADING]
    for row in rows:
        values = BOSTON_ROW | row
        lines.append(",".join(values[name.lower()] for name in BOSTON_HEADING.split(",")))
    return "\n".join(lines) + "\n"


def record(**changes: Any) -> HistoryRecord:  # noqa: ANN401 - any field of a record
    """A closed, located request; `changes` replace fields."""
    values: dict[str, Any] = {
        "source_id": "1",
        "line": 2,
        "opened_at": datetime(2015, 1, 5, 14, tzinfo=UTC),
        "due_at": datetime(2015, 1, 12, 14, tzinfo=UTC),
        "closed_at": datetime(2015, 1, 6, 14, tzinfo=UTC),
        "standing": "closed",
        "on_time_claim": True,
        "service_type": Named("lamp", "Lamp"),
        "group": Named("street", "Street"),
        "department": Named("works", "Works"),
        "queue": Named("lights", "Lights"),
        "kind": "assistance",
        "channel": "phone",
        "staff_made": False,
        "latitude": 42.3,
        "longitude": -71.06,
        "no_point_reason": "",
        "address": "1 Main St",
        "area_name": "Mill Hill",
        "postcode": "02108",
        "title": "Lamp",
        "text": "",
        "closing_text": "",
        "says": frozenset[str](),
    }
    return HistoryRecord(**(values | changes))
