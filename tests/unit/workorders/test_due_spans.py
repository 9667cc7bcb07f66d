"""By when a list is due: today and the week end at the city's midnight."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.workorders.rules.due_spans import due_bounds

ZONE = "Asia/Shanghai"
# Friday 6 March 2026, 23:30 in the zone.
LATE = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


def holds(span: str, due: datetime) -> bool:
    start, end = due_bounds(span, at=LATE, zone=ZONE)
    return (start is None or start <= due) and (end is None or due < end)


@pytest.mark.parametrize(
    ("due", "held"),
    [
        (LATE, True),
        (MIDNIGHT, True),
        (MIDNIGHT + timedelta(seconds=1), False),
        (LATE - timedelta(seconds=1), False),
    ],
)
def test_today_ends_with_what_is_due_at_24_00(due: datetime, *, held: bool) -> None:
    assert holds("today", due) is held


def test_week_ends_with_sunday() -> None:
    sunday_24 = datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert (holds("week", sunday_24), holds("week", sunday_24 + timedelta(1))) == (True, False)


def test_overdue_is_what_was_due_before_now() -> None:
    assert (holds("overdue", LATE - timedelta(1)), holds("overdue", LATE)) == (True, False)


def test_hours_count_from_now() -> None:
    assert due_bounds("4", at=LATE, zone=ZONE) == (LATE, LATE + timedelta(hours=4))


def test_any_time_has_no_bounds() -> None:
    assert due_bounds("", at=LATE, zone=ZONE) == (None, None)


def test_unknown_span_is_an_error() -> None:
    with pytest.raises(ValueError, match="soonish"):
        due_bounds("soonish", at=LATE, zone=ZONE)
