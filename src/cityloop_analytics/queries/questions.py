"""The list of the heavy questions: what each reads, what its rows are, how far it looks."""

from collections.abc import Iterable, Mapping
from typing import Final

from cityloop_analytics.queries import again, heavy
from cityloop_analytics.queries.engine import Question


def _questions() -> Iterable[Question]:
    orders, requests = ("orders",), ("requests",)
    both = ("orders", "requests")
    cell = ("month", "agency", "service_type", "kind")
    place = ("month", "community", "service_type")
    who = ("channel", "language", "requester_kind", "requester_group")
    demand = ("month", "day", "subdistrict", "service_type", "kind")
    yield Question(
        "unit_cells", "scorecards by type and kind", heavy.orders_by(*cell[1:]), orders, cell
    )
    yield Question("unit_months", "scorecards", heavy.orders_by("agency"), orders, cell[:2])
    yield Question(
        "type_months", "times by type", heavy.orders_by("service_type"), orders, (cell[0], cell[2])
    )
    yield Question(
        "due_cells", "in time or late", heavy.due_cells, orders, (*cell, "grade", "due_month")
    )
    yield Question(
        "call_back_cells", "call-backs", heavy.call_back_cells, ("follow_ups",), (*cell, "grade")
    )
    yield Question(
        "lives", "came and went", heavy.lives, orders, (*cell[:2], "day", "answered", "ended")
    )
    yield Question(
        "backlog_changes", "backlog", heavy.backlog_changes, orders, (*cell[:2], "age", "on_day")
    )
    yield Question("demand_days", "demand by day", heavy.requests_by(*demand[1:]), requests, demand)
    yield Question(
        "heard_months", "who is heard", heavy.requests_by("community", *who), requests,
        ("month", "community", *who),
    )  # fmt: skip
    yield Question("repeat_cells", "spoken of again", again.repeat_cells, both, cell, ahead=2)
    yield Question(
        "reporting_cells", "reporting", again.reporting_cells, requests, place, ahead=2,
        until_now=True,
    )  # fmt: skip
    yield Question("recurrence_cells", "recurring", again.recurrence_cells, requests, place, back=2)
    yield Question(
        "passes", "from whom to whom", again.passes, orders, (*cell[:2], "to_agency"), ahead=2
    )


QUESTIONS: Final[Mapping[str, Question]] = {one.name: one for one in _questions()}
