"""One order with its clocks, history and everything that moves it."""

from dataclasses import dataclass
from datetime import datetime

from cityloop.core.choice_words import choice_words
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.intake.queries import EventRow, event_row
from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.responsibility.queries.money import money_held
from cityloop.workorders.choices import OrderState, OrderStep, OrderType
from cityloop.workorders.models import (
    ClockRecord,
    Deferral,
    Extension,
    Pause,
    WorkOrder,
    WorkOrderEvent,
)
from cityloop.workorders.rules.desk_guards import END_QUESTION

# All that permissions and pages read of the rows around an order.
_RELATED = (
    "request__requester",
    "request__subject_agency__department",
    "matter",
    "service_type",
    "agency",
    "area",
    "duty",
    "handler",
    "lead",
    "objection__proposed_agency",
)


def get_order(number: str) -> WorkOrder:
    """Return an order with all that permissions read of it; raises NotFound; one statement."""
    rows = WorkOrder.objects.select_related(*_RELATED).annotate(money=money_held())
    try:
        # `first` would sort by the key: half of what the statement costs.
        return rows.get(number=number)
    except WorkOrder.DoesNotExist:
        raise NotFound(Sentence("There is no work order %(number)s.", number=number)) from None


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of the order in its last run; no due time while a deferral is open."""

    clock: str
    clock_words: str
    start_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    amount: int
    unit_words: str


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """An order that belongs to the same matter: the lead, a co-order, a copy, a whistle's."""

    number: str
    agency: str
    agency_id: int
    order_type: str
    type_code: str
    lead_id: int | None
    state: str
    state_words: str


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """Everything about an order beside its own columns; five statements.

    A deferred order shows its deferrals, any other one its pauses; ended ones stand in the events.
    """

    clocks: tuple[ClockRow, ...]
    events: tuple[EventRow, ...]
    joined: tuple[JoinedRow, ...]
    extensions: tuple[Extension, ...]
    pauses: tuple[Pause, ...]
    deferrals: tuple[Deferral, ...]

    @property
    def standing(self) -> bool:
        """Whether the answer clock stands still now."""
        paused = any(pause.ended_at is None for pause in self.pauses)
        return paused or any(deferral.ended_at is None for deferral in self.deferrals)

    @property
    def open_question(self) -> EventRow | None:
        """What the agency has asked the requester and waits to hear, read from the events."""
        found = None
        for event in self.events:
            if event.step == OrderStep.ASK:
                found = event
            elif event.step in END_QUESTION:
                found = None
        return found


# What a line of the history says, and a line about an order beside this one.
_TOLD = (
    *("sequence", "step", "at", "party", "to_state", "reason", "data"),
    *("by__username", "by__first_name", "by__last_name"),
)
_BESIDE = ("number", "order_type", "state", "lead", "agency__names")


def order_history(order: WorkOrder) -> OrderHistory:
    """Return the clocks, the events and what moved the clocks, oldest first."""
    runs = ClockRecord.objects.filter(order=order).order_by("round", "due_at")
    clocks = {record.clock: record for record in runs}.values()
    told = WorkOrderEvent.objects.filter(order=order).select_related("by").only(*_TOLD)
    joined = WorkOrder.objects.filter(matter_id=order.matter_id).exclude(pk=order.pk)
    beside = joined.select_related("agency").only(*_BESIDE).order_by("pk")
    deferred = order.state == OrderState.SUSPENDED
    return OrderHistory(
        clocks=tuple(map(_clock_row, clocks)),
        events=tuple(map(event_row, told.order_by("sequence"))),
        joined=tuple(map(_joined_row, beside)),
        extensions=tuple(Extension.objects.filter(order=order).order_by("requested_at")),
        pauses=() if deferred else tuple(order.pauses.order_by("started_at")),
        deferrals=tuple(order.deferrals.order_by("started_at")) if deferred else (),
    )


def automatic_reopens(matter: int) -> int:
    """How often the orders of a matter were reopened without a new fact; one statement.

    Counted over the matter: after a recall it may be another order that is reopened.
    """
    reopened = WorkOrderEvent.objects.filter(order__matter=matter, step=OrderStep.REOPEN)
    # An event of the time before it was written down counts, as it did then.
    return sum(data.get("automatic", True) for data in reopened.values_list("data", flat=True))


def _clock_row(record: ClockRecord) -> ClockRow:
    return ClockRow(
        clock=record.clock,
        clock_words=choice_words(Clock, record.clock),
        start_at=record.start_at,
        due_at=record.due_at,
        stopped_at=record.stopped_at,
        amount=record.amount,
        unit_words=choice_words(TimeUnit, record.unit),
    )


def _joined_row(order: WorkOrder) -> JoinedRow:
    return JoinedRow(
        number=order.number,
        agency=order.agency.name,
        agency_id=order.agency_id,
        order_type=choice_words(OrderType, order.order_type),
        type_code=order.order_type,
        lead_id=order.lead_id,
        state=order.state,
        state_words=choice_words(OrderState, order.state),
    )
