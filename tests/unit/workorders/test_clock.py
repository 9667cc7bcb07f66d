"""The clock engine: what each step does to which clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.rules.clock import (
    ClockEvent,
    TimeLimitRule,
    clock_records,
    halved,
    is_breached,
)
from tests.unit.core.calendar_files import plain_calendar
from tests.unit.workorders.stories import POLICY, RULES, START, answer, hours, records, step


def test_dispatch_starts_acceptance_contact_and_answer() -> None:
    assert set(records()) == {(Clock.ACCEPT, 1), (Clock.CONTACT, 1), (Clock.ANSWER, 1)}


def test_clock_without_a_rule_does_not_run() -> None:
    assert set(records(rules=RULES[:1])) == {(Clock.ACCEPT, 1)}


def test_record_names_rule_and_calendar() -> None:
    record = answer()
    assert (record.rule_id, record.calendar_code, record.calendar_version) == (
        "answer-3",
        "plain",
        "1",
    )


@pytest.mark.parametrize(
    ("events", "clock", "stopped"),
    [
        ([step("accept", 1)], Clock.ACCEPT, 1),
        ([step("object", 2)], Clock.ACCEPT, 2),
        ([step("accept", 1), step("contact", 3)], Clock.CONTACT, 3),
        ([step("contact", 3), step("contact", 9)], Clock.CONTACT, 3),
        ([step("answer", 20)], Clock.ANSWER, 20),
        ([step("answer", 20), step("fail_check", 22), step("answer", 30)], Clock.ANSWER, 20),
        ([step("answer", 20), step("fail_check", 22), step("answer", 30)], Clock.REWORK, 30),
        ([step("object", 2), step("overrule", 5)], Clock.RULING, 5),
        ([step("object", 2), step("uphold", 5)], Clock.RULING, 5),
        ([step("pass_check", 20), step("close", 30)], Clock.FOLLOW_UP, 30),
        ([step("close", 30)], Clock.CONTACT, 30),
        ([step("appeal", 30), step("decide_appeal", 50)], Clock.REVIEW, 50),
        ([step("recall", 2)], Clock.ANSWER, 2),
    ],
)
def test_step_stops_its_clock(events: list[ClockEvent], clock: str, stopped: float) -> None:
    assert records(*events)[clock, 1].stopped_at == hours(stopped)


@pytest.mark.parametrize(
    ("event", "clock", "due"),
    [
        (step("fail_check", 20), Clock.REWORK, hours(44)),
        (step("object", 2), Clock.RULING, datetime(2026, 3, 4, tzinfo=UTC)),
        (step("pass_check", 20), Clock.FOLLOW_UP, datetime(2026, 3, 7, tzinfo=UTC)),
        (step("appeal", 20), Clock.REVIEW, datetime(2026, 4, 3, tzinfo=UTC)),
    ],
)
def test_step_starts_its_clock(event: ClockEvent, clock: str, due: datetime) -> None:
    assert records(event)[clock, 1].due_at == due


@pytest.mark.parametrize(("hour", "breached"), [(47.9, False), (48, False), (48.1, True)])
def test_breach_is_a_step_after_due(hour: float, *, breached: bool) -> None:
    assert answer(step("answer", hour)).breached is breached


def test_breach_of_a_running_clock_is_open() -> None:
    assert answer().breached is None


@pytest.mark.parametrize(("hour", "breached"), [(48, False), (48.1, True)])
def test_running_clock_is_breached_after_due(hour: float, *, breached: bool) -> None:
    assert is_breached(answer(), at=hours(hour)) is breached


def test_clock_that_stopped_in_time_is_not_breached_later() -> None:
    assert not is_breached(answer(step("answer", 20)), at=hours(500))


@pytest.mark.parametrize("last", ["uphold", "recall"])
def test_order_that_left_the_agency_is_not_charged(last: str) -> None:
    record = answer(step("object", 2), step(last, 90))
    assert (record.charged, record.breached) == (False, False)


def test_late_acceptance_of_an_order_that_left_is_not_charged() -> None:
    record = records(step("object", 5), step("uphold", 6))[Clock.ACCEPT, 1]
    assert (record.charged, record.breached) == (False, False)


def test_late_ruling_is_charged_though_the_order_leaves() -> None:
    assert records(step("object", 5), step("uphold", 90))[Clock.RULING, 1].breached is True


def test_round_before_a_recall_stays_charged() -> None:
    found = records(step("answer", 60), step("close", 70), step("reopen", 80), step("recall", 81))
    assert [found[Clock.ANSWER, number].charged for number in (1, 2)] == [True, False]


def test_reopening_starts_a_full_round() -> None:
    found = records(step("answer", 20), step("close", 30), step("reopen", 40))
    assert found[Clock.ANSWER, 2].due_at == hours(88)


def test_second_rework_is_a_second_round() -> None:
    found = records(
        step("answer", 20), step("fail_check", 21), step("answer", 22), step("fail_check", 23)
    )
    assert found[Clock.REWORK, 2].start_at == hours(23)


def test_extension_moves_due_by_its_amount() -> None:
    record = answer(step("grant_extension", 10, amount=20))
    assert (record.due_at, record.extension) == (hours(68), 20)


def test_extension_is_at_most_the_base() -> None:
    assert answer(step("grant_extension", 10, amount=100)).extension == 48


def test_extension_is_at_most_what_the_city_says() -> None:
    policy = replace(POLICY, extension_max=12)
    assert answer(step("grant_extension", 10, amount=100), policy=policy).extension == 12


def test_second_extension_moves_nothing() -> None:
    events = [step("grant_extension", 10, amount=5), step("grant_extension", 11, amount=5)]
    assert answer(*events).due_at == hours(53)


def test_extension_adds_to_a_pause() -> None:
    events = [step("pause", 1), step("unpause", 3), step("grant_extension", 10, amount=5)]
    assert answer(*events).due_at == hours(55)


def test_limit_keeps_its_own_end_of_day_through_a_pause() -> None:
    rule = TimeLimitRule(Clock.ANSWER, 2, "natural_days", time(18))
    found = records(step("pause", 1), step("unpause", 40), rules=[rule])
    assert found[Clock.ANSWER, 1].due_at == datetime(2026, 3, 5, 18, tzinfo=UTC)


def test_corrected_event_gives_corrected_records() -> None:
    wrong, right = step("answer", 60), step("answer", 40)
    assert [answer(event).breached for event in (wrong, right)] == [True, False]


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (48, "hours", (24, "hours")),
        (3, "hours", (90, "minutes")),
        (7, "natural_days", (4, "natural_days")),
        (1, "working_days", (1, "working_days")),
        (5, "minutes", (3, "minutes")),
    ],
)
def test_half_of_a_limit_rounds_up(amount: int, unit: str, expected: tuple[int, str]) -> None:
    half = halved(TimeLimitRule(Clock.ANSWER, amount, unit, rule_id="a"), rule_id="b")
    assert (half.amount, half.unit, half.clock, half.rule_id) == (*expected, Clock.REWORK, "b")


@pytest.mark.real_time
def test_clocks_of_an_order_are_cheap_enough_for_a_large_backlog() -> None:
    events = [ClockEvent(OrderStep.DISPATCH, START), step("accept", 1), step("contact", 2)]
    calendar = plain_calendar()
    began = datetime.now(UTC)
    for _ in range(2000):
        clock_records(events, rules=RULES[:3], calendar=calendar, policy=POLICY)
    assert datetime.now(UTC) - began < timedelta(microseconds=2000 * 200)
