"""Hexagons of the public map: where the requests of a quarter came from, told in classes."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cityloop.intake.queries.cells import requests_by_cell
from cityloop.intake.rules.definitions import CitySettings
from cityloop.places.rules.geometry import hexagon_outline
from cityloop.web.public.figures import Figures
from cityloop.web.public.map_classes import CellClass, CellRule, cell_classes
from cityloop_analytics.measures.published_cells import months_of
from cityloop_analytics.months import shifted

DIGITS = 5


def quarter_cells(figures: Figures, *, settings: CitySettings, zone: str) -> dict[str, CellClass]:
    """The cells of the last whole quarter that may be told; counted once for each store.

    One fixed period: cells of periods that overlap would tell of the time between.
    """
    quarter = figures.published.last_quarter
    if not quarter:
        return {}
    rule = CellRule(
        resolution=settings.map.cell_resolution,
        minimum=settings.privacy.min_cell,
        bands=settings.map.cell_bands,
    )
    return _kept(figures.stamp, quarter, zone, rule)


@lru_cache(maxsize=4)
def _kept(_stamp: str, quarter: str, zone: str, rule: CellRule) -> dict[str, CellClass]:
    first, last = months_of(quarter)
    counts = requests_by_cell(
        since=_begin(first, zone=zone), until=_begin(shifted(last, by=1), zone=zone)
    )
    return cell_classes(counts, rule=rule)


def _begin(month: str, *, zone: str) -> datetime:
    day = date.fromisoformat(f"{month}-01")
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def class_words(found: CellClass) -> str:
    """The class of a cell for readers."""
    if found.most is None:
        return _("%(least)s or more requests") % {"least": found.least}
    return _("%(least)s to %(most)s requests") % {"least": found.least, "most": found.most}


def cell_features(cells: dict[str, CellClass]) -> list[dict[str, object]]:
    """The cells as GeoJSON features, in the order of their names."""
    return [
        {
            "type": "Feature",
            "properties": {
                "cell": cell,
                "class": found.number,
                "at_least": found.least,
                "at_most": found.most,
                "words": class_words(found),
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [(round(x, DIGITS), round(y, DIGITS)) for x, y in hexagon_outline(cell)]
                ],
            },
        }
        for cell, found in sorted(cells.items())
    ]
