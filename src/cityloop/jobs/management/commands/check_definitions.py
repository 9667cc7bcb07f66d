"""`cityloop check-definitions`: read all reviewed text and name the first mistake."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from cityloop.core.definitions import plain_mapping
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.deliberation.rules.consent import load_consents
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.followups.rules.plan import SamplingPlan
from cityloop.intake.rules.load import load_city
from cityloop.integrations.history.format_files import known_formats, load_format

PLAN_FILE = "follow_up"


class Command(BaseCommand):
    help = "Read every city, calendar, scheme and format; the first mistake ends it with its line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DEFINITIONS)

    def handle(self, *_args: object, **options: Path) -> None:
        folder = options["folder"]
        for city in sorted(path.parent for path in folder.glob("*/city.yaml")):
            definitions = load_city(city)
            faults = sum(len(found) for found in definitions.reports.values())
            self.stdout.write(f"{city.name}: in order, {faults} gaps in its responsibility lists")
        for path in sorted(folder.glob("**/calendars/*.yaml")):
            calendar_from_mapping(plain_mapping(path))
            self.stdout.write(f"calendar {path.stem}: in order")
        for path in sorted(folder.glob("**/evaluation/*.yaml")):
            kind = SamplingPlan if path.stem == PLAN_FILE else EvaluationScheme
            kind.from_mapping(plain_mapping(path), where=path.name)
            self.stdout.write(f"evaluation {path.stem}: in order")
        if (folder / "consent").is_dir():
            load_consents(folder / "consent")
            self.stdout.write("consent rules: in order")
        for name in known_formats(folder / "formats"):
            load_format(name, folder=folder / "formats")
            self.stdout.write(f"format {name}: in order")
