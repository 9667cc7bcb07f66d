"""Leaving an order out of the scores: asked for once, reviewed by two, the requester told."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.queries import exclusion_rules
from cityloop.evaluation.rules.exclusions import (
    ExclusionFacts,
    Reviewer,
    why_not_approve,
    why_not_request,
    why_not_review,
)
from cityloop.workorders.models import WorkOrder

TOLD = "exclusion.requested"


@transaction.atomic(savepoint=False)
def request_exclusion(
    order: WorkOrder, *, code: str, evidence: str, statement: str, by: AbstractUser, at: datetime
) -> Exclusion:
    """Ask that an order be left out of the scores; the requester is told, the duty to answer stays.

    Raises TransitionNotAllowed for a code that the scheme does not have, without evidence, and for
    an order that was asked about before.
    """
    refusal = why_not_request(code, evidence=evidence, rules=exclusion_rules(at=at))
    if refusal is None and Exclusion.objects.filter(order=order).exists():
        refusal = Sentence("An exclusion was asked for already.")
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
    made = Exclusion.objects.create(
        order=order,
        code=code,
        evidence=evidence,
        requester_statement=statement,
        requested_by_id=by.pk,
        requested_at=at,
    )
    audit(what=TOLD, subject=order.number, reason=evidence, by=by, at=at)
    enqueue([Notice(TOLD, order.number, {"code": code, "to": "requester"})], by=by, at=at)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A reviewer's decision; `panel` names the panel's record where the code needs one."""

    approved: bool
    reason: str
    panel: str = ""


@transaction.atomic(savepoint=False)
def review_exclusion(exclusion: Exclusion, *, review: Review, by: User, at: datetime) -> Exclusion:
    """Review: the first approval waits for a second person; one refusal ends it.

    Raises TransitionNotAllowed with the sentence of the rule: who may review, what needs a panel.
    """
    rows = Exclusion.objects.select_for_update(of=("self",))
    locked = rows.select_related("order__agency", "order__department").get(pk=exclusion.pk)
    locked.panel_record = review.panel or locked.panel_record
    refusal = _why_not(locked, approved=review.approved, by=by, at=at)
    if refusal is not None:
        raise TransitionNotAllowed(refusal)
    if not review.approved:
        locked.state, locked.decided_at = ExclusionState.REFUSED, at
    elif locked.state == ExclusionState.REQUESTED:
        locked.state = ExclusionState.FIRST_REVIEW
        locked.first_reviewer_id, locked.first_reviewed_at = by.pk, at
    else:
        locked.state, locked.decided_at = ExclusionState.APPROVED, at
        locked.second_reviewer_id = by.pk
    locked.decision_reason = review.reason
    locked.save()
    _tell(locked, reason=review.reason, by=by, at=at)
    return locked


def _why_not(exclusion: Exclusion, *, approved: bool, by: User, at: datetime) -> str | None:
    order = exclusion.order
    first = exclusion.first_reviewer_id
    facts = ExclusionFacts(
        code=exclusion.code,
        evidence=exclusion.evidence,
        state=ExclusionState(exclusion.state),
        requested_by=str(exclusion.requested_by_id),
        handling_agencies=frozenset({order.agency.code, order.department.code}),
        first_reviewer=None if first is None else str(first),
        # The request for it and the message to the requester are written together.
        requester_told=True,
        panel_decided=bool(exclusion.panel_record),
    )
    reviewer = Reviewer(person=str(by.pk), agency=by.agency.code if by.agency else "")
    if approved and exclusion.state == ExclusionState.FIRST_REVIEW:
        return why_not_approve(facts, reviewer=reviewer, rules=exclusion_rules(at=at))
    return why_not_review(facts, reviewer=reviewer)


def _tell(exclusion: Exclusion, *, reason: str, by: User, at: datetime) -> None:
    number, what = exclusion.order.number, f"exclusion.{exclusion.state}"
    audit(what=what, subject=number, reason=reason, by=by, at=at)
    if exclusion.decided_at is not None:
        payload = {"code": exclusion.code, "to": "requester"}
        enqueue([Notice(what, number, payload)], by=by, at=at)
