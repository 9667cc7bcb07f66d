"""The clocks of an order recomputed from its events."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Protocol

from cityloop.core.rules.worktime import WorkCalendar
from cityloop.intake.rules.definitions import CitySettings
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.queries.limits import get_calendar
from cityloop.workorders.choices import OrderState, OrderStep, PauseReason
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop.workorders.rules.clock import ClockEvent, TimeLimitRule, clock_records
from cityloop.workorders.rules.clock import ClockRecord as Computed
from cityloop.workorders.rules.escalation import span_of, sweep_due
from cityloop.workorders.rules.pauses import ClockPolicy
from cityloop.workorders.rules.reminders import planned_at

LADDER = (Clock.ANSWER, Clock.REWORK)
WHOLE = 100


def policy_of(settings: CitySettings, *, limits: Iterable[Mapping[str, Any]]) -> ClockPolicy:
    """What the city sets for pauses, extensions and deferrals of an order with these limits."""
    base = max((row["amount"] for row in limits if row["clock"] == Clock.ANSWER), default=0)
    return ClockPolicy(
        pause_total_cap=timedelta(days=settings.pause.cap_days),
        pause_caps={
            PauseReason.WAITING_FOR_REQUESTER: timedelta(days=settings.pause.ask_requester_days)
        },
        extension_max_count=settings.extension.max_count,
        extension_max=base * settings.extension.max_percent_of_base // WHOLE,
        deferral_min_days=settings.deferral.min_days_left,
    )


class Told(Protocol):
    """What the clocks read of an event."""

    @property
    def step(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def computed(
    events: Sequence[Told],
    *,
    settings: CitySettings,
    at: datetime,
    calendar_of: Callable[[str], WorkCalendar] | None = None,
) -> tuple[Computed, ...]:
    """Every clock of an order from its events alone: the limits stand in the dispatch event.

    Each calendar costs one statement, unless `calendar_of` gives those that hold at `at`.
    """
    find = calendar_of or partial(get_calendar, at=at)
    none: list[Mapping[str, Any]] = []
    limits = next((event.data["limits"] for event in events if "limits" in event.data), none)
    told = [ClockEvent(event.step, event.at, event.data) for event in events]
    policy = policy_of(settings, limits=limits)
    found: list[Computed] = []
    for code, rules in _by_calendar(limits, settings=settings).items():
        found += clock_records(told, rules=rules, calendar=find(code), policy=policy)
    return tuple(found)


def _by_calendar(
    limits: Sequence[Mapping[str, Any]], *, settings: CitySettings
) -> dict[str, list[TimeLimitRule]]:
    percents = tuple(row.percent for row in settings.escalation)
    groups: dict[str, list[TimeLimitRule]] = {}
    for row in limits:
        rule = TimeLimitRule(
            clock=row["clock"],
            amount=row["amount"],
            unit=row["unit"],
            end_of_day=time.fromisoformat(row["end_of_day"]) if row["end_of_day"] else None,
            escalation=percents,
            rule_id=row["rule"],
        )
        groups.setdefault(row["calendar"], []).append(rule)
    return groups


@dataclass(frozen=True, slots=True)
class Standing:
    """What the order's own columns keep of its clocks."""

    due_at: datetime | None
    next_check_at: datetime | None


def standing(
    order: WorkOrder, *, records: Sequence[Computed], settings: CitySettings, at: datetime
) -> Standing:
    """Due moment of the answer (of rework while in rework) and when the sweep looks again."""
    last = ladder_of(order.state, records=records)
    if last is None:
        return Standing(order.due_at, None)
    if last.stopped_at is not None:
        return Standing(last.due_at, None)
    percents = tuple(row.percent for row in settings.escalation)
    found = sweep_due(at, span=span_of(last), level=order.level, percents=percents)
    urgent = bool(found.levels) or found.resume_at is not None
    return Standing(last.due_at, at if urgent else found.next_check_at)


def level_reached(
    order: WorkOrder, *, records: Sequence[Computed], settings: CitySettings, at: datetime
) -> int:
    """The highest per cent of the ladder that the running clock has passed; 0 before the first."""
    last = ladder_of(order.state, records=records)
    if last is None:
        return 0
    percents = tuple(row.percent for row in settings.escalation)
    return max(sweep_due(at, span=span_of(last), level=0, percents=percents).levels, default=0)


def reminder_at(
    order: WorkOrder, *, events: Sequence[WorkOrderEvent], zone: str
) -> datetime | None:
    """When the agency is reminded of what it put off to a date, once for each answer, or None."""
    wanted = (OrderStep.ANSWER, OrderStep.REMIND)
    last = next((event.step for event in reversed(events) if event.step in wanted), "")
    return None if last == OrderStep.REMIND else planned_at(order, zone=zone)


def ladder_of(state: str, *, records: Sequence[Computed]) -> Computed | None:
    """The clock that the ladder follows: of rework while in rework, else of the answer."""
    wanted = Clock.REWORK if state == OrderState.REWORK else Clock.ANSWER
    return next((one for one in reversed(records) if one.clock == wanted), None)


def is_imported(events: Sequence[WorkOrderEvent]) -> bool:
    """Whether the order came in with a city's history, whose due time is the city's own target."""
    return bool(events) and events[0].step == OrderStep.DISPATCH and "imported" in events[0].data


def clock_columns(one: Computed) -> dict[str, Any]:
    """What a computed clock is as columns of a ClockRecord."""
    return {
        "clock": str(one.clock),
        "round": one.round,
        "amount": one.amount,
        "unit": str(one.unit),
        "rule_id": one.rule_id,
        "calendar": f"{one.calendar_code} {one.calendar_version}",
        "start_at": one.start_at,
        "base_due_at": one.base_due_at,
        "due_at": one.due_at,
        "extension": one.extension,
        "charged": one.charged,
        "stopped_at": one.stopped_at,
        "breached": one.breached,
    }
