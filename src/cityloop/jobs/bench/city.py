"""The demo city as the ground of a measurement, with requests that find an agency."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cityloop.core.errors import CityloopError
from cityloop.flows.dispatch import receive_and_dispatch
from cityloop.flows.found import Founding, found_city
from cityloop.flows.report import NewReport
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.words import storyteller

SEED = 2026
PASSWORD = "measured-only"  # noqa: S105 - of a database that is thrown away


def found_demo_city() -> Path:
    """Load the demo's definitions into this empty database; returns their folder."""
    folder = Path(settings.DEFINITIONS) / "demo"
    founding = Founding(load_city(folder), folder, password_for=lambda _name: PASSWORD)
    found_city(founding, by=None, at=timezone.now())
    return folder


def dispatchable_reports(folder: Path) -> Iterator[NewReport]:
    """Invented reports that the rules send to an agency, each by a person not yet known."""
    teller = storyteller(folder, seed=SEED)
    for number in count(1):
        report = teller.report()
        try:
            receive_and_dispatch(report, by=None, at=timezone.now())
        except CityloopError:
            continue
        yield replace(report, phone=f"555-{number:07d}")
