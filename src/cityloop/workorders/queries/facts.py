"""What the lifecycle's guards know of an order before anything is typed in: for its buttons."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.core.rules.worktime import Limit
from cityloop.intake.rules.definitions import CitySettings
from cityloop.responsibility.choices import Clock, Grade
from cityloop.responsibility.queries.limits import get_calendar
from cityloop.workorders.choices import (
    Decision,
    DispatchBasis,
    OrderState,
    OrderStep,
    OrderType,
)
from cityloop.workorders.models import OPEN_STATES, WorkOrder
from cityloop.workorders.queries.order import OrderHistory
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.guards import objection_window_ends_at

WHOLE = 100
CAN_OBJECT = frozenset({OrderState.DISPATCHED, OrderState.ACCEPTED})
# A button asks before the form is filled in: what the form will ask for counts as given.
TYPED_LATER = "typed in the form"


def order_facts(order: WorkOrder, *, history: OrderHistory, city: City, at: datetime) -> OrderFacts:
    """Return the facts for the buttons of a page; one statement more while objecting is possible.

    Raises NotFound when the city's calendar is not loaded.
    """
    settings = from_plain(city.settings, kind=CitySettings)
    objection = getattr(order, "objection", None)
    steps = [event.step for event in history.events]
    extensions = [one for one in history.extensions if one.round == order.round]
    return OrderFacts(
        now=at,
        today=at.astimezone(ZoneInfo(city.zone)).date(),
        order_type=order.order_type,
        grade=order.grade,
        accepted_at=order.accepted_at,
        due_at=order.due_at,
        objection_window_ends_at=_objection_window(order, city=city, settings=settings, at=at),
        objections_by_agency=1 if objection else 0,
        was_adjudicated=order.basis == DispatchBasis.RULING or bool(objection and objection.ruling),
        extension_pending=any(one.decision == Decision.PENDING for one in extensions),
        extensions_granted=sum(one.decision == Decision.GRANTED for one in extensions),
        extension_limit=settings.extension.max_count,
        extension_max=extension_max(history, settings=settings),
        pause_open=any(pause.ended_at is None for pause in history.pauses),
        paused_total=_paused(history, at=at),
        pause_total_cap=timedelta(days=settings.pause.cap_days),
        question_open=history.open_question is not None,
        co_orders_open=_co_orders_open(order, history),
        lead_reason=TYPED_LATER,
        rework_rounds=_of_last_round(steps).count(OrderStep.FAIL_CHECK),
        rework_limit=settings.rework.rounds,
        reopen_until=_after_closing(order, days=settings.reopen.window_days),
        has_new_fact=True,
        appeal_until=_after_closing(order, days=settings.appeal.window_days),
        appeals_used=steps.count(OrderStep.APPEAL),
        appeal_limit=settings.appeal.levels,
    )


def _of_last_round(steps: list[str]) -> list[str]:
    """The steps since the order was sent, or opened again the last time."""
    opened = [place for place, step in enumerate(steps) if step == OrderStep.REOPEN]
    return steps[opened[-1] :] if opened else steps


def extension_max(history: OrderHistory, *, settings: CitySettings) -> int:
    """The most that one extension may add, in the unit of the answer clock; 0 without one."""
    amounts = [clock.amount for clock in history.clocks if clock.clock == Clock.ANSWER]
    return max(amounts, default=0) * settings.extension.max_percent_of_base // WHOLE


def _objection_window(
    order: WorkOrder, *, city: City, settings: CitySettings, at: datetime
) -> datetime | None:
    window = settings.objection.windows.get(Grade(order.grade))
    if window is None or order.state not in CAN_OBJECT:
        return None
    return objection_window_ends_at(
        order.dispatched_at,
        window=Limit(window.amount, window.unit),
        calendar=get_calendar(city.calendar, at=at),
    )


def _paused(history: OrderHistory, *, at: datetime) -> timedelta:
    spans = ((pause.ended_at or at) - pause.started_at for pause in history.pauses)
    return sum(spans, timedelta(0))


def _co_orders_open(order: WorkOrder, history: OrderHistory) -> int:
    return sum(
        one.lead_id == order.pk and one.type_code == OrderType.CO and one.state in OPEN_STATES
        for one in history.joined
    )


def _after_closing(order: WorkOrder, *, days: int) -> datetime | None:
    return None if order.closed_at is None else order.closed_at + timedelta(days=days)
