"""A city's real history: imported, judged against its own judgement, and a month of it scored."""

import json
import os
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cityloop.flows import score
from cityloop.integrations.history.on_time import on_time_agreement
from cityloop.jobs.bench.figures import Figure

FORMAT = "boston311"
PERIOD = "2015-08"
DATA = "requests311/boston_2015_jan_oct.parquet"
AREAS = "boundaries/boston_neighborhoods_2020tract.geojson.gz"
AREA_NAME = "GEOID"


def shared_history() -> tuple[Path, Path]:
    """Where the shared history and its areas lie when they are there."""
    named = os.environ.get("CITYLOOP_SHARED_DATA")
    folder = Path(named) if named else Path(settings.ROOT).parent / "shared" / "data"
    return folder / DATA, folder / AREAS


def history_figures(data: Path, *, areas: Path) -> list[Figure]:
    """Import a history into this empty database, compare on time, score a month."""
    counts = _imported(data, areas=areas)
    accounted = (counts["imported"] + counts["rejected"]) / counts["read"]
    agreement = on_time_agreement(source=FORMAT)
    started = perf_counter()
    period = score.run_period(code=PERIOD, by=None, at=timezone.now())
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
            detail={"period": PERIOD, "cases": period.cases.count()},
        ),
    ]


def _imported(data: Path, *, areas: Path) -> dict[str, float]:
    said = StringIO()
    with TemporaryDirectory() as folder:
        call_command(
            "import_requests",
            FORMAT,
            str(data),
            areas=areas,
            area_name_property=AREA_NAME,
            rejects=Path(folder) / "rejects.csv",
            json=True,
            stdout=said,
        )
    counts: dict[str, float] = json.loads(said.getvalue())
    return counts
