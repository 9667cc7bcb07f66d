"""Files that are no table at all are called that, and not a table in a wrong encoding."""

import random
from pathlib import Path

import pytest

from cityloop.core.errors import InputError
from cityloop.integrations.history.format_files import load_format
from cityloop.integrations.history.sources import rows
from tests.town import DEMO

CSV = load_format("csv", folder=DEMO.parent / "formats")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "is a workbook such as .xlsx"),
        (b"%PDF-1.7\nplain text follows, so no byte gives it away", "is a PDF, not a CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old workbook"),
        ("source_id,opened_at".encode("utf-16"), "is text in UTF-16"),
        (random.Random(3).randbytes(3000), "is not a CSV, JSON or Parquet file"),  # noqa: S311
    ],
    ids=["xlsx", "pdf", "xls", "utf-16", "noise"],
)
def test_other_file_is_refused_by_its_kind(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=named):
        list(rows(path, layout=CSV))


def test_table_with_tabulators_and_page_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("source_id,opened_at,service_type\n1,2025-01-02,a\tb\f\n", encoding="utf-8")
    assert len(list(rows(path, layout=CSV))) == 1
