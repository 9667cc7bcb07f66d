"""What moves a clock or an order: pauses, extensions, deferrals, objections and rulings."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.agencies.models import Agency
from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.rules.hashchain import utc_text
from cityloop.core.sentences import Sentence
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import Decision, OrderStep, Party, Ruling
from cityloop.workorders.models import Deferral, Extension, Objection, Pause, WorkOrder
from cityloop.workorders.operations.steps import Taken, take_step
from cityloop.workorders.rules.facts import DeferralDraft, ExtensionDraft, PauseDraft


def _key(by: AbstractUser | None) -> int | None:
    return None if by is None else by.pk


@transaction.atomic(savepoint=False)
def file_objection(
    order: WorkOrder,
    *,
    ground: str,
    proposed_agency: Agency | None,
    by: AbstractUser | None,
    at: datetime,
) -> Objection:
    """File the one objection that an agency may raise to an order."""
    data = {"proposed": None if proposed_agency is None else proposed_agency.code}
    taken = Taken(step=OrderStep.OBJECT, party=Party.UNIT, reason=ground, data=data)
    moved = take_step(order, taken=taken, by=by, at=at)
    return Objection.objects.create(
        order=moved,
        ground=ground,
        proposed_agency=proposed_agency,
        filed_by_id=_key(by),
        filed_at=at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingMade:
    """A ruling with its reason; upheld, it names the agency that is responsible."""

    ruling: str
    reason: str
    agency: Agency | None = None


@transaction.atomic(savepoint=False)
def rule_on_objection(
    objection: Objection, *, made: RulingMade, by: AbstractUser | None, at: datetime
) -> WorkOrder:
    """Uphold or overrule; returns the order objected to. Whoever filed it does not rule on it."""
    if by is not None and objection.filed_by_id == by.pk:
        raise TransitionNotAllowed(Sentence("Whoever filed the objection does not rule on it."))
    upheld = made.ruling == Ruling.UPHOLD
    agency = made.agency if upheld else None
    step = OrderStep.UPHOLD if upheld else OrderStep.OVERRULE
    taken = Taken(
        step=step,
        party=Party.ADJUDICATOR,
        reason=made.reason,
        facts={"new_agency_named": agency is not None},
        data={"agency": None if agency is None else agency.code},
    )
    moved = take_step(objection.order, taken=taken, by=by, at=at)
    objection.ruling, objection.ruling_reason = made.ruling, made.reason
    objection.ruled_by_id, objection.ruled_at = _key(by), at
    objection.new_agency = agency
    objection.save()
    return moved


@transaction.atomic(savepoint=False)
def pause_clock(
    order: WorkOrder, *, draft: PauseDraft, by: AbstractUser | None, at: datetime
) -> Pause:
    """Stop the answer clock for one of the reasons that the city lists."""
    taken = Taken(
        step=OrderStep.PAUSE,
        party=Party.UNIT,
        reason=draft.evidence,
        facts={"pause": draft},
        data={"reason": draft.reason},
    )
    moved = take_step(order, taken=taken, by=by, at=at)
    return Pause.objects.create(
        order=moved,
        reason=draft.reason,
        evidence=draft.evidence,
        approved_by_id=_key(by),
        started_at=at,
    )


@transaction.atomic(savepoint=False)
def run_on(order: WorkOrder, *, by: AbstractUser | None, at: datetime) -> WorkOrder:
    """End the open pause, by a person or at its cap."""
    party = Party.SYSTEM if by is None else Party.UNIT
    return take_step(order, taken=Taken(step=OrderStep.UNPAUSE, party=party), by=by, at=at)


@transaction.atomic(savepoint=False)
def request_extension(
    order: WorkOrder,
    *,
    draft: ExtensionDraft,
    reason: str,
    by: AbstractUser | None,
    at: datetime,
) -> Extension:
    """Ask for more time, before due; the amount is in the unit of the answer clock."""
    taken = Taken(
        step=OrderStep.REQUEST_EXTENSION,
        party=Party.UNIT,
        reason=reason,
        facts={"extension": draft},
        data={"amount": draft.amount},
    )
    moved = take_step(order, taken=taken, by=by, at=at)
    clock = moved.clocks.filter(clock=Clock.ANSWER).order_by("-round").first()
    return Extension.objects.create(
        order=moved,
        round=moved.round,
        amount=draft.amount,
        unit=clock.unit if clock else "natural_days",
        reason=reason,
        requested_by_id=_key(by),
        requested_at=at,
    )


@transaction.atomic(savepoint=False)
def decide_extension(
    order: WorkOrder, *, granted: bool, reason: str, by: AbstractUser | None, at: datetime
) -> Extension:
    """Grant or refuse the extension asked for; whoever asked does not decide."""
    asked = Extension.objects.filter(order=order, decision=Decision.PENDING).first()
    if asked is None:
        raise NotFound(Sentence("No extension has been asked for."))
    if by is not None and asked.requested_by_id == by.pk:
        raise TransitionNotAllowed(Sentence("Whoever asked for the extension does not decide it."))
    step = OrderStep.GRANT_EXTENSION if granted else OrderStep.REFUSE_EXTENSION
    draft = ExtensionDraft(amount=asked.amount, requester_told=True)
    taken = Taken(
        step=step,
        party=Party.COORDINATOR,
        reason=reason,
        facts={"extension": draft},
        data={"amount": asked.amount},
    )
    moved = take_step(order, taken=taken, by=by, at=at)
    asked.decision = Decision.GRANTED if granted else Decision.REFUSED
    asked.decided_by_id, asked.decided_at = _key(by), at
    asked.new_due_at = moved.due_at if granted else None
    asked.save()
    return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralMade:
    """A line for the deferral ledger."""

    draft: DeferralDraft
    evidence: str


@transaction.atomic(savepoint=False)
def defer_order(
    order: WorkOrder, *, made: DeferralMade, by: AbstractUser, at: datetime
) -> Deferral:
    """Defer what cannot be done yet, with a plan and a review date; approved above the agency."""
    draft = made.draft
    taken = Taken(
        step=OrderStep.DEFER,
        party=Party.COORDINATOR,
        reason=draft.plan,
        facts={"deferral": draft},
        data={
            "reason": draft.reason_code,
            "review_at": None if draft.review_at is None else utc_text(draft.review_at),
        },
    )
    moved = take_step(order, taken=taken, by=by, at=at)
    return Deferral.objects.create(
        order=moved,
        reason_code=draft.reason_code,
        evidence=made.evidence,
        plan=draft.plan,
        approved_by_id=by.pk,
        started_at=at,
        review_at=draft.review_at or at,
        notified_at=at,
    )
