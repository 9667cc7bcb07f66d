"""Scorecards of units by month, each figure with its numerator and its denominator.

Read from a store (heavy.py has the definitions). A share that has no denominator is None, never 0.
All times are seconds from dispatch, with exact percentiles; main orders only, shielded ones never.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cityloop_analytics.months import shifted
from cityloop_analytics.store import Store

LAST_MONTH, LAST_YEAR = -1, -12
# For each share: what is counted, and of what.
SHARES: Final[Mapping[str, tuple[str, str]]] = {
    "in_time": ("in_time", "judged"),
    "contacted_in_time": ("contacted_in_time", "contact_judged"),
    "answered": ("answered", "orders"),
    "left_agency": ("left_agency", "orders"),
    "passed_on": ("passed_on", "orders"),
    "reopened": ("reopened", "orders"),
    "extended": ("extended", "orders"),
    "repeated": ("repeated", "orders"),
}
TIMES: Final = ("contacted", "answered", "closed")
_COUNTS = """
    orders, objected, left_agency, passed_on, reopened, extended, judged,
    judged - breached AS in_time, contact_judged,
    contact_judged - contact_breached AS contacted_in_time,
    contacted, contacted_p50, contacted_p90, answered, answered_p50, answered_p90,
    closed, closed_p50, closed_p90
"""
_REPEATS = """
    SELECT month, agency, sum(repeated)::BIGINT AS repeated
    FROM repeat_cells GROUP BY month, agency
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`numerator` of `denominator`; the value is None where there is nothing to divide by."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds from dispatch to an event, over the `count` orders for which it happened."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One unit in one month, or one type and kind within it; month as 2025-03."""

    agency: str
    month: str
    orders: int
    shares: Mapping[str, Share]
    times: Mapping[str, Times]
    service_type: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A share now and in an earlier month; the difference is None where either has no value."""

    now: Share
    then: Share

    @property
    def difference(self) -> float | None:
        now, then = self.now.value, self.then.value
        return None if now is None or then is None else now - then


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrders:
    """Main orders of a unit that are open at the end of a day, at least `age` days old.

    until: the age at which the next band begins, None for the oldest.
    """

    agency: str
    day: date
    age: int
    until: int | None
    orders: int


NOTHING: Final = Share(numerator=0, denominator=0)


def scorecards(store: Store, *, month: str, agency: str = "") -> list[Scorecard]:
    """The scorecard of every unit that was sent an order in a month, or of one unit, by code."""
    rows = store.rows(
        f"""
        SELECT agency, {_COUNTS}, coalesce(repeated, 0) AS repeated
        FROM unit_months LEFT JOIN ({_REPEATS}) USING (month, agency)
        WHERE month = ? AND (agency = ? OR ? = '') ORDER BY agency
        """,
        values=[_first(month), agency, agency],
    )
    return [_scorecard(row, month=month) for row in rows]


def scorecard_cells(store: Store, *, month: str, agency: str) -> list[Scorecard]:
    """The scorecard of one unit in a month, type by type and kind by kind."""
    rows = store.rows(
        f"""
        SELECT agency, service_type, kind, {_COUNTS},
            coalesce(repeated, 0) AS repeated
        FROM unit_cells
        LEFT JOIN (
            SELECT service_type AS of_type, kind AS of_kind, repeated FROM repeat_cells
            WHERE month = ? AND agency = ?
        ) ON service_type IS NOT DISTINCT FROM of_type AND kind = of_kind
        WHERE month = ? AND agency = ? ORDER BY service_type, kind
        """,
        values=[_first(month), agency, _first(month), agency],
    )
    return [_scorecard(row, month=month) for row in rows]


def changes(store: Store, *, agency: str, month: str, by: int = LAST_MONTH) -> dict[str, Change]:
    """Each share of a unit against that of an earlier month: `by` is LAST_MONTH or LAST_YEAR.

    A unit that was sent nothing in a month has shares of nothing there.
    """
    now = scorecards(store, month=month, agency=agency)
    then = scorecards(store, month=shifted(month, by=by), agency=agency)
    return {
        name: Change(
            now=now[0].shares[name] if now else NOTHING,
            then=then[0].shares[name] if then else NOTHING,
        )
        for name in SHARES
    }


def backlog(
    store: Store, *, since: date, until: date, agency: str = "", ages: Sequence[int] = ()
) -> list[OpenOrders]:
    """Open main orders by unit, age and day, for the days of [since, until); zeros are left out.

    Days after the moment of the export are not answered: what is open then is not known.
    """
    rows = store.rows(
        """
        SELECT agency, age, on_day, sum(change)::BIGINT AS change FROM backlog_changes
        WHERE on_day < ? AND (agency = ? OR ? = '') GROUP BY agency, age, on_day
        ORDER BY agency, age, on_day
        """,
        values=[until, agency, agency],
    )
    bands = sorted({row["age"] for row in store.rows("SELECT DISTINCT age FROM backlog_changes")})
    following = dict(zip(bands, [*bands[1:], None], strict=True))
    last = min(until, _day_of(store) + timedelta(days=1))
    found: list[OpenOrders] = []
    for (unit, age), moves in _grouped(rows):
        if not ages or age in ages:
            found += [
                OpenOrders(agency=unit, day=day, age=age, until=following[age], orders=number)
                for day, number in _levels(moves, since=since, until=last)
                if number
            ]
    return sorted(found, key=lambda one: (one.agency, one.day, one.age))


def _grouped(
    rows: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[tuple[str, int], dict[date, int]]]:
    groups: dict[tuple[str, int], dict[date, int]] = {}
    for row in rows:
        groups.setdefault((row["agency"], row["age"]), {})[row["on_day"]] = row["change"]
    yield from groups.items()


def _levels(moves: Mapping[date, int], *, since: date, until: date) -> Iterator[tuple[date, int]]:
    """The sum of all changes up to each day."""
    level = sum(change for day, change in moves.items() if day < since)
    day = since
    while day < until:
        level += moves.get(day, 0)
        yield day, level
        day += timedelta(days=1)


def _day_of(store: Store) -> date:
    """The last day of which the store knows the whole: the one before the export."""
    row = store.rows(
        "SELECT max(before) AS day FROM local_days WHERE turns <= ?", values=[store.facts.as_of]
    )
    day: date = row[0]["day"]
    return day


def _scorecard(row: Mapping[str, Any], *, month: str) -> Scorecard:
    return Scorecard(
        agency=row["agency"],
        month=month,
        service_type=row.get("service_type") or "",
        kind=row.get("kind") or "",
        orders=row["orders"],
        shares={
            name: Share(numerator=row[top], denominator=row[bottom])
            for name, (top, bottom) in SHARES.items()
        },
        times={
            name: Times(count=row[name], median=row[f"{name}_p50"], p90=row[f"{name}_p90"])
            for name in TIMES
        },
    )


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
