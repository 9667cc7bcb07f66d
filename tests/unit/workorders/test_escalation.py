"""The escalation ladder and what the sweep finds."""

from datetime import datetime

import pytest

from cityloop.workorders.rules.clock import ClockEvent
from cityloop.workorders.rules.escalation import (
    Span,
    Sweep,
    escalation_points,
    next_check_at,
    next_escalation,
    span_of,
    sweep_due,
)
from tests.unit.workorders.stories import START, answer, hours, records, step

LADDER = (50, 80, 100, 150)
PLAIN = Span(START, hours(48))
PAUSED = (step("pause", 10), step("unpause", 34))


def span(*events: ClockEvent) -> Span:
    return span_of(answer(*events))


def moments(*events: ClockEvent) -> list[datetime]:
    return [moment for _, moment in escalation_points(span(*events), percents=LADDER)]


def test_points_lie_at_their_per_cents() -> None:
    expected = ((50, hours(24)), (80, hours(38.4)), (100, hours(48)), (150, hours(72)))
    assert escalation_points(PLAIN, percents=LADDER) == expected


def test_points_leave_a_pause_out() -> None:
    assert moments(*PAUSED) == [hours(48), hours(62.4), hours(72), hours(96)]


def test_points_before_a_pause_stay() -> None:
    events = (step("pause", 30), step("unpause", 34))
    assert moments(*events)[:2] == [hours(24), hours(42.4)]


def test_points_follow_an_extension() -> None:
    assert moments(step("grant_extension", 1, amount=48))[0] == hours(48)


def test_point_beyond_due_waits_for_a_deferral_that_came_too_late() -> None:
    events = (step("defer", 50), step("resume", 90))
    assert moments(*events)[2:] == [hours(48), hours(112)]


def test_points_of_an_open_deferral_are_unknown() -> None:
    assert moments(step("defer", 10)) == []


def test_points_after_an_open_objection_are_held() -> None:
    assert moments(step("object", 30)) == [hours(24)]


def test_points_are_back_when_the_objection_is_overruled() -> None:
    assert moments(step("object", 30), step("overrule", 60))[2] == hours(48)


@pytest.mark.parametrize(
    ("level", "expected"), [(0, (50, hours(24))), (80, (100, hours(48))), (150, None)]
)
def test_next_escalation_is_above_the_level(
    level: int, expected: tuple[int, datetime] | None
) -> None:
    assert next_escalation(PLAIN, level=level, percents=LADDER) == expected


@pytest.mark.parametrize(
    ("hour", "level", "expected"),
    [
        (1, 0, Sweep((), None, hours(24))),
        (24, 0, Sweep((50,), None, hours(38.4))),
        (24, 50, Sweep((), None, hours(38.4))),
        (60, 50, Sweep((80, 100), None, hours(72))),
        (600, 50, Sweep((80, 100, 150), None, None)),
        (600, 150, Sweep((), None, None)),
    ],
)
def test_sweep_finds_each_level_once(hour: float, level: int, expected: Sweep) -> None:
    assert sweep_due(hours(hour), span=PLAIN, level=level, percents=LADDER) == expected


def test_sweep_looks_again_when_a_pause_ends_by_itself() -> None:
    found = sweep_due(hours(20), span=span(step("pause", 10)), level=0, percents=LADDER)
    assert found == Sweep((), None, hours(82))


def test_sweep_ends_a_pause_at_its_cap() -> None:
    found = sweep_due(hours(90), span=span(step("pause", 10)), level=0, percents=LADDER)
    assert found == Sweep((), hours(82), hours(96))


def test_sweep_ends_a_pause_at_the_very_moment_of_its_cap() -> None:
    found = sweep_due(hours(82), span=span(step("pause", 10)), level=0, percents=LADDER)
    assert found == Sweep((), hours(82), hours(96))


def test_point_that_falls_on_the_start_of_an_open_pause_is_reached() -> None:
    assert moments(step("object", 24)) == [hours(24)]


def test_sweep_leaves_an_open_deferral_alone() -> None:
    found = sweep_due(hours(900), span=span(step("defer", 10)), level=0, percents=LADDER)
    assert found == Sweep((), None, None)


@pytest.mark.parametrize(("hour", "expected"), [(0, 12), (12, 19.2), (30, 36), (37, 38.4)])
def test_next_check_is_the_soonest_of_the_running_clocks(hour: float, expected: float) -> None:
    found = list(records(step("accept", 1)).values())
    assert next_check_at(found, now=hours(hour), percents=LADDER) == hours(expected)


def test_next_check_is_at_once_for_a_pause_past_its_cap() -> None:
    found = [answer(step("pause", 10))]
    assert next_check_at(found, now=hours(90), percents=LADDER) == hours(90)


def test_next_check_of_stopped_clocks_is_none() -> None:
    assert next_check_at([answer(step("answer", 1))], now=START, percents=LADDER) is None
