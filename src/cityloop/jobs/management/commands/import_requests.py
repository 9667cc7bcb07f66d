"""cityloop import: a city's past requests, with their matters, orders and events."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cityloop.core.models import City
from cityloop.flows.history_target import history_target
from cityloop.integrations.history.areas import AreaFinder, areas_of_city
from cityloop.integrations.history.command_line import (
    add_history_arguments,
    counting,
    wanted_of,
    wishes_of,
)
from cityloop.integrations.history.duplicates import duplicate_window
from cityloop.integrations.history.founding import found_from, found_from_history
from cityloop.integrations.history.importing import ImportReport, import_history
from cityloop.integrations.history.opening import CityWishes, new_city, opened
from cityloop.integrations.history.proposal_files import starting_settings
from cityloop.integrations.history.reading import HistoryFile, Survey, surveyed
from cityloop.integrations.history.rejects import check_place, write_rejects
from cityloop.jobs.database import make_tables
from cityloop.places.models import Area


class Command(BaseCommand):
    """Read a city's history twice: once to check the whole of it, once to write."""

    help = "Import a city's past requests; a city that is not there yet is founded first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file of history and what to do with the rows."""
        add_history_arguments(parser)
        parser.add_argument("--definitions", type=Path, help="folder of the city's definitions")
        parser.add_argument("--rejects", type=Path, default=Path("rejects.csv"))
        parser.add_argument("--strict", action="store_true", help="exit 1 when a row is rejected")
        parser.add_argument("--json", action="store_true", help="print the counts as one object")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Check, found the city where there is none, write, and say what became of every row."""
        started = perf_counter()
        file, finder = opened(wanted_of(options, definitions=Path(settings.DEFINITIONS)))
        make_tables()
        finder = self._finder(finder)
        check_place(options["rejects"])
        with counting("Checking") as progress:
            window = duplicate_window(self._settings())
            file, found = surveyed(file, finder=finder, window=window, progress=progress)
        self._found_city(file, finder=finder, survey=found, options=options)
        report = self._import(file, finder=finder, survey=found)
        write_rejects(report.rejects, path=options["rejects"])
        self._tell(report, survey=found, options=options, seconds=perf_counter() - started)
        if options["strict"] and report.rejects:
            sys.exit(1)

    def _finder(self, finder: AreaFinder) -> AreaFinder:
        """Return the areas that were named, else those of the city that is there."""
        if finder.areas:
            return finder
        rows = Area.objects.filter(geometry__isnull=False)
        return areas_of_city(rows.values_list("code", "level", "names", "geometry"))

    def _settings(self) -> dict[str, Any]:
        city = City.objects.first()
        definitions = Path(settings.DEFINITIONS)
        return city.settings if city is not None else starting_settings(definitions)

    def _found_city(
        self, file: HistoryFile, *, finder: AreaFinder, survey: Survey, options: dict[str, Any]
    ) -> None:
        if City.objects.exists():
            return
        now, definitions = timezone.now(), Path(settings.DEFINITIONS)
        if options["definitions"] is not None:
            found_from(options["definitions"], at=now)
            return
        wishes: CityWishes = wishes_of(options)
        city = new_city(file.layout, finder=finder, wishes=wishes, definitions=definitions)
        found_from_history(survey, city=city, definitions=definitions, at=now)

    def _import(self, file: HistoryFile, *, finder: AreaFinder, survey: Survey) -> ImportReport:
        roots = survey.duplicates.roots()
        target = history_target(
            source=file.layout.code,
            outcome=file.layout.outcome_default,
            shared={child: root.source_id for child, root in roots.items()},
        )
        with counting("Importing", total=survey.read) as progress:
            return import_history(file, finder=finder, target=target, progress=progress)

    def _tell(
        self, report: ImportReport, *, survey: Survey, options: dict[str, Any], seconds: float
    ) -> None:
        figures = report.figures(survey) | {
            "seconds": round(seconds, 1),
            "rows_per_s": round(report.read / seconds),
            "rejects": str(options["rejects"]),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")
