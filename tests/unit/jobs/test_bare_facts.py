"""The bare rows that writing facts is measured against."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cityloop.jobs.bench.bare_facts import write_bare
from cityloop_analytics.contracts import FACTS, Contract

ROWS = {"requests": 150_000, "orders": 20, "follow_ups": 7}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One process's share of bare rows."""
    out = tmp_path_factory.mktemp("bare") / "0"
    write_bare(ROWS, out)
    return out


@pytest.mark.parametrize("contract", FACTS, ids=lambda one: one.name)
def test_bare_rows_are_as_many_and_as_wide_as_facts(contract: Contract, bare: Path) -> None:
    metadata = pq.read_metadata(bare / f"{contract.name}.parquet")
    assert (metadata.num_rows, metadata.num_columns) == (
        ROWS[contract.name],
        len(contract.columns),
    )
