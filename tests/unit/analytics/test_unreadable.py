"""Facts and stores that cannot be read are named, and the last good store stays in use."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from cityloop_analytics.build import build
from cityloop_analytics.cli import main
from cityloop_analytics.manifest import FactFile, FactsUnreadable, read_manifest
from cityloop_analytics.store import CurrentStore, Store, StoreUnreadable
from tests.fact_folders import with_manifest


def garble(folder: Path) -> Path:
    """Change a byte of a file whose digest the manifest still has."""
    path = next(folder.glob("orders/2025-02.*.parquet"))
    content = bytearray(path.read_bytes())
    content[200] ^= 255
    path.write_bytes(bytes(content))
    return path


def of_another_version(store: Path) -> None:
    with duckdb.connect(str(store.resolve())) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'version'")


def test_file_that_is_no_parquet_is_named_though_its_digest_is_right(
    facts: Path, tmp_path: Path
) -> None:
    manifest = read_manifest(facts)
    file = manifest.of("areas")[0]
    path = facts / file.path
    whole = FactFile.at(path, folder=facts, table="areas")
    path.write_bytes(b"no Parquet" * 20)
    size, digest = path.stat().st_size, _digest(path)
    kept = tuple(one for one in manifest.files if one != file)
    with_manifest(facts, files=(*kept, replace(whole, bytes=size, sha256=digest)))
    with pytest.raises(FactsUnreadable, match=r"areas.parquet is no Parquet file"):
        build(facts, store=tmp_path / "store.duckdb")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_unchanged_file_that_rotted_is_found_by_verifying(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "store.duckdb")
    path = garble(facts)
    with pytest.raises(FactsUnreadable, match=f"{path.name} was changed"):
        build(facts, store=tmp_path / "store.duckdb", verify=True)


def test_command_verifies_when_it_is_told(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["build", "--facts", str(facts), "--store", str(tmp_path / "store.duckdb")]
    main(given)
    garble(facts)
    assert (main(given), main([*given, "--verify"])) == (0, 1)
    assert "was changed since it was written" in capsys.readouterr().err


def test_store_of_another_version_is_refused_with_words(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "store.duckdb")
    of_another_version(tmp_path / "store.duckdb")
    with pytest.raises(StoreUnreadable, match=r"store version 99, this program reads .* again"):
        Store(tmp_path / "store.duckdb")


def test_store_of_another_version_is_built_whole_again(facts: Path, tmp_path: Path) -> None:
    first = build(facts, store=tmp_path / "store.duckdb")
    of_another_version(tmp_path / "store.duckdb")
    again = build(facts, store=tmp_path / "store.duckdb")
    assert (again.whole, again.stamp) == (True, first.stamp)


def test_readers_keep_the_last_store_while_a_newer_one_is_broken(
    facts: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store.duckdb"
    stamp = build(facts, store=store).stamp
    current = CurrentStore(store)
    current.get()
    (tmp_path / "broken.duckdb").write_bytes(b"half a store")
    store.unlink()
    store.symlink_to("broken.duckdb")
    assert current.get().stamp == stamp
