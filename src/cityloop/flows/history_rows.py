"""Rows of a past request: unsaved, with their chains of hashes, ready to be written in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cityloop.core.rules.hashchain import GENESIS, event_hash
from cityloop.flows.history_clocks import answer_clock, first_check_at
from cityloop.flows.history_steps import (
    PastRequest,
    PastStep,
    order_steps,
    past_outcome,
    request_steps,
)
from cityloop.flows.history_target import AgencyRow, HistoryTarget
from cityloop.intake.choices import RequesterKind, RequestKind
from cityloop.intake.models import Matter, Requester, ServiceRequest
from cityloop.places.rules.geometry import hexagon
from cityloop.workorders.choices import DispatchBasis
from cityloop.workorders.models import WorkOrder

TITLE, ADDRESS = 200, 300
EventRow: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class PastRows:
    """The rows of one past request; keys to each other are set when they have been written."""

    past: PastRequest
    requester: Requester
    matter: Matter
    request: ServiceRequest
    request_events: list[EventRow]
    order: WorkOrder
    order_events: list[EventRow]
    clock: EventRow | None


@dataclass(frozen=True, slots=True)
class PastNumbers:
    """The numbers given to one past request."""

    request: str
    matter: str
    order: str


def past_rows(
    past: PastRequest, *, target: HistoryTarget, agency: AgencyRow, numbers: PastNumbers
) -> PastRows:
    """Return the rows of a past request, nothing written yet."""
    record = past.record
    cell = _cell(past, resolution=target.resolution)
    outcome = "" if record.closed_at is None else past_outcome(record, default=target.outcome)
    request = _request(past, target=target, number=numbers.request, cell=cell)
    order = _order(past, target=target, agency=agency, number=numbers.order)
    order.outcome = outcome
    return PastRows(
        past=past,
        requester=Requester(
            kind=RequesterKind.STAFF if record.staff_made else RequesterKind.UNKNOWN,
            language=target.language,
        ),
        matter=_matter(past, target=target, number=numbers.matter, cell=cell),
        request=request,
        request_events=chained(
            request_steps(past, agency=agency.code, classified=_classified(request)),
            owner=request,
        ),
        order=order,
        order_events=chained(order_steps(past, agency=agency.code, outcome=outcome), owner=order),
        clock=answer_clock(record, source=target.source, calendar=target.calendar),
    )


def _cell(past: PastRequest, *, resolution: int) -> str:
    record = past.record
    if record.longitude is None or record.latitude is None:
        return ""
    return hexagon(record.longitude, record.latitude, resolution=resolution) or ""


def _request(past: PastRequest, *, target: HistoryTarget, number: str, cell: str) -> ServiceRequest:
    record = past.record
    kind = target.types[record.service_type.code]
    return ServiceRequest(
        number=number,
        kind=record.kind,
        service_type_id=kind.pk,
        grade=kind.grade,
        channel=record.channel,
        language=target.language,
        title=(record.title or record.service_type.name)[:TITLE],
        text=record.text,
        address=record.address[:ADDRESS],
        latitude=record.latitude,
        longitude=record.longitude,
        cell=cell,
        area_id=target.areas.get(past.area or ""),
        shielded=_is_shielded(past, target=target),
        staff_made=record.staff_made,
        received_at=record.opened_at,
        closed_at=record.closed_at,
        source=target.source,
        source_id=record.source_id,
    )


def _classified(request: ServiceRequest) -> dict[str, Any]:
    return {
        "kind": str(request.kind),
        "service_type": request.service_type_id,
        "grade": int(request.grade),
        "area": request.area_id,
    }


def _is_shielded(past: PastRequest, *, target: HistoryTarget) -> bool:
    wrongdoing = past.record.kind == RequestKind.IRREGULARITY
    return wrongdoing or target.types[past.record.service_type.code].shielded


def _matter(past: PastRequest, *, target: HistoryTarget, number: str, cell: str) -> Matter:
    record = past.record
    return Matter(
        number=number,
        service_type_id=target.types[record.service_type.code].pk,
        area_id=target.areas.get(past.area or ""),
        cell=cell,
        opened_at=record.opened_at,
        closed_at=record.closed_at,
        shielded=_is_shielded(past, target=target),
    )


def _order(
    past: PastRequest, *, target: HistoryTarget, agency: AgencyRow, number: str
) -> WorkOrder:
    record = past.record
    kind = target.types[record.service_type.code]
    return WorkOrder(
        number=number,
        agency_id=agency.pk,
        department_id=agency.department,
        area_id=target.areas.get(past.area or ""),
        service_type_id=kind.pk,
        kind=record.kind,
        grade=kind.grade,
        shielded=_is_shielded(past, target=target),
        basis=DispatchBasis.IMPORT,
        dispatched_at=record.opened_at,
        answered_at=record.closed_at,
        closed_at=record.closed_at,
        due_at=record.due_at,
        next_check_at=first_check_at(record, percents=target.percents),
        answer=record.closing_text,
    )


def chained(steps: Sequence[PastStep], *, owner: ServiceRequest | WorkOrder) -> list[EventRow]:
    """Return the events of the steps, each with the hash of the one before it.

    Sets the owner's state, its count of events and its last hash.
    """
    events: list[EventRow] = []
    previous, state = "", ""
    for number, step in enumerate(steps, start=1):
        to_state = str(step.to_state or state)
        told = {
            "sequence": number,
            "step": str(step.step),
            "at": step.at,
            "party": str(step.party),
            "from_state": state,
            "to_state": to_state,
            "reason": step.reason,
            "data": dict(step.data),
        }
        link = chain_hash(told, previous=previous, owner=owner.number)
        events.append({**told, "by_id": None, "previous_hash": previous, "hash": link})
        previous, state = link, to_state
    owner.state, owner.event_count, owner.last_hash = state, len(events), previous
    return events


def chain_hash(told: Mapping[str, Any], *, previous: str, owner: str) -> str:
    """Return the hash of an event that nobody signed, after the one with the hash `previous`."""
    payload = {**told, "owner": owner, "by": None}
    return event_hash(previous or GENESIS, payload=payload)
