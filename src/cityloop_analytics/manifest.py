"""The list of a folder of facts: which files it is made of, and that they are whole."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any, Self

import pyarrow.parquet as pq

from cityloop_analytics.contracts import DIMENSIONS, FACTS, MANIFEST, SCHEMA_VERSION


class FactsUnreadable(Exception):
    """A folder of facts cannot be taken; the text says what, where, and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFile:
    """One file. `path` is relative to the folder, `month` empty for a dimension."""

    table: str
    month: str
    path: str
    rows: int
    bytes: int
    sha256: str

    @classmethod
    def at(cls, path: Path, *, folder: Path, table: str, month: str = "") -> Self:
        """What a closed file is: its rows, size and digest. Raises OSError."""
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        return cls(
            table=table,
            month=month,
            path=path.relative_to(folder).as_posix(),
            rows=pq.read_metadata(path).num_rows,
            bytes=path.stat().st_size,
            sha256=digest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A folder of facts. What happened from `since` on and before `as_of` is in it.

    since: a date as 2025-03-01. as_of: seconds since 1970 UTC, the moment up to which things are
    known; what is open then is open. zone: name of the city's time zone. source: `database`, or
    `simulation` with its seed, so that nobody takes invented facts for real ones.
    """

    source: str
    city: str
    zone: str
    since: str
    as_of: int
    files: tuple[FactFile, ...]
    schema: int = SCHEMA_VERSION
    seed: int | None = None

    def of(self, table: str) -> tuple[FactFile, ...]:
        """The files of a fact or dimension, in order of month and path."""
        found = [one for one in self.files if one.table == table]
        return tuple(sorted(found, key=lambda one: (one.month, one.path)))

    def rows(self, table: str) -> int:
        """How many rows a fact or dimension has."""
        return sum(one.rows for one in self.of(table))

    def write(self, folder: Path) -> Path:
        """Write the manifest as the last file of a folder, whole or not at all. Raises OSError."""
        rows = sorted(self.files, key=lambda one: (one.table, one.month, one.path))
        content = {**asdict(self), "files": [asdict(one) for one in rows]}
        beside = folder / f"{MANIFEST}.new"
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(folder / MANIFEST)
        return folder / MANIFEST


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder, of this version of the columns and with all of its tables.

    Raises FactsUnreadable when it is missing, broken or of another version. The files themselves
    are not opened: see `check_files`.
    """
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FactsUnreadable(
            f"{folder} has no {MANIFEST}: it is no folder of facts, or its export did not end. "
            "Run the export again."
        ) from None
    except (OSError, ValueError) as error:
        raise FactsUnreadable(f"{path} cannot be read ({error}). Run the export again.") from error
    return _manifest_of(content, path=path)


def _manifest_of(content: Any, *, path: Path) -> Manifest:  # noqa: ANN401 - any JSON at all
    found = content.get("schema") if isinstance(content, Mapping) else None
    if found != SCHEMA_VERSION:
        raise FactsUnreadable(
            f"{path} is of schema version {found}, this program reads {SCHEMA_VERSION}. "
            "Export again with the program that reads it."
        )
    try:
        files = tuple(FactFile(**one) for one in content["files"])
        manifest = Manifest(**{**content, "files": files})
        date.fromisoformat(manifest.since)
    except (KeyError, TypeError, ValueError) as error:
        raise FactsUnreadable(f"{path} is broken ({error}). Run the export again.") from error
    lacking = [one.name for one in DIMENSIONS if not manifest.of(one.name)]
    known = {one.name for one in (*FACTS, *DIMENSIONS)}
    strange = sorted({one.table for one in files} - known)
    if lacking or strange:
        raise FactsUnreadable(
            f"{path} lacks {', '.join(lacking) or 'nothing'} and names what nobody knows: "
            f"{', '.join(strange) or 'nothing'}. Run the export again."
        )
    return manifest


def check_files(manifest: Manifest, *, folder: Path, digests: bool = False) -> None:
    """Look whether the files are there and as long as they were, and with `digests` the same.

    Raises FactsUnreadable for the first one that is not.
    """
    for one in manifest.files:
        path = folder / one.path
        size = path.stat().st_size if path.is_file() else None
        if size != one.bytes:
            state = "is not there" if size is None else f"has {size} bytes, not {one.bytes}"
            raise FactsUnreadable(f"{path} {state}. Run the export of {one.month or 'all'} again.")
        if digests:
            with path.open("rb") as stream:
                found = file_digest(stream, "sha256").hexdigest()
            if found != one.sha256:
                raise FactsUnreadable(f"{path} was changed since it was written. Export it again.")


def without_facts(folder: Path, *, tables: Iterable[str]) -> None:
    """Take the files of an earlier export out of a folder, the manifest first. Raises OSError."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for table in tables:
        for path in [*folder.glob(f"{table}.parquet"), *folder.glob(f"{table}/*.parquet")]:
            path.unlink()
