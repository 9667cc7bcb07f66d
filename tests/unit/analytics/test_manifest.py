"""The list of a folder of facts: what is not whole is refused with words."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cityloop_analytics.contracts import DIMENSIONS, FACTS, MANIFEST, Contract
from cityloop_analytics.manifest import (
    FactFile,
    FactsUnreadable,
    Manifest,
    check_files,
    read_manifest,
    without_facts,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of facts without a row."""
    files = []
    for contract in (*FACTS, *DIMENSIONS):
        path = tmp_path / f"{contract.name}.parquet"
        pq.write_table(contract.schema().empty_table(), path)
        files.append(FactFile.at(path, folder=tmp_path, table=contract.name))
    Manifest(
        source="simulation",
        city="willowmere",
        zone="UTC",
        since="2025-01-01",
        as_of=1,
        files=tuple(files),
        seed=5,
    ).write(tmp_path)
    return tmp_path


def changed(folder: Path, **values: object) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_manifest_comes_back_as_it_was_written(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.seed, len(manifest.files), manifest.rows("orders")) == (5, 6, 0)


def test_manifest_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsUnreadable, match=r"has no manifest\.json"):
        read_manifest(tmp_path)


def test_manifest_cut_in_the_middle_is_refused(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text()[:40])
    with pytest.raises(FactsUnreadable, match="cannot be read"):
        read_manifest(folder)


def test_manifest_of_another_version_is_refused(folder: Path) -> None:
    changed(folder, schema=99)
    with pytest.raises(FactsUnreadable, match="schema version 99"):
        read_manifest(folder)


def test_manifest_without_a_dimension_is_refused(folder: Path) -> None:
    kept = json.loads((folder / MANIFEST).read_text())["files"]
    changed(folder, files=[one for one in kept if one["table"] != "areas"])
    with pytest.raises(FactsUnreadable, match="lacks areas"):
        read_manifest(folder)


def test_manifest_with_an_unknown_table_is_refused(folder: Path) -> None:
    kept = json.loads((folder / MANIFEST).read_text())["files"]
    changed(folder, files=[*kept, {**kept[0], "table": "gossip"}])
    with pytest.raises(FactsUnreadable, match="gossip"):
        read_manifest(folder)


def test_manifest_with_a_strange_field_is_refused(folder: Path) -> None:
    changed(folder, mood="good")
    with pytest.raises(FactsUnreadable, match="broken"):
        read_manifest(folder)


def test_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "orders.parquet").unlink()
    with pytest.raises(FactsUnreadable, match=r"orders\.parquet is not there"):
        check_files(read_manifest(folder), folder=folder)


def test_file_cut_short_is_named(folder: Path) -> None:
    path = folder / "orders.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FactsUnreadable, match=r"orders\.parquet has"):
        check_files(read_manifest(folder), folder=folder)


def test_file_changed_at_the_same_length_is_found_by_its_digest(folder: Path) -> None:
    path = folder / "orders.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(FactsUnreadable, match="was changed"):
        check_files(read_manifest(folder), folder=folder, digests=True)


def test_clearing_leaves_what_is_no_fact(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    without_facts(folder, tables=[one.name for one in (*FACTS, *DIMENSIONS)])
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("contract", [*FACTS, *DIMENSIONS], ids=lambda one: one.name)
def test_contract_names_each_column_once_and_knows_its_keys(contract: Contract) -> None:
    names = contract.names
    needed = {*contract.key, *filter(None, [contract.leading])}
    assert (len(set(names)), needed - set(names)) == (len(names), set())


def test_schema_of_a_contract_says_what_may_be_unknown() -> None:
    schema = FACTS[1].schema()
    assert (schema.field("closed_at").nullable, schema.field("order_id").nullable) == (True, False)
    assert schema.field("day").type == pa.date32()
