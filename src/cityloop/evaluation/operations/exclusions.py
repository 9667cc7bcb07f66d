"""Leaving an order out of the scores: asked for once, reviewed by two."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.workorders.models import WorkOrder


@transaction.atomic
def request_exclusion(
    order: WorkOrder, *, code: str, evidence: str, statement: str, by: AbstractUser, at: datetime
) -> Exclusion:
    """Ask that an order be left out of the scores; the duty to answer remains."""
    if not evidence.strip():
        raise TransitionNotAllowed(Sentence("An exclusion needs evidence."))
    if Exclusion.objects.filter(order=order).exists():
        raise TransitionNotAllowed(Sentence("An exclusion was asked for already."))
    return Exclusion.objects.create(
        order=order,
        code=code,
        evidence=evidence,
        requester_statement=statement,
        requested_by_id=by.pk,
        requested_at=at,
    )


@transaction.atomic
def review_exclusion(
    exclusion: Exclusion, *, approved: bool, reason: str, by: AbstractUser, at: datetime
) -> Exclusion:
    """Review: the first approval waits for a second person; one refusal ends it.

    Reviewers differ from each other, from whoever asked, and from whoever handled the order.
    """
    locked = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    _require_other(locked, by=by)
    if not approved:
        locked.state, locked.decided_at = ExclusionState.REFUSED, at
    elif locked.first_reviewer_id is None:
        locked.state = ExclusionState.FIRST_REVIEW
        locked.first_reviewer_id, locked.first_reviewed_at = by.pk, at
    else:
        locked.state, locked.decided_at = ExclusionState.APPROVED, at
        locked.second_reviewer_id = by.pk
    locked.decision_reason = reason
    locked.save()
    return locked


def _require_other(exclusion: Exclusion, *, by: AbstractUser) -> None:
    if exclusion.state in {ExclusionState.APPROVED, ExclusionState.REFUSED}:
        raise TransitionNotAllowed(Sentence("The exclusion is decided already."))
    people = {
        exclusion.requested_by_id,
        exclusion.first_reviewer_id,
        exclusion.order.handler_id,
    }
    if by.pk in people:
        raise TransitionNotAllowed(
            Sentence("Two other people review: not who asked, handled or reviewed before.")
        )
