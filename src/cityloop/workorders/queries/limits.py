"""The time limits of an order to be."""

from collections.abc import Sequence
from typing import Any

from cityloop.responsibility.choices import Clock
from cityloop.responsibility.queries.in_force import InForce
from cityloop.responsibility.rules.limits import LimitWanted, TimeLimitMissing, time_limit

CLOCKS = (
    Clock.ACCEPT,
    Clock.CONTACT,
    Clock.ANSWER,
    Clock.REWORK,
    Clock.RULING,
    Clock.FOLLOW_UP,
    Clock.REVIEW,
)


def limits_of(
    in_force: InForce, *, service_types: Sequence[str], kind: str, grade: int, agency_kind: str
) -> list[dict[str, Any]]:
    """The time limits of an order, kept in its first event so that it needs no other table.

    `service_types` are the code of the type and those above it, the most specific first.
    """
    found = []
    for clock in CLOCKS:
        wanted = LimitWanted(
            clock=clock,
            grade=grade,
            kind=kind,
            service_types=tuple(dict.fromkeys(service_types)),
            agency_kind=agency_kind,
        )
        try:
            row = time_limit(in_force.limits, wanted=wanted)
        except TimeLimitMissing:
            continue
        closing = None if row.end_of_day in {None, "24:00"} else row.end_of_day
        found.append(
            {
                "clock": clock.value,
                "amount": row.amount,
                "unit": row.unit.value,
                "end_of_day": closing,
                "rule": row.code,
                "calendar": row.calendar or in_force.city.calendar,
            }
        )
    return found
