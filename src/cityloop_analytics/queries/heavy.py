"""The heavy questions, each once, as expressions that DuckDB and Spark both run unchanged.

Windows are written in seconds since 1970, percentiles are exact (linear between the two nearest
values), and sums are sums of whole numbers or decimals, so neither the engine nor the order of the
rows moves a figure. Shielded rows are left out everywhere: they are in no table that a unit or the
public reads. `month` is the first day of the month of the leading moment.
How many months an expression looks back or ahead is listed in questions.py.
"""

from collections.abc import Callable, Mapping
from typing import Final

import ibis
from ibis.expr.types import Column, Table, Value

from cityloop_analytics.queries.engine import DAY, Tables, local_date

# A matter that is spoken of again this soon was not settled; a pass on takes no longer.
SOON: Final = 30 * DAY
LEFT: Final = ("reassigned", "recalled")
# Days of age at which an open order enters the next band of the backlog.
AGES: Final = (0, 7, 30, 90, 365)
QUANTILES: Final[Mapping[str, float]] = {"p50": 0.5, "p90": 0.9}
SATISFIED: Final = 4
NO: Final = ibis.literal(value=False)


def _open(table: Table) -> Table:
    """Rows that may be counted, with their month."""
    return table.filter(~table.shielded).mutate(month=table.day.truncate("M").cast("date"))


def _mains(tables: Tables) -> Table:
    """Main orders: those that are counted to the agency that has them."""
    orders = tables["orders"]
    return _open(orders.filter(orders.order_type == "main"))


def _count(table: Table, condition: Value) -> Value:
    """How many rows meet a condition; none when it is null for all, which Spark would call null."""
    return table.count(where=condition.fill_null(NO)).cast("int64")


def _total(column: Column) -> Value:
    return column.sum().fill_null(0).cast("int64")


def _order_counts(table: Table) -> dict[str, Value]:
    return {
        "orders": table.count().cast("int64"),
        "objected": _count(table, table.objected),
        "left_agency": _count(table, table.state.isin(LEFT)),
        "passed_on": _count(table, table.hops > 0),
        "reopened": _count(table, table["round"] > 1),
        "extended": _count(table, table.extended),
        "judged": _count(table, table.breached.notnull()),
        "breached": _count(table, table.breached),
        "contact_judged": _count(table, table.contact_breached.notnull()),
        "contact_breached": _count(table, table.contact_breached),
    }


def _times(table: Table) -> dict[str, Value]:
    """Counts and exact percentiles of seconds from dispatch.

    The first contact of a reopened order is not known, so it is left out of `contacted`.
    """
    first, kept = table["round"] == 1, ~table.state.isin(LEFT)
    ends = {
        "contacted": ibis.ifelse(first, table.contacted_at, None),
        "answered": table.first_answered_at,
        "closed": ibis.ifelse(kept, table.closed_at, None),
    }
    found = {}
    for name, end in ends.items():
        seconds = (end - table.dispatched_at).cast("int64")
        found[name] = _count(table, seconds.notnull())
        found |= {
            f"{name}_{short}": seconds.quantile(share).cast("float64")
            for short, share in QUANTILES.items()
        }
    return found


def orders_by(*units: str) -> Callable[[Tables], Table]:
    """The question of scorecards: main orders by month and units, with counts and times."""

    def ask(tables: Tables) -> Table:
        orders = _mains(tables)
        return orders.group_by("month", *units).agg(**_order_counts(orders), **_times(orders))

    return ask


def due_cells(tables: Tables) -> Table:
    """Main orders that did not leave their agency, by the month in which they were due."""
    orders = _mains(tables)
    kept = orders.filter(~orders.state.isin(LEFT) & orders.due_at.notnull())
    dated = local_date(kept, moment="due_at", name="due", tables=tables)
    by = ("month", "agency", "service_type", "kind", "grade")
    grouped = dated.mutate(due_month=dated.due.truncate("M").cast("date"))
    names = ("orders", "judged", "breached", "contact_judged", "contact_breached")
    counts = {name: one for name, one in _order_counts(grouped).items() if name in names}
    return grouped.group_by(*by, "due_month").agg(**counts)


def call_back_cells(tables: Tables) -> Table:
    """What was said at call-backs, weighted; sums of decimals, so that they are exact."""
    lots = _open(tables["follow_ups"])
    said = lots.mutate(
        mass=lots.weight.cast("decimal(18, 6)"), reached=lots.answered_at.notnull() & lots.drawn
    )

    def mass(condition: Value, *, squared: bool = False) -> Value:
        value = said.mass * said.mass if squared else said.mass
        return value.sum(where=condition).cast("float64").fill_null(0.0)

    asked, rated = said.reached & said.solved.notnull(), said.reached & said.satisfied.notnull()
    return said.group_by("month", "agency", "service_type", "kind", "grade").agg(
        lots=said.count().cast("int64"),
        drawn=_count(said, said.drawn),
        reached=_count(said, said.reached),
        pressured=_count(said, said.pressured),
        drawn_mass=mass(said.drawn),
        reached_mass=mass(said.reached),
        asked=_count(said, asked),
        asked_mass=mass(asked),
        asked_squares=mass(asked, squared=True),
        resolved_mass=mass(asked & (said.solved == "resolved")),
        partly_mass=mass(asked & (said.solved == "partly")),
        rated=_count(said, rated),
        rated_mass=mass(rated),
        rated_squares=mass(rated, squared=True),
        satisfied_mass=mass(rated & (said.satisfied >= SATISFIED)),
    )


def lives(tables: Tables) -> Table:
    """Main orders by the local dates on which they came, were first answered and ended."""
    dated = _mains(tables)
    for name, moment in (("answered", "first_answered_at"), ("ended", "closed_at")):
        dated = local_date(dated, moment=moment, name=name, tables=tables)
    days = dated.group_by("month", "agency", "day", "answered", "ended")
    return days.agg(orders=dated.count().cast("int64"))


def _later(day: Value, *, days: int) -> Value:
    return (day + ibis.interval(days=days)).cast("date")


def backlog_changes(tables: Tables) -> Table:
    """By how many the open orders of an age grow on a day; sums over days are the backlog.

    An order is open on a day when it was there at its end; its age is the days since its first.
    """
    lived = tables["lives"]
    orders, parts = lived.group_by("month", "agency", "day", "ended"), []
    spans = orders.agg(orders=_total(lived.orders))
    for age, until in zip(AGES, (*AGES[1:], None), strict=True):
        enters = _later(spans.day, days=age)
        inside = spans.filter(spans.ended.isnull() | (spans.ended > enters))
        parts.append(_moved(inside, day=_later(inside.day, days=age), sign=1, age=age))
        leaves = inside.ended
        if until is not None:
            grown = _later(inside.day, days=until)
            leaves = ibis.least(ibis.coalesce(inside.ended, grown), grown)
        gone = inside.mutate(leaves=leaves)
        gone = gone.filter(gone.leaves.notnull())
        parts.append(_moved(gone, day=gone.leaves, sign=-1, age=age))
    every = ibis.union(*parts)
    summed = every.group_by("month", "agency", "age", "on_day").agg(change=_total(every.change))
    return summed.filter(summed.change != 0)


def _moved(table: Table, *, day: Value, sign: int, age: int) -> Table:
    return table.select(
        "month", "agency", age=ibis.literal(age, "int64"), on_day=day, change=table.orders * sign
    )


def requests_by(*units: str) -> Callable[[Tables], Table]:
    """The question of demand: requests by month and units, with what became of them."""

    def ask(tables: Tables) -> Table:
        said = _open(tables["requests"])
        return said.group_by("month", *units).agg(
            requests=said.count().cast("int64"),
            matters=_count(said, said.opens_matter),
            repeats=_count(said, said.matter_id.notnull() & ~said.opens_matter),
            staff_made=_count(said, said.staff_made),
            ended=_count(said, said.closed_at.notnull()),
            redirected=_count(said, said.treatment.notnull()),
        )

    return ask


def _spoken_again(tables: Tables) -> Table:
    said = _open(tables["requests"])
    later = said.filter(said.matter_id.notnull() & ~said.opens_matter & ~said.staff_made)
    return later.select(
        later_matter=later.matter_id, said_at=later.received_at, same=later.same_requester
    )


def repeat_cells(tables: Tables) -> Table:
    """Main orders whose matter somebody spoke of again within 30 days of dispatch."""
    orders, later = _mains(tables), _spoken_again(tables)
    again = orders.inner_join(
        later,
        [
            orders.matter_id == later.later_matter,
            later.said_at > orders.dispatched_at,
            later.said_at <= orders.dispatched_at + SOON,
        ],
    )
    each = again.group_by(spoken_order=again.order_id)
    spoken = each.agg(times=again.count().cast("int64"), same_times=_count(again, again.same))
    joined = orders.left_join(spoken, orders.order_id == spoken.spoken_order)
    return joined.group_by("month", "agency", "service_type", "kind").agg(
        orders=joined.count().cast("int64"),
        repeated=_count(joined, joined.times.notnull()),
        repeated_by_same=_count(joined, joined.same_times > 0),
        repeats=_total(joined.times),
    )


def reporting_cells(tables: Tables) -> Table:
    """Repeats of matters by others while they were watched: what tells how readily people report.

    A matter is watched from its first report for 30 days, until it ends or until now.
    """
    said, later, clock = _open(tables["requests"]), _spoken_again(tables), tables["clock"]
    opening = said.filter(said.opens_matter & ~said.staff_made).cross_join(clock)
    ends = ibis.least(
        opening.received_at + SOON, ibis.coalesce(opening.closed_at, opening.as_of), opening.as_of
    )
    watched = opening.mutate(until=ibis.greatest(ends, opening.received_at))
    others = later.filter(~later.same)
    joined = watched.left_join(
        others,
        [
            watched.matter_id == others.later_matter,
            others.said_at > watched.received_at,
            others.said_at <= watched.until,
        ],
    )
    lag = joined.said_at - joined.received_at
    by = ("month", "community", "service_type")
    each = joined.group_by(*by, "matter_id").agg(
        watched=(joined.until - joined.received_at).max(),
        repeats=_count(joined, joined.said_at.notnull()),
        lag=_total(lag),
    )
    return each.group_by(*by).agg(
        matters=each.count().cast("int64"),
        watched_seconds=_total(each.watched),
        repeats=_total(each.repeats),
        lag_seconds=_total(each.lag),
    )


def recurrence_cells(tables: Tables) -> Table:
    """Requests of a type in a community where another came in the 30 days before."""
    said = _open(tables["requests"])
    known = said.filter(said.community.notnull() & said.service_type.notnull() & ~said.staff_made)
    window = ibis.range_window(
        group_by=["community", "service_type"], order_by="received_at", preceding=SOON, following=0
    )
    counted = known.select(
        "month", "community", "service_type", near=known.count().over(window).cast("int64")
    )
    return counted.group_by("month", "community", "service_type").agg(
        requests=counted.count().cast("int64"),
        recurring=_count(counted, counted.near > 1),
        most_near=counted.near.max(),
    )


def passes(tables: Tables) -> Table:
    """Orders that left one agency for the next within 30 days, from whom to whom."""
    orders = _mains(tables)
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
