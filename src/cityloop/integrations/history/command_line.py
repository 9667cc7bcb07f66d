"""What the commands that read history share: arguments, a progress bar, counts in words."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cityloop.integrations.history.opening import CityWishes, Wanted

DEFAULT_SCHEME = "solve_first"


def add_history_arguments(parser: ArgumentParser) -> None:
    """Add the arguments that name a file of history, its areas and the city it is of."""
    parser.add_argument("format", help="a format of definitions/formats, or a path to your own")
    parser.add_argument("file", type=Path, help="Parquet, CSV or JSON; gzip is unpacked")
    parser.add_argument("--areas", type=Path, help="boundaries as GeoJSON; gzip is unpacked")
    parser.add_argument(
        "--area-name-property", default="name", help="property that holds an area's name"
    )
    parser.add_argument("--crosswalk", type=Path, help="YAML: name in the rows -> name of the area")
    parser.add_argument("--city-name", default="", help="name of the city that is proposed")
    parser.add_argument("--language", default="en", help="language of the city's own words")
    parser.add_argument("--calendar", default="", help="code of its calendar of working days")
    parser.add_argument("--scheme", default=DEFAULT_SCHEME, help="code of its evaluation scheme")


def wanted_of(options: dict[str, Any], *, definitions: Path) -> Wanted:
    """Return which file and areas the options name."""
    return Wanted(
        layout=options["format"],
        path=options["file"],
        definitions=definitions,
        areas=options["areas"],
        area_name_property=options["area_name_property"],
        crosswalk=options["crosswalk"],
    )


def wishes_of(options: dict[str, Any]) -> CityWishes:
    """Return what the options say of the city."""
    return CityWishes(
        name=options["city_name"],
        language=options["language"],
        calendar=options["calendar"],
        evaluation_scheme=options["scheme"],
    )


@contextmanager
def counting(what: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, nothing elsewhere; yields what to tell the rows done so far."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda done: progress.update(bar, completed=done)
