"""What others do in a matter ends with the order that leads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.workorders.choices import OrderState, OrderStep, Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.operations.steps import Taken, take_step

ENDED = (
    OrderState.CLOSED,
    OrderState.APPEALED,
    OrderState.REASSIGNED,
    OrderState.RECALLED,
    OrderState.ARCHIVED,
)


@transaction.atomic(savepoint=False)
def close_joined(
    lead: WorkOrder,
    *,
    reason: str,
    columns: Mapping[str, Any],
    by: AbstractUser | None,
    at: datetime,
) -> list[WorkOrder]:
    """Close what others do in the matter, also for an agency from which it was taken away.

    `columns` are set where the order has no outcome of its own. Returns what was closed.
    """
    joined = WorkOrder.objects.filter(matter=lead.matter_id, lead__isnull=False)
    closed = []
    for order in joined.exclude(state__in=ENDED).order_by("pk"):
        taken = Taken(
            step=OrderStep.CLOSE,
            party=Party.SYSTEM,
            reason=reason,
            facts={"lead_closed": True, "follow_up_settled": True},
            columns={} if order.outcome else columns,
        )
        closed.append(take_step(order, taken=taken, by=by, at=at))
    return closed
