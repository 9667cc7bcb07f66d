"""Which area a point lies in, and by which area it is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import shapely
from django.db import connection

from cityloop.core.rows import stored
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.places.rules.geometry import AreaIndex, AreaShape
from cityloop.places.rules.outlines import outlines
from cityloop.places.rules.tree import counted_with

# The series whose last number rises whenever boundaries are loaded that differ.
BOUNDARIES = "boundaries"

# Last number of BOUNDARIES, last code and newest key: changes when an area comes or goes, or its
# boundary changes, whichever process loads it.
Stamp: TypeAlias = tuple[int | None, str | None, int | None]
COLUMNS = ("id", "names", "code", "level", "parent_id", "chain")
# The boundary itself, some ten thousand characters, stays in the database.
STAMPED = f"""
SELECT stamp.*, {", ".join(f"area.{name}" for name in COLUMNS)}
FROM (
  SELECT (SELECT last FROM core_numbersequence WHERE series = %s) AS changes,
         (SELECT MAX(code) FROM places_area) AS last_code,
         (SELECT MAX(id) FROM places_area) AS newest
) stamp LEFT JOIN places_area area ON area.code = %s
"""  # noqa: S608 - names of our columns


def locate_area(longitude: float, latitude: float) -> Area | None:
    """Return the most specific area that holds a point, or None.

    One statement while the boundaries stay as they were when this process last looked, else one
    more and the reading of the boundaries. The area's own boundary is read when asked for.
    """
    known = _latest[0]
    while True:
        stamp, area = _stamped(known.index.locate(longitude, latitude))
        if stamp == known.stamp:
            return area
        known = _latest[0] = Known(stamp, _index(stamp))


def counted_areas(level: AreaLevel) -> dict[str, str]:
    """Return each area's code and that of the area by which it is counted; one statement."""
    rows = list(Area.objects.values_list("code", "level", "parent__code"))
    return counted_with(
        level,
        levels={code: its_level for code, its_level, _ in rows},
        parents={code: parent for code, _, parent in rows},
    )


def boundary_stamp() -> str:
    """A text that changes whenever an area comes, goes or gets another boundary; one statement."""
    return "-".join(str(part) for part in _stamped(None)[0])


def is_outside(longitude: float, latitude: float) -> bool:
    """Whether a point lies in no area of the city; never while the city has no boundaries."""
    if locate_area(longitude, latitude) is not None:
        return False
    return Area.objects.filter(geometry__isnull=False, valid_to__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class AreaOutline:
    """An area as a map draws it; `geometry` is GeoJSON, simplified."""

    code: str
    names: Mapping[str, str]
    geometry: Mapping[str, Any]


def level_outlines(level: AreaLevel) -> tuple[AreaOutline, ...]:
    """The areas of a level that have a boundary, by code, simplified together; one statement."""
    rows = Area.objects.filter(level=level, geometry__isnull=False, valid_to__isnull=True)
    listed = list(rows.order_by("code").values_list("code", "names", "geometry"))
    drawn = outlines([shapely.geometry.shape(geometry) for _, _, geometry in listed])
    return tuple(
        AreaOutline(code, names, geometry)
        for (code, names, _), geometry in zip(listed, drawn, strict=True)
    )


def _stamped(code: str | None) -> tuple[Stamp, Area | None]:
    with connection.cursor() as cursor:
        cursor.execute(STAMPED, [BOUNDARIES, code])
        changes, last_code, newest, *values = cursor.fetchone()
    area = None if values[0] is None else stored(Area, COLUMNS, values=values)
    return (changes, last_code, newest), area


@dataclass(frozen=True, slots=True)
class Known:
    """Boundaries and the stamp that they were read under, as one: threads share them."""

    stamp: Stamp | None
    index: AreaIndex


# What this process used last.
_latest = [Known(None, AreaIndex([]))]


@lru_cache(maxsize=2)
def _index(_stamp: Stamp) -> AreaIndex:
    rows = Area.objects.filter(geometry__isnull=False, valid_to__isnull=True)
    return AreaIndex(
        [
            AreaShape(code=code, level=level, geometry=shapely.geometry.shape(geometry))
            for code, level, geometry in rows.values_list("code", "level", "geometry")
        ]
    )
