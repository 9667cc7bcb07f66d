"""Facts of the database and simulated ones are the same kind of thing to whoever reads them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db.models import TextChoices

from cityloop.exports.facts import Wish, export_facts
from cityloop.followups.choices import FollowUpState, Solved
from cityloop.intake.choices import Channel, RequesterKind, RequestKind, RequestState, Treatment
from cityloop.workorders.choices import OrderOutcome, OrderState, OrderType
from cityloop_analytics.build import build
from cityloop_analytics.contracts import DIMENSIONS, FACTS, Contract
from cityloop_analytics.manifest import read_manifest
from cityloop_analytics.measures.scorecards import scorecards
from cityloop_analytics.queries.questions import QUESTIONS
from cityloop_analytics.store import Store
from tests.fact_folders import facts_in, rows_of
from tests.factories import DUE, WEEK, Past, orders_with
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
Written = Callable[[Path], Path]
CODES: Mapping[tuple[str, str], type[TextChoices]] = {
    ("requests", "channel"): Channel,
    ("requests", "kind"): RequestKind,
    ("requests", "requester_kind"): RequesterKind,
    ("requests", "state"): RequestState,
    ("requests", "treatment"): Treatment,
    ("orders", "kind"): RequestKind,
    ("orders", "order_type"): OrderType,
    ("orders", "state"): OrderState,
    ("orders", "outcome"): OrderOutcome,
    ("follow_ups", "kind"): RequestKind,
    ("follow_ups", "state"): FollowUpState,
    ("follow_ups", "solved"): Solved,
}


@pytest.fixture
def exported(cast: Cast, tmp_path: Path) -> Path:
    """Facts of three orders: answered in time, answered late, and still open and overdue."""
    pasts = [
        Past(answered=WEEK / 2, weight=Decimal(2), solved="resolved", satisfied="satisfied"),
        Past(answered=WEEK * 2),
        Past(answered=None),
    ]
    orders_with(cast, pasts)
    export_facts(tmp_path / "exported", at=NOW, wish=Wish())
    return tmp_path / "exported"


@pytest.fixture
def simulated(tmp_path: Path) -> Path:
    return facts_in(tmp_path / "simulated")


def schema_of(folder: Path, *, contract: Contract) -> dict[str, pa.DataType]:
    """Types of the columns as a reader sees them, words out of their dictionaries."""
    file = read_manifest(folder).of(contract.name)[0]
    return {
        one.name: one.type.value_type if pa.types.is_dictionary(one.type) else one.type
        for one in pq.read_schema(folder / file.path)
    }


@pytest.mark.parametrize("contract", [*FACTS, *DIMENSIONS], ids=lambda one: one.name)
def test_columns_and_types_are_the_same(
    exported: Path, simulated: Path, contract: Contract
) -> None:
    assert schema_of(exported, contract=contract) == schema_of(simulated, contract=contract)


@pytest.mark.parametrize("source", ["exported", "simulated"])
def test_words_are_those_of_the_application(source: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(source)
    strange = {
        place: words - {*kind.values, None}
        for place, kind in CODES.items()
        if (words := {row[place[1]] for row in rows_of(folder, place[0])}) - {*kind.values, None}
    }
    assert strange == {}


@pytest.mark.parametrize("source", ["exported", "simulated"])
def test_what_may_not_be_unknown_is_known(source: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(source)
    holes = {
        (contract.name, column.name)
        for contract in (*FACTS, *DIMENSIONS)
        for row in rows_of(folder, contract.name)
        for column in contract.columns
        if row[column.name] is None and not column.nullable
    }
    assert holes == set()


def test_group_that_nobody_asked_for_is_not_invented(exported: Path) -> None:
    assert {row["requester_group"] for row in rows_of(exported, "requests")} == {None}


@pytest.mark.parametrize("source", ["exported", "simulated"])
def test_every_order_and_request_is_in_the_answers(
    source: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = request.getfixturevalue(source)
    build(folder, store=tmp_path / "store.duckdb")
    orders = [one for one in rows_of(folder, "orders") if not one["shielded"]]
    counted = sum(one["order_type"] == "main" for one in orders)
    said = sum(not one["shielded"] for one in rows_of(folder, "requests"))
    with Store(tmp_path / "store.duckdb") as store:
        sums = {
            (name, column): sum(store.table(f"FROM {name}")[column].to_pylist())
            for name, column in SUMS
        }
    assert sums == {one: counted if one[1] == "orders" else said for one in SUMS}


SUMS = [
    ("unit_cells", "orders"), ("unit_months", "orders"), ("type_months", "orders"),
    ("lives", "orders"), ("repeat_cells", "orders"),
    ("demand_days", "requests"), ("heard_months", "requests"),
]  # fmt: skip


def test_exported_orders_have_the_scorecard_that_they_earned(
    exported: Path, tmp_path: Path
) -> None:
    build(exported, store=tmp_path / "store.duckdb")
    month = f"{DUE - WEEK:%Y-%m}"
    with Store(tmp_path / "store.duckdb") as store:
        (found,) = scorecards(store, month=month)
    in_time = found.shares["in_time"]
    assert (found.orders, in_time.numerator, in_time.denominator) == (3, 1, 3)


def test_every_question_has_an_answer_of_its_columns_in_both(
    exported: Path, simulated: Path, tmp_path: Path
) -> None:
    build(exported, store=tmp_path / "one.duckdb")
    build(simulated, store=tmp_path / "two.duckdb")
    with Store(tmp_path / "one.duckdb") as one, Store(tmp_path / "two.duckdb") as two:
        for name in QUESTIONS:
            assert one.table(f"FROM {name}").schema == two.table(f"FROM {name}").schema
