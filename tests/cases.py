"""Requests and orders in any state, without playing the whole story before them."""

from datetime import timedelta
from itertools import count
from typing import Any

from cityloop.agencies.models import Agency
from cityloop.intake.choices import RequestKind, RequestState
from cityloop.intake.models import Identity, Matter, Requester, ServiceRequest
from cityloop.responsibility.choices import Clock, Grade, TimeUnit
from cityloop.responsibility.models import ServiceType
from cityloop.workorders.choices import DispatchBasis, OrderOutcome, OrderState
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent
from tests.town import NOW, Town

DAY = timedelta(days=1)
PHONE = "555-0199"
NAME = "Mei Invented"

_serial = count(1)


def a_request(town: Town, **more: Any) -> ServiceRequest:  # noqa: ANN401 - fields of the model
    """Write a request in triage about a dark street light, with a person behind it."""
    serial = next(_serial)
    requester = Requester.objects.create()
    Identity.objects.create(requester=requester, name=NAME, phone=PHONE)
    fields: dict[str, Any] = {
        "number": f"SR-25-{serial:06d}",
        "kind": RequestKind.COMPLAINT,
        "state": RequestState.TRIAGE,
        "service_type": town.lights,
        "requester": requester,
        "channel": "phone",
        "title": f"Street light {serial} is dark",
        "text": "The lamp at the corner has been dark for a week.",
        "address": "3 Ferry Lane",
        "area": town.street,
        "received_at": NOW - DAY,
    }
    return ServiceRequest.objects.create(**{**fields, **more})


def a_report(town: Town, *, about: Agency | None, **more: Any) -> ServiceRequest:  # noqa: ANN401 - fields
    """Write a shielded report of wrongdoing about an agency."""
    fields = {"kind": RequestKind.IRREGULARITY, "service_type": town.misconduct, "shielded": True}
    words = {"title": "Officer took a present", "text": "The officer asked me for a present."}
    return a_request(town, subject_agency=about, **{**fields, **words, **more})


def an_order(
    town: Town,
    *,
    agency: Agency | None = None,
    request: ServiceRequest | None = None,
    **more: Any,  # noqa: ANN401 - fields of the model
) -> WorkOrder:
    """Write an order to an agency (the lighting agency), a day old, due in six days."""
    asked = request or a_request(town)
    serial = next(_serial)
    asked.matter = asked.matter or _matter(asked, of=asked.service_type or town.lights)
    asked.state = RequestState.DISPATCHED
    asked.save()
    handling = agency or town.lighting
    fields: dict[str, Any] = {
        "number": f"WO-25-{serial:06d}",
        "matter": asked.matter,
        "request": asked,
        "state": OrderState.DISPATCHED,
        "agency": handling,
        "department": handling.department,
        "area": asked.area,
        "service_type": asked.service_type,
        "kind": asked.kind,
        "grade": Grade.ORDINARY,
        "shielded": asked.shielded,
        "basis": DispatchBasis.DUTY,
        "duty": town.duty,
        "basis_text": {"en": "row 214 of list 2026-1", "zh-hans": "2026-1 版职责清单第 214 行"},
        "dispatched_at": NOW - DAY,
        "due_at": NOW + 6 * DAY,
    }
    order = WorkOrder.objects.create(**{**fields, **more})
    _clocks_and_history(order)
    return order


def an_answered_order(town: Town, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields of the model
    """Write an order that its agency has answered."""
    fields = {
        "state": OrderState.FOLLOW_UP,
        "accepted_at": NOW - DAY,
        "contacted_at": NOW - DAY,
        "answered_at": NOW - DAY / 2,
        "outcome": OrderOutcome.RESOLVED,
        "answer": "The lamp was replaced on Sunday evening.",
    }
    return an_order(town, **{**fields, **more})


def _matter(asked: ServiceRequest, *, of: ServiceType) -> Matter:
    return Matter.objects.create(
        number=f"MT-25-{next(_serial):06d}",
        service_type=of,
        area=asked.area,
        opened_at=asked.received_at,
        shielded=asked.shielded,
    )


def _clocks_and_history(order: WorkOrder) -> None:
    if order.due_at:
        ClockRecord.objects.create(
            order=order,
            clock=Clock.ANSWER,
            amount=7,
            unit=TimeUnit.NATURAL_DAYS,
            rule_id="answer-3",
            calendar="china",
            start_at=order.dispatched_at,
            base_due_at=order.due_at,
            due_at=order.due_at,
            stopped_at=order.answered_at,
        )
    WorkOrderEvent.objects.create(
        order=order,
        sequence=1,
        step="dispatch",
        at=order.dispatched_at,
        party="centre",
        to_state=OrderState.DISPATCHED,
        hash="0" * 64,
    )
    order.event_count, order.last_hash = 1, "0" * 64
    order.save()
