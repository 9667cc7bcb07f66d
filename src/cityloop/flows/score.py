"""How well and how fairly it was done: a period is run, shown and published."""

from datetime import datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.operations import Notice, audit, enqueue
from cityloop.evaluation import operations
from cityloop.evaluation.models import EvaluationPeriod, Exclusion
from cityloop.evaluation.operations import Review
from cityloop.workorders.models import WorkOrder


@transaction.atomic(durable=True)
def run_period(
    *, code: str, scheme_code: str = "", by: User | None, at: datetime
) -> EvaluationPeriod:
    """Score a month, quarter or year as a draft."""
    period = operations.run_period(code, scheme_code=scheme_code, by=by, at=at)
    audit(what="period.run", subject=code, reason=period.scores_digest, by=by, at=at)
    return period


@transaction.atomic(durable=True)
def show_period(period: EvaluationPeriod, *, by: User | None, at: datetime) -> EvaluationPeriod:
    """Show a draft to the units."""
    shown = operations.show_period(period, by=by, at=at)
    audit(what="period.shown", subject=period.code, by=by, at=at)
    enqueue([Notice("period.shown", period.code)], by=by, at=at)
    return shown


@transaction.atomic(durable=True)
def publish_period(period: EvaluationPeriod, *, by: User | None, at: datetime) -> EvaluationPeriod:
    """Freeze and publish a period that somebody else has run and the units have seen."""
    published = operations.publish_period(period, by=by, at=at)
    audit(
        what="period.published",
        subject=period.code,
        reason=published.scores_digest,
        by=by,
        at=at,
    )
    enqueue([Notice("period.published", period.code)], by=by, at=at)
    return published


@transaction.atomic(durable=True)
def request_exclusion(
    order: WorkOrder,
    *,
    code: str,
    evidence: str,
    requester_statement: str = "",
    by: User,
    at: datetime,
) -> Exclusion:
    """Ask that an order be left out of the scores, and tell the requester."""
    return operations.request_exclusion(
        order, code=code, evidence=evidence, statement=requester_statement, by=by, at=at
    )


@transaction.atomic(durable=True)
def review_exclusion(
    exclusion: Exclusion, *, approved: bool, reason: str, panel: str = "", by: User, at: datetime
) -> Exclusion:
    """Review an exclusion; two people approve, and a panel where the code speaks of conduct."""
    review = Review(approved=approved, reason=reason, panel=panel)
    return operations.review_exclusion(exclusion, review=review, by=by, at=at)
