"""Copies for urging, and whether their district did anything about them (domain.md H4.2)."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from cityloop.workorders.choices import OrderState, OrderType
from cityloop.workorders.models import OPEN_STATES, WorkOrder, WorkOrderEvent


def idle_copies(keys: Collection[int]) -> frozenset[int]:
    """Those of the copies whose lead order is open and whose district has done nothing yet.

    Any step that one of its people takes on the copy or on the lead counts: a note, or to urge.
    One statement.
    """
    here = WorkOrderEvent.objects.filter(order=OuterRef("pk"), by__agency=OuterRef("agency"))
    there = WorkOrderEvent.objects.filter(order=OuterRef("lead"), by__agency=OuterRef("agency"))
    waiting = WorkOrder.objects.filter(
        pk__in=keys,
        order_type=OrderType.COPY,
        state=OrderState.DISPATCHED,
        lead__state__in=OPEN_STATES,
    )
    idle = waiting.exclude(Exists(here)).exclude(Exists(there))
    return frozenset(idle.values_list("pk", flat=True))
