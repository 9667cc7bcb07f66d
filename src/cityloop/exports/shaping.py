"""Columns as read, made into the columns of the contract and into nothing else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cityloop.exports.codes import PLACES, Codes
from cityloop.exports.reading import Columns
from cityloop.followups.choices import FollowUpState, Satisfied
from cityloop.workorders.choices import OrderState, Ruling
from cityloop_analytics.contracts import ARROW_TYPES, Column, Contract

LEFT = [OrderState.REASSIGNED.value, OrderState.RECALLED.value]
MARKS = {
    Satisfied.VERY_DISSATISFIED.value: 1,
    Satisfied.DISSATISFIED.value: 2,
    Satisfied.FAIR.value: 3,
    Satisfied.SATISFIED.value: 4,
    Satisfied.VERY_SATISFIED.value: 5,
}
YES, NO = pa.array([True, False])
WORD = pa.dictionary(pa.int32(), pa.string())
Shape = Callable[[Columns], Columns]


def to_contract(
    found: Columns, *, contract: Contract, codes: Codes, days: "Days", shape: Shape
) -> pa.Table:
    """A table of exactly the contract's columns. Raises KeyError for one that is not there."""
    columns = {**found, **_coded(found, codes=codes)}
    columns["day"] = days.of(columns[contract.leading])
    columns |= shape(columns)
    return pa.table(
        [_typed(columns[one.name], column=one) for one in contract.columns], schema=schema(contract)
    )


def schema(contract: Contract) -> pa.Schema:
    """The contract's schema with words as dictionaries."""
    return pa.schema(
        [
            pa.field(one.name, WORD if one.kind == "word" else ARROW_TYPES[one.kind], one.nullable)
            for one in contract.columns
        ]
    )


def in_order(table: pa.Table, *, contract: Contract) -> pa.Table:
    """The rows by leading moment, then by key."""
    names = dict.fromkeys((contract.leading, *contract.key))
    return table.sort_by([(name, "ascending") for name in names])


def _typed(values: pa.Array, *, column: Column) -> pa.Array:
    if column.kind == "word":
        return _words(values)
    if pa.types.is_null(values.type) or column.kind != "flag":
        return values.cast(ARROW_TYPES[column.kind])
    # One database has truths, the other 1 and 0.
    return values if pa.types.is_boolean(values.type) else pc.not_equal(values, 0)


def _words(values: pa.Array) -> pa.DictionaryArray:
    """Words by dictionary; an empty one is none."""
    if pa.types.is_dictionary(values.type):
        return values
    plain = values.cast(pa.string())
    return pc.if_else(pc.equal(plain, ""), None, plain).dictionary_encode()


def _coded(found: Columns, *, codes: Codes) -> Columns:
    """Codes in place of the keys of rows."""
    tables = {"agency": codes.agencies, "department": codes.agencies, "service_type": codes.types}
    keys = {"agency": "agency_key", "department": "department_key", "service_type": "type_key"}
    made = {
        name: table.at(found[keys[name]].cast(pa.int64()))
        for name, table in tables.items()
        if keys[name] in found
    }
    area = found["area_key"].cast(pa.int64())
    return made | {str(level): codes.places[str(level)].at(area) for level in PLACES}


def shaped_requests(found: Columns) -> Columns:
    """What of a request is made from other columns; which groups people belong to is not asked."""
    opens = pc.and_(pc.is_valid(found["matter_id"]), pc.equal(found["later"], 0))
    return {"opens_matter": opens, "requester_group": pa.nulls(len(opens), pa.string())}


def shaped_orders(found: Columns, *, as_of: int) -> Columns:
    """What of an order is made from other columns, as of a moment (seconds since 1970)."""
    gone = pc.is_in(found["state"], pa.array(LEFT))
    first_round = pc.equal(found["round"], 1)
    answered, due = _moments(found["answered_at"]), _moments(found["due_at"])
    contact_due = _moments(found["contact_due_at"])
    first = _moments(found["first_stopped_at"])
    contacted = _moments(found["contacted_at"])
    ruling = _words(found["ruling"]).cast(pa.string())
    return {
        "first_answered_at": pc.if_else(first_round, answered, first),
        "upheld": pc.equal(ruling, Ruling.UPHOLD.value),
        "breached": _breach(answered, due=due, gone=gone, as_of=as_of),
        "contact_breached": _breach(contacted, due=contact_due, gone=gone, as_of=as_of),
    }


def _moments(values: pa.Array) -> pa.Array:
    return values.cast(pa.int64())


def _breach(done: pa.Array, *, due: pa.Array, gone: pa.Array, as_of: int) -> pa.Array:
    """True for too late, False for in time, null while neither is settled or when it left."""
    waiting = pc.if_else(pc.less(due, as_of), YES, pa.scalar(None, pa.bool_()))
    late = pc.if_else(pc.is_valid(done), pc.greater(done, due), waiting)
    return pc.if_else(gone, None, late)


def shaped_losers(found: Columns) -> Columns:
    """A lot that lost: nobody was called."""
    count = len(found["order_id"])
    return {
        "drawn": pa.repeat(NO, count),
        **{
            name: pa.nulls(count)
            for name in ("weight", "state", "answered_at", "solved", "satisfied", "pressured")
        },
    }


def shaped_calls(found: Columns) -> Columns:
    """A lot that won; what was said counts when the requester was reached."""
    count = len(found["order_id"])
    reached = pc.equal(found["state"], FollowUpState.REACHED.value)
    said = _words(found["satisfied"]).cast(pa.string())
    place = pc.index_in(said, pa.array(list(MARKS)))
    mark = pc.take(pa.array(list(MARKS.values()), pa.int16()), place)
    return {
        "drawn": pa.repeat(YES, count),
        "answered_at": pc.if_else(reached, _moments(found["answered_at"]), None),
        "satisfied": mark,
    }


class Days:
    """The local days of some months of a zone, and when each begins."""

    def __init__(self, first: date, *, until: date, zone: str) -> None:
        span = [first + timedelta(days=number) for number in range((until - first).days)]
        self.begins = np.array([begins(day, zone=zone) for day in span], dtype=np.int64)
        self.first = (first - date(1970, 1, 1)).days

    def of(self, moments: pa.Array) -> pa.Array:
        """The local date of each moment, none of which lies before the first day."""
        place = np.searchsorted(self.begins, moments.to_numpy(zero_copy_only=False), side="right")
        return pa.array((place - 1 + self.first).astype(np.int32)).view(pa.date32())


def begins(day: date, *, zone: str) -> int:
    """Local midnight at which a day begins, in seconds since 1970."""
    return int(datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC).timestamp())


def plain(rows: Sequence[Mapping[str, object]], *, contract: Contract) -> pa.Table:
    """Rows of a dimension as a table of its contract. Raises ValueError for a null in a key."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=contract.schema())
