"""Random walks through the lifecycle of an order, with the clock running beside."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.core.errors import TransitionNotAllowed
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderStep, Party
from cityloop.workorders.rules.clock import ClockEvent, ClockRecord, TimeLimitRule, clock_records
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from cityloop.workorders.rules.pauses import ClockPolicy
from tests.unit.core.calendar_files import plain_calendar

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOCKS = (
    Clock.ACCEPT,
    Clock.CONTACT,
    Clock.ANSWER,
    Clock.REWORK,
    Clock.RULING,
    Clock.FOLLOW_UP,
    Clock.REVIEW,
)
RULES = [TimeLimitRule(clock, 40, "hours") for clock in CLOCKS]
POLICY = ClockPolicy(
    pause_total_cap=timedelta(days=5),
    pause_caps={},
    extension_max_count=1,
    extension_max=None,
    deferral_min_days=1,
)
WALKS = st.lists(st.tuples(st.integers(0, 99), st.integers(1, 40)), max_size=25)


def walk(choices: list[tuple[int, int]]) -> list[tuple[str | None, ClockEvent]]:
    """States with the event that led to each, always choosing a step that the table knows."""
    state = ORDER_LIFECYCLE.target(OrderStep.DISPATCH, None)
    path = [(state, ClockEvent(OrderStep.DISPATCH, START))]
    at = START
    for choice, hours in choices:
        steps = ORDER_LIFECYCLE.steps_from(state)
        if not steps:
            break
        step = steps[choice % len(steps)]
        row = ORDER_LIFECYCLE.row(step, state)
        assert row is not None
        state, at = row.target or state, at + timedelta(hours=hours)
        path.append((state, ClockEvent(step, at, {"reason": "disaster", "amount": 5})))
    return path


def records(choices: list[tuple[int, int]]) -> tuple[ClockRecord, ...]:
    events = [event for _, event in walk(choices)]
    return clock_records(events, rules=RULES, calendar=plain_calendar(), policy=POLICY)


@given(choices=WALKS)
def test_random_walk_never_leaves_the_lifecycle(choices: list[tuple[int, int]]) -> None:
    assert {state for state, _ in walk(choices)} <= set(OrderState)


@given(
    step=st.sampled_from(OrderStep),
    state=st.sampled_from(OrderState),
    party=st.sampled_from(Party),
)
def test_step_is_taken_or_refused_in_words(step: str, state: str, party: str) -> None:
    try:
        after = ORDER_LIFECYCLE.target(
            step, state, facts=OrderFacts(now=START), party=party, reason="because"
        )
    except TransitionNotAllowed as refused:
        after = refused.what
    assert after in set(OrderState) or str(after).endswith(".")


@settings(deadline=None)
@given(choices=WALKS)
def test_one_clock_of_a_name_runs_at_a_time(choices: list[tuple[int, int]]) -> None:
    running = [record.clock for record in records(choices) if record.stopped_at is None]
    assert len(running) == len(set(running))


@settings(deadline=None)
@given(choices=WALKS)
def test_clock_never_ends_before_it_starts(choices: list[tuple[int, int]]) -> None:
    spans = [(each.start_at, each.stopped_at) for each in records(choices) if each.stopped_at]
    assert all(start <= stop for start, stop in spans)


@settings(deadline=None)
@given(choices=WALKS)
def test_order_that_ended_has_no_running_clock(choices: list[tuple[int, int]]) -> None:
    ended = {OrderState.CLOSED, OrderState.REASSIGNED, OrderState.RECALLED, OrderState.ARCHIVED}
    is_ended = walk(choices)[-1][0] in ended
    running = [record for record in records(choices) if record.stopped_at is None]
    assert not (is_ended and running)


@settings(deadline=None)
@given(choices=WALKS)
def test_only_the_answer_clock_is_paused_or_extended(choices: list[tuple[int, int]]) -> None:
    others = [record for record in records(choices) if record.clock != Clock.ANSWER]
    assert all(record.due_at == record.base_due_at for record in others)


@settings(deadline=None)
@given(choices=WALKS)
def test_pauses_stay_inside_their_clock_and_apart(choices: list[tuple[int, int]]) -> None:
    for record in records(choices):
        ends = [record.start_at]
        for pause in record.pauses:
            assert pause.start >= ends[-1]
            ends.append(pause.end or pause.start)
        assert record.stopped_at is None or ends[-1] <= record.stopped_at
