from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cityloop.flows.history_records import HistoryRecord
from cityloop.integrations.history.duplicates import Duplicates, DuplicateWindow
from tests.unit.history.history_rows import record

MORNING = datetime(2015, 1, 5, 14, tzinfo=UTC)
WINDOW = DuplicateWindow(distance_m=150, days=30)
# One metre north, in degrees.
METRE = 1 / 111_195


def _first(**changes: Any) -> HistoryRecord:  # noqa: ANN401 - any field of a record
    open_a_year = {"opened_at": MORNING, "closed_at": MORNING + timedelta(days=365)}
    return record(**(open_a_year | {"source_id": "first", "due_at": None} | changes))


def _repeat(**changes: Any) -> HistoryRecord:  # noqa: ANN401 - any field of a record
    later = {"opened_at": MORNING + timedelta(days=1), "says": frozenset({"duplicate"})}
    return _first(**(later | {"source_id": "repeat"} | changes))


def _roots(*records: HistoryRecord) -> dict[str, str]:
    duplicates = Duplicates(window=WINDOW)
    for one in records:
        duplicates.add(one)
    return {child: root.source_id for child, root in duplicates.roots().items()}


def test_duplicate_joins_an_earlier_open_request_nearby() -> None:
    assert _roots(_first(), _repeat(latitude=42.3 + 149 * METRE)) == {"repeat": "first"}


def test_duplicate_that_comes_first_in_the_file_joins_all_the_same() -> None:
    assert _roots(_repeat(), _first()) == {"repeat": "first"}


def test_request_that_says_nothing_joins_nothing() -> None:
    assert _roots(_first(), _repeat(says=frozenset())) == {}


@pytest.mark.parametrize(
    "first",
    [
        {"latitude": 42.3 + 151 * METRE},
        {"opened_at": MORNING - timedelta(days=30)},
        {"opened_at": MORNING + timedelta(days=2)},
        {"closed_at": MORNING + timedelta(hours=1)},
        {"latitude": None, "longitude": None},
        {"service_type": record().group},
    ],
    ids=["too far", "too long ago", "later", "closed by then", "no point", "other type"],
)
def test_duplicate_stays_alone_without_a_match(first: dict[str, Any]) -> None:
    assert _roots(_first(**first), _repeat()) == {}


def test_duplicate_joins_the_nearest() -> None:
    near = _first(source_id="near", latitude=42.3 + 10 * METRE)
    assert _roots(_first(latitude=42.3 + 20 * METRE), near, _repeat()) == {"repeat": "near"}


def test_duplicate_of_a_duplicate_joins_the_first() -> None:
    third = _repeat(source_id="third", opened_at=MORNING + timedelta(days=2))
    assert _roots(_first(), _repeat(), third) == {"repeat": "first", "third": "first"}


@pytest.mark.parametrize(("north", "east"), [(0, -140), (0, 140), (140, 0), (-140, 0), (90, -90)])
def test_duplicate_is_found_across_cells_far_from_the_origin(north: int, east: int) -> None:
    # At 60 degrees north a degree of longitude is half as long.
    latitude, longitude = 60.0 + north * METRE, 120.0 + east * METRE * 2
    first = _first(latitude=latitude, longitude=longitude)
    assert _roots(first, _repeat(latitude=60.0, longitude=120.0)) == {"repeat": "first"}
