"""`cityloop simulate`: facts of an invented city of any size, its truth, or a demo kept alive."""

import shutil
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cityloop.core.errors import CityloopError, InputError
from cityloop.jobs.demo.city import DemoSize
from cityloop.jobs.demo.live import Done, Pace, demo_stage, future_lives, play
from cityloop.simulation.facts import (
    ONE_COPY,
    FactPlan,
    Source,
    fact_plan,
    reading_of,
    write_facts,
)
from cityloop.simulation.truth import write_truth
from cityloop_analytics.contracts import DIMENSIONS, FACTS, MANIFEST
from cityloop_analytics.manifest import without_facts

YEARS = 3
# Measured: 21 bytes a row in three years of copies of the demo city.
BYTES_A_ROW = 25
MEBIBYTE = 1 << 20


class Command(BaseCommand):
    help = "Simulate an invented city: --out FOLDER for facts, --live for a demo that goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="folder for facts in Parquet")
        parser.add_argument("--truth", type=Path, help="folder for what is true, of a town alone")
        parser.add_argument("--size", default="town", help="town, city or megacity")
        parser.add_argument("--rows", type=int, help="about so many rows of facts, not a size")
        parser.add_argument("--since", type=date.fromisoformat, help="first day, as 2023-11-01")
        parser.add_argument("--until", type=date.fromisoformat, help="day after the last one")
        parser.add_argument("--force", action="store_true", help="replace the facts in the folder")
        parser.add_argument("--seed", type=int, help="the same seed makes the same city")
        parser.add_argument("--live", action="store_true", help="act in the running demo")
        parser.add_argument("--speed", type=float, default=60.0, help="times as fast as life")
        parser.add_argument("--hours", type=float, help="simulated hours, then stop")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            if options["live"]:
                self._live(options)
            elif options["out"] or options["truth"]:
                self._files(options)
            else:
                raise CommandError(
                    "Say what to simulate: --out FOLDER for facts, --truth FOLDER for what is "
                    "true, or --live to act in the running demo."
                )
        except CityloopError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be read: {error}. Make the demo first: "
                "cityloop demo --no-server."
            ) from error
        except OSError as error:
            full = error.errno == ENOSPC
            mend = "Make room, or choose another folder or a smaller size." if full else ""
            raise CommandError(f"The files cannot be written: {error}. {mend}".strip()) from error

    def _files(self, options: Mapping[str, Any]) -> None:
        source = source_of(options)
        plan = fact_plan(source, size=options["size"], rows=options["rows"])
        if options["truth"]:
            if plan.copies > 1:
                raise InputError("The truth is written of one town: use --size town.")
            allow_truth(options["truth"], out=options["out"])
        if options["out"]:
            prepare(options["out"], force=options["force"])
            check_room(options["out"], plan=plan)
            self._facts(plan, out=options["out"])
        if options["truth"]:
            self._truth(source, folder=options["truth"])

    def _facts(self, plan: FactPlan, *, out: Path) -> None:
        console = Console()
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} rows"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Writing facts", total=plan.rows)
            manifest = write_facts(
                plan, out=out, told=lambda rows: progress.update(task, advance=rows)
            )
            progress.update(task, total=progress.tasks[0].completed)
        counts = ", ".join(f"{manifest.rows(one.name):,} {one.name}" for one in FACTS)
        console.print(f"{counts} in {out}. Nobody in them is real.")

    def _truth(self, source: Source, *, folder: Path) -> None:
        city = reading_of(source)
        with Console().status("Writing what is true"):
            files = write_truth(
                city.months(ONE_COPY),
                folder=folder,
                world=city.world,
                parameters=city.parameters,
                seed=source.seed,
                since=source.since,
                until=source.until,
            )
        self.stdout.write(f"The truth is in {', '.join(path.name for path in files.values())}.")

    def _live(self, options: Mapping[str, Any]) -> None:
        if options["speed"] <= 0:
            raise InputError(f"A speed of {options['speed']} stands still: name one above 0.")
        folder, now = demo_folder(), timezone.now()
        stage = demo_stage(folder)
        # A demo that is kept alive again is not told the same stories again.
        seed = int(now.timestamp()) if options["seed"] is None else options["seed"]
        hours = options["hours"]
        console = Console()
        console.print(f"The demo goes on {options['speed']:g} times as fast as life; seed {seed}.")
        console.print("End with Ctrl-C.")
        tally = play(
            future_lives(folder, seed=seed, since=now),
            stage=stage,
            pace=Pace(now, speed=options["speed"]),
            until=None if hours is None else now + timedelta(hours=hours),
            hear=lambda done: console.print(
                line_of(done, zone=stage.zone), highlight=False, markup=False
            ),
        )
        console.print(
            f"{tally.lives} requests came in, {tally.done} things were done, "
            f"{tally.refused} were refused."
        )


def demo_folder() -> Path:
    """The folder of the demo's definitions."""
    return Path(settings.DEFINITIONS) / "demo"


def source_of(options: Mapping[str, Any]) -> Source:
    """What to simulate: unless named, the three years before this month."""
    until = options["until"] or timezone.now().date().replace(day=1)
    since = options["since"] or until.replace(year=until.year - YEARS, day=1)
    seed = DemoSize().seed if options["seed"] is None else options["seed"]
    return Source(demo_folder(), seed=seed, since=since, until=until)


def line_of(done: Done, *, zone: ZoneInfo) -> str:
    """An act as a line: the simulated time, what was done, to what."""
    at = done.at.astimezone(zone)
    words = f"{at:%a %H:%M}  {done.step.replace('_', ' '):18} {done.number}"
    return f"{words}: refused: {done.refused}" if done.refused else words


def allow_truth(folder: Path, *, out: Path | None) -> None:
    """Raise InputError for a folder that the application reads or serves, and for one of facts."""
    whole = folder.resolve()
    facts = [one for one in (whole, *whole.parents) if (one / MANIFEST).exists()]
    if out is not None and whole.is_relative_to(out.resolve()):
        facts.append(out.resolve())
    if facts:
        raise InputError(
            f"What is true must not lie beside facts, in {facts[0]}.",
            where="--truth",
            mend="Choose a folder elsewhere.",
        )
    places = [settings.VAR, settings.DEFINITIONS]
    if str(settings.MEDIA_ROOT):
        places.append(Path(settings.MEDIA_ROOT))
    for place in places:
        if whole.is_relative_to(place.resolve()):
            raise InputError(
                f"What is true must not lie in {place}, which the application reads.",
                where="--truth",
                mend="Choose a folder elsewhere.",
            )


def prepare(folder: Path, *, force: bool) -> None:
    """Make the folder; one that holds something is refused, or emptied of facts by force."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        return
    if not force:
        raise InputError(
            f"{folder} is not empty.", where="--out", mend="Choose another folder, or use --force."
        )
    without_facts(folder, tables=[one.name for one in (*FACTS, *DIMENSIONS)])


def check_room(folder: Path, *, plan: FactPlan) -> None:
    """Raise OSError when the disk plainly has no room for the facts."""
    needed, free = plan.rows * BYTES_A_ROW, shutil.disk_usage(folder).free
    if needed > free:
        raise OSError(
            ENOSPC,
            f"{folder} has room for {free // MEBIBYTE:,} MiB, the facts need about "
            f"{needed // MEBIBYTE:,} MiB",
        )
