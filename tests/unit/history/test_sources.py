import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cityloop.core.errors import InputError
from cityloop.flows.history_records import Reject
from cityloop.integrations.history import json_rows
from cityloop.integrations.history.sources import column_key, rows
from tests.unit.history.history_rows import boston_csv, layout

PLAIN = "source_id,opened_at,service_type\n"


def _file(folder: Path, content: str | bytes, *, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _read(path: Path, *, name: str = "csv") -> list[tuple[int, Mapping[str, str]]]:
    found = rows(path, layout=layout(name))
    return [row for row in found if not isinstance(row, Reject)]


def _csv(path: Path, *, name: str = "csv") -> list[object]:
    return list(rows(path, layout=layout(name)))


def test_column_key_is_the_same_for_heading_and_interface() -> None:
    assert column_key("Unique Key") == column_key("unique_key")


def test_csv_row_keeps_its_line_and_wanted_columns(tmp_path: Path) -> None:
    path = _file(tmp_path, f"{PLAIN[:-1]},mood\n1,2026-01-05,lamp,sad\n")
    wanted = {"source_id": "1", "opened_at": "2026-01-05", "service_type": "lamp"}
    assert _csv(path) == [(2, wanted)]


def test_csv_line_counts_breaks_inside_quotes(tmp_path: Path) -> None:
    path = _file(tmp_path, f'{PLAIN}1,2026-01-05,"a\nb"\n2,2026-01-05,lamp\n')
    assert [line for line, _ in _read(path)] == [2, 4]


def test_csv_packed_with_gzip_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(f"{PLAIN}1,2026-01-05,lamp\n".encode()))
    assert len(_csv(path)) == 1


def test_csv_with_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, f"\ufeff{PLAIN}1,2026-01-05,lamp\n")
    assert len(_csv(path)) == 1


def test_csv_row_with_too_few_fields_is_rejected(tmp_path: Path) -> None:
    path = _file(tmp_path, f"{PLAIN}1,2026-01-05\n")
    reason = "the row has 2 fields, the heading has 3"
    assert _csv(path) == [Reject(line=2, field="", value="", reason=reason)]


def test_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = _file(tmp_path, boston_csv().replace("TARGET_DT", "TARGT_DT"))
    with pytest.raises(InputError) as refused:
        _csv(path, name="boston311")
    text = "column 'TARGET_DT' for 'due_at' is missing; did you mean 'TARGT_DT'?"
    assert f"rows.csv: {text}" in str(refused.value)


def test_wrong_encoding_names_line_and_byte(tmp_path: Path) -> None:
    path = _file(tmp_path, PLAIN.encode() + "1,2026-01-05,caf\u00e9\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"rows.csv line 2: byte 17 \(0xe9\) is not utf-8"):
        _csv(path)


def test_quotation_that_is_never_closed_names_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityloop.integrations.history.sources.LONGEST_FIELD", 64)
    path = _file(tmp_path, f'{PLAIN}1,2026-01-05,"lamp\n{"x" * 100}\n')
    with pytest.raises(InputError, match="a quotation mark may not be closed"):
        _csv(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\x1f\x8bnot really", "damaged or cut off"),
        (gzip.compress(PLAIN.encode() * 9)[:-9], "damaged or cut off"),
        (b"[]", "is a json file, and format 'csv' reads csv or parquet"),
        (b"PAR1 but no table", "is not a whole Parquet file"),
    ],
    ids=["empty", "no gzip", "gzip cut off", "other kind", "broken table"],
)
def test_wrong_file_is_one_clear_message(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"rows.csv: .*{message}"):
        _csv(_file(tmp_path, content))


def test_json_list_without_elements_has_no_rows(tmp_path: Path) -> None:
    assert _json(tmp_path, "[]") == []


def test_absent_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        _csv(tmp_path / "none.csv")


def test_parquet_row_is_text_without_nulls(tmp_path: Path) -> None:
    table = pa.table({"source_id": [7], "opened_at": ["2026-01-05"], "service_type": ["lamp"]})
    table = table.append_column("title", pa.array([None], pa.string()))
    pq.write_table(table, tmp_path / "rows.parquet")
    expected = {"source_id": "7", "opened_at": "2026-01-05", "service_type": "lamp"}
    assert _csv(tmp_path / "rows.parquet") == [(1, expected)]


def _json(folder: Path, text: str) -> list[object]:
    return list(rows(_file(folder, text, name="rows.json"), layout=layout("open311")))


def _element(number: int) -> str:
    return (
        f'{{"service_request_id": {number}, "requested_datetime": "2026-01-05T10:00:00Z",'
        f' "service_name": "Lamp {{}}[]", "agency_responsible": null}}'
    )


@pytest.mark.parametrize(
    "write",
    [lambda parts: f"[{','.join(parts)}]", "\n".join],
    ids=["list", "line by line"],
)
def test_json_elements_are_read_across_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[list[str]], str]
) -> None:
    monkeypatch.setattr(json_rows, "CHUNK", 50)
    path = _file(tmp_path, write([_element(n) for n in range(5)]), name="rows.json")
    ids = [values["service_request_id"] for _, values in _read(path, name="open311")]
    assert ids == ["0", "1", "2", "3", "4"]


def test_json_list_cut_off_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"rows.json line 2: is not JSON|list is not closed"):
        _json(tmp_path, f"[{_element(1)},\n{_element(2)[:40]}")


def test_json_first_object_without_its_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column 'service_request_id' for 'source_id' is missing"):
        _json(tmp_path, '[{"id": 1}]')


def test_json_element_that_is_no_object_is_rejected(tmp_path: Path) -> None:
    found = _json(tmp_path, f'[{_element(1)}, "two"]')
    assert found[1] == Reject(line=2, field="", value="two", reason="not an object")
