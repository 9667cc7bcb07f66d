"""Which area a point lies in."""

from functools import lru_cache

import shapely
from django.db.models import Count, Max, Subquery

from cityloop.core.models import NumberSequence
from cityloop.places.models import Area
from cityloop.places.rules.geometry import AreaIndex, AreaShape

# The series whose last number rises whenever boundaries are loaded that differ.
BOUNDARIES = "boundaries"

Stamp = tuple[str | None, int | None, int, int | None]


def locate_area(longitude: float, latitude: float) -> Area | None:
    """Return the most specific area that holds a point, or None; two statements."""
    code = _index(_stamp()).locate(longitude, latitude)
    return None if code is None else Area.objects.get(code=code)


def _stamp() -> Stamp:
    """Changes when an area comes or goes, or its boundary changes, whichever process loads it."""
    changes = NumberSequence.objects.filter(series=BOUNDARIES).values("last")
    stamp = Area.objects.aggregate(
        last=Max("code"),
        newest=Max("pk"),
        ended=Count("valid_to"),
        changes=Max(Subquery(changes)),
    )
    return stamp["last"], stamp["newest"], stamp["ended"], stamp["changes"]


@lru_cache(maxsize=2)
def _index(_stamp: Stamp) -> AreaIndex:
    rows = Area.objects.filter(geometry__isnull=False, valid_to__isnull=True)
    return AreaIndex(
        [
            AreaShape(code=code, level=level, geometry=shapely.geometry.shape(geometry))
            for code, level, geometry in rows.values_list("code", "level", "geometry")
        ]
    )
