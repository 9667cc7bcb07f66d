"""A city's real history: imported, judged against its own judgement, and a month of it scored."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Self, TypeVar

import msgspec
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cityloop.core.definitions import Problems, read_struct
from cityloop.flows import score
from cityloop.integrations.history.on_time import on_time_agreement
from cityloop.jobs.bench.figures import Figure

SHARED = "history.yaml"
Shared = TypeVar("Shared", bound=msgspec.Struct)


class SharedHistory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """definitions/bench/history.yaml: the shared history that is measured unless another is named.

    `data` and `areas` lie below the folder of the shared data.
    """

    format: str
    data: str
    areas: str
    area_name_property: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A history to measure on: its format, its two files, and the period to score."""

    format: str
    data: Path
    areas: Path
    area_name_property: str
    period: str

    @classmethod
    def named(cls, options: Mapping[str, str | None]) -> Self:
        """The history of a command line; what it leaves open is that of the shared history."""
        shared, folder = shared_files(SHARED, kind=SharedHistory), shared_folder()
        return cls(
            format=options["format"] or shared.format,
            data=Path(options["data"] or folder / shared.data),
            areas=Path(options["areas"] or folder / shared.areas),
            area_name_property=options["area_name_property"] or shared.area_name_property,
            period=options["period"] or shared.period,
        )

    def words(self) -> list[str]:
        """The options that name this history on a command line."""
        named = {
            "--format": self.format,
            "--data": self.data,
            "--areas": self.areas,
            "--area-name-property": self.area_name_property,
            "--period": self.period,
        }
        return [str(word) for pair in named.items() for word in pair]

    def is_there(self) -> bool:
        """Whether both files lie where they are named."""
        return self.data.is_file() and self.areas.is_file()


def shared_folder() -> Path:
    """The folder of the shared data: CITYLOOP_SHARED_DATA, else beside the project."""
    named = os.environ.get("CITYLOOP_SHARED_DATA")
    return Path(named) if named else Path(settings.ROOT).parent / "shared" / "data"


def shared_files(name: str, *, kind: type[Shared]) -> Shared:
    """A file of definitions/bench; raises DefinitionError for a mistake in it."""
    problems = Problems()
    read = read_struct(Path(settings.DEFINITIONS) / "bench" / name, kind=kind, problems=problems)
    problems.raise_if_any()
    if read is None:
        raise AssertionError("a file that could not be read is a problem and has been raised")
    return read[0]


def history_figures(history: History) -> list[Figure]:
    """Import a history into this empty database, compare on time, score a period."""
    counts = _imported(history)
    accounted = (counts["imported"] + counts["rejected"]) / counts["read"]
    agreement = on_time_agreement(source=history.format)
    started = perf_counter()
    period = score.run_period(code=history.period, by=None, at=timezone.now())
    seconds = perf_counter() - started
    names = ("read", "imported", "rejected", "seconds")
    return [
        Figure(name="import.rows_per_s", value=counts["rows_per_s"], unit="rows/s"),
        Figure(
            name="import.rows_accounted",
            value=accounted,
            unit="share",
            detail={name: counts[name] for name in names},
        ),
        Figure(
            name="ontime.agreement",
            value=round(agreement.share, 5),
            unit="share",
            detail={"closed": agreement.closed, **agreement.causes},
        ),
        Figure(
            name="score_month.seconds",
            value=round(seconds, 2),
            unit="s",
            detail={"period": history.period, "cases": period.cases.count()},
        ),
    ]


def _imported(history: History) -> dict[str, float]:
    said = StringIO()
    with TemporaryDirectory() as folder:
        call_command(
            "import_requests",
            history.format,
            str(history.data),
            areas=history.areas,
            area_name_property=history.area_name_property,
            rejects=Path(folder) / "rejects.csv",
            json=True,
            stdout=said,
        )
    counts: dict[str, float] = json.loads(said.getvalue())
    return counts
