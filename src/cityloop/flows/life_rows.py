"""Rows of a past life: unsaved, with their chains of hashes and their clocks from our engine."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cityloop.agencies.models import Agency
from cityloop.flows.history_rows import EventRow, chained
from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastLife, PastOrder
from cityloop.flows.life_target import LifeTarget
from cityloop.intake.choices import RequestKind, RequestStep
from cityloop.intake.models import ServiceRequest
from cityloop.places.rules.geometry import hexagon
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderStep, OrderType, Party
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.clocks import clock_columns, computed, standing
from cityloop.workorders.rules.clock import ClockRecord
from cityloop.workorders.rules.escalation import escalation_points, span_of

TITLE, ADDRESS = 200, 300
MOMENTS: Mapping[str, str] = {
    OrderStep.ACCEPT: "accepted_at",
    OrderStep.CONTACT: "contacted_at",
    OrderStep.ANSWER: "answered_at",
    OrderStep.CLOSE: "closed_at",
}
ESCALATE, CONTACTED = OrderStep.ESCALATE, "contacted_at"
EXTENDING = frozenset({OrderStep.REQUEST_EXTENSION, OrderStep.GRANT_EXTENSION})
ASKING = EXTENDING | {OrderStep.REFUSE_EXTENSION}
LEFT = frozenset({OrderState.REASSIGNED, OrderState.RECALLED})


@dataclass(slots=True)
class OrderRows:
    """An order with its events and clocks; keys to each other are set when it has been written."""

    past: PastOrder
    order: WorkOrder
    events: list[EventRow]
    clocks: list[EventRow]


@dataclass(slots=True)
class LifeRows:
    """The rows of one life."""

    past: PastLife
    request: ServiceRequest
    events: list[EventRow]
    orders: list[OrderRows]


def life_rows(past: PastLife, *, target: LifeTarget, numbers: Iterator[str]) -> LifeRows:
    """Return the rows of a life; `numbers` gives its request's number, then one for each order.

    Raises KeyError for a code that the city has not, CalendarYearMissing for a due moment beyond
    the calendars.
    """
    request = _request(past, target=target, number=next(numbers))
    life = LifeRows(
        past=past, request=request, events=chained(past.steps, owner=request), orders=[]
    )
    life.orders += [
        _order_rows(one, life=life, target=target, number=next(numbers)) for one in past.orders
    ]
    return life


def _request(past: PastLife, *, target: LifeTarget, number: str) -> ServiceRequest:
    kind_of = target.types[past.service_type]
    cell = ""
    if past.longitude is not None and past.latitude is not None:
        resolution = target.settings.duplicates.hexagon_resolution
        cell = hexagon(past.longitude, past.latitude, resolution=resolution) or ""
    subject = target.agencies[past.subject_agency].pk if past.subject_agency else None
    return ServiceRequest(
        number=number,
        kind=past.kind,
        service_type_id=kind_of.pk,
        grade=past.grade,
        channel=past.channel,
        language=past.speaker.language,
        title=past.title[:TITLE],
        text=past.text,
        address=past.address[:ADDRESS],
        latitude=past.latitude,
        longitude=past.longitude,
        cell=cell,
        area_id=target.areas[past.area] if past.area else None,
        subject_agency_id=subject,
        shielded=past.kind == RequestKind.IRREGULARITY or kind_of.shielded,
        confidential=past.confidential,
        staff_made=past.staff_made,
        received_at=past.received_at,
        closed_at=past.closed_at,
        treatment=past.treatment,
        knowledge_item_id=target.items[past.item] if past.item else None,
        source=target.source,
        source_id=past.source_id,
    )


def _with_codes(past: PastLife, *, request: ServiceRequest) -> list[PastStep]:
    """The steps of the request with what their events tell, as the operations write it."""
    told: Mapping[str, Mapping[str, Any]] = {
        RequestStep.RECEIVE: {"channel": past.channel},
        RequestStep.CLASSIFY: {
            "kind": past.kind,
            "service_type": request.service_type_id,
            "grade": past.grade,
            "area": request.area_id,
        },
        RequestStep.DISPATCH: {"agency": past.orders[0].agency if past.orders else ""},
        RequestStep.LINK: {"joins": past.joins},
        RequestStep.ANSWER: {"item": past.item},
    }
    return [
        replace(step, data=told[step.step]) if step.step in told else step for step in past.steps
    ]


def _order_rows(past: PastOrder, *, life: LifeRows, target: LifeTarget, number: str) -> OrderRows:
    request, agency = life.request, target.agencies[past.agency]
    sent_at = past.steps[0].at
    limits: list[dict[str, Any]] = []
    if past.order_type != OrderType.COPY:
        limits = target.limits(
            target.types[life.past.service_type],
            kind=request.kind,
            grade=request.grade,
            agency=agency,
            at=sent_at,
        )
    steps = _with_limits(past.steps, limits=limits)
    records = _records(steps, target=target)
    if past.extension is not None and past.extension.asked_at >= _base_due(records):
        # The simulated office asked by its own, rougher clock; ours refuses who asks too late.
        past = replace(past, extension=None)
        steps = [step for step in steps if step.step not in ASKING]
        records = _records(steps, target=target)
    steps = with_escalations(steps, records=records, target=target)
    order = _order(past, request=request, agency=agency, number=number)
    events = chained(steps, owner=order)
    order.level = max((step.data["percent"] for step in steps if step.step == ESCALATE), default=0)
    _set_moments(order, steps=steps)
    stands = standing(order, records=records, settings=target.settings, at=target.until)
    order.due_at = stands.due_at
    order.next_check_at = None if order.state in LEFT else stands.next_check_at
    return OrderRows(past, order, events, [clock_columns(one) for one in records])


def _with_limits(
    steps: Sequence[PastStep], *, limits: Sequence[Mapping[str, Any]]
) -> list[PastStep]:
    """The steps with the limits that the first event keeps; more time is as long as the limit."""
    amount = next((one["amount"] for one in limits if one["clock"] == Clock.ANSWER), 0)
    first = replace(steps[0], data={**steps[0].data, "limits": limits})
    rest = [
        replace(step, data={"amount": amount}) if step.step in EXTENDING else step
        for step in steps[1:]
    ]
    return [first, *rest]


def _base_due(records: Sequence[ClockRecord]) -> datetime:
    """When the answer was due at first; far ahead where no such clock runs."""
    bases = (one.base_due_at for one in records if one.clock == Clock.ANSWER)
    return next(bases, datetime.max.replace(tzinfo=UTC))


def _records(steps: Sequence[PastStep], *, target: LifeTarget) -> tuple[ClockRecord, ...]:
    """The clocks as our engine counts them, by the calendars of the day of dispatch."""
    in_force = target.in_force(steps[0].at)
    return computed(steps, settings=target.settings, at=target.until, calendar_of=in_force.calendar)


def with_escalations(
    steps: Sequence[PastStep], *, records: Sequence[ClockRecord], target: LifeTarget
) -> list[PastStep]:
    """The steps with those of the sweep between them, at the moments when it would have looked."""
    roles = {row.percent: row.role.value for row in target.settings.escalation}
    raised = []
    for record in records:
        if record.clock == Clock.ANSWER:
            ends = min(record.stopped_at or target.until, target.until)
            points = escalation_points(span_of(record), percents=tuple(roles))
            raised += [(percent, moment) for percent, moment in points if moment < ends]
    found = list(steps)
    for percent, moment in raised:
        place = bisect_right(found, moment, key=lambda step: step.at)
        data = {"percent": percent, "role": roles[percent]}
        found.insert(place, PastStep(ESCALATE, moment, Party.SYSTEM, "", data=data))
    return found


def _order(past: PastOrder, *, request: ServiceRequest, agency: Agency, number: str) -> WorkOrder:
    return WorkOrder(
        number=number,
        order_type=past.order_type,
        state="",
        agency=agency,
        department_id=agency.department_id or agency.pk,
        area_id=request.area_id,
        service_type_id=request.service_type_id or 0,
        kind=request.kind,
        grade=request.grade,
        shielded=request.shielded,
        basis=past.basis,
        basis_text=dict(past.reasons),
        dispatched_at=past.steps[0].at,
        outcome=past.outcome,
        planned_date=past.planned_date,
        answer=past.answer,
    )


def _set_moments(order: WorkOrder, *, steps: Sequence[PastStep]) -> None:
    """Set the columns of the last round's moments; the first contact of a round counts."""
    for step in steps:
        if step.step == OrderStep.REOPEN:
            order.round += 1
            order.accepted_at = order.contacted_at = order.answered_at = order.closed_at = None
        column = MOMENTS.get(step.step)
        if column is not None and not (column == CONTACTED and order.contacted_at is not None):
            setattr(order, column, step.at)
