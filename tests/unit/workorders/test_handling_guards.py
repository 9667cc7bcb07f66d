"""What the guards of an agency's handling refuse, and the sentence for the person."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cityloop.workorders.choices import OrderState, OrderStep
from cityloop.workorders.rules.facts import (
    AnswerDraft,
    DeferralDraft,
    ExtensionDraft,
    PauseDraft,
)
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE
from tests.unit.workorders.order_steps import NOW, SOON, button, taken

ANSWER = AnswerDraft(outcome="resolved", text="The lamp was replaced.")
PAUSE = PauseDraft(
    reason="waiting_for_requester", evidence="letter", approved=True, requester_told=True
)
EXTENSION = ExtensionDraft(amount=3, requester_told=True)
DEFERRAL = DeferralDraft(
    reason_code="budget",
    plan="in the programme of next year",
    review_at=SOON,
    approver_above_unit=True,
    requester_told=True,
)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"pause_total_cap": timedelta(days=1)}, None),
        (
            {"pause_total_cap": timedelta(days=1), "pause_open": True},
            "The clock is paused already.",
        ),
        (
            {"pause_total_cap": timedelta(days=1), "paused_total": timedelta(days=1)},
            "The pauses of this order have used up all that is allowed.",
        ),
    ],
)
def test_pause_is_refused(facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.PAUSE, OrderState.IN_PROGRESS, **facts) == refusal


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (PAUSE, "in_progress"),
        (None, "Choose one of the reasons that may stop the clock."),
        (replace(PAUSE, reason="holiday"), "Choose one of the reasons that may stop the clock."),
        (replace(PAUSE, reason="objection"), "Choose one of the reasons that may stop the clock."),
        (replace(PAUSE, evidence=" "), "A pause needs evidence."),
        (replace(PAUSE, approved=False), "A pause needs an approver."),
        (replace(PAUSE, requester_told=False), "Tell the requester that the clock stops."),
    ],
)
def test_pause_needs_what_the_law_asks(draft: PauseDraft | None, expected: str) -> None:
    cap = timedelta(days=1)
    state = OrderState.IN_PROGRESS
    assert taken(OrderStep.PAUSE, state, pause=draft, pause_total_cap=cap) == expected


@pytest.mark.parametrize(
    ("is_open", "refusal"), [(True, None), (False, "The clock is not paused.")]
)
def test_only_a_pause_can_be_ended(refusal: str | None, *, is_open: bool) -> None:
    assert button(OrderStep.UNPAUSE, OrderState.IN_PROGRESS, pause_open=is_open) == refusal


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"due_at": SOON}, None),
        ({"due_at": None}, None),
        (
            {"due_at": NOW},
            "The order is due already; an extension must be asked for before.",
        ),
        ({"due_at": SOON, "extensions_granted": 1}, "No further extension: at most 1."),
        (
            {"due_at": SOON, "extension_pending": True},
            "An extension has been asked for already and is not decided yet.",
        ),
    ],
)
def test_extension_is_refused(facts: dict[str, Any], refusal: str | None) -> None:
    state = OrderState.IN_PROGRESS
    assert button(OrderStep.REQUEST_EXTENSION, state, extension_limit=1, **facts) == refusal


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (EXTENSION, "in_progress"),
        (None, "An extension is from 1 to 7."),
        (replace(EXTENSION, amount=0), "An extension is from 1 to 7."),
        (replace(EXTENSION, amount=7), "in_progress"),
        (replace(EXTENSION, amount=8), "An extension is from 1 to 7."),
        (replace(EXTENSION, requester_told=False), "Tell the requester why, and the new date."),
    ],
)
def test_extension_needs_an_amount_and_notice(draft: ExtensionDraft | None, expected: str) -> None:
    facts = {"extension": draft, "extension_limit": 1, "extension_max": 7}
    assert taken(OrderStep.REQUEST_EXTENSION, OrderState.IN_PROGRESS, **facts) == expected


@pytest.mark.parametrize("step", [OrderStep.GRANT_EXTENSION, OrderStep.REFUSE_EXTENSION])
def test_only_an_extension_asked_for_can_be_decided(step: str) -> None:
    assert button(step, OrderState.IN_PROGRESS) == "No extension has been asked for."


def test_granted_extension_keeps_to_the_most_allowed() -> None:
    facts = {"extension_pending": True, "extension_max": 2, "extension": EXTENSION}
    refused = taken(OrderStep.GRANT_EXTENSION, OrderState.IN_PROGRESS, **facts)
    assert refused == "An extension is from 1 to 2."


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (DEFERRAL, "suspended"),
        (None, "Choose the reason of the deferral."),
        (replace(DEFERRAL, reason_code=""), "Choose the reason of the deferral."),
        (
            replace(DEFERRAL, plan=" "),
            "A deferral needs a plan: what will be done, by whom and when.",
        ),
        (replace(DEFERRAL, review_at=NOW), "A deferral needs a review date in the future."),
        (replace(DEFERRAL, review_at=None), "A deferral needs a review date in the future."),
        (
            replace(DEFERRAL, approver_above_unit=False),
            "A deferral is approved above the agency that handles the order.",
        ),
        (
            replace(DEFERRAL, requester_told=False),
            "Tell the requester that it is deferred.",
        ),
    ],
)
def test_deferral_needs_plan_approver_and_notice(
    draft: DeferralDraft | None, expected: str
) -> None:
    assert taken(OrderStep.DEFER, OrderState.IN_PROGRESS, deferral=draft) == expected


def test_deferral_is_not_the_agencys_own_to_grant() -> None:
    refusal = ORDER_LIFECYCLE.why_not(OrderStep.DEFER, OrderState.IN_PROGRESS, party="unit_head")
    assert refusal == "To defer belongs to: centre, coordinator."


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        (
            {"co_orders_open": 2},
            "2 joined orders are not answered yet; wait, or record why you answer now.",
        ),
        ({"co_orders_open": 2, "lead_reason": "made safe already"}, None),
        (
            {"order_type": "copy"},
            "A copy is for urging; the agency that acts gives the answer.",
        ),
    ],
)
def test_answer_waits_for_joined_orders(facts: dict[str, Any], refusal: str | None) -> None:
    assert button(OrderStep.ANSWER, OrderState.IN_PROGRESS, **facts) == refusal


AGAIN = "Give the date on which the matter is taken up again."
AHEAD = "The date on which the matter is taken up again must lie ahead."


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (ANSWER, "answered"),
        (None, "Choose the result."),
        (replace(ANSWER, outcome="great"), "Choose the result."),
        (replace(ANSWER, text=" \n"), "Write the answer to the requester."),
        (replace(ANSWER, outcome="planned"), AGAIN),
        (replace(ANSWER, outcome="impossible_now"), AGAIN),
        (replace(ANSWER, outcome="planned", planned_date=date(2026, 3, 2)), AHEAD),
        (replace(ANSWER, outcome="planned", planned_date=date(2026, 3, 3)), "answered"),
    ],
)
def test_answer_needs_result_text_and_date(draft: AnswerDraft | None, expected: str) -> None:
    assert taken(OrderStep.ANSWER, OrderState.IN_PROGRESS, answer=draft) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "Attach evidence of what was done."), (1, "answered")]
)
def test_answer_needs_evidence_where_it_is_required(count: int, expected: str) -> None:
    draft = replace(ANSWER, evidence_count=count)
    after = taken(OrderStep.ANSWER, OrderState.REWORK, answer=draft, evidence_required=True)
    assert after == expected


@pytest.mark.parametrize(
    ("rounds", "refusal"),
    [(1, None), (2, "It was in rework 2 times already; pass it to the call-back.")],
)
def test_rework_has_a_limit(rounds: int, refusal: str | None) -> None:
    facts = {"rework_rounds": rounds, "rework_limit": 2}
    assert button(OrderStep.FAIL_CHECK, OrderState.ANSWERED, **facts) == refusal
