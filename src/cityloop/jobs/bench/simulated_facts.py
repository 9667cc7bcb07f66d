"""Folders of simulated facts for a measurement, made in the run and taken away after it."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cityloop.core.errors import InputError
from cityloop.jobs.bench.city import SEED
from cityloop.simulation.facts import Source, fact_plan, write_facts

SIZES = (10**6, 10**7, 10**8)
SINCE, UNTIL = date(2023, 11, 1), date(2026, 11, 1)
# Measured: facts take 21 bytes a row; the stores of the largest folder, two of them and what does
# not fit the memory on the way, less than three times as much.
FACT_BYTES, STORE_BYTES = 25, 65
MEBIBYTE = 1 << 20


def check_room(folder: Path, *, sizes: Sequence[int]) -> None:
    """Raise InputError when the disk of a folder has no room for facts of these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = sum(sizes) * FACT_BYTES + max(sizes) * STORE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{folder} has room for {free // MEBIBYTE:,} MiB; simulated facts of "
            f"{', '.join(f'{one:,}' for one in sizes)} rows and their stores need about "
            f"{needed // MEBIBYTE:,} MiB.",
            mend="Make room, name folders of your own with --facts, or leave the part out with "
            "--without scale.",
        )


@contextmanager
def simulated_facts(folder: Path, *, sizes: Sequence[int]) -> Iterator[list[Path]]:
    """A folder of facts of each size below a folder, removed at the end; tells how far it is.

    Raises InputError without room, OSError, CityloopError.
    """
    check_room(folder, sizes=sizes)
    source = Source(Path(settings.DEFINITIONS) / "demo", seed=SEED, since=SINCE, until=UNTIL)
    # To the other stream: the figures may be read by a program.
    console = Console(stderr=True)
    with TemporaryDirectory(prefix="bench-facts-", dir=folder, ignore_cleanup_errors=True) as name:
        console.print(f"Simulated facts are written to {name} and removed at the end.")
        yield [
            _written(source, rows=rows, out=Path(name) / f"{rows}", console=console)
            for rows in sizes
        ]


def _written(source: Source, *, rows: int, out: Path, console: Console) -> Path:
    plan = fact_plan(source, rows=rows)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"Facts, {rows:,} rows", total=plan.rows)
        manifest = write_facts(plan, out=out, told=lambda more: progress.advance(task, more))
        progress.update(task, total=progress.tasks[0].completed)
    console.print(f"{sum(one.rows for one in manifest.files):,} rows in {out.name}")
    return out
