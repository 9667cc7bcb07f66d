"""Orders of a simulated month: those that left by a ruling, and those that their agency kept."""

import numpy as np

from cityloop.simulation.facts.ledger import Ledger
from cityloop.simulation.facts.words import ORDER_STATES
from cityloop.simulation.streams import Bools, Ints
from cityloop.simulation.tables import NONE, Array, Month, Table, Treatment

NOT_REACHED = ("accepted_at", "contacted_at", "first_answered_at", "answered_at")
DISPATCHED = ORDER_STATES.index("dispatched")
STATE_NUMBERS = [
    ORDER_STATES.index(word)
    for word in ("closed", "follow_up", "in_progress", "accepted", "objected")
]


def orders_of(month: Month, *, said: Table, ledger: Ledger) -> Table:
    """Every order of a month's requests: those that left by a ruling, and those that were kept."""
    handling = month.handling
    rows = np.flatnonzero(
        (handling["treatment"] == Treatment.ORDER) & (handling["dispatched"] >= 0)
    )
    base = month.handling.take(rows)
    shared = said.take(rows).with_columns(
        {"request_id": base["report"], "received_at": month.reports["said"][rows]}
    )
    moved = base["redispatched"] >= 0
    left = base["objection_upheld"] == 1
    kept = moved | ~left
    orders = Table.joined(
        left_orders(base.take(left), shared=shared.take(left)),
        kept_orders(base.take(kept), shared=shared.take(kept), ledger=ledger),
    )
    return with_units(orders, month=month, ledger=ledger)


def with_units(orders: Table, *, month: Month, ledger: Ledger) -> Table:
    """Orders with agency and department numbered from the first copy of the block."""
    count = len(ledger.world.agency_code)
    agency = orders["agency"] - month.block * count
    department = ledger.department[agency % count] + agency // count * count
    return orders.with_columns({"agency": agency, "department": department})


def left_orders(base: Table, *, shared: Table) -> Table:
    """Orders that an upheld objection took away from their first agency."""
    count = len(base)
    moved = base["redispatched"] >= 0
    span = base["due"] - np.where(moved, base["redispatched"], base["dispatched"])
    span = np.where(base["extension_granted"] == 1, span // 2, span)
    never = np.full(count, NONE, dtype=np.int64)
    unknown = np.full(count, NONE, dtype=np.int8)
    return Table(
        {
            **shared.columns,
            "order_id": base["report"] * 2,
            "matter_id": base["matter_of"],
            "order_type": np.zeros(count, dtype=np.int8),
            "agency": base["sent_to"],
            "dispatched_at": base["dispatched"],
            **dict.fromkeys(NOT_REACHED, never),
            "closed_at": base["ruled"],
            "due_at": base["dispatched"] + span,
            "round": np.ones(count, dtype=np.int16),
            "state": np.full(count, ORDER_STATES.index("reassigned"), dtype=np.int8),
            "outcome": unknown,
            "objected": np.ones(count, dtype=bool),
            "upheld": np.ones(count, dtype=np.int8),
            "extended": np.zeros(count, dtype=bool),
            "hops": np.zeros(count, dtype=np.int16),
            "whistled": np.zeros(count, dtype=bool),
            "breached": unknown,
            "contact_breached": unknown,
        }
    )


def kept_orders(base: Table, *, shared: Table, ledger: Ledger) -> Table:
    """Orders that their agency kept, in the state of their last round."""
    moved = base["redispatched"] >= 0
    sent = np.where(moved, base["redispatched"], base["dispatched"])
    again = base["reopened"] >= 0
    last = last_round(base, again=again)
    span = base["due"] - sent
    late = base["reopened"] + (span * ledger.rework).astype(np.int64)
    due = np.where(again, late, base["due"])
    objected = (base["objected"] >= 0) & ~moved
    ruled = base["objection_upheld"]
    outcome = np.where(again, base["second_outcome"], base["outcome"])
    contact_due = np.where(again, base["reopened"], sent) + ledger.contact[shared["service_type"]]
    return Table(
        {
            **shared.columns,
            "order_id": base["report"] * 2 + moved,
            "matter_id": base["matter_of"],
            "order_type": np.zeros(len(base), dtype=np.int8),
            "agency": base["agency"],
            "dispatched_at": sent,
            "accepted_at": last["accepted"],
            "contacted_at": last["contacted"],
            "first_answered_at": base["answered"],
            "answered_at": last["answered"],
            "closed_at": last["closed"],
            "due_at": due,
            "round": (1 + again).astype(np.int16),
            "state": states_of(last, objected=objected & (base["ruled"] < 0)),
            "outcome": np.where(last["answered"] >= 0, outcome, NONE).astype(np.int8),
            "objected": objected,
            "upheld": np.where(objected, ruled, NONE).astype(np.int8),
            "extended": base["extension_granted"] == 1,
            "hops": moved.astype(np.int16),
            "whistled": base["whistled"],
            "breached": breach(last["answered"], due=due, as_of=ledger.as_of),
            "contact_breached": breach(last["contacted"], due=contact_due, as_of=ledger.as_of),
        }
    )


def last_round(base: Table, *, again: Bools) -> Table:
    """The steps of the last round; when those of a second one were taken lies between its ends."""
    begun, second = base["reopened"], base["second_answered"]
    quarter = (second - begun) // 4
    done = second >= 0
    return Table(
        {
            "accepted": np.where(again, np.where(done, begun + quarter, NONE), base["accepted"]),
            "contacted": np.where(
                again, np.where(done, begun + 2 * quarter, NONE), base["contacted"]
            ),
            "answered": np.where(again, second, base["answered"]),
            "closed": np.where(again, base["second_closed"], base["closed"]),
        }
    )


def states_of(last: Table, *, objected: Bools) -> Array:
    """Positions in ORDER_STATES by the last thing that happened."""
    happened = [last[name] >= 0 for name in ("closed", "answered", "contacted", "accepted")]
    return np.select([*happened, objected], STATE_NUMBERS, default=DISPATCHED).astype(np.int8)


def breach(done: Ints, *, due: Ints, as_of: int) -> Array:
    """1 for too late, 0 for in time, NONE while it is neither."""
    waiting = np.where(due < as_of, 1, NONE)
    return np.where(done >= 0, done > due, waiting).astype(np.int8)
