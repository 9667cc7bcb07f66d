"""The export: the city's rows as Parquet files of `cityloop_analytics.contracts`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Min

from cityloop.core.errors import InputError, NotFound
from cityloop.core.models import City
from cityloop.exports import dimensions
from cityloop.exports.codes import codes
from cityloop.exports.folder import Before, before, finish, write_dimension, write_fact
from cityloop.exports.shaping import plain
from cityloop.exports.tables import Snapshot, month_tables, months_between
from cityloop.exports.touched import Months, kept_marks, mark, touched_months
from cityloop.intake.models import ServiceRequest
from cityloop_analytics.contracts import AGENCIES, AREAS, FACTS, SERVICE_TYPES, Contract
from cityloop_analytics.manifest import FactFile, Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for. Months of [since, until) are written whatever the watermark says."""

    since: date | None = None
    until: date | None = None

    @property
    def named(self) -> bool:
        return self.since is not None or self.until is not None


@dataclass(slots=True, kw_only=True)
class ExportReport:
    """What an export wrote. `months` counts months of facts, `rows` only those written now."""

    whole: bool
    as_of: int
    files: int = 0
    rows: int = 0
    months: list[str] = field(default_factory=list)
    rows_in_all: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One export: where it goes, of which city, as of when, and what was asked for."""

    folder: Path
    city: City
    as_of: int
    wish: Wish


def export_facts(folder: Path, *, at: datetime, wish: Wish | None = None) -> ExportReport:
    """Write the months that changed since the last export into a folder, the manifest last.

    at: the moment up to which things are known. Everything is read in one snapshot. The first
    export of a folder, and one after codes, zone or contract changed, writes all months. Raises
    InputError for a wish that ends before it begins, NotFound without a city, OSError.
    """
    started, asked = perf_counter(), wish or Wish()
    if asked.since and asked.until and asked.since >= asked.until:
        raise InputError(f"{asked.since} is not before {asked.until}: no month lies between.")
    folder.mkdir(parents=True, exist_ok=True)
    with _snapshot():
        city = City.objects.first()
        if city is None:
            raise NotFound("There is no city to export.", mend="Load one with load-city first.")
        report = _export(Run(folder, city, int(at.timestamp()), asked))
    report.seconds = perf_counter() - started
    return report


@contextmanager
def _snapshot() -> Iterator[None]:
    """All statements see the same rows; SQLite gives that to every transaction."""
    outer = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not outer:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _export(run: Run) -> ExportReport:
    new, known, last = mark(as_of=run.as_of), codes(), before(run.folder)
    if last and (last.digest != known.digest or last.manifest.zone != run.city.zone):
        last = None
    snapshot = Snapshot(run.city.zone, _start(run, last=last), run.as_of, known)
    every = months_between(snapshot.start, until=run.as_of, zone=snapshot.zone)
    wanted = _wanted(run, last=last, every=every)
    report = ExportReport(
        whole=last is None,
        as_of=run.as_of,
        months=sorted(set().union(*wanted.values()) & set(every)),
    )
    files: list[FactFile] = []
    for contract in FACTS:
        old = {one.month: one for one in last.manifest.of(contract.name)} if last else {}
        now = [month for month in every if month in wanted[contract.name]]
        files += [file for month, file in old.items() if month not in now]
        for month, table in month_tables(snapshot, contract=contract, months=now):
            report.rows += table.num_rows
            files += _written(table, contract=contract, month=month, old=old, run=run)
    kept = {one.path for one in last.manifest.files} if last else set()
    report.files = sum(one.path not in kept for one in files)
    manifest = _manifest(run, start=snapshot.start, files=[*files, *_dimensions(run)])
    marks = kept_marks(last.marks if last else (), new=new)
    finish(manifest, marks=marks, digest=known.digest, folder=run.folder)
    report.rows_in_all = sum(manifest.rows(one.name) for one in FACTS)
    return report


def _manifest(run: Run, *, start: date, files: list[FactFile]) -> Manifest:
    return Manifest(
        source="database",
        city=run.city.code,
        zone=run.city.zone,
        since=start.isoformat(),
        as_of=run.as_of,
        files=tuple(files),
    )


def _start(run: Run, *, last: Before | None) -> date:
    """The first day of the month of the first request, or what the last export began with."""
    first = ServiceRequest.objects.aggregate(first=Min("received_at"))["first"]
    moment = datetime.fromtimestamp(run.as_of, UTC) if first is None else first
    day: date = moment.astimezone(ZoneInfo(run.city.zone)).date().replace(day=1)
    return min(day, date.fromisoformat(last.manifest.since)) if last else day


def _wanted(run: Run, *, last: Before | None, every: list[str]) -> Months:
    """The months of each fact to be written."""
    if last is None:
        return {one.name: set(every) for one in FACTS}
    named: set[str] = set()
    if run.wish.named:
        since, until = f"{run.wish.since or ''}"[:7], f"{run.wish.until or '9999-12-31'}"
        named = {month for month in every if since <= month and f"{month}-01" < until}
    found = touched_months(last.marks[0], as_of=run.as_of, zone=run.city.zone)
    # Months before the first one of the last export have no file yet.
    earlier = {month for month in every if month < last.manifest.since[:7]}
    return {one.name: found[one.name] | named | earlier for one in FACTS}


def _written(
    table: pa.Table, *, contract: Contract, month: str, old: dict[str, FactFile], run: Run
) -> list[FactFile]:
    """The file of a month; an empty one has none, and one that did not change keeps its old one."""
    if not table.num_rows:
        return []
    file = write_fact(table, contract=contract, month=month, folder=run.folder)
    if month in old and file.sha256 == old[month].sha256:
        (run.folder / file.path).unlink()
        return [old[month]]
    return [file]


def _dimensions(run: Run) -> list[FactFile]:
    sources = (
        (AREAS, dimensions.areas),
        (AGENCIES, dimensions.agencies),
        (SERVICE_TYPES, dimensions.service_types),
    )
    return [
        write_dimension(
            plain(list(rows()), contract=contract), contract=contract, folder=run.folder
        )
        for contract, rows in sources
    ]
