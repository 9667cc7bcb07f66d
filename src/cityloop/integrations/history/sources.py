"""Files of any size as a stream of rows: Parquet, CSV and JSON, packed with gzip or not."""

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from cityloop.core.definitions import suggestion
from cityloop.core.errors import InputError
from cityloop.flows.history_records import Reject
from cityloop.integrations.history.formats import DELIMITERS, FIELD_NAMES, Format
from cityloop.integrations.history.json_rows import json_objects

BATCH = 4096
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_FILES = {
    b"PK\x03\x04": "a workbook such as .xlsx, or a zip file",
    b"\xd0\xcf\x11\xe0": "an old workbook such as .xls",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
# No encoding of text that a format may name has these, tabulator, line and page ends apart.
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
LONGEST_FIELD = 1 << 20
ALWAYS = ("source_id", "opened_at", "service_type")

Row: TypeAlias = tuple[int, Mapping[str, str]]


def column_key(name: str) -> str:
    """Return a column's name as it is compared: `Unique Key` and `unique_key` are the same."""
    return re.sub(r"\W+", "_", name.strip().casefold()).strip("_")


def rows(path: Path, *, layout: Format) -> Iterator[Row | Reject]:
    """Yield (line, values by column key) of a file, or a Reject for a row that is not whole.

    Only the columns of the layout are kept, as stripped text; empty ones are left out.
    Raises InputError for a file that is not what the layout says, before the first row where
    that can be known.
    """
    kind = _kind_of(path)
    if kind not in layout.readers:
        raise InputError(
            f"is a {kind} file, and format '{layout.code}' reads {' or '.join(layout.readers)}",
            where=str(path),
        )
    wanted = {column_key(name) for field in FIELD_NAMES for name in layout.columns_of(field)}
    return _READERS[kind](path, layout=layout, wanted=wanted)


def _kind_of(path: Path) -> str:
    """Tell the kind of a file by its first bytes: a name's ending may lie."""
    try:
        with path.open("rb") as raw:
            start = raw.read(4)
        if start.startswith(PARQUET):
            return "parquet"
        with open_bytes(path) as unpacked:
            head = unpacked.read(4096)
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    first = head.removeprefix(BYTE_ORDER_MARK).lstrip()[:1]
    if not first:
        raise InputError("the file is empty", where=str(path))
    _check_text(head, path=path)
    return "json" if first in (b"[", b"{") else "csv"


def _check_text(head: bytes, *, path: Path) -> None:
    """Refuse what is no text at all: a workbook, a PDF, a picture."""
    name = next((name for start, name in OTHER_FILES.items() if head.startswith(start)), "")
    if not name and not CONTROL_BYTES.search(head):
        return
    what = f"is {name}, not" if name else "is not"
    raise InputError(
        f"{what} a CSV, JSON or Parquet file",
        where=str(path),
        mend="Save the table as CSV in UTF-8 and import that file.",
    )


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, unpacking gzip; broken gzip is an InputError."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        try:
            yield stream
        except (EOFError, gzip.BadGzipFile) as error:
            raise InputError(
                f"the gzip file is damaged or cut off: {error}", where=str(path)
            ) from None


def _lines(stream: Iterable[bytes], *, path: Path, encoding: str) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 and encoding == "utf-8" else encoding)
        except UnicodeDecodeError as error:
            raise InputError(
                f"byte {error.start + 1} (0x{line[error.start]:02x}) is not {encoding}",
                where=f"{path} line {number}",
                mend="Set the file's encoding in the format, such as cp1252 or gb18030.",
            ) from None


def _csv_rows(path: Path, *, layout: Format, wanted: set[str]) -> Iterator[Row | Reject]:
    csv.field_size_limit(LONGEST_FIELD)
    with open_bytes(path) as stream:
        lines = _lines(stream, path=path, encoding=layout.encoding)
        reader = csv.reader(lines, delimiter=DELIMITERS[layout.delimiter])
        try:
            header = next(reader)
            check_columns(header, layout=layout, path=path)
            yield from _csv_body(
                reader, header=[column_key(name) for name in header], wanted=wanted
            )
        except csv.Error as error:
            raise InputError(
                f"is not CSV here: {error}; a quotation mark may not be closed",
                where=f"{path} line {reader.line_num}",
            ) from None


def _csv_body(
    reader: Any,  # noqa: ANN401 - csv's reader has no public type
    *,
    header: list[str],
    wanted: set[str],
) -> Iterator[Row | Reject]:
    places = [(place, key) for place, key in enumerate(header) if key in wanted]
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) != len(header) and cells:
            reason = f"the row has {len(cells)} fields, the heading has {len(header)}"
            yield Reject(line=line, field="", value="", reason=reason)
        elif cells:
            values = {key: cells[place].strip() for place, key in places}
            yield line, {key: value for key, value in values.items() if value}
        line = reader.line_num + 1


def check_columns(
    header: Iterable[str], *, layout: Format, path: Path, fields: tuple[str, ...] = ()
) -> None:
    """Refuse a file in which a required field has none of its columns.

    `fields` are the required ones, by default those of the layout. Raises InputError naming
    file, column and the nearest column that is there.
    """
    names = list(header)
    keys = {column_key(name) for name in names}
    for field in fields or dict.fromkeys((*ALWAYS, *layout.required)):
        columns = layout.columns_of(field)
        if columns and not any(column_key(column) in keys for column in columns):
            hint = suggestion(columns[0], options=names)
            raise InputError(
                f"column '{columns[0]}' for '{field}' is missing{hint}",
                where=str(path),
                mend=f"The file has: {', '.join(names[:40])}.",
            )


def _parquet_rows(path: Path, *, layout: Format, wanted: set[str]) -> Iterator[Row | Reject]:
    import pyarrow as pa  # noqa: PLC0415 - 60 MB that only Parquet needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            check_columns(names, layout=layout, path=path)
            kept = [name for name in names if column_key(name) in wanted]
            keys = [column_key(name) for name in kept]
            line = 0
            for batch in file.iter_batches(batch_size=BATCH, columns=kept):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    line += 1
                    yield line, _as_texts(zip(keys, cells, strict=True))
    except pa.ArrowException as error:
        raise InputError(f"is not a whole Parquet file: {error}", where=str(path)) from None


def _json_rows(path: Path, *, layout: Format, wanted: set[str]) -> Iterator[Row | Reject]:
    with open_bytes(path) as stream:
        text = io.TextIOWrapper(stream, encoding=layout.encoding)
        for number, found in enumerate(json_objects(text, path=path), start=1):
            if not isinstance(found, dict):
                yield Reject(line=number, field="", value=str(found)[:80], reason="not an object")
                continue
            if number == 1:
                # An object leaves out what it does not know, so only the first must have these.
                check_columns(found, layout=layout, path=path, fields=ALWAYS)
            pairs = ((column_key(name), value) for name, value in found.items())
            yield number, _as_texts((key, value) for key, value in pairs if key in wanted)


def _as_texts(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    texts = ((key, _text(value)) for key, value in pairs if value is not None)
    return {key: text for key, text in texts if text}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value).strip()


_READERS = {"parquet": _parquet_rows, "csv": _csv_rows, "json": _json_rows}
