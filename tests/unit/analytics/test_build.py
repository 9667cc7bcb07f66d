"""A store is what its facts say, however it came about; bad facts leave the last one in use."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cityloop_analytics.build import build
from cityloop_analytics.contracts import MANIFEST
from cityloop_analytics.manifest import FactsUnreadable, read_manifest
from cityloop_analytics.queries.questions import QUESTIONS
from cityloop_analytics.store import CurrentStore, Store, StoreUnreadable
from tests.fact_folders import Row, changed, with_manifest

DAY = 86_400


def answers(path: Path) -> dict[str, list[str]]:
    """Every row of every answer, in an order of its own."""
    with Store(path) as store:
        return {name: sorted(repr(row) for row in store.rows(f"FROM {name}")) for name in QUESTIONS}


def closed_a_day_later(rows: list[Row]) -> list[Row]:
    return [{**row, "closed_at": row["closed_at"] and row["closed_at"] + DAY} for row in rows]


def a_day_more(rows: list[Row]) -> list[Row]:
    """What a new day brings: the last day's rows once more, a day later, under new numbers."""
    last = max(row["day"] for row in rows)
    return rows + [
        {
            **row,
            "request_id": row["request_id"] + 10**9,
            "matter_id": row["matter_id"] and row["matter_id"] + 10**9,
            "received_at": row["received_at"] + DAY,
            "day": row["day"] + timedelta(days=1),
            "closed_at": None,
        }
        for row in rows
        if row["day"] == last
    ]


def half(rows: list[Row]) -> list[Row]:
    return rows[::2]


def none(_rows: list[Row]) -> list[Row]:
    return []


@pytest.mark.parametrize(
    ("table", "month", "change"),
    [
        ("orders", "2025-02", closed_a_day_later),
        ("requests", "2025-05", a_day_more),
        ("requests", "2025-03", half),
        ("follow_ups", "2025-04", half),
        ("orders", "2025-03", none),
        ("requests", "2025-01", none),
    ],
)
def test_brought_up_store_equals_one_built_afresh(
    facts: Path, tmp_path: Path, table: str, month: str, change: Callable[[list[Row]], list[Row]]
) -> None:
    build(facts, store=tmp_path / "grown.duckdb")
    changed(facts, table=table, month=month, change=change)
    report = build(facts, store=tmp_path / "grown.duckdb")
    build(facts, store=tmp_path / "fresh.duckdb", afresh=True)
    assert not report.whole
    assert answers(tmp_path / "grown.duckdb") == answers(tmp_path / "fresh.duckdb")


def test_later_moment_alone_is_followed(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "grown.duckdb")
    with_manifest(facts, as_of=read_manifest(facts).as_of + 9 * DAY)
    build(facts, store=tmp_path / "grown.duckdb")
    build(facts, store=tmp_path / "fresh.duckdb", afresh=True)
    assert answers(tmp_path / "grown.duckdb") == answers(tmp_path / "fresh.duckdb")


def test_steps_of_any_size_make_the_same_store(
    facts: Path, tmp_path: Path, shared_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityloop_analytics.plan.ROWS_A_STEP", 1)
    build(facts, store=tmp_path / "small.duckdb")
    assert answers(tmp_path / "small.duckdb") == answers(shared_store)


def test_only_months_that_a_change_bears_on_are_read(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "store.duckdb")
    changed(facts, table="follow_ups", month="2025-02", change=half)
    report = build(facts, store=tmp_path / "store.duckdb")
    # February for its call-backs; the others because their matters are watched until now.
    assert report.months == ["2025-02", "2025-04", "2025-05"]


def test_unchanged_facts_leave_the_store_as_it_is(facts: Path, tmp_path: Path) -> None:
    first = build(facts, store=tmp_path / "store.duckdb")
    second = build(facts, store=tmp_path / "store.duckdb")
    assert (second.stamp, second.months) == (first.stamp, [])


def test_changed_facts_change_the_stamp(facts: Path, tmp_path: Path) -> None:
    first = build(facts, store=tmp_path / "store.duckdb")
    changed(facts, table="orders", month="2025-02", change=half)
    assert build(facts, store=tmp_path / "store.duckdb").stamp != first.stamp


def cut(facts: Path) -> None:
    path = next(facts.glob("orders/2025-02.*.parquet"))
    path.write_bytes(path.read_bytes()[:-100])


def garbled(facts: Path) -> None:
    path = next(facts.glob("orders/2025-02.*.parquet"))
    content = bytearray(path.read_bytes())
    content[200] ^= 255
    path.write_bytes(bytes(content))


def missing(facts: Path) -> None:
    next(facts.glob("requests/2025-02.*.parquet")).unlink()


def unfinished(facts: Path) -> None:
    (facts / MANIFEST).unlink()


def of_another_version(facts: Path) -> None:
    content = json.loads((facts / MANIFEST).read_text())
    (facts / MANIFEST).write_text(json.dumps({**content, "schema": 99}))


def lacking_a_column(facts: Path) -> None:
    manifest = changed(facts, table="orders", month="2025-02", change=half)
    file = next(one for one in manifest.files if one.path.endswith(".9.parquet"))
    path = facts / file.path
    pq.write_table(pq.read_table(path).drop_columns(["hops"]), path)
    renewed = type(file).at(path, folder=facts, table="orders", month="2025-02")
    files = tuple(renewed if one == file else one for one in manifest.files)
    with_manifest(facts, files=files)


def counted_wrongly(facts: Path) -> None:
    manifest = changed(facts, table="orders", month="2025-02", change=half)
    file = next(one for one in manifest.files if one.path.endswith(".9.parquet"))
    wrong = type(file)(
        table=file.table, month=file.month, path=file.path, rows=file.rows + 1,
        bytes=file.bytes, sha256=file.sha256,
    )  # fmt: skip
    with_manifest(facts, files=tuple(wrong if one == file else one for one in manifest.files))


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (cut, r"2025-02.*bytes, not .*export of 2025-02 again"),
        (missing, r"2025-02.*is not there"),
        (unfinished, r"has no manifest.json.*did not end"),
        (of_another_version, r"of schema version 99"),
        (lacking_a_column, r"2025-02.9.parquet has .* rows of .*, not"),
        (counted_wrongly, r"2025-02.9.parquet has .* rows of"),
    ],
)
def test_bad_facts_are_refused_and_the_last_store_stays(
    facts: Path, tmp_path: Path, harm: Callable[[Path], None], message: str
) -> None:
    before = build(facts, store=tmp_path / "store.duckdb")
    harm(facts)
    with pytest.raises(FactsUnreadable, match=message):
        build(facts, store=tmp_path / "store.duckdb")
    with Store(tmp_path / "store.duckdb") as store:
        assert store.stamp == before.stamp


def test_garbled_file_of_the_same_length_is_refused(facts: Path, tmp_path: Path) -> None:
    garbled(facts)
    with pytest.raises(FactsUnreadable, match="was changed since it was written"):
        build(facts, store=tmp_path / "store.duckdb")


def test_refused_build_leaves_no_file_behind(facts: Path, tmp_path: Path) -> None:
    garbled(facts)
    with pytest.raises(FactsUnreadable):
        build(facts, store=tmp_path / "stores" / "store.duckdb")
    assert [one.name for one in (tmp_path / "stores").iterdir()] == ["store.duckdb.lock"]


def test_facts_without_a_row_make_an_empty_store(facts: Path, tmp_path: Path) -> None:
    manifest = read_manifest(facts)
    with_manifest(facts, files=tuple(one for one in manifest.files if not one.month))
    build(facts, store=tmp_path / "store.duckdb")
    assert set(map(len, answers(tmp_path / "store.duckdb").values())) == {0}


def test_open_store_is_read_on_while_another_takes_its_place(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "store.duckdb")
    with Store(tmp_path / "store.duckdb") as store:
        before = store.rows("SELECT sum(orders) AS n FROM unit_months")
        changed(facts, table="orders", month="2025-02", change=none)
        build(facts, store=tmp_path / "store.duckdb")
        assert store.rows("SELECT sum(orders) AS n FROM unit_months") == before


def test_current_store_is_the_newest(facts: Path, tmp_path: Path) -> None:
    build(facts, store=tmp_path / "store.duckdb")
    current = CurrentStore(tmp_path / "store.duckdb")
    first = current.get().stamp
    changed(facts, table="orders", month="2025-02", change=none)
    second = build(facts, store=tmp_path / "store.duckdb").stamp
    assert (first != second, current.get().stamp) == (True, second)


def test_store_cannot_be_written(shared_store: Path) -> None:
    with Store(shared_store) as store, pytest.raises(Exception, match="read-only"):
        store.rows("DELETE FROM unit_months")


def test_absent_store_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreadable, match="Build one: cityloop-analytics build"):
        Store(tmp_path / "store.duckdb")


def test_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.duckdb").write_text("not a database, though it has more than a few bytes")
    with pytest.raises(StoreUnreadable, match="cannot be read as a store"):
        Store(tmp_path / "store.duckdb")
