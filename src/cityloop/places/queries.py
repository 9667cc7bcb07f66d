"""Which area a point lies in."""

from functools import lru_cache

import shapely

from cityloop.places.models import Area
from cityloop.places.rules.geometry import AreaIndex, AreaShape


def locate_area(longitude: float, latitude: float) -> Area | None:
    """Return the most specific area that holds a point, or None; two statements."""
    code = _index(_stamp()).locate(longitude, latitude)
    return None if code is None else Area.objects.get(code=code)


def _stamp() -> tuple[int, int]:
    """Changes when an area comes or goes; boundaries of an area never change in place."""
    ids = Area.objects.order_by("-pk").values_list("pk", flat=True)
    newest = ids.first() or 0
    return newest, Area.objects.filter(valid_to__isnull=False).count()


@lru_cache(maxsize=2)
def _index(_stamp: tuple[int, int]) -> AreaIndex:
    rows = Area.objects.filter(geometry__isnull=False, valid_to__isnull=True)
    return AreaIndex(
        [
            AreaShape(code=code, level=level, geometry=shapely.geometry.shape(geometry))
            for code, level, geometry in rows.values_list("code", "level", "geometry")
        ]
    )
