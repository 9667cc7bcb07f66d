"""A month at the hotline and the offices: every request from hearing to close."""

from dataclasses import dataclass

import numpy as np

from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.handling import Desk, handled
from cityloop.simulation.matters import (
    STATE,
    ended_at_once,
    followed,
    linked,
    mended_at,
    state_of,
    treated,
)
from cityloop.simulation.outcomes import concluded, over_promised
from cityloop.simulation.scope import Scope
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.tables import NEVER, NONE, Array, DrawReason, Table, Treatment

TIMES = (
    "dispatched",
    "objected",
    "ruled",
    "redispatched",
    "accepted",
    "contacted",
    "extension_asked",
    "extension_decided",
    "answered",
    "called",
    "closed",
    "reopened",
    "second_answered",
    "second_closed",
)
NUMBERS = (
    "sent_to",
    "agency",
    "due",
    "due_from",
    "due_before",
    "objection_upheld",
    "extension_granted",
    "outcome",
    "second_outcome",
    "said_solved",
    "said_satisfied",
)
TRUTHS = ("solved_truth", "reached", "pressured", "rework", "whistled", "second_solved")


@dataclass(frozen=True, slots=True)
class Worked:
    """What a month did. known: incidents with their matters now; mended_now: where that is new."""

    requests: Table
    handling: Table
    known: Table
    mended_now: Bools
    backlog: Floats


def worked(requests: Table, *, known: Table, desk: Desk, backlog: Floats, scope: Scope) -> Worked:
    """Handle the requests of a month, which are in order of time.

    A report said after its incident was mended is never made; it is left out.
    """
    requests = treated(
        linked(over_promised(requests, desk=desk), known=known, desk=desk), desk=desk
    )
    about = requests["row"] >= 0
    follows = about & ~requests["opens"]
    is_order = requests["opens"] | (~about & (requests["treatment"] == Treatment.ORDER))
    place = np.flatnonzero(is_order)
    orders, backlog = handled(requests.take(place), desk=desk, backlog=backlog)
    orders = concluded(orders, desk=desk)
    mended = known["mended"].copy()
    opens = orders["row"] >= 0
    mended[orders["row"][opens]] = mended_at(orders)[opens]
    stays = ~(follows & (requests["said"] >= np.append(mended, NEVER)[requests["row"]]))
    number = np.full(len(requests), NONE)
    number[stays] = scope.numbers(int(np.count_nonzero(stays)))
    order_at = np.full(len(requests), NONE)
    order_at[place] = np.arange(len(place))
    states = state_of(orders, number=number[place])
    rows = np.flatnonzero(follows)
    matters = matters_of(requests.take(rows), states=states, order_at=order_at, known=known)
    handling = blank(len(requests))
    put(handling, rows=place, columns=orders.columns)
    put(handling, rows=rows, columns=followed(requests.take(rows), matters=matters, desk=desk))
    rest = np.flatnonzero(~is_order & ~follows)
    put(handling, rows=rest, columns=ended_at_once(requests.take(rest), desk=desk))
    handling["treatment"], handling["gamed"] = requests["treatment"], requests["gamed"]
    handling["gamed"][place] = orders["gamed"]
    ordered = requests["treatment"] == Treatment.ORDER
    handling["matter_of"] = np.where(ordered, number, NONE)
    joins = requests["treatment"][rows] == Treatment.JOINED
    handling["matter_of"][rows[joins]] = matters["matter"][joins]
    return Worked(
        requests=requests.with_columns({"report": number}).take(stays),
        handling=Table(handling).take(stays),
        known=updated(known, requests=requests, states=states, order_at=order_at, mended=mended),
        mended_now=mended != known["mended"],
        backlog=backlog,
    )


def matters_of(rows: Table, *, states: Table, order_at: Ints, known: Table) -> Table:
    """The state of the matter that each of these requests follows, of this month or before."""
    new = rows["target"] != NONE
    at = order_at[rows["target"][new]]
    columns: dict[str, Array] = {}
    for name in STATE:
        column = known[name][rows["row"]]
        column[new] = states[name][at]
        columns[name] = column
    return Table(columns)


def updated(known: Table, *, requests: Table, states: Table, order_at: Ints, mended: Ints) -> Table:
    """Incidents with the matters that were opened for them, or into which they were merged."""
    columns = {name: known[name].copy() for name in STATE}
    target = np.where(requests["merged"], requests["target"], np.arange(len(requests)))
    rows = np.flatnonzero(requests["opens"] | requests["merged"])
    at = order_at[target[rows]]
    for name in STATE:
        columns[name][requests["row"][rows]] = states[name][at]
    return known.with_columns({**columns, "mended": mended})


def blank(count: int) -> dict[str, Array]:
    """Handling in which nothing has been done."""
    columns: dict[str, Array] = {name: np.full(count, NONE) for name in (*TIMES, *NUMBERS)}
    columns["draw_reason"] = np.full(count, int(DrawReason.NOT_DRAWN))
    return {**columns, **{name: np.zeros(count, dtype=bool) for name in TRUTHS}}


def put(handling: dict[str, Array], *, rows: Ints, columns: dict[str, Array]) -> None:
    """Write the columns that a handling has into its rows."""
    for name, column in columns.items():
        if name in handling:
            handling[name][rows] = column
