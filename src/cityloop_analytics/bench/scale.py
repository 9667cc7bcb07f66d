"""Scale: how long the questions take over a history of 10^6, 10^7 and 10^8 rows of facts.

Rows are those of requests, orders and call-backs together. The folders are written beforehand
(the simulated city has them in any size), so that only reading is timed. Each time stands beside
the processor's own, which other programs on the machine hardly move.
"""

import json
import math
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.build import build
from cityloop_analytics.contracts import FACTS, Contract
from cityloop_analytics.filling import Engine
from cityloop_analytics.manifest import FactFile, Manifest, read_manifest
from cityloop_analytics.queries.engine import sql_of
from cityloop_analytics.queries.questions import QUESTIONS

# The question of the floors: scorecards by unit and month with exact percentiles, whole history.
FLOOR_QUESTION: Final = "unit_months"
ENGINE: Final = Engine(memory="1500MB", threads=2)
NEW_NUMBERS: Final = 10**15
# What somebody would write who has only the files and the engine, and no store.
BARE: Final = """
    SELECT date_trunc('month', day) AS month, agency, count(*) AS orders,
        quantile_cont(contacted_at - dispatched_at, [0.5, 0.9]) FILTER (WHERE round = 1),
        quantile_cont(first_answered_at - dispatched_at, [0.5, 0.9]),
        quantile_cont(closed_at - dispatched_at, [0.5, 0.9])
            FILTER (WHERE state NOT IN ('reassigned', 'recalled'))
    FROM read_parquet(?) WHERE order_type = 'main' AND NOT shielded GROUP BY ALL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFigures:
    """One folder of facts.

    rows: of all facts. scorecard_seconds, bare_seconds: the question of the floors by a build and
    by one statement over the files. store_seconds: all questions. day_seconds, store_day_seconds:
    the same after one new day. The ones in `processor` are seconds of all cores together.
    peak_gib: highest memory of the process up to the whole store. store_gib: size of its file.
    load: programs that were waiting for a processor at the end, over the last minute.
    """

    rows: int
    scorecard_seconds: float
    bare_seconds: float
    store_seconds: float
    day_seconds: float
    store_day_seconds: float
    peak_gib: float
    store_gib: float
    processor: Mapping[str, float] = field(default_factory=dict)
    load: float = 0.0


def measure(folder: Path) -> ScaleFigures:
    """Measure one folder of facts, in a process of its own so that its memory is its own."""
    done = subprocess.run(  # noqa: S603 - this module
        [sys.executable, "-m", "cityloop_analytics.bench.scale", str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return ScaleFigures(**json.loads(done.stdout))


def slope(figures: Sequence[ScaleFigures]) -> float:
    """The slope of log seconds over log rows, from the smallest to the largest folder."""
    first, last = min(figures, key=_rows), max(figures, key=_rows)
    grown = math.log(last.scorecard_seconds / first.scorecard_seconds)
    return grown / math.log(last.rows / first.rows)


def scale_figures(folders: Sequence[Path]) -> Iterator[Measured]:
    """Each figure of the scale bench, over folders of any sizes; floors are those of 10^8 rows.

    A name ends in the power of ten that the rows of its folder are nearest to: 1e6, 1e7, 1e8.
    """
    found = [measure(folder) for folder in folders]
    for one in found:
        size = f"1e{round(math.log10(one.rows))}"
        yield _figure(f"scale.seconds_{size}", one.scorecard_seconds, of=one)
        yield _figure(f"scale.store_seconds_{size}", one.store_seconds, of=one)
    largest = max(found, key=_rows)
    yield _figure("scale.day_seconds", largest.day_seconds, of=largest)
    yield _figure("scale.store_day_seconds", largest.store_day_seconds, of=largest)
    highest = max(found, key=lambda one: one.peak_gib)
    yield _figure("scale.peak_gib", highest.peak_gib, of=highest, unit="GiB")
    ratio = largest.scorecard_seconds / largest.bare_seconds
    yield _figure("scale.ratio_bare_duckdb", ratio, of=largest, unit="")
    if len(found) > 1:
        yield _figure("scale.slope", slope(found), of=largest, unit="")


def _figure(name: str, value: float, *, of: ScaleFigures, unit: str = "s") -> Measured:
    return Measured(name=name, value=value, unit=unit, detail=asdict(of))


def _rows(one: ScaleFigures) -> int:
    return one.rows


def _measured(folder: Path) -> ScaleFigures:
    manifest = read_manifest(folder)
    only = {FLOOR_QUESTION: QUESTIONS[FLOOR_QUESTION]}
    with TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        one, every = scratch / "one.duckdb", scratch / "all.duckdb"
        # Once for any number of rows: in the times of few rows it would hide how they grow.
        for question in QUESTIONS.values():
            sql_of(question)
        grown = _with_a_day_more(folder, manifest=manifest, into=scratch / "grown")
        times = {
            "scorecard": _timed(lambda: build(folder, store=one, engine=ENGINE, questions=only)),
            "store": _timed(lambda: build(folder, store=every, engine=ENGINE)),
        }
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        times["bare"] = _timed(lambda: _bare(folder, manifest=manifest))
        times["day"] = _timed(lambda: build(grown, store=one, engine=ENGINE, questions=only))
        times["store_day"] = _timed(lambda: build(grown, store=every, engine=ENGINE))
        return ScaleFigures(
            rows=sum(manifest.rows(fact.name) for fact in FACTS),
            **{f"{name}_seconds": time.seconds for name, time in times.items()},
            peak_gib=peak,
            store_gib=every.stat().st_size / 1024**3,
            processor={name: time.processor for name, time in times.items()},
            load=os.getloadavg()[0],
        )


class Spent(NamedTuple):
    """Seconds by the clock, and of all cores together."""

    seconds: float
    processor: float


def _timed(work: Callable[[], object]) -> Spent:
    started, busy = perf_counter(), process_time()
    work()
    return Spent(perf_counter() - started, process_time() - busy)


def _bare(folder: Path, *, manifest: Manifest) -> None:
    files = [str(folder / one.path) for one in manifest.of("orders")]
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": ENGINE.memory,
        "threads": ENGINE.threads,
    }
    with duckdb.connect(config=config) as connection:
        connection.execute(BARE, [files]).fetchall()


def _with_a_day_more(folder: Path, *, manifest: Manifest, into: Path) -> Path:
    """The same folder, without copying, with one day more in its last month: as its last day."""
    kept = list(manifest.files)
    for one in kept:
        (into / one.path).parent.mkdir(parents=True, exist_ok=True)
        os.link(folder / one.path, into / one.path)
    for contract in FACTS:
        files = manifest.of(contract.name)
        last = max((one.month for one in files), default="")
        paths = [folder / one.path for one in files if one.month == last]
        if paths:
            path = into / contract.name / f"{last}.new-day.parquet"
            pq.write_table(_last_day(paths, contract=contract), path)
            kept.append(FactFile.at(path, folder=into, table=contract.name, month=last))
    replace(manifest, files=tuple(kept)).write(into)
    return into


def _last_day(paths: Sequence[Path], *, contract: Contract) -> pa.Table:
    """The rows of the last day of some files, under numbers that nobody has yet."""
    last = max(pc.max(pq.read_table(one, columns=["day"])["day"]).as_py() for one in paths)
    rows = pq.read_table([str(one) for one in paths], filters=[("day", "=", last)])
    for name in contract.names:
        if name.endswith("_id"):
            place = rows.column_names.index(name)
            rows = rows.set_column(place, name, pc.add(rows[name], NEW_NUMBERS))
    return rows


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_measured(Path(sys.argv[1])))))
