"""The heavy questions, each once, as expressions that DuckDB and Spark both run unchanged.

Windows are written in seconds since 1970, percentiles are exact (linear between the two nearest
values), and sums are sums of whole numbers or decimals, so neither the engine nor the order of the
rows moves a figure. Shielded rows are left out everywhere: they are in no table that a unit or the
public reads. `month` is the first day of the month of the leading moment.
Those that look at other rows of a matter or place stand in again.py. How many months an expression
looks back or ahead is listed in questions.py.
"""

from collections.abc import Callable, Mapping
from typing import Final

import ibis
from ibis.expr.types import Column, Table, Value

from cityloop_analytics.queries.engine import Tables, local_date

LEFT: Final = ("reassigned", "recalled")
# Days of age at which an open order enters the next band of the backlog.
AGES: Final = (0, 7, 30, 90, 365)
QUANTILES: Final[Mapping[str, float]] = {"p50": 0.5, "p90": 0.9}
SATISFIED: Final = 4
NO: Final = ibis.literal(value=False)


def countable(table: Table) -> Table:
    """Rows that may be counted, with their month."""
    return table.filter(~table.shielded).mutate(month=table.day.truncate("M").cast("date"))


def mains(tables: Tables) -> Table:
    """Main orders: those that are counted to the agency that has them."""
    orders = tables["orders"]
    return countable(orders.filter(orders.order_type == "main"))


def count(table: Table, condition: Value) -> Value:
    """How many rows meet a condition; none when it is null for all, which Spark would call null."""
    return table.count(where=condition.fill_null(NO)).cast("int64")


def total(column: Column) -> Value:
    """The sum of whole numbers; 0 of none, which either engine would call null."""
    return column.sum().fill_null(0).cast("int64")


def _order_counts(table: Table) -> dict[str, Value]:
    return {
        "orders": table.count().cast("int64"),
        "objected": count(table, table.objected),
        "left_agency": count(table, table.state.isin(LEFT)),
        "passed_on": count(table, table.hops > 0),
        "reopened": count(table, table["round"] > 1),
        "extended": count(table, table.extended),
        "judged": count(table, table.breached.notnull()),
        "breached": count(table, table.breached),
        "contact_judged": count(table, table.contact_breached.notnull()),
        "contact_breached": count(table, table.contact_breached),
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
        found[name] = count(table, seconds.notnull())
        # Both shares in one go: the values are gathered and ordered once, a third of the cost.
        found[f"{name}_at"] = seconds.quantile(list(QUANTILES.values()))
    return found


def _spread(table: Table) -> Table:
    """Each list of percentiles as columns of their own, p50 and p90."""
    lists = [name for name in table.columns if name.endswith("_at")]
    return table.mutate(
        **{
            f"{name.removesuffix('_at')}_{short}": table[name][place].cast("float64")
            for name in lists
            for place, short in enumerate(QUANTILES)
        }
    ).drop(*lists)


def orders_by(*units: str) -> Callable[[Tables], Table]:
    """The question of scorecards: main orders by month and units, with counts and times."""

    def ask(tables: Tables) -> Table:
        orders = mains(tables)
        found = orders.group_by("month", *units).agg(**_order_counts(orders), **_times(orders))
        return _spread(found)

    return ask


def due_cells(tables: Tables) -> Table:
    """Main orders that did not leave their agency, by the month in which they were due."""
    orders = mains(tables)
    kept = orders.filter(~orders.state.isin(LEFT) & orders.due_at.notnull())
    dated = local_date(kept, moment="due_at", name="due", tables=tables)
    by = ("month", "agency", "service_type", "kind", "grade")
    grouped = dated.mutate(due_month=dated.due.truncate("M").cast("date"))
    names = ("orders", "judged", "breached", "contact_judged", "contact_breached")
    counts = {name: one for name, one in _order_counts(grouped).items() if name in names}
    return grouped.group_by(*by, "due_month").agg(**counts)


def call_back_cells(tables: Tables) -> Table:
    """What was said at call-backs, weighted; sums of decimals, so that they are exact."""
    lots = countable(tables["follow_ups"])
    said = lots.mutate(
        mass=lots.weight.cast("decimal(18, 6)"), reached=lots.answered_at.notnull() & lots.drawn
    )

    def mass(condition: Value, *, squared: bool = False) -> Value:
        value = said.mass * said.mass if squared else said.mass
        return value.sum(where=condition).cast("float64").fill_null(0.0)

    asked, rated = said.reached & said.solved.notnull(), said.reached & said.satisfied.notnull()
    return said.group_by("month", "agency", "service_type", "kind", "grade").agg(
        lots=said.count().cast("int64"),
        drawn=count(said, said.drawn),
        reached=count(said, said.reached),
        pressured=count(said, said.pressured),
        drawn_mass=mass(said.drawn),
        reached_mass=mass(said.reached),
        asked=count(said, asked),
        asked_mass=mass(asked),
        asked_squares=mass(asked, squared=True),
        resolved_mass=mass(asked & (said.solved == "resolved")),
        partly_mass=mass(asked & (said.solved == "partly")),
        rated=count(said, rated),
        rated_mass=mass(rated),
        rated_squares=mass(rated, squared=True),
        satisfied_mass=mass(rated & (said.satisfied >= SATISFIED)),
    )


def lives(tables: Tables) -> Table:
    """Main orders by the local dates on which they came, were first answered and ended."""
    dated = mains(tables)
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
    spans, parts = tables["lives"], []
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
    summed = every.group_by("month", "agency", "age", "on_day").agg(change=total(every.change))
    return summed.filter(summed.change != 0)


def _moved(table: Table, *, day: Value, sign: int, age: int) -> Table:
    return table.select(
        "month", "agency", age=ibis.literal(age, "int64"), on_day=day, change=table.orders * sign
    )


def requests_by(*units: str) -> Callable[[Tables], Table]:
    """The question of demand: requests by month and units, with what became of them."""

    def ask(tables: Tables) -> Table:
        said = countable(tables["requests"])
        return said.group_by("month", *units).agg(
            requests=said.count().cast("int64"),
            matters=count(said, said.opens_matter),
            repeats=count(said, said.matter_id.notnull() & ~said.opens_matter),
            staff_made=count(said, said.staff_made),
            ended=count(said, said.closed_at.notnull()),
            redirected=count(said, said.treatment.notnull()),
        )

    return ask
