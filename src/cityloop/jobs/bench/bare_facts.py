"""As many rows of as many columns by numpy and Parquet alone: what writing them costs at least."""

import multiprocessing
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cityloop_analytics.contracts import ARROW_TYPES, FACTS, Column, Contract

BATCH = 100_000
WORDS = 100
SECONDS_OF_THREE_YEARS = 94_608_000


def bare_seconds(rows: Mapping[str, int], *, out: Path, processes: int) -> float:
    """Seconds for drawing and writing so many rows of each fact, shared out among processes."""
    context = multiprocessing.get_context("spawn")
    share = {name: count // processes for name, count in rows.items()}
    with context.Pool(processes) as pool:
        # The processes have started when they have answered.
        pool.map(abs, range(processes), chunksize=1)
        started = perf_counter()
        pool.starmap(
            write_bare, [(share, out / str(number)) for number in range(processes)], chunksize=1
        )
        return perf_counter() - started


def write_bare(rows: Mapping[str, int], out: Path) -> None:
    """Write one process's share, a file for each fact."""
    out.mkdir()
    chance = np.random.default_rng(0)
    for contract in FACTS:
        with pq.ParquetWriter(out / f"{contract.name}.parquet", bare_schema(contract)) as writer:
            for start in range(0, rows[contract.name], BATCH):
                count = min(BATCH, rows[contract.name] - start)
                arrays = [bare_column(one, count=count, chance=chance) for one in contract.columns]
                writer.write_table(pa.table(arrays, schema=bare_schema(contract)))


def bare_schema(contract: Contract) -> pa.Schema:
    """The columns of a fact, words by their dictionaries."""
    words = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            pa.field(one.name, words if one.kind == "word" else ARROW_TYPES[one.kind])
            for one in contract.columns
        ]
    )


def bare_column(column: Column, *, count: int, chance: np.random.Generator) -> pa.Array:
    """One column of anything of the right kind."""
    if column.kind == "word":
        codes = chance.integers(WORDS, size=count, dtype=np.int32)
        words = pa.array([f"{column.name}-{number}" for number in range(WORDS)])
        return pa.DictionaryArray.from_arrays(pa.array(codes), words)
    if column.kind == "flag":
        return pa.array(chance.random(count) < 0.5)  # noqa: PLR2004 - a coin
    if column.kind == "day":
        return pa.array(chance.integers(1096, size=count, dtype=np.int32)).view(pa.date32())
    drawn = chance.integers(SECONDS_OF_THREE_YEARS, size=count)
    return pa.array(drawn % 5 if column.kind == "small" else drawn, type=ARROW_TYPES[column.kind])
