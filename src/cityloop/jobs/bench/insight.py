"""Insight: fair comparison and need corrected for who speaks, on simulated truth and real files."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec
from django.conf import settings

from cityloop.jobs.bench.figures import Figure, absent
from cityloop.jobs.bench.history import shared_files, shared_folder
from cityloop.jobs.bench.simulated_facts import SIZES, check_room, simulated_facts
from cityloop_analytics.bench.fair import coverage_figures
from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.bench.flood import FloodFiles, flood_figures
from cityloop_analytics.bench.next_month import UNITS, next_month_figures
from cityloop_analytics.bench.reporting import reporting_figures
from cityloop_analytics.bench.scale import scale_figures

SHARED = "insight.yaml"
SCALE = (
    "scale.seconds_1e8",
    "scale.day_seconds",
    "scale.slope",
    "scale.peak_gib",
    "scale.ratio_bare_duckdb",
)
SCALE_PART = "scale"
WORLDS = 60
REPORTING_WORLDS = 10
DRAWS = 32000


class SharedFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """definitions/bench/insight.yaml: files below the folder of the shared data."""

    requests: str
    storms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightFiles:
    """The real files that are measured; those of the shared data unless others are named."""

    requests: Path
    flood: FloodFiles
    facts: tuple[Path, ...] = ()
    without: frozenset[str] = frozenset()

    @classmethod
    def named(cls, options: Mapping[str, Any]) -> Self:
        """The files of a command line."""
        folder, shared = shared_folder(), shared_files(SHARED, kind=SharedFiles)
        storms = options.get("flood_reports") or [folder / storm for storm in shared.storms]
        return cls(
            requests=Path(options.get("requests") or folder / shared.requests),
            flood=FloodFiles(storms={storm_name(Path(one)): Path(one) for one in storms}),
            facts=tuple(map(Path, options.get("facts") or ())),
            without=frozenset(options.get("without") or ()),
        )


def add_arguments(parser: ArgumentParser) -> None:
    """Options that name other files than the shared ones."""
    parser.add_argument(
        "--requests", help="Parquet of requests with the columns of the shared file"
    )
    parser.add_argument(
        "--flood-reports", action="append", help="a storm's tracts as CSV; may be given again"
    )

    parser.add_argument(
        "--facts",
        action="append",
        help="a folder of facts to measure the store on, as `cityloop simulate --out` writes one; "
        "may be given again. Without it 10^6, 10^7 and 10^8 rows are simulated below CITYLOOP_VAR",
    )
    parser.add_argument(
        "--without", action="append", choices=[SCALE_PART], help="leave this part out, by name"
    )


def storm_name(path: Path) -> str:
    """Name of a storm: the last word of its file's name."""
    return path.name.split(".", maxsplit=1)[0].rsplit("_", maxsplit=1)[-1]


def insight_figures(files: InsightFiles) -> Iterator[Figure]:
    """Every figure of insight, as it is measured.

    Raises InputError at once when the disk has no room for the facts that would be simulated.
    """
    simulated = not files.facts and SCALE_PART not in files.without
    if simulated:
        check_room(Path(settings.VAR), sizes=SIZES)
    yield from map(figure, coverage_figures(replicates=WORLDS))
    yield from next_month_lines(files.requests)
    yield from map(figure, reporting_figures(replicates=REPORTING_WORLDS))
    yield from flood_lines(files.flood)
    if simulated:
        with simulated_facts(Path(settings.VAR), sizes=SIZES) as folders:
            yield from scale_lines(folders)
    else:
        yield from scale_lines(files.facts)


def next_month_lines(requests: Path) -> Iterator[Figure]:
    """Next month's rates, or by name why they were not measured."""
    if requests.is_file():
        yield from map(figure, next_month_figures(requests))
    else:
        names = [f"fair.rmse_reduction.{unit}" for unit in UNITS]
        yield from absent(*names, why=f"there is no {requests.name}")


def flood_lines(files: FloodFiles) -> Iterator[Figure]:
    """Hidden floods, or by name why they were not measured."""
    missing = files.missing()
    if missing:
        yield from absent("bias.flood_within_1sd", why=f"there is no {', '.join(missing)}")
    else:
        yield from map(figure, flood_figures(files, draws=DRAWS))


def scale_lines(folders: Sequence[Path]) -> Iterator[Figure]:
    """The store over folders of facts, or by name why it was not measured."""
    if folders:
        yield from map(figure, scale_figures(folders))
    else:
        yield from absent(*SCALE, why=f"left out with --without {SCALE_PART}")


def figure(measured: Measured) -> Figure:
    """A figure of the analytics as the bench prints it; the ratio only where it says something."""
    ratio = round(measured.value / measured.baseline, 3) if measured.baseline else None
    return Figure(
        name=measured.name,
        value=measured.value,
        unit=measured.unit,
        baseline=measured.baseline,
        ratio=ratio,
        detail=measured.detail,
    )
