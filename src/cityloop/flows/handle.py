"""An agency handles an order: accepts, contacts, answers; asks for time; defers."""

from datetime import date, datetime, timedelta

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.core.operations import Notice, enqueue
from cityloop.followups.queries import called_solved
from cityloop.intake import operations as intake
from cityloop.intake.rules.definitions import CitySettings
from cityloop.workorders import operations
from cityloop.workorders.choices import OrderStep, Party
from cityloop.workorders.models import Deferral, Extension, Objection, Pause, WorkOrder
from cityloop.workorders.operations import Taken
from cityloop.workorders.operations.moving import DeferralMade
from cityloop.workorders.queries.field import count_evidence
from cityloop.workorders.queries.order import automatic_reopens
from cityloop.workorders.rules.facts import AnswerDraft, DeferralDraft, ExtensionDraft, PauseDraft


def _tell(order: WorkOrder, topic: str, *, by: User | None, at: datetime) -> None:
    enqueue([Notice(topic, order.number)], by=by, at=at)


@transaction.atomic(durable=True)
def accept(order: WorkOrder, *, by: User | None, at: datetime) -> WorkOrder:
    """Accept an order; whoever accepts it handles it."""
    columns = {"handler": by} if by is not None else {}
    taken = Taken(step=OrderStep.ACCEPT, party=Party.UNIT, columns=columns)
    return operations.take_step(order, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def contact(order: WorkOrder, *, note: str, by: User | None, at: datetime) -> WorkOrder:
    """Log that the requester was reached, and what was said."""
    taken = Taken(step=OrderStep.CONTACT, party=Party.UNIT, reason=note)
    return operations.take_step(order, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def object_to(
    order: WorkOrder,
    *,
    reason: str,
    proposed_agency: Agency | None = None,
    by: User | None,
    at: datetime,
) -> Objection:
    """Object to an order that is not the agency's duty."""
    objection = operations.file_objection(
        order, ground=reason, proposed_agency=proposed_agency, by=by, at=at
    )
    _tell(order, "work_order.objected", by=by, at=at)
    return objection


@transaction.atomic(durable=True)
def pause(
    order: WorkOrder,
    *,
    pause_reason: str,
    evidence: str,
    requester_told: bool,
    by: User | None,
    at: datetime,
) -> Pause:
    """Stop the answer clock for a listed reason; the requester is told."""
    draft = PauseDraft(
        reason=pause_reason, evidence=evidence, approved=True, requester_told=requester_told
    )
    paused = operations.pause_clock(order, draft=draft, by=by, at=at)
    _tell(order, "work_order.paused", by=by, at=at)
    return paused


@transaction.atomic(durable=True)
def unpause(order: WorkOrder, *, by: User | None, at: datetime) -> WorkOrder:
    """Let the clock run on."""
    return operations.run_on(order, by=by, at=at)


@transaction.atomic(durable=True)
def request_extension(
    order: WorkOrder,
    *,
    amount: int,
    reason: str,
    requester_told: bool,
    by: User | None,
    at: datetime,
) -> Extension:
    """Ask for more time, before the order is due."""
    draft = ExtensionDraft(amount=amount, requester_told=requester_told)
    return operations.request_extension(order, draft=draft, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def decide_extension(
    order: WorkOrder, *, granted: bool, reason: str, by: User | None, at: datetime
) -> Extension:
    """Grant or refuse the extension asked for, and tell the requester."""
    decided = operations.decide_extension(order, granted=granted, reason=reason, by=by, at=at)
    _tell(order, "work_order.extended" if granted else "extension.refused", by=by, at=at)
    return decided


@transaction.atomic(durable=True)
def defer(
    order: WorkOrder,
    *,
    reason_code: str,
    evidence: str,
    plan: str,
    requester_told: bool,
    by: User,
    at: datetime,
) -> Deferral:
    """Put what cannot be done yet on the deferral ledger, with its plan and review date."""
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    draft = DeferralDraft(
        reason_code=reason_code,
        plan=plan,
        review_at=at + timedelta(days=settings.deferral.review_days),
        approver_above_unit=by.agency_id != order.agency_id,
        requester_told=requester_told,
    )
    made = DeferralMade(draft=draft, evidence=evidence)
    deferral = operations.defer_order(order, made=made, by=by, at=at)
    _tell(order, "work_order.deferred", by=by, at=at)
    return deferral


@transaction.atomic(durable=True)
def resume(order: WorkOrder, *, by: User | None, at: datetime) -> WorkOrder:
    """Take a deferred order up again with the time that was left."""
    taken = Taken(step=OrderStep.RESUME, party=Party.UNIT)
    return operations.take_step(order, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def answer(  # noqa: PLR0913 - the fields of an answer as its form asks them
    order: WorkOrder,
    *,
    outcome: str,
    text: str,
    evidence: str = "",
    planned_date: date | None = None,
    lead_reason: str = "",
    by: User | None,
    at: datetime,
) -> WorkOrder:
    """Answer the requester and the centre."""
    draft = AnswerDraft(
        outcome=outcome,
        text=text,
        evidence_count=bool(evidence.strip()) + count_evidence(order),
        planned_date=planned_date,
    )
    taken = Taken(
        step=OrderStep.ANSWER,
        party=Party.UNIT,
        reason=lead_reason,
        facts={"answer": draft, "lead_reason": lead_reason},
        data={
            "outcome": str(outcome),
            "planned": None if planned_date is None else planned_date.isoformat(),
            "evidence": evidence,
        },
        columns={"outcome": outcome, "planned_date": planned_date, "answer": text},
    )
    answered = operations.take_step(order, taken=taken, by=by, at=at)
    _tell(order, "work_order.answered", by=by, at=at)
    return answered


@transaction.atomic(durable=True)
def check_answer(
    order: WorkOrder, *, passed: bool, reason: str, by: User | None, at: datetime
) -> WorkOrder:
    """Pass an answer on to the call-back, or send it back for rework."""
    step = OrderStep.PASS_CHECK if passed else OrderStep.FAIL_CHECK
    taken = Taken(step=step, party=Party.CENTRE, reason=reason)
    return operations.take_step(order, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def urge(order: WorkOrder, *, reason: str, by: User | None, at: datetime) -> WorkOrder:
    """Urge the agency."""
    taken = Taken(step=OrderStep.URGE, party=Party.CENTRE, reason=reason)
    urged = operations.take_step(order, taken=taken, by=by, at=at)
    _tell(order, "work_order.urged", by=by, at=at)
    return urged


@transaction.atomic(durable=True)
def add_note(order: WorkOrder, *, text: str, by: User | None, at: datetime) -> WorkOrder:
    """Add a note to the history."""
    taken = Taken(step=OrderStep.NOTE, party=Party.UNIT, reason=text)
    return operations.take_step(order, taken=taken, by=by, at=at)


@transaction.atomic(durable=True)
def reopen(
    order: WorkOrder,
    *,
    reason: str,
    has_new_fact: bool,
    party: str = Party.CENTRE,
    by: User | None,
    at: datetime,
) -> WorkOrder:
    """Open a closed order again: a new round with full clocks.

    Without a new fact it uses up one of the reopenings that the city allows its matter, and the
    requester must not have called it solved; a new fact uses up none (H19-6).
    """
    settings = from_plain(City.objects.get().settings, kind=CitySettings)
    # Two at once would each count the reopenings before the other's. The orders, not the matter:
    # whatever else locks both locks the orders first.
    list(WorkOrder.objects.select_for_update().filter(matter=order.matter_id).order_by("pk"))
    facts = {
        "has_new_fact": has_new_fact,
        # Whoever opens it again by themselves says so with that.
        "unsolved": party == Party.REQUESTER or not called_solved(order),
        "automatic_reopens_used": automatic_reopens(order.matter_id),
        "automatic_reopens_limit": settings.reopen.automatic,
    }
    taken = Taken(
        step=OrderStep.REOPEN,
        party=party,
        reason=reason,
        facts=facts,
        data={"automatic": not has_new_fact},
    )
    opened = operations.take_step(order, taken=taken, by=by, at=at)
    intake.reopen_matter(order.matter, reason=reason, by=by, at=at)
    _tell(order, "work_order.reopened", by=by, at=at)
    return opened
