"""The store: one DuckDB file of aggregates, read by whoever wants figures and written by nobody.

The path of the store is a link to a file that is named by its stamp. A new store is a new file,
so that whoever reads the old one reads on; the link is turned in one step.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self

import duckdb
import pyarrow as pa

STORE_VERSION: Final = 1


class StoreUnreadable(Exception):
    """There is no store, or none that this program reads; the text says how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """What a store is made of. `stamp` changes when any figure may have: a cache key and an ETag.

    as_of: seconds since 1970 UTC up to which things are known. source: `database` or `simulation`.
    """

    stamp: str
    version: int
    source: str
    city: str
    zone: str
    since: str
    as_of: int


class Store:
    """A store open for reading, by any number of threads; close it, or leave it by `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        if not self.path.is_file():
            raise StoreUnreadable(
                f"There is no store at {path}. Build one: cityloop-analytics build."
            )
        try:
            self._connection = duckdb.connect(str(self.path), read_only=True)
            rows = self._connection.execute("SELECT key, value FROM meta").fetchall()
        except duckdb.Error as error:
            raise StoreUnreadable(
                f"{path} cannot be read as a store ({error}). Build it again."
            ) from error
        self.facts = facts_of(dict(rows), path=path)

    @property
    def stamp(self) -> str:
        return self.facts.stamp

    def table(self, sql: str, *, values: Sequence[Any] = ()) -> pa.Table:
        """The answer to a statement as an Arrow table. Raises duckdb.Error for a wrong one."""
        with self._connection.cursor() as cursor:
            return cursor.sql(sql, params=list(values)).to_arrow_table()

    def rows(self, sql: str, *, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The answer to a statement as dictionaries, for small answers."""
        found: list[dict[str, Any]] = self.table(sql, values=values).to_pylist()
        return found

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def facts_of(meta: Mapping[str, str], *, path: Path) -> StoreFacts:
    """What a store says of itself. Raises StoreUnreadable for one of another version."""
    found = meta.get("version")
    if found != str(STORE_VERSION):
        raise StoreUnreadable(
            f"{path} is of store version {found}, this program reads {STORE_VERSION}. "
            "Build it again: cityloop-analytics build."
        )
    return StoreFacts(
        stamp=meta["stamp"],
        version=STORE_VERSION,
        source=meta["source"],
        city=meta["city"],
        zone=meta["zone"],
        since=meta["since"],
        as_of=int(meta["as_of"]),
    )


class CurrentStore:
    """The newest store at a path: opened once, and again when another has taken its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._open: Store | None = None

    def get(self) -> Store:
        """The store; the last one that could be read while a newer one cannot be.

        Raises StoreUnreadable when there was none yet.
        """
        target = self.path.resolve()
        with self._lock:
            if self._open is None:
                self._open = Store(self.path)
            elif self._open.path != target:
                # The old one is not closed: another thread may be reading it.
                with suppress(StoreUnreadable):
                    self._open = Store(self.path)
            return self._open
