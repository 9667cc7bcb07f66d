"""Attempts of a call-back."""

from datetime import datetime, timedelta

import pytest

from cityloop.followups.choices import AttemptResult
from cityloop.followups.rules.attempts import (
    Attempt,
    NextMove,
    NextStep,
    day_part,
    next_call_at,
    next_step,
    why_not_call,
    why_not_interview,
    window,
)
from tests.unit.followups.cases import CLOSES, ZONE, call, link, local, plan

THREE_CALLS = [call(10), call(15), call(19)]


def step(*attempts: Attempt, at: datetime) -> NextStep:
    return next_step(attempts, plan=plan(), zone=ZONE, at=at, closes_at=CLOSES)


def refusal(*attempts: Attempt, at: datetime) -> str | None:
    return why_not_call(attempts, plan=plan(), zone=ZONE, at=at, closes_at=CLOSES)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(8.99, None), (9, "morning"), (12, None), (17, "afternoon"), (20.4, "evening"), (20.5, None)],
)
def test_day_part_is_half_open_local_time(hour: float, part: str | None) -> None:
    assert day_part(local(hour), plan=plan(), zone=ZONE) == part


def test_first_call_may_be_made_in_any_day_part() -> None:
    found = step(at=local(10))
    assert (found.move, found.day_parts) == (NextMove.CALL, ("morning", "afternoon", "evening"))


def test_second_call_waits_for_another_day_part() -> None:
    assert step(call(10), at=local(11)).move == NextMove.WAIT


def test_same_day_part_of_the_next_day_does_not_count_as_another() -> None:
    assert step(call(10), at=local(10, day=1)).move == NextMove.WAIT


def test_second_call_is_made_in_another_day_part() -> None:
    assert step(call(10), at=local(15)).move == NextMove.CALL


def test_link_is_sent_after_three_calls_in_vain() -> None:
    assert step(*THREE_CALLS, at=local(20)).move == NextMove.SEND_LINK


def test_link_is_given_its_time() -> None:
    assert step(*THREE_CALLS, link(20), at=local(19, day=2)).move == NextMove.WAIT


def test_requester_is_unreachable_after_calls_and_link() -> None:
    assert step(*THREE_CALLS, link(20), at=local(20, day=2)).move == NextMove.GIVE_UP


def test_answer_ends_the_call_back() -> None:
    answered = call(10, result=AttemptResult.ANSWERED)
    assert step(answered, at=local(15)).move == NextMove.DONE


def test_refusal_ends_the_call_back() -> None:
    refused = call(10, result=AttemptResult.REFUSED)
    assert step(refused, at=local(15)).move == NextMove.OPTED_OUT


def test_wrong_number_is_sent_no_link() -> None:
    wrong = call(19, result=AttemptResult.WRONG_NUMBER)
    assert step(call(10), call(15), wrong, at=local(20)).move == NextMove.GIVE_UP


def test_nobody_is_called_after_the_window() -> None:
    assert step(at=CLOSES).move == NextMove.EXPIRED


def test_call_in_an_open_day_part_is_allowed() -> None:
    assert refusal(call(10), at=local(15)) is None


@pytest.mark.parametrize(
    ("attempts", "hour", "part"),
    [
        ([call(10)], 11, "already made in this part of the day (morning)"),
        ([call(10)], 23, "not made at this hour"),
        (THREE_CALLS, 20, "were in vain"),
        ([call(10, result=AttemptResult.REFUSED)], 15, "does not wish"),
    ],
)
def test_call_that_may_not_be_made_has_its_reason(
    attempts: list[Attempt], hour: float, part: str
) -> None:
    assert part in (refusal(*attempts, at=local(hour)) or "")


DUE = local(0, day=7)
DAYS = timedelta(days=3)


def test_window_opens_with_the_answer() -> None:
    found = window(answered_at=local(9), due_at=DUE, plan=plan())
    assert (found.opens_at, found.first_call_by) == (local(9), local(9) + DAYS)


def test_window_of_an_early_answer_lasts_until_after_due() -> None:
    assert window(answered_at=local(9), due_at=DUE, plan=plan()).closes_at == DUE + DAYS


def test_window_of_an_unanswered_order_opens_when_due() -> None:
    assert window(answered_at=None, due_at=DUE, plan=plan()).opens_at == DUE


@pytest.mark.parametrize(
    ("person", "part"),
    [("handler", "handling agency"), ("dispatcher", "dispatched or ruled")],
)
def test_interviewer_with_a_part_in_the_order_is_refused(person: str, part: str) -> None:
    found = why_not_interview(
        interviewer=person, handlers=frozenset({"handler"}), helpers=frozenset({"dispatcher"})
    )
    assert part in (found or "")


def test_interviewer_without_a_part_may_call() -> None:
    nobody: frozenset[str] = frozenset()
    assert why_not_interview(interviewer="caller", handlers=nobody, helpers=nobody) is None


def next_at(*attempts: Attempt, at: datetime) -> datetime | None:
    return next_call_at(attempts, plan=plan(), zone=ZONE, at=at, closes_at=CLOSES)


def test_call_in_calling_hours_may_be_made_now() -> None:
    assert next_at(at=local(10)) == local(10)


def test_call_before_the_hours_waits_for_the_morning() -> None:
    assert next_at(at=local(7)) == local(9)


def test_call_after_one_in_the_morning_waits_for_the_afternoon() -> None:
    assert next_at(call(10), at=local(11)) == local(14)


def test_call_at_night_waits_for_an_open_part_of_the_next_day() -> None:
    assert next_at(call(10), at=local(22)) == local(14, day=1)


def test_nobody_calls_after_the_window() -> None:
    assert next_at(at=CLOSES) is None


def test_nobody_calls_once_it_is_settled() -> None:
    assert next_at(call(10, result=AttemptResult.REFUSED), at=local(15)) is None
