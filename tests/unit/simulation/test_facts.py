"""Facts of the simulated city: the columns of the contract, and what the lives behind them say."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db.models import TextChoices

from cityloop.core.errors import InputError
from cityloop.followups.choices import FollowUpState, Solved
from cityloop.intake.choices import Channel, RequesterKind, RequestKind, RequestState, Treatment
from cityloop.simulation.facts import Copies, FactPlan, Source, fact_plan, reading_of, write_facts
from cityloop.simulation.facts.words import words_of
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderType
from cityloop_analytics.contracts import DIMENSIONS, FACTS, MANIFEST, Contract
from cityloop_analytics.manifest import check_files, read_manifest
from tests.unit.simulation.small_world import DEMO

SINCE, UNTIL = date(2026, 1, 20), date(2026, 3, 10)
SOURCE = Source(DEMO, seed=7, since=SINCE, until=UNTIL)
ZONE = ZoneInfo("Asia/Shanghai")
ENUMS: dict[str, type[TextChoices]] = {
    "channel": Channel,
    "kind": RequestKind,
    "outcome": OrderOutcome,
    "solved": Solved,
    "order_type": OrderType,
    "treatment": Treatment,
    "requester_kind": RequesterKind,
}
STATES: dict[str, type[TextChoices]] = {
    "requests": RequestState,
    "orders": OrderState,
    "follow_ups": FollowUpState,
}
WRITE = """
import sys
from datetime import date
from pathlib import Path
from cityloop.simulation.facts import FactPlan, Source, write_facts
if __name__ == "__main__":
    since, until = date(2026, 1, 20), date(2026, 2, 3)
    write_facts(FactPlan(Source(Path(sys.argv[1]), 7, since, until), 2), out=Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven weeks of one copy of the city."""
    out = tmp_path_factory.mktemp("facts")
    write_facts(FactPlan(SOURCE, 1), out=out)
    return out


@pytest.fixture(scope="module")
def facts(folder: Path) -> dict[str, pa.Table]:
    """All tables of it."""
    manifest = read_manifest(folder)
    return {
        one.name: pa.concat_tables(
            [pq.read_table(folder / file.path) for file in manifest.of(one.name)]
        )
        for one in (*FACTS, *DIMENSIONS)
    }


def rows(table: pa.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("contract", [*FACTS, *DIMENSIONS], ids=lambda one: one.name)
def test_facts_have_the_columns_of_the_contract(
    contract: Contract, facts: dict[str, pa.Table]
) -> None:
    assert facts[contract.name].schema.equals(contract.schema())


@pytest.mark.parametrize("contract", [*FACTS, *DIMENSIONS], ids=lambda one: one.name)
def test_facts_are_unknown_only_where_the_contract_says_so(
    contract: Contract, facts: dict[str, pa.Table]
) -> None:
    table = facts[contract.name]
    kept = [one.name for one in contract.columns if not one.nullable]
    assert [name for name in kept if table[name].null_count] == []


@pytest.mark.parametrize("contract", [*FACTS, *DIMENSIONS], ids=lambda one: one.name)
def test_keys_of_facts_are_unique(contract: Contract, facts: dict[str, pa.Table]) -> None:
    keys = facts[contract.name].select(list(contract.key)).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == len(keys) > 0


@pytest.mark.parametrize("contract", FACTS, ids=lambda one: one.name)
def test_files_hold_the_month_of_the_leading_moment_in_its_order(
    contract: Contract, folder: Path
) -> None:
    wrong = []
    for file in read_manifest(folder).of(contract.name):
        moments = pq.read_table(folder / file.path)[contract.leading].to_pylist()
        months = {f"{datetime.fromtimestamp(one, tz=ZONE):%Y-%m}" for one in moments}
        wrong += [file.path] * (months != {file.month} or moments != sorted(moments))
    assert wrong == []


def test_day_is_the_local_date_of_the_leading_moment(facts: dict[str, pa.Table]) -> None:
    found = rows(facts["requests"].select(["received_at", "day"]))
    local = [datetime.fromtimestamp(one["received_at"], tz=ZONE).date() for one in found]
    late = [one for one, day in zip(found, local, strict=True) if one["day"] != day]
    assert late == []


@pytest.mark.parametrize("fact", [one.name for one in FACTS])
def test_words_of_facts_are_those_of_the_application(fact: str) -> None:
    words = words_of(fact, world=reading_of(SOURCE).world, copies=Copies(0, 1))
    unknown = {
        name: set(words[name]) - set(kinds.values)
        for name, kinds in {**ENUMS, "state": STATES[fact]}.items()
    }
    assert {name: left for name, left in unknown.items() if left} == {}


def test_order_of_a_fact_follows_from_its_request(facts: dict[str, pa.Table]) -> None:
    requests = {one["request_id"]: one for one in rows(facts["requests"])}
    broken = [
        one
        for one in rows(facts["orders"])
        if (asked := requests[one["request_id"]])["received_at"] != one["received_at"]
        or asked["matter_id"] != one["matter_id"]
        or one["dispatched_at"] < one["received_at"]
        or not asked["opens_matter"]
    ]
    assert broken == []


def test_steps_of_orders_come_in_their_order(facts: dict[str, pa.Table]) -> None:
    steps = ("dispatched_at", "accepted_at", "contacted_at", "answered_at", "closed_at")
    broken = []
    for one in rows(facts["orders"]):
        moments = [one[name] for name in steps if one[name] is not None]
        broken += [one] * (moments != sorted(moments))
    assert broken == []


def test_state_of_an_order_says_what_has_happened(facts: dict[str, pa.Table]) -> None:
    wrong = [
        one
        for one in rows(facts["orders"])
        if (one["state"] in {"closed", "reassigned"}) != (one["closed_at"] is not None)
        or (one["state"] in {"closed", "follow_up"}) != (one["answered_at"] is not None)
        or (one["outcome"] is None) != (one["answered_at"] is None)
    ]
    assert wrong == []


def test_breach_is_settled_by_the_answer_or_the_end(facts: dict[str, pa.Table]) -> None:
    end = datetime.combine(UNTIL, datetime.min.time(), tzinfo=ZONE).timestamp()
    wrong = [
        one
        for one in rows(facts["orders"])
        if one["state"] != "reassigned"
        and one["breached"]
        != (
            one["answered_at"] > one["due_at"]
            if one["answered_at"] is not None
            else (True if one["due_at"] < end else None)
        )
    ]
    assert wrong == []


def test_order_taken_away_is_followed_by_one_of_another_hop(facts: dict[str, pa.Table]) -> None:
    hops = Counter((one["request_id"], one["hops"]) for one in rows(facts["orders"]))
    left = {one["request_id"] for one in rows(facts["orders"]) if one["state"] == "reassigned"}
    second = {request for request, hop in hops if hop == 1}
    assert second <= left
    assert second


def test_lots_are_of_answered_orders_and_weigh_when_they_win(facts: dict[str, pa.Table]) -> None:
    orders = {one["order_id"]: one for one in rows(facts["orders"])}
    wrong = [
        one
        for one in rows(facts["follow_ups"])
        if orders[one["order_id"]]["first_answered_at"] != one["drawn_at"]
        or orders[one["order_id"]]["agency"] != one["agency"]
        or (one["weight"] is not None) != one["drawn"]
        or (one["drawn"] and (one["weight"] == 1.0) != (orders[one["order_id"]]["grade"] <= 2))
        or (one["solved"] is not None) != (one["state"] == "reached")
    ]
    assert wrong == []


def test_codes_of_facts_stand_in_the_dimensions(facts: dict[str, pa.Table]) -> None:
    known = {
        "agency": set(facts["agencies"]["agency"].to_pylist()),
        "department": set(facts["agencies"]["agency"].to_pylist()),
        "service_type": set(facts["service_types"]["service_type"].to_pylist()),
        "estate": {*facts["areas"]["area"].to_pylist(), None},
        "community": set(facts["areas"]["area"].to_pylist()),
        "subdistrict": set(facts["areas"]["area"].to_pylist()),
        "district": set(facts["areas"]["area"].to_pylist()),
    }
    orders = facts["orders"]
    strange = {name: set(orders[name].to_pylist()) - codes for name, codes in known.items()}
    assert {name: left for name, left in strange.items() if left} == {}


def test_same_seed_makes_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    source = Source(DEMO, seed=7, since=SINCE, until=SINCE + timedelta(days=14))
    write_facts(FactPlan(source, 2), out=tmp_path / "here")
    script = tmp_path / "write.py"
    script.write_text(WRITE)
    subprocess.run(  # noqa: S603 - our own code in our own interpreter
        [sys.executable, script, DEMO, tmp_path / "there"],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found = digests(tmp_path / "here")
    assert found == digests(tmp_path / "there")
    assert {name.rsplit(".", 2)[-2] for name in found if "/" in name} == {"0", "1"}, "two lanes"


def test_second_copy_is_a_city_of_its_own(tmp_path: Path) -> None:
    short = Source(DEMO, seed=7, since=SINCE, until=SINCE + timedelta(days=5))
    manifest = write_facts(FactPlan(short, 2), out=tmp_path)
    check_files(manifest, folder=tmp_path, digests=True)
    tables = [pq.read_table(tmp_path / file.path) for file in manifest.of("requests")]
    copies = [{code.partition("@")[2] for code in one["community"].to_pylist()} for one in tables]
    assert copies == [{""}, {"1"}]


def test_other_seed_makes_other_facts(tmp_path: Path) -> None:
    short = [
        Source(DEMO, seed=seed, since=SINCE, until=SINCE + timedelta(days=3)) for seed in (7, 8)
    ]
    made = [write_facts(FactPlan(one, 1), out=tmp_path / str(one.seed)) for one in short]
    sums = [[file.sha256 for file in one.of("requests")] for one in made]
    assert sums[0] != sums[1]


def test_manifest_says_that_the_facts_are_invented(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.source, manifest.seed, (folder / MANIFEST).is_file()) == (
        "simulation",
        7,
        True,
    )


def test_plan_by_rows_has_about_as_many(tmp_path: Path) -> None:
    short = Source(DEMO, seed=7, since=SINCE, until=SINCE + timedelta(days=10))
    plan = fact_plan(short, rows=4000)
    manifest = write_facts(plan, out=tmp_path)
    total = sum(manifest.rows(one.name) for one in FACTS)
    assert np.isclose(total, 4000, rtol=0.25)


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        (SOURCE, {"size": "huge"}, "There is no size 'huge'"),
        (SOURCE, {"rows": 0}, "at least 1"),
        (Source(DEMO, seed=7, since=UNTIL, until=SINCE), {}, "is not before"),
        (Source(DEMO, seed=7, since=date(1900, 1, 1), until=SINCE), {}, "cannot be simulated"),
        (Source(DEMO, seed=7, since=SINCE, until=date(9999, 12, 31)), {}, "cannot be simulated"),
    ],
)
def test_plan_that_makes_no_sense_is_refused(
    source: Source, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        fact_plan(source, **options)
