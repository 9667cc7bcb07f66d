"""What waits for a decision of the office, and what is deferred."""

from dataclasses import dataclass
from datetime import datetime

from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.intake.queries import Listing, listing_of
from cityloop.workorders.choices import Decision, OrderState, OrderType
from cityloop.workorders.models import Deferral, Extension, Objection, WorkOrder
from cityloop.workorders.queries.lists import (
    OrderRow,
    on_visible,
    order_listing,
    visible_orders,
)


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection that waits for a ruling."""

    number: str
    title: str
    agency: str
    proposed: str
    ground: str
    filed_at: datetime
    hops: int


def open_objections(actor: Actor, *, number: int = 1) -> Listing[ObjectionRow]:
    """Objections without a ruling, oldest first."""
    rows = Objection.objects.filter(on_visible(actor), ruling="")
    page = rows.select_related("order__request", "order__agency", "proposed_agency").order_by(
        "filed_at"
    )
    return listing_of(page, line=_objection_row, number=number)


def _objection_row(objection: Objection) -> ObjectionRow:
    order = objection.order
    return ObjectionRow(
        number=order.number,
        title=order.request.title,
        agency=order.agency.name,
        proposed=objection.proposed_agency.name if objection.proposed_agency else "",
        ground=objection.ground,
        filed_at=objection.filed_at,
        hops=order.hops,
    )


def get_open_objection(order: WorkOrder) -> Objection:
    """Return the objection to this order that waits for a ruling; raises NotFound."""
    found = (
        Objection.objects.select_related(
            "order__request__subject_agency__department",
            "order__agency",
            "order__department",
            "order__area",
        )
        .filter(order=order, ruling="")
        .first()
    )
    if found is None:
        raise NotFound(
            Sentence("No objection to %(number)s waits for a ruling.", number=order.number)
        )
    return found


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """An extension that waits for a decision."""

    number: str
    title: str
    agency: str
    amount: int
    unit: str
    reason: str
    requested_at: datetime
    due_at: datetime | None


def pending_extensions(actor: Actor, *, number: int = 1) -> Listing[ExtensionRow]:
    """Extensions that are not decided, soonest due first."""
    rows = Extension.objects.filter(on_visible(actor), decision=Decision.PENDING)
    page = rows.select_related("order__request", "order__agency").order_by("order__due_at")
    return listing_of(page, line=_extension_row, number=number)


def _extension_row(extension: Extension) -> ExtensionRow:
    order = extension.order
    return ExtensionRow(
        number=order.number,
        title=order.request.title,
        agency=order.agency.name,
        amount=extension.amount,
        unit=str(extension.get_unit_display()),
        reason=extension.reason,
        requested_at=extension.requested_at,
        due_at=order.due_at,
    )


def get_pending_extension(order: WorkOrder) -> Extension:
    """Return the extension of this order that waits for a decision; raises NotFound."""
    found = (
        Extension.objects.select_related(
            "order__request__subject_agency__department",
            "order__agency",
            "order__department",
            "order__area",
        )
        .filter(order=order, decision=Decision.PENDING)
        .first()
    )
    if found is None:
        raise NotFound(
            Sentence("No extension of %(number)s waits for a decision.", number=order.number)
        )
    return found


@dataclass(frozen=True, slots=True)
class DeferralRow:
    """A line of the ledger of what cannot be done yet."""

    number: str
    title: str
    agency: str
    reason_code: str
    plan: str
    started_at: datetime
    review_at: datetime


def deferral_ledger(actor: Actor, *, number: int = 1) -> Listing[DeferralRow]:
    """Deferrals that still run, soonest review first."""
    rows = Deferral.objects.filter(on_visible(actor), ended_at__isnull=True)
    page = rows.select_related("order__request", "order__agency").order_by("review_at")
    return listing_of(page, line=_deferral_row, number=number)


def _deferral_row(deferral: Deferral) -> DeferralRow:
    return DeferralRow(
        number=deferral.order.number,
        title=deferral.order.request.title,
        agency=deferral.order.agency.name,
        reason_code=deferral.reason_code,
        plan=deferral.plan,
        started_at=deferral.started_at,
        review_at=deferral.review_at,
    )


def answers_to_check(actor: Actor, *, number: int = 1) -> Listing[OrderRow]:
    """Answered orders that nobody has checked yet; the caller looks at what a whistle brought."""
    answered = visible_orders(actor).filter(state=OrderState.ANSWERED)
    return order_listing(answered.exclude(order_type=OrderType.WHISTLE), number=number)
