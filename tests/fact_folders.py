"""Small folders of simulated facts, and what tests do to them."""

import atexit
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.simulation.facts.lanes import Source
from cityloop.simulation.facts.writing import fact_plan, write_facts
from cityloop_analytics.contracts import FACTS
from cityloop_analytics.manifest import FactFile, Manifest, read_manifest
from tests.town import DEMO

Row = dict[str, Any]


@cache
def _simulated() -> Path:
    folder = Path(mkdtemp(prefix="facts-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    source = Source(DEMO, 7, date(2025, 1, 1), date(2025, 6, 1))
    write_facts(fact_plan(source), out=folder)
    return folder


def facts_in(folder: Path) -> Path:
    """Five months of the demo city, some 8,000 requests, copied into a folder of the test's own."""
    return copytree(_simulated(), folder)


def rows_of(folder: Path, table: str) -> list[Row]:
    """All rows of a fact or dimension, as dictionaries."""
    files = read_manifest(folder).of(table)
    return [row for one in files for row in pq.read_table(folder / one.path).to_pylist()]


def changed(
    folder: Path, *, table: str, month: str, change: Callable[[list[Row]], list[Row]]
) -> Manifest:
    """Write the rows of a month anew after a change, with the manifest that fits them."""
    manifest = read_manifest(folder)
    contract = next(one for one in FACTS if one.name == table)
    files = [one for one in manifest.of(table) if one.month == month]
    rows = [row for one in files for row in pq.read_table(folder / one.path).to_pylist()]
    rows = change(rows)
    kept = [one for one in manifest.files if one not in files]
    if rows:
        path = folder / table / f"{month}.9.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=contract.schema()), path)
        kept.append(FactFile.at(path, folder=folder, table=table, month=month))
    fitting = replace(manifest, files=tuple(kept))
    fitting.write(folder)
    return fitting


def with_manifest(folder: Path, **changes: Any) -> Manifest:  # noqa: ANN401 - fields of Manifest
    """Write the manifest anew with other fields."""
    manifest = replace(read_manifest(folder), **changes)
    manifest.write(folder)
    return manifest


def by_key(rows: list[Row], *names: str) -> Mapping[tuple[Any, ...], Row]:
    """Rows by the values of some columns, each once."""
    found = {tuple(row[name] for name in names): row for row in rows}
    assert len(found) == len(rows)
    return found
