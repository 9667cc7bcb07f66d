"""Many orders with a past, written straight into the tables with histories that hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import yaml

from cityloop.agencies.models import Agency
from cityloop.core.chain import Happening, append
from cityloop.core.models import City, Definition
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.followups.choices import DrawReason, FollowUpState
from cityloop.followups.models import FollowUp
from cityloop.intake.choices import RequestKind, RequestState
from cityloop.intake.models import Matter, Requester, ServiceRequest
from cityloop.responsibility.choices import Clock, Grade, TimeUnit
from cityloop.workorders.choices import (
    DispatchBasis,
    OrderOutcome,
    OrderState,
    OrderStep,
    Party,
)
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from tests.people import Cast
from tests.town import DEMO, LONG_AGO, NOW

# In the middle of February in the town's zone.
DUE = datetime(2026, 2, 10, 16, tzinfo=UTC)
FEBRUARY = "2026-02"
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)

_serial = count(500_000)


@dataclass(frozen=True, kw_only=True)
class Past:
    """What became of an order: each None never happened; `solved` and `satisfied` need a draw."""

    agency: Agency | None = None
    requester: Requester | None = None
    due_at: datetime = DUE
    contacted: timedelta | None = HOUR
    answered: timedelta | None = WEEK / 2
    weight: Decimal | None = None
    solved: str = ""
    satisfied: str = ""
    excluded: str = ""
    kind: str = RequestKind.COMPLAINT


def orders_with(cast: Cast, pasts: Iterable[Past]) -> list[WorkOrder]:
    """Write the orders with their clocks, events, call-backs and approved exclusions."""
    told = list(pasts)
    orders = [_order(cast, past) for past in told]
    WorkOrder.objects.bulk_create(orders)
    lives = list(zip(orders, told, strict=True))
    ClockRecord.objects.bulk_create(clock for life in lives for clock in _clocks(*life))
    WorkOrderEvent.objects.bulk_create(event for life in lives for event in _events(*life))
    WorkOrder.objects.bulk_update(orders, ["state", "event_count", "last_hash"], batch_size=200)
    FollowUp.objects.bulk_create(
        _call_back(order, past) for order, past in lives if past.weight is not None
    )
    Exclusion.objects.bulk_create(
        _exclusion(order, past, cast=cast) for order, past in lives if past.excluded
    )
    return orders


def repeated(number: int, **past: Any) -> list[Past]:  # noqa: ANN401 - fields of Past
    """The same past so many times, each with a requester of its own."""
    return [Past(**past)] * number


def a_scheme(code: str, **changes: Any) -> Definition:  # noqa: ANN401 - fields of the scheme
    """Load a scheme that ships with the project, changed, and make it the city's."""
    path = DEMO.parent / "evaluation" / f"{code}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    scheme = EvaluationScheme.from_mapping({**content, **changes})
    City.objects.update(evaluation_scheme="tested")
    return Definition.objects.create(
        kind="evaluation_scheme",
        code="tested",
        version="1",
        valid_from=LONG_AGO,
        content=scheme.to_mapping(),
        digest="e" * 64,
        loaded_at=NOW,
    )


def _order(cast: Cast, past: Past) -> WorkOrder:
    town, serial = cast.town, next(_serial)
    agency = past.agency or town.lighting
    opened = past.due_at - WEEK
    matter = Matter.objects.create(
        number=f"MA-26-{serial}", service_type=town.lights, area=town.street, opened_at=opened
    )
    asked = ServiceRequest.objects.create(
        number=f"SR-26-{serial}",
        kind=past.kind,
        state=RequestState.DISPATCHED,
        service_type=town.lights,
        matter=matter,
        requester=past.requester or Requester.objects.create(),
        channel="phone",
        title="Street light is dark",
        area=town.street,
        received_at=opened,
    )
    return WorkOrder(
        number=f"WO-26-{serial}",
        matter=matter,
        request=asked,
        agency=agency,
        department=agency.department,
        area=town.street,
        service_type=town.lights,
        kind=past.kind,
        grade=Grade.ORDINARY,
        basis=DispatchBasis.DUTY,
        dispatched_at=opened,
        due_at=past.due_at,
        answered_at=None if past.answered is None else opened + past.answered,
        outcome="" if past.answered is None else OrderOutcome.RESOLVED,
    )


def _clocks(order: WorkOrder, past: Past) -> Iterator[ClockRecord]:
    opened = order.dispatched_at
    for clock, amount, ended in (
        (Clock.CONTACT, 24, past.contacted),
        (Clock.ANSWER, 168, past.answered),
    ):
        due = opened + amount * HOUR
        stopped = None if ended is None else opened + ended
        yield ClockRecord(
            order=order,
            clock=clock,
            amount=amount,
            unit=TimeUnit.HOURS,
            rule_id=f"{clock}-3",
            calendar="china",
            start_at=opened,
            base_due_at=due,
            due_at=due,
            stopped_at=stopped,
            breached=None if stopped is None else stopped > due,
        )


def _events(order: WorkOrder, past: Past) -> Sequence[WorkOrderEvent]:
    steps = [
        (OrderStep.DISPATCH, timedelta(0), Party.CENTRE, OrderState.DISPATCHED),
        (OrderStep.CONTACT, past.contacted, Party.UNIT, OrderState.IN_PROGRESS),
        (OrderStep.ANSWER, past.answered, Party.UNIT, OrderState.ANSWERED),
    ]
    return [
        append(
            order,
            kind=WorkOrderEvent,
            happening=Happening(
                step=step, at=order.dispatched_at + after, party=party, to_state=state
            ),
            foreign_key="order",
        )
        for step, after, party, state in steps
        if after is not None
    ]


def _call_back(order: WorkOrder, past: Past) -> FollowUp:
    reached = bool(past.solved or past.satisfied)
    return FollowUp(
        order=order,
        request_id=order.request_id,
        state=FollowUpState.REACHED if reached else FollowUpState.UNREACHABLE,
        reason=DrawReason.CENSUS,
        stratum="lighting",
        weight=past.weight or Decimal(1),
        drawn_at=past.due_at,
        window_from=past.due_at,
        window_to=past.due_at + timedelta(days=3),
        answered_at=past.due_at + timedelta(days=1) if reached else None,
        solved=past.solved,
        satisfied=past.satisfied,
    )


def _exclusion(order: WorkOrder, past: Past, *, cast: Cast) -> Exclusion:
    return Exclusion(
        order=order,
        code=past.excluded,
        evidence="the record of the hearing",
        state=ExclusionState.APPROVED,
        requested_by=cast.head,
        requested_at=past.due_at,
        first_reviewer=cast.evaluator,
        first_reviewed_at=past.due_at,
        second_reviewer=cast.supervisor,
        decided_at=past.due_at + HOUR,
    )
