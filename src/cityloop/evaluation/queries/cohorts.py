"""The cohort of a period as it stood at a moment, read from clocks, events and call-backs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from cityloop.agencies.choices import AgencyKind
from cityloop.core.periods import Period
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.queries.due import due_then
from cityloop.evaluation.rules.cohort import CohortEntry, OrderStanding, why_not_in_cohort
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.followups.choices import DrawReason, Satisfied, Solved
from cityloop.followups.models import FollowUp
from cityloop.followups.rules.answers import Answers, AnswerWorth, Scales, worth
from cityloop.places.queries import counted_areas
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderStep, OrderType
from cityloop.workorders.models import ClockRecord, WorkOrderEvent

COLUMNS = (
    "order_id",
    "start_at",
    "due_at",
    "order__number",
    "order__order_type",
    "order__state",
    "order__kind",
    "order__grade",
    "order__agency__code",
    "order__agency__kind",
    "order__department__code",
    "order__area__code",
    "order__service_type__code",
    "order__service_type__hard",
    "order__request__requester_id",
)
SAID = (
    "order_id",
    "weight",
    "answered_at",
    "contacted",
    "solved",
    "attitude",
    "speed",
    "satisfied",
    "pressured",
    "lawful_refusal",
)
RELEASED = {OrderStep.UPHOLD: OrderState.REASSIGNED, OrderStep.RECALL: OrderState.RECALLED}
READ = (OrderStep.CONTACT, OrderStep.ANSWER, *RELEASED)
AT_ONCE = 5000
NOT_DRAWN = Decimal(0)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the orders of a batch, by order, all of it no later than `at`."""

    at: datetime
    moments: Mapping[tuple[int, str], list[datetime]]
    contact_due: Mapping[int, datetime | None]
    said: Mapping[int, Row]
    exclusions: Mapping[int, str]
    # The area by which each area is counted, by code: an estate is too small to be compared.
    counted: Mapping[str, str]


def cohort(
    period: Period, *, scheme: EvaluationScheme, at: datetime
) -> Iterator[tuple[int, CohortEntry]]:
    """Each order of the cohort with its key, by due time, as it stood at `at` (domain.md H5).

    Due is what the answer clock of the last round begun by then says; contacts and answers come
    from events, so that whoever edits either is found out. What happened after `at` plays no part:
    a period computes the same for ever. Two statements, and five for every 5,000 orders.
    """
    rows = due_then(period, at=at, columns=COLUMNS, chunk=AT_ONCE)
    scales = Scales(
        solved=scheme.solved_weights,
        satisfied=scheme.satisfied_weights,
        aspects=scheme.satisfied_aspects,
    )
    counted = counted_areas(scheme.area_level)
    while batch := list(islice(rows, AT_ONCE)):
        beside = _beside([row["order_id"] for row in batch], counted=counted, at=at)
        for row in batch:
            standing = _standing(row, beside=beside)
            start, end = period.start, period.end
            if why_not_in_cohort(standing, start=start, end=end, scheme=scheme) is None:
                yield row["order_id"], _entry(row, beside=beside, scales=scales)


def _standing(row: Row, *, beside: Beside) -> OrderStanding:
    released = [state for step, state in RELEASED.items() if beside.moments[row["order_id"], step]]
    return OrderStanding(
        order_type=OrderType(row["order__order_type"]),
        # The state of today says nothing of a moment in the past, except where it was charged.
        state=released[0] if released else OrderState.IN_PROGRESS,
        kind=row["order__kind"],
        due_at=row["due_at"],
        answered_by_centre=row["order__agency__kind"] == AgencyKind.HOTLINE_CENTRE,
    )


def _entry(row: Row, *, beside: Beside, scales: Scales) -> CohortEntry:
    order = row["order_id"]
    said = beside.said.get(order)
    value = _worth(said, beside=beside, scales=scales)
    answered = _first(beside.moments[order, OrderStep.ANSWER], since=row["start_at"])
    return CohortEntry(
        order_id=row["order__number"],
        agency=row["order__agency__code"],
        department=row["order__department__code"],
        area=beside.counted.get(row["order__area__code"]),
        requester=str(row["order__request__requester_id"]),
        service_type=row["order__service_type__code"],
        grade=row["order__grade"],
        hard=row["order__service_type__hard"],
        kind=row["order__kind"],
        due_at=row["due_at"],
        exclusion=beside.exclusions.get(order),
        responded=_responded(order, beside=beside),
        answered_at=answered,
        on_time=answered is not None and answered <= row["due_at"],
        solved_weight=None if value is None else value.solved_weight,
        satisfied_weight=None if value is None else value.satisfied_weight,
        draw_weight=NOT_DRAWN if said is None else said["weight"],
    )


def _first(moments: list[datetime], *, since: datetime) -> datetime | None:
    return min((moment for moment in moments if moment >= since), default=None)


def _responded(order: int, *, beside: Beside) -> bool | None:
    """Whether the first contact came within its clock; None where no such clock ever ran."""
    if order not in beside.contact_due:
        return None
    due, moments = beside.contact_due[order], beside.moments[order, OrderStep.CONTACT]
    return bool(moments) and due is not None and min(moments) <= due


def _worth(said: Row | None, *, beside: Beside, scales: Scales) -> AnswerWorth | None:
    """What the answers count for; a call-back still owed, or in vain, has none."""
    if said is None or said["answered_at"] is None or said["answered_at"] > beside.at:
        return None
    answers = Answers(
        contacted=said["contacted"],
        solved=Solved(said["solved"]) if said["solved"] else None,
        attitude=Satisfied(said["attitude"]) if said["attitude"] else None,
        speed=Satisfied(said["speed"]) if said["speed"] else None,
        result=Satisfied(said["satisfied"]) if said["satisfied"] else None,
        pressured=said["pressured"],
    )
    lawful = said["lawful_refusal"]
    return worth(answers, scales=scales, lawful_refusal=lawful, panel_approved=lawful)


def _beside(keys: list[int], *, counted: Mapping[str, str], at: datetime) -> Beside:
    moments: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
    told = WorkOrderEvent.objects.filter(order__in=keys, step__in=READ, at__lte=at)
    for order, step, moment in told.values_list("order_id", "step", "at"):
        moments[order, step].append(moment)
    contacts = ClockRecord.objects.filter(order__in=keys, clock=Clock.CONTACT, round=1)
    # Call-backs of joined requests speak for those, not for the order.
    drawn = FollowUp.objects.filter(order__in=keys, drawn_at__lte=at)
    drawn = drawn.exclude(reason=DrawReason.LINKED)
    approved = Exclusion.objects.filter(
        order__in=keys, state=ExclusionState.APPROVED, decided_at__lte=at
    )
    return Beside(
        at=at,
        moments=moments,
        contact_due=dict(contacts.values_list("order_id", "due_at")),
        said={row["order_id"]: row for row in drawn.order_by("round", "pk").values(*SAID)},
        exclusions=dict(approved.values_list("order_id", "code")),
        counted=counted,
    )
