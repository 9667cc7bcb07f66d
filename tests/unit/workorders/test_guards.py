"""What the guards of dispatching and closing refuse, and the sentence for the person."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cityloop.core.rules.worktime import Limit
from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.rules.guards import objection_window_ends_at
from tests.unit.core.calendar_files import plain_calendar
from tests.unit.workorders.order_steps import BEFORE, NOW, SOON, button, taken


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"objection_window_ends_at": NOW}, None),
        (
            {"objection_window_ends_at": BEFORE},
            "The time to object ended at 2026-03-02 07:59 UTC.",
        ),
        ({"grade": 1}, "Grade 1: act first, argue later."),
        (
            {"objection_window_ends_at": SOON, "objections_by_agency": 1},
            "Your agency has objected to this order already; only one is allowed.",
        ),
        (
            {"objection_window_ends_at": SOON, "was_adjudicated": True},
            "This order was settled by a ruling; it cannot be returned.",
        ),
        (
            {"objection_window_ends_at": SOON, "order_type": "whistle"},
            "A call for joint action is answered on site; it cannot be returned.",
        ),
        (
            {"objection_window_ends_at": SOON, "order_type": "copy"},
            "A copy asks nothing of you; there is nothing to object to.",
        ),
    ],
)
def test_objection_is_refused(facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.OBJECT, OrderState.DISPATCHED, **facts) == refusal


def test_objection_window_is_counted_in_its_unit() -> None:
    end = objection_window_ends_at(NOW, window=Limit(4, "working_hours"), calendar=plain_calendar())
    assert end == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_objection_window_of_an_emergency_is_none() -> None:
    assert objection_window_ends_at(NOW, window=None, calendar=plain_calendar()) is None


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"accepted_at": BEFORE}, True),
        ({"accepted_at": BEFORE, "recall_agreed": True}, False),
    ],
)
def test_recall_after_acceptance_needs_consent(facts: dict[str, Any], *, refused: bool) -> None:
    assert bool(button(OrderStep.RECALL, OrderState.ACCEPTED, **facts)) is refused


@pytest.mark.parametrize(
    ("named", "expected"),
    [(True, "reassigned"), (False, "Name the agency that is responsible.")],
)
def test_upheld_objection_names_the_agency(expected: str, *, named: bool) -> None:
    assert taken(OrderStep.UPHOLD, OrderState.OBJECTED, new_agency_named=named) == expected


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"unsolved": True, "automatic_reopens_limit": 1}, None),
        ({"has_new_fact": True}, None),
        (
            {"unsolved": True, "automatic_reopens_limit": 1, "automatic_reopens_used": 1},
            "It has been reopened without a new fact already; now a new fact is needed.",
        ),
        (
            {"automatic_reopens_limit": 1},
            "To reopen needs a new fact, or that the requester says it is not solved.",
        ),
        (
            {"has_new_fact": True, "reopen_until": BEFORE},
            "The time to reopen ended at 2026-03-02 07:59 UTC.",
        ),
        ({"has_new_fact": True, "reopen_until": NOW}, None),
        ({"appeal_upheld": True, "reopen_until": BEFORE}, None),
    ],
)
def test_reopening_is_refused(facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.REOPEN, OrderState.CLOSED, **facts) == refusal


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"appeal_until": NOW}, None),
        ({}, None),
        ({"appeal_until": BEFORE}, "The time to appeal ended at 2026-03-02 07:59 UTC."),
        ({"appeals_used": 2}, "Every level of appeal has been used."),
    ],
)
def test_appeal_is_refused(facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.APPEAL, OrderState.CLOSED, appeal_limit=2, **facts) == refusal


@pytest.mark.parametrize(
    ("state", "facts", "refusal"),
    [
        ("follow_up", {"follow_up_settled": True}, None),
        ("follow_up", {}, "The call-back is not settled yet."),
        ("in_progress", {"withdrawn": True}, None),
        (
            "in_progress",
            {"follow_up_settled": True},
            "It can be closed before the call-back only when the requester withdraws.",
        ),
        ("dispatched", {"order_type": "copy", "lead_closed": True}, None),
        ("answered", {"order_type": "co"}, "It closes with its lead order, which is still open."),
    ],
)
def test_closing_is_refused(state: str, facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.CLOSE, state, **facts) == refusal


@pytest.mark.parametrize(
    ("until", "refusal"),
    [(None, "It must still be kept."), (SOON, "It must still be kept."), (NOW, None)],
)
def test_archiving_waits_for_retention(until: datetime | None, refusal: str | None) -> None:
    assert button(OrderStep.ARCHIVE, OrderState.CLOSED, retain_until=until) == refusal
