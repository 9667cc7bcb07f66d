"""Each figure of a scorecard against a slow, obvious count over the rows of the facts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cityloop_analytics.build import build
from cityloop_analytics.manifest import read_manifest
from cityloop_analytics.measures.scorecards import (
    LAST_YEAR,
    Scorecard,
    backlog,
    changes,
    scorecard_cells,
    scorecards,
)
from cityloop_analytics.store import Store
from tests.fact_folders import Row, facts_in, rows_of

MONTH = "2025-03"
LEFT = {"reassigned", "recalled"}
MONTH_OF_SECONDS = 30 * 86_400
AGES = [0, 7, 30, 90, 365]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return facts_in(tmp_path_factory.mktemp("scorecards") / "facts")


@pytest.fixture(scope="module")
def store(facts: Path) -> Iterator[Store]:
    build(facts, store=facts.parent / "store.duckdb")
    with Store(facts.parent / "store.duckdb") as found:
        yield found


@pytest.fixture(scope="module")
def orders(facts: Path) -> list[Row]:
    """Main orders that may be counted."""
    rows = rows_of(facts, "orders")
    return [row for row in rows if row["order_type"] == "main" and not row["shielded"]]


@pytest.fixture(scope="module")
def later(facts: Path) -> dict[int, list[int]]:
    """For each matter, when residents spoke of it again."""
    found: dict[int, list[int]] = {}
    for row in rows_of(facts, "requests"):
        again = row["matter_id"] is not None and not row["opens_matter"]
        if again and not row["shielded"] and not row["staff_made"]:
            found.setdefault(row["matter_id"], []).append(row["received_at"])
    return found


def of_month(rows: Iterable[Row], month: str) -> list[Row]:
    return [row for row in rows if f"{row['day']:%Y-%m}" == month]


def percentile(values: list[int], share: float) -> float | None:
    """Linear between the two nearest values."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def slow_times(rows: list[Row]) -> dict[str, list[int]]:
    """Seconds from dispatch to each event, of the orders for which it is counted."""
    ends = {
        "contacted": [(one, one["contacted_at"]) for one in rows if one["round"] == 1],
        "answered": [(one, one["first_answered_at"]) for one in rows],
        "closed": [(one, one["closed_at"]) for one in rows if one["state"] not in LEFT],
    }
    return {
        name: [end - one["dispatched_at"] for one, end in found if end is not None]
        for name, found in ends.items()
    }


def slow_shares(rows: list[Row], later: dict[int, list[int]]) -> dict[str, tuple[int, int]]:
    judged = [one["breached"] for one in rows if one["breached"] is not None]
    contact = [one["contact_breached"] for one in rows if one["contact_breached"] is not None]
    every = len(rows)
    return {
        "in_time": (judged.count(False), len(judged)),
        "contacted_in_time": (contact.count(False), len(contact)),
        "answered": (sum(one["first_answered_at"] is not None for one in rows), every),
        "left_agency": (sum(one["state"] in LEFT for one in rows), every),
        "passed_on": (sum(one["hops"] > 0 for one in rows), every),
        "reopened": (sum(one["round"] > 1 for one in rows), every),
        "extended": (sum(one["extended"] for one in rows), every),
        "repeated": (sum(spoken_again(one, later) for one in rows), every),
    }


def spoken_again(order: Row, later: dict[int, list[int]]) -> bool:
    sent = order["dispatched_at"]
    return any(sent < said <= sent + MONTH_OF_SECONDS for said in later.get(order["matter_id"], []))


def assert_equal(found: Scorecard, rows: list[Row], later: dict[int, list[int]]) -> None:
    shares = {name: (one.numerator, one.denominator) for name, one in found.shares.items()}
    times = {name: (one.count, one.median, one.p90) for name, one in found.times.items()}
    slow = slow_times(rows)
    assert (found.orders, shares) == (len(rows), slow_shares(rows, later))
    for name, values in slow.items():
        assert times[name][0] == len(values)
        for here, share in zip(times[name][1:], (0.5, 0.9), strict=True):
            wanted = percentile(values, share)
            assert here == (None if wanted is None else pytest.approx(wanted, rel=1e-12))


def test_scorecard_of_each_unit_equals_the_slow_one(
    store: Store, orders: list[Row], later: dict[int, list[int]]
) -> None:
    rows = of_month(orders, MONTH)
    found = scorecards(store, month=MONTH)
    assert [one.agency for one in found] == sorted({row["agency"] for row in rows})
    for one in found:
        assert_equal(one, [row for row in rows if row["agency"] == one.agency], later)


def test_each_cell_equals_the_slow_one(
    store: Store, orders: list[Row], later: dict[int, list[int]]
) -> None:
    rows = of_month(orders, MONTH)
    agency = Counter(row["agency"] for row in rows).most_common(1)[0][0]
    mine = [row for row in rows if row["agency"] == agency]
    cells = scorecard_cells(store, month=MONTH, agency=agency)
    assert sum(one.orders for one in cells) == len(mine)
    for one in cells:
        same = (one.service_type, one.kind)
        assert_equal(
            one, [row for row in mine if (row["service_type"], row["kind"]) == same], later
        )


def test_change_is_the_difference_of_two_months(store: Store) -> None:
    (before,), (now,) = (
        scorecards(store, month=month, agency="public-security") for month in ("2025-02", MONTH)
    )
    found = changes(store, agency="public-security", month=MONTH)["in_time"]
    here, there = now.shares["in_time"].value, before.shares["in_time"].value
    assert here is not None
    assert there is not None
    assert found.difference == here - there


def test_change_against_a_month_without_orders_is_not_known(store: Store) -> None:
    found = changes(store, agency="public-security", month=MONTH, by=LAST_YEAR)["in_time"]
    assert (found.then.denominator, found.difference) == (0, None)


def test_unit_without_orders_has_no_scorecard(store: Store) -> None:
    assert scorecards(store, month=MONTH, agency="nobody") == []


def slow_backlog(orders: list[Row], *, day: date, zone: str) -> dict[tuple[str, int], int]:
    """Orders that had come by the end of a day and had not ended, by unit and band of age."""
    found: Counter[tuple[str, int]] = Counter()
    for row in orders:
        closed = row["closed_at"]
        ended = closed and datetime.fromtimestamp(closed, UTC).astimezone(ZoneInfo(zone)).date()
        if row["day"] <= day and (ended is None or ended > day):
            days = (day - row["day"]).days
            found[row["agency"], max(age for age in AGES if age <= days)] += 1
    return dict(found)


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 2, 28), date(2025, 5, 31)])
def test_backlog_equals_the_slow_one(
    store: Store, facts: Path, orders: list[Row], day: date
) -> None:
    zone = read_manifest(facts).zone
    found = backlog(store, since=day, until=day + timedelta(days=1))
    counted = {(one.agency, one.age): one.orders for one in found}
    assert counted == slow_backlog(orders, day=day, zone=zone)


def test_backlog_of_days_to_come_is_not_told(store: Store) -> None:
    assert backlog(store, since=date(2025, 6, 1), until=date(2025, 7, 1)) == []
