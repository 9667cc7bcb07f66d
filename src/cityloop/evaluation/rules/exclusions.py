"""Taking a case out of the scores: two reviewers, and the requester is told."""

from dataclasses import dataclass

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.rules.scheme import ExclusionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionFacts:
    """An exclusion as it stands (domain.md H5). People and agencies are opaque ids.

    handling_agencies: the agency of the order and those above it. requester_told: the person who
    asked for help has been told that the case leaves the scores and why; the duty to reply stays.
    panel_decided: a human panel has decided on it.
    """

    code: str
    evidence: str
    state: ExclusionState
    requested_by: str
    handling_agencies: frozenset[str]
    first_reviewer: str | None = None
    requester_told: bool = False
    panel_decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    person: str
    agency: str


def why_not_request(code: str, *, evidence: str, rules: ExclusionRules) -> str | None:
    """Sentence that says why an exclusion may not be asked for, or None."""
    if code not in rules.codes:
        return Sentence(
            "%(code)s is not a reason for exclusion; use one of: %(codes)s.",
            code=code,
            codes=", ".join(rules.codes),
        )
    if not evidence.strip():
        return Sentence("Say what shows that the reason holds: an exclusion needs evidence.")
    return None


def needs_panel(code: str, *, rules: ExclusionRules) -> bool:
    """Whether a human panel must decide: the code speaks of the requester's conduct."""
    return code in rules.panel_codes


def why_not_review(facts: ExclusionFacts, *, reviewer: Reviewer) -> str | None:
    """Sentence that says why this person may not review now, or None.

    Holds for both reviews: they are made by two people, neither the one who asked for the
    exclusion nor anybody of the handling agency or those above it.
    """
    if facts.state not in {ExclusionState.REQUESTED, ExclusionState.FIRST_REVIEW}:
        return Sentence("The exclusion is already: %(state)s.", state=facts.state.value)
    if reviewer.person == facts.requested_by:
        return Sentence("Whoever asked for the exclusion may not review it.")
    if reviewer.agency in facts.handling_agencies:
        return Sentence("The handling agency and those above it may not review its own exclusion.")
    if facts.state == ExclusionState.FIRST_REVIEW and reviewer.person == facts.first_reviewer:
        return Sentence("The second review must be made by another person than the first.")
    return None


def why_not_approve(
    facts: ExclusionFacts, *, reviewer: Reviewer, rules: ExclusionRules
) -> str | None:
    """Sentence that says why the exclusion may not be approved by this person now, or None.

    Approval is the second review. To refuse needs one review only: see `why_not_review`.
    """
    if facts.state == ExclusionState.REQUESTED:
        return Sentence("The first review is still to be made.")
    refused = why_not_review(facts, reviewer=reviewer)
    if refused:
        return refused
    if needs_panel(facts.code, rules=rules) and not facts.panel_decided:
        return Sentence("%(code)s must be decided by a panel of people first.", code=facts.code)
    if not facts.requester_told:
        return Sentence(
            "The requester must be told first that the case leaves the scores, and why."
        )
    return None
