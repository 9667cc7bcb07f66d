from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cityloop.flows.history_records import HistoryRecord, Named
from cityloop.integrations.history.proposal import History, Share, most, owner_code
from tests.unit.history.history_rows import record

ZONE = ZoneInfo("America/New_York")
FRIDAY = datetime(2015, 1, 9, 15, tzinfo=UTC)


def _history(*rows: tuple[HistoryRecord, str | None]) -> History:
    history = History(zone=ZONE)
    for one, area in rows:
        history.add(one, area=area)
    return history


def _by(queue: str) -> HistoryRecord:
    return record(queue=Named(queue, queue.title()))


def test_duty_for_the_city_goes_to_whoever_had_most_rows() -> None:
    history = _history(*[(_by("lights"), None)] * 3, *[(_by("roads"), None)] * 2)
    assert [duty.agency for duty in history.duties()] == [Share("q-lights", 3, 5)]


def test_duty_of_an_area_is_proposed_where_another_has_most_rows() -> None:
    history = _history(*[(_by("lights"), "east")] * 9, *[(_by("roads"), "west")] * 5)
    found = [(duty.area, duty.agency.code) for duty in history.duties()]
    assert found == [(None, "q-lights"), ("west", "q-roads")]


def test_duty_of_an_area_needs_five_rows() -> None:
    history = _history(*[(_by("lights"), "east")] * 9, *[(_by("roads"), "west")] * 4)
    assert [duty.area for duty in history.duties()] == [None]


def test_duty_of_an_area_needs_more_than_half_of_its_rows() -> None:
    shared = [(_by("roads"), "west")] * 5 + [(_by("parks"), "west")] * 5
    history = _history(*[(_by("lights"), "east")] * 20, *shared)
    assert [duty.area for duty in history.duties()] == [None]


def _limit(*spans: tuple[datetime, timedelta]) -> tuple[int, str, int, int]:
    history = _history(*[(record(opened_at=at, due_at=at + span), None) for at, span in spans])
    (limit,) = history.limits()
    return limit.amount, limit.unit, limit.support, limit.total


def test_limit_that_jumps_weekends_is_in_working_days() -> None:
    monday, wednesday = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=5)
    spans = ((FRIDAY, 4), (monday, 2), (wednesday, 2))
    found = _limit(*[(start, timedelta(days=days)) for start, days in spans])
    assert found == (2, "working_days", 3, 3)


def test_limit_that_runs_over_weekends_is_in_natural_days() -> None:
    spans = [timedelta(days=7, hours=hour) for hour in (0, 1, 2)]
    starts = [FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)]
    assert _limit(*zip(starts, spans, strict=True)) == (7, "natural_days", 3, 3)


def test_limit_within_the_day_is_in_hours() -> None:
    assert _limit((FRIDAY, timedelta(hours=4))) == (4, "hours", 1, 1)


def test_limit_that_is_nothing_is_not_proposed() -> None:
    history = _history((record(opened_at=FRIDAY, due_at=FRIDAY), None))
    assert list(history.limits()) == []


def test_order_of_rows_does_not_change_the_proposal() -> None:
    rows = [(_by(queue), area) for queue in ("a", "b", "c") for area in ("x", "y")] * 3
    mixed = rows[1::2] + rows[::2][::-1]
    assert list(_history(*rows).duties()) == list(_history(*mixed).duties())


def test_owner_without_queue_is_the_department() -> None:
    assert owner_code(record(queue=None)) == "works"


def test_owner_of_equals_is_the_first_by_alphabet() -> None:
    history = _history((_by("roads"), None), (_by("lights"), None))
    assert most(history.owners["lamp", None]).code == "q-lights"
