"""The same expressions on two engines give the same figures."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from math import isclose, isnan
from pathlib import Path
from typing import Any

import pytest

from cityloop_analytics.build import build
from cityloop_analytics.manifest import read_manifest
from cityloop_analytics.queries.engine import sql_of
from cityloop_analytics.queries.questions import QUESTIONS
from cityloop_analytics.spark import answer, give_facts, spark_session
from cityloop_analytics.store import Store
from tests.conftest import absent
from tests.fact_folders import facts_in

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return facts_in(tmp_path_factory.mktemp("engines") / "facts")


@pytest.fixture(scope="module")
def store(facts: Path) -> Iterator[Store]:
    build(facts, store=facts.parent / "store.duckdb")
    with Store(facts.parent / "store.duckdb") as found:
        yield found


@pytest.fixture(scope="module")
def spark(facts: Path) -> Iterator[Any]:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        absent("Spark. Install the extra `scale` and Java 17 (openjdk-17-jre-headless).")
    with spark_session() as session:
        give_facts(session, manifest=read_manifest(facts), folder=facts)
        answer(session, question=QUESTIONS["lives"])
        yield session


def in_order(rows: list[dict[str, Any]], *, key: tuple[str, ...]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(row[name]) for name in key])


def same(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE) or (
            isnan(left) and isnan(right)
        )
    return left == right


@pytest.mark.real_time
@pytest.mark.parametrize("name", QUESTIONS)
def test_spark_answers_as_the_store(spark: Any, store: Store, name: str) -> None:  # noqa: ANN401 - of an extra
    question = QUESTIONS[name]
    found = [row.asDict() for row in answer(spark, question=question).collect()]
    kept = store.rows(f"FROM {name}")
    pairs = zip(in_order(found, key=question.key), in_order(kept, key=question.key), strict=True)
    assert [(here, there) for here, there in pairs if not all(
        same(here[column], there[column]) for column in there
    )] == []  # fmt: skip


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_question_is_written_for_either_engine(name: str, dialect: str) -> None:
    assert sql_of(QUESTIONS[name], dialect=dialect).startswith("SELECT CAST(month AS DATE)")


@pytest.mark.parametrize("name", ["unit_cells", "unit_months", "type_months", "passes"])
@pytest.mark.parametrize(
    ("dialect", "exact"), [("duckdb", "QUANTILE_CONT("), ("pyspark", "PERCENTILE(")]
)
def test_percentiles_stay_exact_in_translation(name: str, dialect: str, exact: str) -> None:
    text = sql_of(QUESTIONS[name], dialect=dialect).upper()
    assert (exact in text, "APPROX" in text) == (True, False)
