"""The demo city as the ground of a measurement, with requests that find an agency."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cityloop.core.errors import CityloopError
from cityloop.flows.found import Founding, found_city
from cityloop.flows.report import NewReport, register
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.words import storyteller
from cityloop.responsibility.queries.duties import find_duty

SEED = 2026
PASSWORD = "measured-only"  # noqa: S105 - of a database that is thrown away


def found_demo_city() -> Path:
    """Load the demo's definitions into this empty database; returns their folder."""
    folder = Path(settings.DEFINITIONS) / "demo"
    founding = Founding(load_city(folder), folder, password_for=lambda _name: PASSWORD)
    found_city(founding, by=None, at=timezone.now())
    return folder


def dispatchable_reports(folder: Path) -> Iterator[NewReport]:
    """Invented reports whose agency the list names, the same ones on every run."""
    teller, today = storyteller(folder, seed=SEED), timezone.now().date()
    while True:
        report = teller.report()
        if report.service_type is None or not _is_registered(report):
            continue
        if find_duty(report.service_type, area=report.area, on=today).agency is not None:
            yield report


def _is_registered(report: NewReport) -> bool:
    """Whether the rules of intake take the report; nothing of the trial stays."""
    try:
        with transaction.atomic():
            register(report, by=None, at=timezone.now())
            transaction.set_rollback(True)
    except CityloopError:
        return False
    return True
