"""Who may take a case out of the scores."""

from typing import Any

import pytest

from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.rules.exclusions import (
    ExclusionFacts,
    Reviewer,
    needs_panel,
    why_not_approve,
    why_not_request,
    why_not_review,
)
from tests.unit.evaluation.cases import preset

RULES = preset().exclusions
SECOND = Reviewer(person="second", agency="centre")


def facts(**changes: object) -> ExclusionFacts:
    plain: dict[str, Any] = {
        "code": "EX1",
        "evidence": "The statute names another body.",
        "state": ExclusionState.FIRST_REVIEW,
        "requested_by": "handler",
        "handling_agencies": frozenset({"works", "district"}),
        "first_reviewer": "first",
        "requester_told": True,
    }
    return ExclusionFacts(**{**plain, **changes})


def test_exclusion_with_code_and_evidence_may_be_asked_for() -> None:
    assert why_not_request("EX1", evidence="A court file number.", rules=RULES) is None


@pytest.mark.parametrize(
    ("code", "evidence", "part"),
    [("EX42", "yes", "not a reason"), ("EX1", "  ", "needs evidence")],
)
def test_exclusion_without_code_or_evidence_is_refused(code: str, evidence: str, part: str) -> None:
    assert part in (why_not_request(code, evidence=evidence, rules=RULES) or "")


def test_second_reviewer_may_approve() -> None:
    assert why_not_approve(facts(), reviewer=SECOND, rules=RULES) is None


@pytest.mark.parametrize(
    ("reviewer", "part"),
    [
        (Reviewer(person="first", agency="centre"), "another person"),
        (Reviewer(person="handler", agency="centre"), "asked for the exclusion"),
        (Reviewer(person="clerk", agency="works"), "handling agency"),
        (Reviewer(person="chief", agency="district"), "handling agency"),
    ],
)
def test_reviewer_with_a_part_in_it_is_refused(reviewer: Reviewer, part: str) -> None:
    assert part in (why_not_approve(facts(), reviewer=reviewer, rules=RULES) or "")


def test_first_reviewer_may_make_the_first_review() -> None:
    asked = facts(state=ExclusionState.REQUESTED, first_reviewer=None)
    assert why_not_review(asked, reviewer=Reviewer(person="first", agency="centre")) is None


def test_approval_needs_the_first_review() -> None:
    asked = facts(state=ExclusionState.REQUESTED, first_reviewer=None)
    assert "first review" in (why_not_approve(asked, reviewer=SECOND, rules=RULES) or "")


def test_decided_exclusion_is_not_reviewed_again() -> None:
    decided = facts(state=ExclusionState.APPROVED)
    assert "already: approved" in (why_not_review(decided, reviewer=SECOND) or "")


def test_approval_needs_the_requester_told() -> None:
    untold = facts(requester_told=False)
    assert "must be told" in (why_not_approve(untold, reviewer=SECOND, rules=RULES) or "")


@pytest.mark.parametrize("code", ["EX4", "EX5", "EX6"])
def test_code_about_conduct_needs_a_panel(code: str) -> None:
    assert "panel of people" in (
        why_not_approve(facts(code=code), reviewer=SECOND, rules=RULES) or ""
    )


def test_code_about_conduct_is_approved_after_the_panel() -> None:
    decided = facts(code="EX6", panel_decided=True)
    assert why_not_approve(decided, reviewer=SECOND, rules=RULES) is None


def test_code_about_the_matter_needs_no_panel() -> None:
    assert not needs_panel("EX1", rules=RULES)
