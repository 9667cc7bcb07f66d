"""Pauses, objections and deferrals of the answer clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import PauseReason
from cityloop.workorders.rules.clock import (
    TimeLimitRule,
)
from cityloop.workorders.rules.pauses import paused_time
from tests.unit.workorders.stories import POLICY, answer, hours, records, step


def test_pause_moves_the_answer() -> None:
    assert answer(step("pause", 10), step("unpause", 15)).due_at == hours(53)


@pytest.mark.parametrize("clock", [Clock.ACCEPT, Clock.CONTACT])
def test_pause_never_moves_another_clock(clock: str) -> None:
    record = records(step("pause", 1), step("unpause", 3))[clock, 1]
    assert (record.due_at, record.pauses) == (record.base_due_at, ())


def test_pause_keeps_the_base_due_moment() -> None:
    assert answer(step("pause", 10), step("unpause", 15)).base_due_at == hours(48)


def test_pause_ends_by_itself_at_its_cap() -> None:
    assert answer(step("pause", 10)).due_at == hours(48 + 72)


def test_pause_past_its_cap_counts_to_the_cap() -> None:
    assert answer(step("pause", 10), step("unpause", 90)).due_at == hours(48 + 72)


def test_pause_ends_by_itself_at_the_moment_it_names() -> None:
    until = hours(20).isoformat()
    assert answer(step("pause", 10, until=until)).due_at == hours(58)


def test_pauses_end_at_the_total_cap() -> None:
    reason = PauseReason.LEGAL_PROCEEDING
    record = answer(
        step("pause", 10),
        step("unpause", 80),
        step("pause", 90, reason=reason),
        step("unpause", 150, reason=reason),
    )
    assert record.due_at == hours(148)


def test_pause_after_the_total_cap_has_no_extent() -> None:
    reason = PauseReason.DISASTER
    record = answer(
        step("pause", 1, reason=reason), step("unpause", 101), step("pause", 102), step("note", 103)
    )
    assert record.pauses[1].end == record.pauses[1].start


def test_new_pause_takes_over_from_one_that_only_its_cap_ended() -> None:
    record = answer(step("pause", 1), step("pause", 80), step("unpause", 84))
    assert record.due_at == hours(48 + 72 + 4)


def test_pause_after_due_heals_nothing() -> None:
    assert answer(step("pause", 49), step("unpause", 60), step("answer", 61)).breached is True


def test_pause_that_begins_as_it_is_due_moves_nothing() -> None:
    assert answer(step("pause", 48), step("unpause", 60)).due_at == hours(48)


def test_unpause_without_a_pause_changes_nothing() -> None:
    assert answer(step("unpause", 5)) == answer()


def test_answer_ends_an_open_pause() -> None:
    (pause,) = answer(step("pause", 10), step("answer", 15)).pauses
    assert (pause.end, pause.is_open) == (hours(15), False)


def test_overruled_objection_leaves_due_and_a_cancelled_pause() -> None:
    record = answer(step("object", 3), step("overrule", 9))
    assert (record.due_at, record.pauses[0].cancelled) == (hours(48), True)


def test_objection_is_a_provisional_pause() -> None:
    (pause,) = answer(step("object", 3)).pauses
    assert (pause.is_open, pause.end, pause.reason) == (True, None, PauseReason.OBJECTION)


def test_resume_does_not_end_a_pause() -> None:
    assert answer(step("pause", 10), step("resume", 12), step("unpause", 15)).due_at == hours(53)


def test_deferral_has_no_due_moment_while_it_lasts() -> None:
    assert answer(step("defer", 10)).due_at is None


def test_deferral_leaves_what_was_left() -> None:
    assert answer(step("defer", 10), step("resume", 1010)).due_at == hours(1048)


def test_deferral_leaves_a_day_at_least() -> None:
    assert answer(step("defer", 47), step("resume", 1000)).due_at == hours(1024)


def test_deferral_does_not_use_up_the_cap_of_pauses() -> None:
    record = answer(step("defer", 1), step("resume", 201), step("pause", 210), step("unpause", 250))
    assert record.due_at == hours(48 + 200 + 40)


def test_deferral_takes_over_from_a_pause() -> None:
    record = answer(step("pause", 10), step("defer", 20), step("resume", 30))
    assert record.due_at == hours(68)


def test_pause_in_a_deferral_changes_nothing() -> None:
    assert answer(step("defer", 10), step("pause", 20), step("resume", 30)).due_at == hours(68)


def test_deferral_after_due_heals_nothing() -> None:
    record = answer(step("defer", 49), step("resume", 60), step("answer", 61))
    assert (record.due_at, record.breached) == (hours(48), True)


def test_deferral_that_begins_as_it_is_due_moves_nothing() -> None:
    assert answer(step("defer", 48), step("resume", 60)).due_at == hours(48)


def test_deferral_leaves_as_many_days_as_the_city_says() -> None:
    policy = replace(POLICY, deferral_min_days=2)
    assert answer(step("defer", 47), step("resume", 100), policy=policy).due_at == hours(148)


@pytest.mark.parametrize(
    ("hour", "paused"), [(10, 0), (12, 2), (15, 5), (30, 5), (42, 7), (200, 77)]
)
def test_paused_time_counts_pauses_up_to_the_moment(hour: float, paused: float) -> None:
    events = [step("object", 1), step("overrule", 2), step("pause", 10), step("unpause", 15)]
    pauses = answer(*events, step("pause", 40)).pauses
    assert paused_time(pauses, at=hours(hour)) == timedelta(hours=paused)


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [
        ("working_hours", 9, datetime(2026, 3, 11, tzinfo=UTC)),
        ("working_days", 2, datetime(2026, 3, 11, tzinfo=UTC)),
        ("natural_days", 2, datetime(2026, 3, 11, tzinfo=UTC)),
        ("minutes", 1680, datetime(2026, 3, 10, 10, tzinfo=UTC)),
    ],
)
def test_deferral_leaves_a_day_in_the_unit_of_the_clock(
    unit: str, amount: int, due: datetime
) -> None:
    rule = TimeLimitRule(Clock.ANSWER, amount, unit)
    found = records(step("defer", 25), step("resume", 170), rules=[rule])
    resumed = datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert (hours(170), found[Clock.ANSWER, 1].due_at) == (resumed, due)
