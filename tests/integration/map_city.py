"""A town with boundaries and a store of figures, for the tests of maps."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from cityloop.core.models import NumberSequence
from cityloop.exports.facts import export_facts
from cityloop.places.models import Area, AreaYear
from cityloop.places.queries import BOUNDARIES
from cityloop.web.components.store import store_path
from cityloop_analytics.build import build
from tests.people import NOW, Town, a_request

# Never the same number twice in a process, which keeps boundaries by it from test to test.
CHANGES = count(1000)
INSIDE = (-30.005, -20.005)
OUTSIDE = (-31.0, -20.005)


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """A square as GeoJSON."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def draw(town: Town) -> None:
    """Give the district and its sub-district the same boundary."""
    for area in (town.district, town.street):
        Area.objects.filter(pk=area.pk).update(geometry=square(-20.01, -30.01))
    changed()


def changed() -> None:
    """Tell, as the loader does, that boundaries changed."""
    NumberSequence.objects.update_or_create(series=BOUNDARIES, defaults={"last": next(CHANGES)})


def people(area: Area, count: int) -> None:
    """Say how many people live in an area."""
    AreaYear.objects.create(area=area, year=2026, population=count)


def build_store(folder: Path) -> None:
    """Export the facts and build the store that the pages read."""
    export_facts(folder / "facts", at=NOW)
    build(folder / "facts", store=store_path())


def many(town: Town, count: int, **more: Any) -> Iterable[object]:  # noqa: ANN401 - fields of the model
    """So many requests."""
    return [a_request(town, **more) for _number in range(count)]
