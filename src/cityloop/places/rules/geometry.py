"""Point to area, hexagon and distance. Longitude and latitude in degrees, WGS 84."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import shapely

from cityloop.places.rules.tree import level_rank

EARTH_RADIUS_M = 6_371_008.8
LONGITUDE_LIMIT = 180.0
LATITUDE_LIMIT = 90.0


@dataclass(frozen=True, slots=True)
class AreaShape:
    """The boundary of one area."""

    code: str
    level: str
    geometry: Any


def is_position(longitude: float | None, latitude: float | None) -> bool:
    """True for two finite numbers on the globe."""
    if longitude is None or latitude is None:
        return False
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return False
    return abs(longitude) <= LONGITUDE_LIMIT and abs(latitude) <= LATITUDE_LIMIT


class AreaIndex:
    """Finds the most specific area around a point.

    Of the areas that hold the point the one with the finest level wins. A point on a border
    belongs to both sides; of areas of one level the code that sorts first wins, so that the
    answer never depends on the order of the rows. Outside every area, or with a coordinate
    that is missing, infinite or off the globe, there is no area.
    """

    def __init__(self, shapes: Sequence[AreaShape]) -> None:
        ordered = sorted(shapes, key=lambda shape: (-level_rank(shape.level), shape.code))
        self.codes: tuple[str, ...] = tuple(shape.code for shape in ordered)
        geometries = [shape.geometry for shape in ordered]
        shapely.prepare(geometries)
        self._tree = shapely.STRtree(geometries)

    def locate(self, longitude: float | None, latitude: float | None) -> str | None:
        """The code of the most specific area around one point, or None."""
        if not is_position(longitude, latitude):
            return None
        hits = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self.codes[int(hits.min())] if hits.size else None

    def locate_all(
        self, longitudes: Sequence[float], latitudes: Sequence[float]
    ) -> list[str | None]:
        """The same for many points at once; NaN stands for a missing coordinate."""
        xs = np.asarray(longitudes, dtype=np.float64)
        ys = np.asarray(latitudes, dtype=np.float64)
        usable = (np.abs(xs) <= LONGITUDE_LIMIT) & (np.abs(ys) <= LATITUDE_LIMIT)
        rows = np.flatnonzero(usable)
        points, shapes = self._tree.query(
            shapely.points(xs[rows], ys[rows]), predicate="intersects"
        )
        best = np.full(xs.shape[0], len(self.codes), dtype=np.int64)
        np.minimum.at(best, rows[points], shapes)
        names: tuple[str | None, ...] = (*self.codes, None)
        return [names[number] for number in best]


def hexagon(longitude: float, latitude: float, *, resolution: int) -> str | None:
    """The h3 cell of a point, for maps and duplicate windows, never for dispatch."""
    if not is_position(longitude, latitude):
        return None
    cell: str = h3.latlng_to_cell(latitude, longitude, resolution)
    return cell


def hexagons_within(cell: str, *, metres: float) -> frozenset[str]:
    """Every cell that a point so far from any point of this one may lie in, itself included."""
    edge = h3.average_hexagon_edge_length(h3.get_resolution(cell), unit="m")
    # Each ring is at least 1.5 edges wide; cells are up to a fifth smaller than their average.
    return frozenset(h3.grid_disk(cell, math.ceil(metres / (1.2 * edge))))


def coarser_hexagon(cell: str, *, resolution: int) -> str:
    """The hexagon of a wider resolution that holds a cell."""
    wider: str = h3.cell_to_parent(cell, resolution)
    return wider


def hexagon_outline(cell: str) -> list[tuple[float, float]]:
    """The closed ring of a cell as (longitude, latitude)."""
    ring = [(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)]
    return [*ring, ring[0]]


def distance_m(start: tuple[float, float], *, end: tuple[float, float]) -> float:
    """Metres between two (longitude, latitude) points by the haversine formula, mean radius."""
    lon_1, lat_1, lon_2, lat_2 = map(math.radians, (*start, *end))
    across = math.sin((lat_2 - lat_1) / 2) ** 2
    along = math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(across + along)))
