"""What is true in the simulated city stays out of the product's reach."""

import ast
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.city import load_demo_city
from cityloop.jobs.demo.history import demo_history, tell_history
from cityloop.simulation.truth import MEANING
from cityloop_analytics.contracts import DIMENSIONS, FACTS
from tests.repo.sources import PACKAGE, PROJECT, modules
from tests.town import DEMO

ANALYTICS = PROJECT / "src" / "cityloop_analytics"
# Where truth is made; and the only command that writes it.
MAKES = PACKAGE / "simulation"
WRITES = "src/cityloop/jobs/management/commands/simulate.py"
MENTIONS = re.compile(rf"truth_({'|'.join(MEANING)})|truth\.parquet|simulation\.truth|write_truth")
# Columns of the simulation that only somebody who knows the truth could fill.
TRUE_COLUMNS = {
    "began", "ended", "gamed", "intent", "outbreak", "propensity",
    "really_solved", "second_solved", "severity", "solved_truth", "suppressed", "type_true",
}  # fmt: skip
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def product_files() -> list[Path]:
    """Sources and templates of the product, those that make or write truth left out."""
    found = [
        path
        for folder in (PACKAGE, ANALYTICS)
        for pattern in ("*.py", "*.html", "*.js", "*.sql")
        for path in folder.rglob(pattern)
    ]
    return [path for path in found if MAKES not in path.parents and path != PROJECT / WRITES]


def test_product_does_not_mention_truth_files() -> None:
    files = product_files()
    assert len(files) > 200
    named = [path.name for path in files if MENTIONS.search(path.read_text(encoding="utf-8"))]
    assert named == []


def test_truth_is_written_by_the_simulate_command_alone() -> None:
    calling = {
        name
        for folder in (PACKAGE, ANALYTICS, PROJECT / "tools")
        for name, tree in modules(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("write_truth")
    }
    assert calling == {WRITES}


def test_simulation_reads_no_file_of_truth() -> None:
    reading = [
        f"{name}:{node.lineno}"
        for name, tree in modules(MAKES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        if "read_table" in ast.unparse(node.func) or "ParquetFile" in ast.unparse(node.func)
    ]
    assert reading == []


def test_no_table_of_the_database_has_a_column_of_truth() -> None:
    columns = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001 - documented by Django
        if model.__module__.startswith("cityloop.") and _is_true(field.name)
    ]
    assert columns == []


def test_no_exported_fact_has_a_column_of_truth() -> None:
    columns = [
        f"{table.name}.{column.name}"
        for table in (*FACTS, *DIMENSIONS)
        for column in table.columns
        if _is_true(column.name)
    ]
    assert columns == []


def _is_true(name: str) -> bool:
    return "truth" in name or name in TRUE_COLUMNS


@pytest.mark.django_db
def test_loading_the_demo_writes_no_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [tmp_path, Path(settings.VAR), PROJECT / "definitions"]
    monkeypatch.chdir(tmp_path)
    before = _parquet_files(places)
    load_demo_city(DEMO, at=NOW)
    history = replace(demo_history(DEMO, seed=2, at=NOW), since=date(2026, 5, 28))
    tell_history(history, at=NOW, told=lambda _share: None)
    assert ServiceRequest.objects.exists()
    assert _parquet_files(places) == before


def _parquet_files(places: list[Path]) -> set[Path]:
    return {path for place in places for path in place.rglob("*.parquet")}
