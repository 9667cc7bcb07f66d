"""`cityloop bench`: figures by name, measured on databases of their own."""

from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from cityloop.jobs.bench import insight
from cityloop.jobs.bench.figures import Figure
from cityloop.jobs.bench.history import History
from cityloop.jobs.bench.insight import InsightFiles, insight_figures
from cityloop.jobs.bench.loop import loop_figures
from cityloop.jobs.bench.million_pages import million_page_figures, round_figures
from cityloop.jobs.bench.simulate import LOADING, loading_figures, simulate_figures
from cityloop.jobs.bench.spine import part_figures, spine_figures


class Command(BaseCommand):
    help = "Measure on temporary databases: cityloop bench NAME [--json]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=list(FIGURES), help="what to measure")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--data", help="a history to import instead of the shared one")
        parser.add_argument("--format", help="its format, a file of definitions/formats")
        parser.add_argument("--areas", help="its areas as GeoJSON")
        parser.add_argument("--area-name-property", help="where their names stand in it")
        parser.add_argument("--period", help="the period of it to score, such as 2015-08")
        insight.add_arguments(parser)
        # The part that this process measures on the database it was given: see bench.spine.
        parser.add_argument("--part", default="", help=SUPPRESS)

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        figures = FIGURES[options["name"]](options)
        if options["json"] or options["part"]:
            self._lines(figures)
        else:
            _print_table(figures)

    def _lines(self, figures: Iterable[Figure]) -> None:
        for figure in figures:
            self.stdout.write(figure.as_json())
            self.stdout.flush()


def _spine(options: Mapping[str, Any]) -> Iterable[Figure]:
    history = History.named(options)
    if options["part"]:
        return part_figures(options["part"], history=history)
    return spine_figures(history)


def _simulate(options: Mapping[str, Any]) -> Iterable[Figure]:
    if options["part"] == LOADING:
        return loading_figures()
    return simulate_figures(Path(settings.DEFINITIONS) / "demo")


def _insight(options: Mapping[str, Any]) -> Iterable[Figure]:
    return insight_figures(InsightFiles.named(options))


def _pages(options: Mapping[str, Any]) -> Iterable[Figure]:
    return round_figures() if options["part"] else million_page_figures()


def _loop(_options: Mapping[str, Any]) -> Iterable[Figure]:
    return loop_figures()


FIGURES: Mapping[str, Callable[[Mapping[str, Any]], Iterable[Figure]]] = {
    "spine": _spine,
    "simulate": _simulate,
    "insight": _insight,
    "pages": _pages,
    "loop": _loop,
}


def _print_table(figures: Iterable[Figure]) -> None:
    table = Table("figure", "value", "unit", "baseline", "ratio", "detail")
    for one in figures:
        detail = ", ".join(f"{name}: {value}" for name, value in one.detail.items())
        numbers = ["" if value is None else str(value) for value in (one.baseline, one.ratio)]
        table.add_row(
            one.name, "-" if one.value is None else str(one.value), one.unit, *numbers, detail
        )
    Console().print(table)
