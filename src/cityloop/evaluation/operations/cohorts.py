"""The cohort of a period, read from orders, clocks, call-backs and exclusions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cityloop.core.periods import Period
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.rules.cohort import CohortEntry, OrderStanding, why_not_in_cohort
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.followups.choices import FollowUpState, Satisfied, Solved
from cityloop.followups.models import FollowUp
from cityloop.followups.rules.answers import Answers, Scales, worth
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import OrderState, OrderStep, OrderType
from cityloop.workorders.models import ClockRecord, WorkOrder, WorkOrderEvent

COLUMNS = (
    "pk",
    "number",
    "order_type",
    "state",
    "kind",
    "grade",
    "due_at",
    "round",
    "agency__code",
    "department__code",
    "area__code",
    "service_type__code",
    "service_type__hard",
    "request__requester_id",
)
AT_ONCE = 5000
CALLED_BACK = Decimal(0)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the orders of a batch, by order."""

    contacts: Mapping[int, bool | None]
    answered: Mapping[int, datetime]
    answers: Mapping[int, Mapping[str, Any]]
    exclusions: Mapping[int, str]


def cohort(
    period: Period, *, scheme: EvaluationScheme, at: datetime
) -> Iterator[tuple[int, CohortEntry]]:
    """Each order of the cohort with its key, in the order of due times; batches of 5,000.

    An order that still runs at `at` and is past due is late; its facts are as they stand.
    """
    rows = WorkOrder.objects.filter(
        order_type=OrderType.MAIN, due_at__gte=period.start, due_at__lt=period.end
    )
    batch: list[dict[str, Any]] = []
    for row in rows.order_by("due_at", "pk").values(*COLUMNS).iterator(chunk_size=AT_ONCE):
        standing = OrderStanding(
            order_type=OrderType(row["order_type"]),
            state=OrderState(row["state"]),
            kind=row["kind"],
            due_at=row["due_at"],
        )
        if why_not_in_cohort(standing, start=period.start, end=period.end, scheme=scheme) is None:
            batch.append(row)
        if len(batch) == AT_ONCE:
            yield from _entries(batch, scheme=scheme, at=at)
            batch = []
    yield from _entries(batch, scheme=scheme, at=at)


def _entries(
    rows: list[dict[str, Any]], *, scheme: EvaluationScheme, at: datetime
) -> Iterator[tuple[int, CohortEntry]]:
    beside = _beside([row["pk"] for row in rows], at=at)
    scales = Scales(
        solved=scheme.solved_weights,
        satisfied=scheme.satisfied_weights,
        aspects=scheme.satisfied_aspects,
    )
    for row in rows:
        yield row["pk"], _entry(row, beside=beside, scales=scales)


def _entry(row: Mapping[str, Any], *, beside: Beside, scales: Scales) -> CohortEntry:
    said = beside.answers.get(row["pk"])
    value = None if said is None else _worth(said, scales=scales)
    # From the history and not from the order's column, which nothing seals.
    answered = beside.answered.get(row["pk"])
    return CohortEntry(
        order_id=row["number"],
        agency=row["agency__code"],
        department=row["department__code"],
        area=row["area__code"],
        requester=str(row["request__requester_id"]),
        service_type=row["service_type__code"],
        grade=row["grade"],
        hard=row["service_type__hard"],
        kind=row["kind"],
        due_at=row["due_at"],
        exclusion=beside.exclusions.get(row["pk"]),
        responded=beside.contacts.get(row["pk"]),
        answered_at=answered,
        on_time=answered is not None and answered <= row["due_at"],
        solved_weight=None if value is None else value.solved_weight,
        satisfied_weight=None if value is None else value.satisfied_weight,
        draw_weight=CALLED_BACK if said is None else said["weight"],
    )


def _worth(said: Mapping[str, Any], *, scales: Scales) -> Any:  # noqa: ANN401 - AnswerWorth
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


def _first_answers(events: QuerySet[WorkOrderEvent]) -> dict[int, datetime]:
    """The answer that stopped the clock: the first one of the last round."""
    rows = events.order_by("sequence").values_list("order_id", "order__round", "at")
    found: dict[int, datetime] = {}
    for order, last_round, at in rows:
        if last_round > 1 or order not in found:
            found[order] = at
    return found


def _beside(keys: list[int], *, at: datetime) -> Beside:
    contacts = ClockRecord.objects.filter(order__in=keys, clock=Clock.CONTACT, round=1)
    given = WorkOrderEvent.objects.filter(order__in=keys, step=OrderStep.ANSWER, at__lte=at)
    told = FollowUp.objects.filter(order__in=keys).order_by("round", "pk")
    fields = (
        "order_id",
        "state",
        "weight",
        "contacted",
        "solved",
        "attitude",
        "speed",
        "satisfied",
        "pressured",
        "lawful_refusal",
    )
    approved = Exclusion.objects.filter(order__in=keys, state=ExclusionState.APPROVED)
    return Beside(
        contacts={
            order: stopped is not None and not breached
            for order, stopped, breached in contacts.values_list(
                "order_id", "stopped_at", "breached"
            )
        },
        answered=_first_answers(given),
        answers={
            row["order_id"]: row
            for row in told.values(*fields)
            if row["state"] != FollowUpState.QUEUED
        },
        exclusions=dict(approved.values_list("order_id", "code")),
    )
