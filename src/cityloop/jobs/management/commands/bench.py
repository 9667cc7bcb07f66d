"""`cityloop bench`: figures by name, measured on databases of their own."""

from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from cityloop.jobs.bench.figures import Figure
from cityloop.jobs.bench.spine import Source, part_figures, spine_figures


class Command(BaseCommand):
    help = "Measure on temporary databases: cityloop bench spine [--json]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=["spine"], help="what to measure")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--data", type=Path, help="a history of the format boston311")
        parser.add_argument("--areas", type=Path, help="its areas as GeoJSON")
        # The part that this process measures on the database it was given: see bench.spine.
        parser.add_argument("--part", default="", help=SUPPRESS)

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        source = Source(options["data"], options["areas"])
        if options["part"]:
            self._lines(part_figures(options["part"], source=source))
        elif options["json"]:
            self._lines(spine_figures(source))
        else:
            _print_table(spine_figures(source))

    def _lines(self, figures: Iterable[Figure]) -> None:
        for figure in figures:
            self.stdout.write(figure.as_json())
            self.stdout.flush()


def _print_table(figures: Iterable[Figure]) -> None:
    table = Table("figure", "value", "unit", "baseline", "ratio", "detail")
    for one in figures:
        detail = ", ".join(f"{name}: {value}" for name, value in one.detail.items())
        numbers = ["" if value is None else str(value) for value in (one.baseline, one.ratio)]
        table.add_row(
            one.name, "-" if one.value is None else str(one.value), one.unit, *numbers, detail
        )
    Console().print(table)
