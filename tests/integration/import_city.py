"""A small city for imported history, and files of it."""

from datetime import date
from pathlib import Path

from cityloop.agencies.models import Agency
from cityloop.core.models import City
from cityloop.flows.history_target import history_target
from cityloop.integrations.history.areas import no_areas
from cityloop.integrations.history.duplicates import DuplicateWindow
from cityloop.integrations.history.importing import ImportReport, import_history
from cityloop.integrations.history.reading import HistoryFile, Survey, surveyed
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType
from tests.unit.history.history_rows import boston_csv, layout

LONG_AGO = date(2010, 1, 1)
WINDOW = DuplicateWindow(distance_m=150, days=30)


def build_city() -> None:
    """One city with one queue under one department, one type and one area."""
    City.objects.create(
        code="test",
        names={"en": "Test"},
        zone="America/New_York",
        languages=["en"],
        calendar="united_states",
        settings={
            "duplicates": {"distance_m": 150, "days": 30, "hexagon_resolution": 9},
            "escalation": [{"percent": 100}, {"percent": 50}],
        },
    )
    Area.objects.create(code="mill-hill", level="subdistrict", valid_from=LONG_AGO)
    top = Agency.objects.create(
        code="city-government", kind="city_government", active_from=LONG_AGO
    )
    works = Agency.objects.create(code="pwdx", kind="department", parent=top, active_from=LONG_AGO)
    Agency.objects.create(
        code="q-pwdx-street-light-outages",
        kind="division",
        parent=works,
        department=works,
        active_from=LONG_AGO,
    )
    ServiceType.objects.create(code="street-light-outages")


def import_rows(folder: Path, *rows: dict[str, str]) -> tuple[ImportReport, Survey]:
    """Import a file of the given rows into the city above."""
    path = folder / "rows.csv"
    path.write_text(boston_csv(*rows))
    file, found = surveyed(
        HistoryFile(path=path, layout=layout("boston311")), finder=no_areas(), window=WINDOW
    )
    shared = {child: root.source_id for child, root in found.duplicates.roots().items()}
    target = history_target(source="boston311", outcome="resolved", shared=shared)
    return import_history(file, finder=no_areas(), target=target), found
