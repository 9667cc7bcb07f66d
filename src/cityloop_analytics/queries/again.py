"""The heavy questions about what was spoken of again, came again, or went on to the next agency.

As in heavy.py, windows are seconds since 1970. None looks further back or ahead than SOON, so a
build reads no more than NEAR_DAYS beside the months that it answers.
"""

import ibis
from ibis.expr.types import Table

from cityloop_analytics.queries.engine import SOON, Tables
from cityloop_analytics.queries.heavy import LEFT, count, countable, mains, total


def _spoken_again(tables: Tables) -> Table:
    said = countable(tables["requests"])
    later = said.filter(said.matter_id.notnull() & ~said.opens_matter & ~said.staff_made)
    return later.select(
        later_matter=later.matter_id, said_at=later.received_at, same=later.same_requester
    )


def repeat_cells(tables: Tables) -> Table:
    """Main orders whose matter somebody spoke of again within 30 days of dispatch."""
    orders, later = mains(tables), _spoken_again(tables)
    again = orders.inner_join(
        later,
        [
            orders.matter_id == later.later_matter,
            later.said_at > orders.dispatched_at,
            later.said_at <= orders.dispatched_at + SOON,
        ],
    )
    each = again.group_by(spoken_order=again.order_id)
    spoken = each.agg(times=again.count().cast("int64"), same_times=count(again, again.same))
    joined = orders.left_join(spoken, orders.order_id == spoken.spoken_order)
    return joined.group_by("month", "agency", "service_type", "kind").agg(
        orders=joined.count().cast("int64"),
        repeated=count(joined, joined.times.notnull()),
        repeated_by_same=count(joined, joined.same_times > 0),
        repeats=total(joined.times),
    )


def reporting_cells(tables: Tables) -> Table:
    """Repeats of matters by others while they were watched: what tells how readily people report.

    A matter is watched from its first report for 30 days, until it ends or until now.
    """
    said, later, clock = countable(tables["requests"]), _spoken_again(tables), tables["clock"]
    opening = said.filter(said.opens_matter & ~said.staff_made).cross_join(clock)
    ends = ibis.least(
        opening.received_at + SOON, ibis.coalesce(opening.closed_at, opening.as_of), opening.as_of
    )
    watched = opening.mutate(until=ibis.greatest(ends, opening.received_at))
    others = later.filter(~later.same)
    again = watched.inner_join(
        others,
        [
            watched.matter_id == others.later_matter,
            others.said_at > watched.received_at,
            others.said_at <= watched.until,
        ],
    )
    # Few matters are spoken of again: only those are grouped one by one.
    each = again.group_by(spoken_matter=again.matter_id).agg(
        repeats=again.count().cast("int64"), lag=(again.said_at - again.received_at).sum()
    )
    joined = watched.left_join(each, watched.matter_id == each.spoken_matter)
    return joined.group_by("month", "community", "service_type").agg(
        matters=joined.count().cast("int64"),
        watched_seconds=total(joined.until - joined.received_at),
        repeats=total(joined.repeats),
        lag_seconds=total(joined.lag),
    )


def recurrence_cells(tables: Tables) -> Table:
    """Requests of a type in a community where another came in the 30 days before."""
    said = countable(tables["requests"])
    known = said.filter(said.community.notnull() & said.service_type.notnull() & ~said.staff_made)
    window = ibis.range_window(
        group_by=["community", "service_type"], order_by="received_at", preceding=SOON, following=0
    )
    counted = known.select(
        "month", "community", "service_type", near=known.count().over(window).cast("int64")
    )
    return counted.group_by("month", "community", "service_type").agg(
        requests=counted.count().cast("int64"),
        recurring=count(counted, counted.near > 1),
        most_near=counted.near.max(),
    )


def passes(tables: Tables) -> Table:
    """Orders that left one agency for the next within 30 days, from whom to whom."""
    orders = mains(tables)
    left = orders.filter(orders.state.isin(LEFT))
    came = orders.filter(orders.hops > 0)
    came = came.select(
        to_agency=came.agency, to_matter=came.matter_id, to_hops=came.hops, to_at=came.dispatched_at
    )
    joined = left.inner_join(
        came,
        [
            left.matter_id == came.to_matter,
            left.hops + 1 == came.to_hops,
            came.to_at >= left.dispatched_at,
            came.to_at <= left.dispatched_at + SOON,
        ],
    )
    taken = joined.to_at - joined.dispatched_at
    return joined.group_by("month", "agency", "to_agency").agg(
        orders=joined.count().cast("int64"), taken_p50=taken.quantile(0.5).cast("float64")
    )
