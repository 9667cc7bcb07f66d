"""Scorecards of orders the slow way: one list after another."""

from datetime import date
from typing import Any

from tests.fact_folders import Row

LEFT = {"reassigned", "recalled"}
SOON = 30 * 86_400


def month(row: Row) -> date:
    """The first day of the month of a row."""
    day: date = row["day"]
    return day.replace(day=1)


def percentile(values: list[int], share: float) -> float | None:
    """Linear between the two nearest values."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def slow_counts(rows: list[Row]) -> dict[str, Any]:
    """How many orders there are, and of how many something holds."""
    return {
        "orders": len(rows),
        "objected": sum(one["objected"] for one in rows),
        "left_agency": sum(one["state"] in LEFT for one in rows),
        "passed_on": sum(one["hops"] > 0 for one in rows),
        "reopened": sum(one["round"] > 1 for one in rows),
        "extended": sum(one["extended"] for one in rows),
        "judged": sum(one["breached"] is not None for one in rows),
        "breached": sum(one["breached"] is True for one in rows),
        "contact_judged": sum(one["contact_breached"] is not None for one in rows),
        "contact_breached": sum(one["contact_breached"] is True for one in rows),
    }


def slow_times(rows: list[Row]) -> dict[str, Any]:
    """Counts, medians and ninetieth percentiles of seconds from dispatch."""
    ends = {
        "contacted": [(one, one["contacted_at"]) for one in rows if one["round"] == 1],
        "answered": [(one, one["first_answered_at"]) for one in rows],
        "closed": [(one, one["closed_at"]) for one in rows if one["state"] not in LEFT],
    }
    found: dict[str, Any] = {}
    for name, pairs in ends.items():
        seconds = [end - one["dispatched_at"] for one, end in pairs if end is not None]
        found[name] = len(seconds)
        found[f"{name}_p50"] = percentile(seconds, 0.5)
        found[f"{name}_p90"] = percentile(seconds, 0.9)
    return found
