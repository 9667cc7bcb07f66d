"""A folder of facts while an export writes into it.

New files get names that the last manifest does not know, then the manifest is replaced, then what
it no longer names is deleted: whenever an export stops, the folder is that of the export before.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.exports.touched import Mark
from cityloop_analytics.contracts import DIMENSIONS, FACTS, MANIFEST, Contract
from cityloop_analytics.manifest import (
    FactFile,
    FactsUnreadable,
    Manifest,
    check_files,
    read_manifest,
)

STATE = "export-state.json"
ROW_GROUP = 1 << 20


@dataclass(frozen=True, slots=True)
class Before:
    """The last export of a folder: its files, its watermarks, the digest of the codes."""

    manifest: Manifest
    marks: tuple[Mark, ...]
    digest: str


def before(folder: Path) -> Before | None:
    """What the last export left; None when there was none or when it cannot be built upon."""
    try:
        manifest = read_manifest(folder)
        check_files(manifest, folder=folder)
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        marks = tuple(Mark(one["as_of"], one["last"]) for one in state["marks"])
        written, digest = state["manifest"], str(state["digest"])
    except (FactsUnreadable, OSError, ValueError, KeyError, TypeError):
        return None
    whole = manifest.source == "database" and written == _digest(folder) and marks
    return Before(manifest, marks, digest) if whole else None


def _digest(folder: Path) -> str:
    return sha256((folder / MANIFEST).read_bytes()).hexdigest()


def write_fact(table: pa.Table, *, contract: Contract, month: str, folder: Path) -> FactFile:
    """Write a fact's month under a name that no file has yet. Raises OSError."""
    place = folder / contract.name
    place.mkdir(parents=True, exist_ok=True)
    path = next(
        path for number in count() if not (path := place / f"{month}.{number}.parquet").exists()
    )
    # Dictionaries as read hold words of other months too: without them the same rows make the
    # same bytes, whatever they were read with.
    _write(table.cast(contract.schema()), contract=contract, path=path)
    return FactFile.at(path, folder=folder, table=contract.name, month=month)


def write_dimension(table: pa.Table, *, contract: Contract, folder: Path) -> FactFile:
    """Write a dimension in place of the old one, unless it is the same. Raises OSError."""
    path, beside = folder / f"{contract.name}.parquet", folder / f"{contract.name}.parquet.new"
    _write(table, contract=contract, path=beside)
    if path.exists() and path.read_bytes() == beside.read_bytes():
        beside.unlink()
    else:
        beside.replace(path)
    return FactFile.at(path, folder=folder, table=contract.name)


def finish(manifest: Manifest, *, marks: tuple[Mark, ...], digest: str, folder: Path) -> None:
    """Write the manifest, then the watermarks that belong to it, then take away the old files.

    Watermarks of another manifest are of no use: the next export then writes everything.
    """
    manifest.write(folder)
    state = {
        "manifest": _digest(folder),
        "digest": digest,
        "marks": [asdict(one) for one in marks],
    }
    _replace(folder / STATE, content=state)
    named = {one.path for one in manifest.files}
    for contract in FACTS:
        for path in (folder / contract.name).glob("*.parquet*"):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink()
    for contract in DIMENSIONS:
        (folder / f"{contract.name}.parquet.new").unlink(missing_ok=True)


def _replace(path: Path, *, content: Mapping[str, Any]) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(path)


def _write(table: pa.Table, *, contract: Contract, path: Path) -> None:
    """Write whole or not at all; the same rows make the same bytes."""
    beside = path if path.suffix == ".new" else path.with_name(f"{path.name}.new")
    stepped = [one.name for one in contract.columns if one.kind in {"id", "moment", "day"}]
    pq.write_table(
        table,
        beside,
        version="2.6",
        compression="zstd",
        compression_level=1,
        use_dictionary=[one.name for one in contract.columns if one.kind == "word"],
        column_encoding=dict.fromkeys(stepped, "DELTA_BINARY_PACKED"),
        store_schema=False,
        row_group_size=ROW_GROUP,
    )
    if beside != path:
        beside.replace(path)
