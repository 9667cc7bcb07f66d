"""Boundaries as a map needs them: fewer corners, the same borders between neighbours."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

# Corners that move a border by less than this part of the city's width are not seen on a screen.
PARTS_OF_WIDTH = 2000
# About a metre; a sixth digit would cost an eighth of the bytes.
DIGITS = 5


def outlines(shapes: Sequence[Any]) -> list[dict[str, Any]]:
    """GeoJSON geometries of areas of one level, in their order, simplified.

    `shapes` are shapely (multi)polygons in WGS 84. Neighbours are simplified as one coverage, so
    that their common border stays common: no gap and no overlap appears where there was none.
    """
    if not len(shapes):
        return []
    west, south, east, north = shapely.total_bounds(np.asarray(shapes))
    tolerance = max(east - west, north - south) / PARTS_OF_WIDTH
    simple = shapely.coverage_simplify(np.asarray(shapes), tolerance)
    # Point by point: two areas round a common corner to the same place.
    rounded = shapely.set_precision(simple, 10.0**-DIGITS, mode="pointwise")
    return [_plain(one) for one in rounded]


def _plain(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - shapely ships no types
    """A geometry as GeoJSON, without the noise that binary fractions leave behind digits."""
    plain: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return {**plain, "coordinates": _rounded(plain["coordinates"])}


def _rounded(coordinates: Any) -> Any:  # noqa: ANN401 - nested as deep as the geometry's kind
    if isinstance(coordinates, list):
        return [_rounded(one) for one in coordinates]
    return round(coordinates, DIGITS)
