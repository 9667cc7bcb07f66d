"""The tables of a store: taken from the facts, months at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cityloop_analytics.contracts import DIMENSIONS, FACTS, Contract
from cityloop_analytics.manifest import FactFile, FactsUnreadable, Manifest
from cityloop_analytics.months import days_of_facts, near_days, shifted
from cityloop_analytics.plan import (
    Partitions,
    Step,
    months_until_now,
    partitions,
    stale_months,
    steps,
)
from cityloop_analytics.queries.engine import (
    ENGINE_TYPES,
    LOCAL_DAYS,
    NEAR_DAYS,
    SQL_TYPES,
    Question,
    sql_of,
)
from cityloop_analytics.store import STORE_VERSION

CONTRACTS: Final[Mapping[str, Contract]] = {one.name: one for one in (*FACTS, *DIMENSIONS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How much of the machine a build may take. memory: as DuckDB writes it, 1500MB."""

    memory: str = "1500MB"
    threads: int = 2


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """What a build did. `months` were answered anew; none are when nothing had changed."""

    stamp: str
    whole: bool
    months: list[str] = field(default_factory=list)
    rows_read: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a build has to do. before, until, sql: partitions, moment and statements of the old."""

    folder: Path
    manifest: Manifest
    questions: Mapping[str, Question]
    code: str
    stamp: str
    before: Partitions
    until: int
    sql: Mapping[str, str]


def fill(connection: duckdb.DuckDBPyConnection, *, work: Work, report: BuildReport) -> None:
    """Bring the tables of a new file, or of a copy of the old one, up to the facts.

    Raises FactsUnreadable for a file that was changed or has other columns, duckdb.Error.
    """
    now = partitions(work.manifest.files)
    changed = {
        key for key in now.keys() | work.before.keys() if now.get(key) != work.before.get(key)
    }
    for file in work.manifest.files:
        if not file.month or (file.table, file.month) in changed:
            check_file(file, folder=work.folder)
    sql = dict(work.sql) or {name: sql_of(one) for name, one in work.questions.items()}
    _prepare(connection, work=work, sql=sql)
    months = {month for _, month in now.keys() | work.before.keys()}
    moments = (work.until, work.manifest.as_of)
    stale = {
        one.name: stale_months(one, changed=changed, months=months)
        | (months_until_now(one, moments=moments, zone=work.manifest.zone) & months)
        for one in work.questions.values()
    }
    for step in steps(stale, questions=work.questions, manifest=work.manifest):
        for question in step.questions:
            _answer(connection, question=question, step=step, work=work, sql=sql[question.name])
    _sign(connection, work=work, now=now, sql=sql)
    report.months = sorted(set().union(*stale.values()))
    report.rows_read = sum(one.rows for one in work.manifest.files if one.month in report.months)


def check_file(file: FactFile, *, folder: Path) -> None:
    """Raise FactsUnreadable unless a file is the one of the manifest and of the contract."""
    path = folder / file.path
    with path.open("rb") as stream:
        if file_digest(stream, "sha256").hexdigest() != file.sha256:
            raise FactsUnreadable(f"{path} was changed since it was written. Export it again.")
    try:
        found = pq.read_schema(path)
        rows = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException) as error:
        raise FactsUnreadable(f"{path} is no Parquet file ({error}). Export it again.") from error
    wanted = CONTRACTS[file.table].schema()
    if found.names != wanted.names or rows != file.rows:
        raise FactsUnreadable(
            f"{path} has {rows} rows of {', '.join(found.names)}, not {file.rows} rows of "
            f"{', '.join(wanted.names)}. Export it again."
        )


def _prepare(connection: duckdb.DuckDBPyConnection, *, work: Work, sql: Mapping[str, str]) -> None:
    """The dimensions, the days of the zone, the moment, and the tables of the answers."""
    manifest = work.manifest
    for contract in DIMENSIONS:
        files = [work.folder / one.path for one in manifest.of(contract.name)]
        connection.execute(
            f"CREATE OR REPLACE TABLE {contract.name} AS {_selection(contract, files=files)}"
        )
    days = pa.Table.from_pylist(
        [
            dict(zip(LOCAL_DAYS, row, strict=True))
            for row in days_of_facts(since=manifest.since, as_of=manifest.as_of, zone=manifest.zone)
        ]
    )
    connection.register("days_given", days)
    connection.execute("CREATE OR REPLACE TABLE local_days AS SELECT * FROM days_given")
    connection.execute(f"CREATE OR REPLACE TABLE clock AS SELECT {manifest.as_of}::BIGINT AS as_of")
    for contract in FACTS:
        _view(connection, contract=contract, files=[])
    for question in work.questions.values():
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {question.name} AS {sql[question.name]} LIMIT 0"
        )


def _answer(
    connection: duckdb.DuckDBPyConnection, *, question: Question, step: Step, work: Work, sql: str
) -> None:
    """Answer a question for the months of a step, in place of what stood there."""
    first, last = shifted(step.first, by=-question.back), shifted(step.last, by=question.ahead)
    days = near_days(step.first, last=step.last, days=NEAR_DAYS)
    for fact in question.facts:
        files = [
            work.folder / one.path for one in work.manifest.of(fact) if first <= one.month <= last
        ]
        _view(connection, contract=CONTRACTS[fact], files=files, days=days)
    span = f"month BETWEEN DATE '{step.first}-01' AND DATE '{step.last}-01'"
    connection.execute(f"DELETE FROM {question.name} WHERE {span}")
    connection.execute(f"INSERT INTO {question.name} SELECT * FROM ({sql}) AS new WHERE {span}")


def _view(
    connection: duckdb.DuckDBPyConnection,
    *,
    contract: Contract,
    files: Sequence[Path],
    days: tuple[date, date] | None = None,
) -> None:
    """Show the facts of some files to the questions; of the days from one to the other, if any."""
    rows = _selection(contract, files=files)
    if days and files:
        rows += f" WHERE day BETWEEN DATE '{days[0]}' AND DATE '{days[1]}'"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {contract.name} AS {rows}")


def _selection(contract: Contract, *, files: Sequence[Path]) -> str:
    """The rows of some files; of none at all, no rows of the same columns."""
    if files:
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        return f"SELECT {', '.join(contract.names)} FROM read_parquet([{paths}])"
    types = ENGINE_TYPES["duckdb"]
    columns = ", ".join(
        f"CAST(NULL AS {types[SQL_TYPES[one.kind]]}) AS {one.name}" for one in contract.columns
    )
    return f"SELECT {columns} WHERE false"


def _sign(
    connection: duckdb.DuckDBPyConnection, *, work: Work, now: Partitions, sql: Mapping[str, str]
) -> None:
    """Write what the store is and what it was made of."""
    manifest = work.manifest
    meta = {
        "stamp": work.stamp,
        "version": str(STORE_VERSION),
        "code": work.code,
        "source": manifest.source,
        "city": manifest.city,
        "zone": manifest.zone,
        "since": manifest.since,
        "as_of": str(manifest.as_of),
    }
    tables = {
        "meta": (("key", "value"), meta.items()),
        "partitions": (("fact", "month", "digest"), ((*key, one) for key, one in now.items())),
        "questions": (("name", "text"), sql.items()),
    }
    for name, (columns, rows) in tables.items():
        given = _words(columns, rows=rows)
        connection.register("given", given)
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")


def _words(columns: Sequence[str], *, rows: Iterable[Sequence[str]]) -> pa.Table:
    schema = pa.schema([pa.field(one, pa.string()) for one in columns])
    return pa.Table.from_pylist(
        [dict(zip(columns, row, strict=True)) for row in rows], schema=schema
    )
