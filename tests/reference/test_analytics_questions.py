"""Each heavy question against a slow, obvious count over the rows of the demo city's facts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cityloop_analytics.build import build
from cityloop_analytics.manifest import read_manifest
from cityloop_analytics.queries.questions import QUESTIONS
from cityloop_analytics.store import Store
from tests.fact_folders import Row, facts_in, rows_of
from tests.reference.slow_orders import LEFT, SOON, month, percentile, slow_counts, slow_times

Answer = dict[tuple[Any, ...], dict[str, Any]]
CELL = ("agency", "service_type", "kind")
PLACE = ("community", "service_type")
WHO = ("channel", "language", "requester_kind", "requester_group")


class Facts:
    """The rows of a folder that may be counted."""

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        self.zone, self.as_of = ZoneInfo(manifest.zone), manifest.as_of
        kept = {
            table: [row for row in rows_of(folder, table) if not row["shielded"]]
            for table in ("requests", "orders", "follow_ups")
        }
        self.requests, self.lots = kept["requests"], kept["follow_ups"]
        self.orders = [row for row in kept["orders"] if row["order_type"] == "main"]
        self.later: dict[int, list[Row]] = defaultdict(list)
        for row in self.requests:
            if row["matter_id"] is not None and not row["opens_matter"] and not row["staff_made"]:
                self.later[row["matter_id"]].append(row)

    def date_of(self, moment: int | None) -> date | None:
        """The local date of a moment."""
        if moment is None:
            return None
        return datetime.fromtimestamp(moment, UTC).astimezone(self.zone).date()


def grouped(rows: Iterable[Row], *names: str) -> Mapping[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[month(row), *(row[name] for name in names)].append(row)
    return found


def slow_orders(*units: str) -> Callable[[Facts], Answer]:
    def ask(facts: Facts) -> Answer:
        return {
            key: slow_counts(rows) | slow_times(rows)
            for key, rows in grouped(facts.orders, *units).items()
        }

    return ask


def slow_due(facts: Facts) -> Answer:
    kept = []
    for row in facts.orders:
        due = facts.date_of(row["due_at"])
        if due and row["state"] not in LEFT:
            kept.append({**row, "due_month": due.replace(day=1)})
    names = ("orders", "judged", "breached", "contact_judged", "contact_breached")
    by = (*CELL, "grade", "due_month")
    return {
        key: {name: one for name, one in slow_counts(rows).items() if name in names}
        for key, rows in grouped(kept, *by).items()
    }


def slow_call_backs(facts: Facts) -> Answer:
    return {key: slow_call_back(rows) for key, rows in grouped(facts.lots, *CELL, "grade").items()}


def slow_call_back(rows: list[Row]) -> dict[str, Any]:
    reached = [one for one in rows if one["drawn"] and one["answered_at"] is not None]
    asked = [one for one in reached if one["solved"] is not None]
    rated = [one for one in reached if one["satisfied"] is not None]
    return {
        "lots": len(rows),
        "drawn": sum(one["drawn"] for one in rows),
        "reached": len(reached),
        "pressured": sum(one["pressured"] is True for one in rows),
        "drawn_mass": mass(one for one in rows if one["drawn"]),
        "reached_mass": mass(reached),
        "asked": len(asked),
        "asked_mass": mass(asked),
        "asked_squares": mass(asked, power=2),
        "resolved_mass": mass(one for one in asked if one["solved"] == "resolved"),
        "partly_mass": mass(one for one in asked if one["solved"] == "partly"),
        "rated": len(rated),
        "rated_mass": mass(rated),
        "rated_squares": mass(rated, power=2),
        "satisfied_mass": mass(one for one in rated if one["satisfied"] >= 4),
    }


def mass(rows: Iterable[Row], *, power: int = 1) -> float:
    """The sum of weights, each to six places."""
    each = (Decimal(str(row["weight"])).quantize(Decimal("0.000001")) for row in rows)
    return float(sum((one**power for one in each), Decimal(0)))


def slow_lives(facts: Facts) -> Answer:
    found = Counter(
        (
            month(row), row["agency"], row["day"], facts.date_of(row["first_answered_at"]),
            facts.date_of(row["closed_at"]),
        )
        for row in facts.orders
    )  # fmt: skip
    return {key: {"orders": number} for key, number in found.items()}


def slow_backlog(facts: Facts) -> Answer:
    """Each order enters a band on the day it is so old, and leaves it for the next or for good."""
    found: Counter[tuple[Any, ...]] = Counter()
    bands = [0, 7, 30, 90, 365]
    for row in facts.orders:
        start, ended = row["day"].toordinal(), facts.date_of(row["closed_at"])
        for age, until in zip(bands, [*bands[1:], 10**6], strict=True):
            enters, leaves = start + age, start + until
            if ended is not None:
                leaves = min(leaves, ended.toordinal())
            if leaves > enters:
                key = (month(row), row["agency"], age)
                found[*key, date.fromordinal(enters)] += 1
                if leaves < start + 10**6:
                    found[*key, date.fromordinal(leaves)] -= 1
    return {key: {"change": number} for key, number in found.items() if number}


def slow_requests(*units: str) -> Callable[[Facts], Answer]:
    def ask(facts: Facts) -> Answer:
        return {
            key: {
                "requests": len(rows),
                "matters": sum(one["opens_matter"] for one in rows),
                "repeats": sum(
                    one["matter_id"] is not None and not one["opens_matter"] for one in rows
                ),
                "staff_made": sum(one["staff_made"] for one in rows),
                "ended": sum(one["closed_at"] is not None for one in rows),
                "redirected": sum(one["treatment"] is not None for one in rows),
            }
            for key, rows in grouped(facts.requests, *units).items()
        }

    return ask


def slow_repeats(facts: Facts) -> Answer:
    def again(order: Row) -> list[Row]:
        sent = order["dispatched_at"]
        said = facts.later.get(order["matter_id"], [])
        return [one for one in said if sent < one["received_at"] <= sent + SOON]

    return {
        key: {
            "orders": len(rows),
            "repeated": sum(bool(again(one)) for one in rows),
            "repeated_by_same": sum(any(it["same_requester"] for it in again(one)) for one in rows),
            "repeats": sum(len(again(one)) for one in rows),
        }
        for key, rows in grouped(facts.orders, *CELL).items()
    }


def slow_reporting(facts: Facts) -> Answer:
    opening = [one for one in facts.requests if one["opens_matter"] and not one["staff_made"]]
    found: Answer = {}
    for key, rows in grouped(opening, *PLACE).items():
        seconds, lags = 0, []
        for row in rows:
            start = row["received_at"]
            ended = facts.as_of if row["closed_at"] is None else row["closed_at"]
            until = max(start, min(start + SOON, ended, facts.as_of))
            seconds += until - start
            lags += [
                one["received_at"] - start
                for one in facts.later.get(row["matter_id"], [])
                if not one["same_requester"] and start < one["received_at"] <= until
            ]
        found[key] = {
            "matters": len(rows), "watched_seconds": seconds, "repeats": len(lags),
            "lag_seconds": sum(lags),
        }  # fmt: skip
    return found


def slow_recurrence(facts: Facts) -> Answer:
    said: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in facts.requests:
        if row["community"] and row["service_type"] and not row["staff_made"]:
            said[row["community"], row["service_type"]].append(row)
    near: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for key, rows in said.items():
        moments = [row["received_at"] for row in rows]
        for row in rows:
            here = row["received_at"]
            number = sum(here - SOON <= moment <= here for moment in moments)
            near[month(row), *key].append(number)
    return {
        key: {
            "requests": len(all_near), "recurring": sum(one > 1 for one in all_near),
            "most_near": max(all_near),
        }
        for key, all_near in near.items()
    }  # fmt: skip


def slow_passes(facts: Facts) -> Answer:
    came: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in facts.orders:
        if row["hops"] > 0:
            came[row["matter_id"], row["hops"]].append(row)
    taken: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in facts.orders:
        if row["state"] in LEFT:
            for then in came[row["matter_id"], row["hops"] + 1]:
                seconds = then["dispatched_at"] - row["dispatched_at"]
                if 0 <= seconds <= SOON:
                    taken[month(row), row["agency"], then["agency"]].append(seconds)
    return {
        key: {"orders": len(all_taken), "taken_p50": percentile(all_taken, 0.5)}
        for key, all_taken in taken.items()
    }


SLOW: Mapping[str, Callable[[Facts], Answer]] = {
    "unit_cells": slow_orders(*CELL),
    "unit_months": slow_orders("agency"),
    "type_months": slow_orders("service_type"),
    "due_cells": slow_due,
    "call_back_cells": slow_call_backs,
    "lives": slow_lives,
    "backlog_changes": slow_backlog,
    "demand_days": slow_requests("day", "subdistrict", "service_type", "kind"),
    "heard_months": slow_requests("community", *WHO),
    "repeat_cells": slow_repeats,
    "reporting_cells": slow_reporting,
    "recurrence_cells": slow_recurrence,
    "passes": slow_passes,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return facts_in(tmp_path_factory.mktemp("questions") / "facts")


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    return Facts(folder)


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    build(folder, store=folder.parent / "store.duckdb")
    with Store(folder.parent / "store.duckdb") as found:
        yield found


def test_every_question_has_its_slow_answer() -> None:
    assert set(SLOW) == set(QUESTIONS)


@pytest.mark.parametrize("name", SLOW)
def test_question_equals_the_slow_count(store: Store, facts: Facts, name: str) -> None:
    key = QUESTIONS[name].key
    found = {
        tuple(row[one] for one in key): {one: row[one] for one in row if one not in key}
        for row in store.rows(f"FROM {name}")
    }
    wanted = SLOW[name](facts)
    assert found.keys() == wanted.keys()
    assert [one for one in found if not same(found[one], wanted[one])] == []


def same(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether all figures are equal, those with a fraction within 1e-9 of each other."""
    return found.keys() == wanted.keys() and all(
        found[name] == one
        or (isinstance(one, float) and found[name] == pytest.approx(one, rel=1e-9))
        for name, one in wanted.items()
    )
