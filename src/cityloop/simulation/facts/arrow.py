"""Tables of numbers as Arrow tables of a contract, and the Parquet files that they go to.

The same tables make the same bytes with the same pyarrow: no moment of writing stands in a file.
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.simulation.calendar import DAY
from cityloop.simulation.facts.words import Words
from cityloop.simulation.tables import Array, Table
from cityloop_analytics.contracts import ARROW_TYPES, Column, Contract

MOST_ROWS = 1 << 20
COMPRESSION = "zstd"
LEVEL = 1


def arrow_table(
    rows: Table, *, contract: Contract, words: Mapping[str, pa.Array], offset: int
) -> pa.Table:
    """The rows of a fact in the columns of its contract.

    offset: seconds of local time before UTC. Raises KeyError for a column that is not there.
    """
    arrays = []
    for column in contract.columns:
        if column.kind == "day":
            arrays.append(days_of(rows[contract.leading], offset=offset))
        else:
            arrays.append(arrow_column(rows[column.name], column=column, words=words))
    return pa.table(arrays, names=list(contract.names))


def arrow_column(values: Array, *, column: Column, words: Mapping[str, pa.Array]) -> pa.Array:
    """One column; numbers of words become the words, and NONE becomes null where it may."""
    unknown = unknown_in(values) if column.nullable else None
    if column.kind == "word":
        numbers = pa.array(values.astype(np.int32, copy=False), mask=unknown)
        return pa.DictionaryArray.from_arrays(numbers, words[column.name])
    if column.kind == "flag" and values.dtype != np.bool_:
        values = values == 1
    return pa.array(values, type=ARROW_TYPES[column.kind], mask=unknown)


def unknown_in(values: Array) -> Array | None:
    """Where a column holds nothing; None when it holds something everywhere."""
    if values.dtype == np.bool_:
        return None
    return np.isnan(values) if values.dtype.kind == "f" else values < 0


def days_of(moments: Array, *, offset: int) -> pa.Array:
    """The local date of each moment."""
    return pa.array(((moments + offset) // DAY).astype(np.int32)).view(pa.date32())


def word_arrays(words: Mapping[str, Words]) -> dict[str, pa.Array]:
    """Words as Arrow dictionaries."""
    return {name: pa.array(one, type=pa.string()) for name, one in words.items()}


class FactWriter:
    """One Parquet file of a fact, row group by row group; leave it by `with` or `close`."""

    def __init__(self, path: Path, *, contract: Contract) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        words = [one.name for one in contract.columns if one.kind == "word"]
        schema = contract.schema()
        for place, column in enumerate(contract.columns):
            if column.kind == "word":
                kind = pa.dictionary(pa.int32(), pa.string())
                schema = schema.set(place, pa.field(column.name, kind, column.nullable))
        self.path = path
        self.schema = schema
        self.writer = pq.ParquetWriter(path, schema, **options(contract, words=words))

    def write(self, table: pa.Table) -> None:
        """Add rows as one row group."""
        self.writer.write_table(table.cast(self.schema), row_group_size=MOST_ROWS)

    def close(self) -> None:
        """Write the end of the file."""
        self.writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def options(contract: Contract, *, words: list[str]) -> dict[str, Any]:
    """How files are written: words by dictionary, rising numbers by their steps."""
    stepped = [one.name for one in contract.columns if one.kind in {"id", "moment", "day"}]
    return {
        "version": "2.6",
        "compression": COMPRESSION,
        "compression_level": LEVEL,
        "use_dictionary": words,
        "column_encoding": dict.fromkeys(stepped, "DELTA_BINARY_PACKED"),
        "store_schema": False,
        "write_statistics": True,
    }
