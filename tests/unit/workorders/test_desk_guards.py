"""Assigning within the agency and asking the requester: what is refused, and in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.workorders.choices import OrderState, OrderStep, Party
from cityloop.workorders.rules.desk_guards import (
    assignee_refusal,
    assignment_refusal,
    question_refusal,
    reply_refusal,
    stops_with_question,
)
from cityloop.workorders.rules.facts import AssigneeDraft, OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
COLE = AssigneeDraft(name="Cole", of_agency=True, may_answer=True)


def facts(**more: object) -> OrderFacts:
    return OrderFacts(now=NOW, pause_total_cap=timedelta(days=60), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (None, "Choose who"),
        (AssigneeDraft(name="Rita", of_agency=False, may_answer=True), "does not work for"),
        (AssigneeDraft(name="Wu", of_agency=True, may_answer=False), "may not answer"),
        (AssigneeDraft(name="Hal", of_agency=True, may_answer=True, has_it=True), "already"),
    ],
)
def test_assignee_is_somebody_of_the_agency_who_may(draft: AssigneeDraft, says: str) -> None:
    assert says in str(assignee_refusal(facts(assignee=draft)))


def test_assignee_of_the_agency_is_taken() -> None:
    assert assignee_refusal(facts(assignee=COLE)) is None


@pytest.mark.parametrize("refusal", [assignment_refusal, question_refusal])
def test_copy_is_neither_assigned_nor_asked_about(refusal: object) -> None:
    assert "copy" in str(refusal(facts(order_type="copy")))  # type: ignore[operator]


def test_second_question_waits_for_the_reply() -> None:
    assert "open already" in str(question_refusal(facts(question_open=True)))


def test_reply_needs_a_question() -> None:
    assert (reply_refusal(facts()), reply_refusal(facts(question_open=True))) == (
        "No question is open.",
        None,
    )


@pytest.mark.parametrize(
    ("state", "more", "stops"),
    [
        (OrderState.IN_PROGRESS, {}, True),
        (OrderState.ACCEPTED, {}, False),
        (OrderState.REWORK, {}, False),
        (OrderState.IN_PROGRESS, {"pause_open": True}, False),
        (OrderState.IN_PROGRESS, {"paused_total": timedelta(days=60)}, False),
    ],
)
def test_clock_stops_only_where_the_city_lets_it(
    state: str, more: dict[str, object], *, stops: bool
) -> None:
    assert stops_with_question(state, facts=facts(**more)) is stops


def test_order_not_yet_accepted_is_not_handed_on() -> None:
    assert ORDER_LIFECYCLE.row(OrderStep.ASSIGN, OrderState.DISPATCHED) is None


def test_question_needs_words() -> None:
    refusal = ORDER_LIFECYCLE.why_not(
        OrderStep.ASK, OrderState.CLOSED, facts=facts(), party=Party.UNIT
    )
    assert refusal is not None
