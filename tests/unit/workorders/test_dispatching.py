"""What may be dispatched where, whistles, and the check of an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cityloop.workorders.rules.answer_check import AnswerWords, answer_defects
from cityloop.workorders.rules.dispatching import (
    DispatchFacts,
    dispatch_refusal,
    overlap_lead,
    ruling_needed,
    whistle_answer_missing,
    whistle_warning,
)
from cityloop.workorders.rules.facts import AnswerDraft

FACTS = DispatchFacts(order_type="main", agency_kind="department", basis="duty")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORDS = AnswerWords(
    promise=("we will", "将尽快"), not_done=("not possible", "无法"), done=("was", "已"), shortest=8
)
ANSWER = AnswerDraft(outcome="resolved", text="The lamp was replaced.")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"due_set": False}, "No time limit applies; a due time must be set."),
        (
            {"agency_kind": "township", "duty_state": "taken_back"},
            "This duty was taken back by superiors; it may not go to a local office.",
        ),
        ({"duty_state": "taken_back"}, None),
        (
            {"agency_kind": "committee"},
            "A residents' committee can be asked for assistance only.",
        ),
        (
            {"agency_kind": "committee", "order_type": "assist"},
            "This matter is not on the list of what residents' committees assist in.",
        ),
        ({"agency_kind": "committee", "order_type": "assist", "on_agency_list": True}, None),
        (
            {"duty_state": "prohibited"},
            "The responsibility list prohibits to pass this duty on.",
        ),
        (
            {"basis": "consultation"},
            "Only an agency that owns knowledge on the matter can be consulted.",
        ),
        ({"basis": "consultation", "owns_knowledge": True}, None),
        (
            {"redispatches": 3, "redispatch_limit": 2},
            "Sent on 3 times already; where it goes next must be settled by a ruling.",
        ),
        ({"redispatches": 3, "redispatch_limit": 2, "order_type": "co"}, None),
    ],
)
def test_dispatch_is_refused(changes: dict[str, Any], refusal: str | None) -> None:
    assert dispatch_refusal(replace(FACTS, **changes)) == refusal


@pytest.mark.parametrize(
    ("count", "limit", "needed"), [(1, 2, False), (2, 2, True), (3, 2, True), (0, 0, False)]
)
def test_ruling_is_needed_at_the_limit(count: int, limit: int, *, needed: bool) -> None:
    assert ruling_needed(count, limit=limit) is needed


@pytest.mark.parametrize(
    ("kinds", "leads", "expected"),
    [
        (("district", "department"), True, "b"),
        (("district", "department"), False, None),
        (("department", "department"), True, None),
        (("district", "utility"), True, None),
    ],
)
def test_department_leads_an_overlap(
    kinds: tuple[str, str], expected: str | None, *, leads: bool
) -> None:
    owners = list(zip("ab", kinds, strict=True))
    assert overlap_lead(owners, department_leads=leads) == expected


@pytest.mark.parametrize(
    ("accepted", "now", "missing"), [(None, 0, False), (None, 1, True), (0, 9, False), (1, 9, True)]
)
def test_whistle_unanswered_in_time_is_reported(
    accepted: int | None, now: int, *, missing: bool
) -> None:
    accepted_at = None if accepted is None else NOW + timedelta(hours=accepted)
    found = whistle_answer_missing(
        accept_by=NOW, accepted_at=accepted_at, now=NOW + timedelta(hours=now)
    )
    assert found is missing


@pytest.mark.parametrize(
    ("calls", "warning"),
    [(30, None), (31, "31 calls this month, more than 30: look at the causes first.")],
)
def test_whistle_overload_is_warned_of(calls: int, warning: str | None) -> None:
    assert whistle_warning(calls, warn_above=30) == warning


EMPTY = "The answer says next to nothing."
CONTRADICTION = "The result says done, the text says it is not."
PROMISE = "The answer only promises: say what was done, or choose the result planned."


@pytest.mark.parametrize(
    ("text", "outcome", "defects"),
    [
        ("The lamp was replaced.", "resolved", ()),
        ("Done it.", "resolved", (EMPTY,)),
        ("It is NOT possible to mend the lamp.", "resolved", (CONTRADICTION,)),
        ("It is not possible to mend the lamp.", "impossible_now", ()),
        ("We will mend the lamp soon.", "partly", (PROMISE,)),
        ("The lamp was mended; we will paint it.", "resolved", ()),
        ("We will mend the lamp soon.", "planned", ()),
        ("我们将尽快更换路灯。", "resolved", (PROMISE,)),
        ("路灯已更换，现场照片附后。", "resolved", ()),
    ],
)
def test_answer_defects_are_named(text: str, outcome: str, defects: tuple[str, ...]) -> None:
    draft = AnswerDraft(outcome=outcome, text=text)
    assert answer_defects(draft, words=WORDS) == defects


def test_resolved_with_a_later_date_contradicts_itself() -> None:
    draft = replace(ANSWER, planned_date=date(2026, 4, 1))
    assert answer_defects(draft, words=WORDS) == (
        "The result says resolved, yet a later date is given.",
    )
