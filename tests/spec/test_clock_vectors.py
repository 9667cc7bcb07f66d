"""The worked examples of the clock: clock_vectors.txt, from domain.md H19 (1-7, 15)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cityloop.core.errors import CalendarYearMissing
from cityloop.core.rules.worktime import due_at, require_years
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep, PauseReason
from cityloop.workorders.rules.clock import (
    ClockEvent,
    ClockRecord,
    TimeLimitRule,
    clock_records,
    halved,
)
from cityloop.workorders.rules.dispatching import DispatchFacts, copy_receiver, dispatch_refusal
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from cityloop.workorders.rules.pauses import ClockPolicy
from tests.spec.clock_tables import local, rows, values
from tests.unit.core.calendar_files import shipped_calendar

CHINA = shipped_calendar("china")
DISPATCHED = local("2025-09-30 16:00")
NOW = datetime(2025, 10, 7, 16, tzinfo=UTC)
WAITING = PauseReason.WAITING_FOR_REQUESTER
POLICY = ClockPolicy(
    pause_total_cap=timedelta(days=60),
    pause_caps={WAITING: timedelta(days=3)},
    extension_max_count=1,
    extension_max=None,
    deferral_min_days=1,
)
ANSWER = TimeLimitRule(Clock.ANSWER, 7, "natural_days")


def event(text: str) -> ClockEvent:
    """An event such as `pause +20h` or `dispatch 2025-10-09 09:00`."""
    step, when, *rest = text.split()
    if step == OrderStep.DISPATCH:
        return ClockEvent(step, local(f"{when} {rest[0]}"))
    data: dict[str, Any] = {"amount": int(rest[0])} if rest else {"reason": WAITING}
    return ClockEvent(step, DISPATCHED + timedelta(hours=int(when[1:-1])), data)


def last_record(text: str, clock: str) -> ClockRecord:
    events = [event(each) for each in text.split(", ")]
    if events[0].kind != OrderStep.DISPATCH:
        events.insert(0, ClockEvent(OrderStep.DISPATCH, DISPATCHED))
    records = clock_records(events, rules=(ANSWER, halved(ANSWER)), calendar=CHINA, policy=POLICY)
    return [record for record in records if record.clock == clock][-1]


def standing(record: ClockRecord) -> str:
    if not record.charged:
        return "left"
    return {None: "running", True: "late", False: "in time"}[record.breached]


@pytest.mark.parametrize("row", rows("due"))
def test_due_is_as_printed(row: dict[str, str]) -> None:
    due = due_at(
        local(row["dispatched"]), amount=int(row["amount"]), unit=row["unit"], calendar=CHINA
    )
    assert due == local(row["due"])


@pytest.mark.parametrize("row", rows("story"))
def test_story_moves_due_as_printed(row: dict[str, str]) -> None:
    due = last_record(row["events"], Clock.ANSWER).due_at
    assert due == (None if row["due"] == "held" else local(row["due"]))


@pytest.mark.parametrize("row", rows("story"))
def test_story_leaves_the_clock_as_printed(row: dict[str, str]) -> None:
    assert standing(last_record(row["events"], Clock.ANSWER)) == row["standing"]


@pytest.mark.parametrize("row", rows("new round"))
def test_new_round_gets_a_full_clock(row: dict[str, str]) -> None:
    record = last_record(row["events"], row["clock"])
    assert (record.round, record.due_at) == (int(row["round"]), local(row["due"]))


@pytest.mark.parametrize("row", rows("steps"))
def test_step_is_answered_as_printed(row: dict[str, str]) -> None:
    facts: Any = {"objection_window_ends_at": NOW, **values(row["facts"], now=NOW)}
    if facts.get("grade") == 1:
        facts["objection_window_ends_at"] = None
    refusal = ORDER_LIFECYCLE.why_not(row["step"], row["state"], facts=OrderFacts(now=NOW, **facts))
    assert (refusal or "yes") == row["answer"]


@pytest.mark.parametrize("row", rows("dispatches"))
def test_dispatch_is_answered_as_printed(row: dict[str, str]) -> None:
    given: Any = {"basis": "duty", **values(row["facts"], now=NOW)}
    facts = DispatchFacts(order_type=row["type"], agency_kind=row["to"], **given)
    assert (dispatch_refusal(facts) or "yes") == row["answer"]


@pytest.mark.parametrize("row", rows("dispatches"))
def test_dispatch_is_copied_to_the_district_as_printed(row: dict[str, str]) -> None:
    copied = copy_receiver(order_type=row["type"], agency_kind=row["to"], district="district")
    assert (copied or "none") == row["copy"]


@pytest.mark.parametrize("row", rows("years"))
def test_missing_year_blocks_as_printed(row: dict[str, str]) -> None:
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    try:
        require_years(CHINA, first=first, last=last)
        answer = "yes"
    except CalendarYearMissing as missing:
        answer = str(missing)
    assert row["answer"] in answer
