"""Where printed figures come from: the tables of a store, and what in them adds up to what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Final

from cityloop_analytics.measures.published_cells import (
    CLOSED,
    NOT_CLOSED,
    NOT_SOLVED,
    SOLVED,
    UNKNOWN,
    WHOLE,
    Cell,
    Draft,
    months_of,
    quarter_of,
)
from cityloop_analytics.store import Store

TYPES: Final = """
    LEFT JOIN service_types AS known ON known.service_type = said.service_type
    WHERE said.month BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND coalesce(known.public, true)
"""
_TOPIC: Final = f"""
    coalesce(known.type_group, '{UNKNOWN}') AS topic,
    coalesce(said.service_type, '{UNKNOWN}') AS kind
"""
REQUESTS_SQL: Final = f"""
    SELECT strftime(said.month, '%Y-%m') AS month, said.subdistrict, {_TOPIC},
        sum(said.requests)::BIGINT AS count
    FROM demand_days AS said {TYPES} GROUP BY ALL ORDER BY ALL
"""
COMMUNITY_SQL: Final = f"""
    SELECT strftime(said.month, '%Y-%m') AS month, areas.subdistrict, said.community,
        sum(said.requests)::BIGINT AS count
    FROM recurrence_cells AS said JOIN areas ON areas.area = said.community {TYPES}
    GROUP BY ALL ORDER BY ALL
"""
ORDERS_SQL: Final = f"""
    SELECT strftime(said.month, '%Y-%m') AS month, coalesce(bodies.department, said.agency)
        AS department, coalesce(known.type_group, '{UNKNOWN}') AS topic,
        sum(said.orders)::BIGINT AS count, sum(said.closed)::BIGINT AS closed
    FROM unit_cells AS said LEFT JOIN agencies AS bodies ON bodies.agency = said.agency {TYPES}
    GROUP BY ALL ORDER BY ALL
"""
ANSWERS_SQL: Final = f"""
    SELECT coalesce(known.type_group, '{UNKNOWN}') AS topic, sum(said.asked)::BIGINT AS asked,
        sum(said.asked_mass) AS mass, sum(said.resolved_mass) AS solved
    FROM call_back_cells AS said {TYPES} GROUP BY ALL ORDER BY ALL
"""


def add_requests(
    draft: Draft, *, store: Store, months: tuple[str, ...], quarters: tuple[str, ...]
) -> None:
    """Requests: by area and month, by topic and type in the last quarter and a year before it."""
    city, above = _areas(store)
    last, earlier = _compared(quarters)
    for row in store.rows(REQUESTS_SQL, values=[f"{months[0]}-01", f"{months[-1]}-01"]):
        place = row["subdistrict"] if row["subdistrict"] in above else UNKNOWN
        chain = [*_chain(place, above=above), city]
        quarter = quarter_of(row["month"])
        periods = [row["month"], *([quarter] if quarter in quarters else [])]
        for unit in chain:
            for period in periods:
                draft.add(Cell("requests", unit, "", "", period), row["count"])
            if quarter == last:
                draft.add(Cell("requests", unit, row["topic"], "", last), row["count"])
        if quarter in {last, earlier}:
            draft.add(Cell("requests", city, row["topic"], row["kind"], quarter), row["count"])
    communities = store.rows(COMMUNITY_SQL, values=[f"{months[0]}-01", f"{months[-1]}-01"])
    _communities(draft, rows=communities, quarters=quarters)
    _tie_requests(draft, city=city, above=above, earlier=earlier)


def _compared(quarters: tuple[str, ...]) -> tuple[str, str]:
    """The last whole quarter and the same one a year before; "" where there is none."""
    last = quarters[-1] if quarters else ""
    earlier = f"{int(last[:4]) - 1}{last[4:]}" if last else ""
    return last, earlier if earlier in quarters else ""


def _communities(
    draft: Draft, *, rows: Iterable[Mapping[str, Any]], quarters: tuple[str, ...]
) -> None:
    """Residents' requests of each community by quarter, and what of its sub-district is left."""
    inside: dict[Cell, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        quarter = quarter_of(row["month"])
        if quarter in quarters and row["subdistrict"]:
            total = Cell("requests", row["subdistrict"], "", "", quarter)
            inside[total][total._replace(unit=row["community"])] += row["count"]
    for total, parts in inside.items():
        left = draft.counts.get(total, 0) - sum(parts.values())
        if left < 0:
            # The two tables disagree, as where a type became secret: print the coarser one only.
            continue
        rest = total._replace(unit=f"{total.unit}:rest")
        draft.withheld.add(rest)
        for part, count in (*parts.items(), (rest, left)):
            draft.add(part, count)
            draft.tie(total, part, way="communities")


def _areas(store: Store) -> tuple[str, dict[str, str]]:
    """The city, and for each district and sub-district what lies above it, below the city."""
    rows = store.rows("SELECT area, level, parent FROM areas WHERE level NOT IN ('estate')")
    city = next((row["area"] for row in rows if row["level"] == "city"), store.facts.city)
    levels = {"district", "subdistrict"}
    above = {row["area"]: row["parent"] for row in rows if row["level"] in levels}
    return city, {area: "" if parent == city else parent or "" for area, parent in above.items()}


def _chain(area: str, *, above: Mapping[str, str]) -> Iterator[str]:
    """The area and what lies above it, without the city."""
    while area:
        yield area
        area = above.get(area, "")


def _tie_requests(draft: Draft, *, city: str, above: Mapping[str, str], earlier: str) -> None:
    """Say what adds up: areas within areas, months within quarters, topics, types within topics."""
    for cell in [one for one in draft.counts if one.table == "requests"]:
        if cell.kind:
            topics = cell._replace(kind="") if cell.period != earlier else None
            total = topics or cell._replace(topic="", kind="")
            draft.tie(total, cell, way="types")
            continue
        if cell.topic:
            draft.tie(cell._replace(topic=""), cell, way="topics")
        if cell.unit in above or cell.unit == UNKNOWN:
            draft.tie(cell._replace(unit=above.get(cell.unit) or city), cell, way="areas")
        _tie_quarter(draft, cell)


def _tie_quarter(draft: Draft, cell: Cell) -> None:
    """A month is part of its quarter, where that is printed."""
    if cell.topic or cell.kind or "Q" in cell.period:
        return
    quarter = cell._replace(period=quarter_of(cell.period))
    if quarter in draft.counts:
        draft.tie(quarter, cell, way="months")


def add_orders(
    draft: Draft, *, store: Store, months: tuple[str, ...], quarters: tuple[str, ...]
) -> None:
    """Main orders: by body and month, by topic in the last settled quarter, how those ended."""
    last = quarters[-1] if quarters else ""
    for row in store.rows(ORDERS_SQL, values=[f"{months[0]}-01", f"{months[-1]}-01"]):
        quarter = quarter_of(row["month"])
        periods = [row["month"], *([last] if quarter == last else [])]
        for unit, period in product((row["department"], WHOLE), periods):
            draft.add(Cell("orders", unit, "", "", period), row["count"])
        if quarter == last:
            _add_ends(draft, row=row, last=last)
    _tie_orders(draft)


def _tie_orders(draft: Draft) -> None:
    """Say what adds up: topics, ends, bodies, months."""
    for cell in [one for one in draft.counts if one.table == "orders"]:
        if cell.topic:
            draft.tie(cell._replace(topic=""), cell, way="topics")
        elif cell.kind:
            draft.tie(cell._replace(kind=""), cell, way="ends")
        elif cell.unit:
            draft.tie(cell._replace(unit=WHOLE), cell, way="bodies")
        if not cell.kind:
            _tie_quarter(draft, cell)


def _add_ends(draft: Draft, *, row: Mapping[str, Any], last: str) -> None:
    """How many were closed, by topic and in all; how many were not, only in all."""
    ended = Cell("orders", WHOLE, "", CLOSED, last)
    draft.add(ended._replace(topic=row["topic"]), row["closed"])
    draft.add(ended, row["closed"])
    draft.add(ended._replace(kind=NOT_CLOSED), row["count"] - row["closed"])


def add_answers(draft: Draft, *, store: Store, quarters: tuple[str, ...]) -> None:
    """What people said at call-backs of the last settled quarter, by topic: solved, or not.

    Answers are weighted by how many orders each speaks for and rounded to whole people.
    """
    if not quarters:
        return
    first, last = months_of(quarters[-1])
    for row in store.rows(ANSWERS_SQL, values=[f"{first}-01", f"{last}-01"]):
        share = row["solved"] / row["mass"] if row["mass"] else 0.0
        solved = round(row["asked"] * share)
        for kind, count in ((SOLVED, solved), (NOT_SOLVED, row["asked"] - solved)):
            cell = Cell("answers", WHOLE, row["topic"], kind, quarters[-1])
            for one in (cell, cell._replace(topic=""), cell._replace(kind="")):
                draft.add(one, count)
            draft.add(cell._replace(topic="", kind=""), count)
    for cell in [one for one in draft.counts if one.table == "answers"]:
        if cell.topic:
            draft.tie(cell._replace(topic=""), cell, way="topics")
        if cell.kind:
            draft.tie(cell._replace(kind=""), cell, way="answers")
