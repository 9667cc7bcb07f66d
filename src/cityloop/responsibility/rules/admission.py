"""Days for a unit that asks a community or sub-district to take on a task (domain.md H13)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class AdmissionDates:
    """The last day for the decision, and the first day on which the task may start."""

    decide_by: date
    earliest_start: date


def working_day_after(day: date, *, count: int, is_workday: Callable[[date], bool]) -> date:
    """The `count`-th working day after `day`, which itself does not count."""
    current = day
    left = count
    while left > 0:
        current += timedelta(days=1)
        left -= is_workday(current)
    return current


def admission_dates(
    asked_on: date, *, lead_days: int, decision_days: int, is_workday: Callable[[date], bool]
) -> AdmissionDates:
    """Dates of an admission request; both lengths are working days, `is_workday` a calendar's.

    A calendar that lacks a year raises its own error, which passes through.
    """
    return AdmissionDates(
        decide_by=working_day_after(asked_on, count=decision_days, is_workday=is_workday),
        earliest_start=working_day_after(asked_on, count=lead_days, is_workday=is_workday),
    )


def why_refusable(
    *, approved: bool, today: date, dates: AdmissionDates, money: bool, people: bool
) -> str | None:
    """Why the task can be refused with one click, or None when it may start.

    A task must be approved, must have been asked for in time, and must bring the money and the
    people it needs (domain.md A3 Art. 41, E5).
    """
    if not approved:
        return "The task is not approved; it may be refused and the refusal is reported."
    if today < dates.earliest_start:
        return f"The task may not start before {dates.earliest_start.isoformat()}."
    if not (money and people):
        lacking = " and ".join(
            name for name, brought in (("money", money), ("people", people)) if not brought
        )
        return f"The task brings no {lacking}."
    return None
