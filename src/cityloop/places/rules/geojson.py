"""Boundaries out of a GeoJSON file (RFC 7946), with every mistake named by feature and field."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from cityloop.core.definitions import Problem, Problems, decoded_text
from cityloop.places.rules.geometry import LATITUDE_LIMIT, LONGITUDE_LIMIT

LONGITUDE_LATITUDE = frozenset(
    {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326"}
)
SMALLEST_RING = 4
PAIR = 2


@dataclass(frozen=True, slots=True)
class Boundary:
    """One feature: its code, its name ("" when none is asked for) and its (multi)polygon."""

    code: str
    name: str
    geometry: Any
    properties: dict[str, Any]


class Mistake(Exception):
    """A mistake of one feature, to be noted with the feature's number."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        self.text = text
        super().__init__(field, text)


def read_boundaries(
    path: Path, *, problems: Problems, code: str = "code", name: str | None = "name", file: str = ""
) -> dict[str, Boundary]:
    """Boundaries by code; features are counted from 1.

    `code` and `name` are the properties that hold them; name=None asks for no name. Mistakes
    are noted in `problems` and their features left out.
    """
    label = file or str(path)
    features = _features(path, file=label, problems=problems)
    found: dict[str, Boundary] = {}
    for number, feature in enumerate(features, start=1):
        try:
            boundary = _boundary(feature, code=code, name=name)
            _refuse_second(boundary, code=code, found=found)
            found[boundary.code] = boundary
        except Mistake as mistake:
            problems.found.append(
                Problem(label, number, mistake.field, mistake.text, part="feature")
            )
    return found


def _refuse_second(boundary: Boundary, *, code: str, found: dict[str, Boundary]) -> None:
    if boundary.code in found:
        raise Mistake(code, f"'{boundary.code}' stands here a second time; rename one")


def _features(path: Path, *, file: str, problems: Problems) -> list[Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        problems.add(file, text=f"cannot be read: {reason}; create the file or correct its name")
        return []
    text = decoded_text(raw, file=file, problems=problems)
    if text is None:
        return []
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        problems.add(file, text=f"is not JSON here: {error.msg}", line=error.lineno)
        return []
    return _collection(content, file=file, problems=problems)


def _collection(content: object, *, file: str, problems: Problems) -> list[Any]:
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        problems.add(
            file, text="must be a GeoJSON object of type 'FeatureCollection'", about="type"
        )
        return []
    crs = _crs_name(content.get("crs"))
    if crs not in ("", *LONGITUDE_LATITUDE):
        problems.add(
            file,
            text=f"'{crs}' is not longitude and latitude; "
            "save the file as WGS 84 (EPSG:4326) and remove the member",
            about="crs",
        )
        return []
    features = content.get("features")
    if not isinstance(features, list) or not features:
        problems.add(file, text="must be a list with at least one feature", about="features")
        return []
    return features


def _crs_name(crs: object) -> str:
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return str(named if named is not None else crs)


def _boundary(feature: object, *, code: str, name: str | None) -> Boundary:
    if not isinstance(feature, dict):
        raise Mistake("type", "must be an object of type 'Feature'")
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    return Boundary(
        code=_property(properties, key=code),
        name="" if name is None else _property(properties, key=name),
        geometry=_shape(feature.get("geometry")),
        properties=properties,
    )


def _property(properties: dict[str, Any], *, key: str) -> str:
    value = properties.get(key)
    if value is None or not str(value).strip():
        there = ", ".join(sorted(properties)) or "none"
        raise Mistake(key, f"the property is missing; there: {there}")
    return str(value).strip()


def _shape(geometry: object) -> Any:  # noqa: ANN401 - shapely ships no types
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise Mistake("geometry", f"must be a Polygon or MultiPolygon, not {kind}")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise Mistake("geometry.coordinates", "holds no polygon")
    shape = shapely.MultiPolygon([_polygon(rings) for rings in polygons])
    if not shape.is_valid:
        raise Mistake("geometry.coordinates", f"{shapely.is_valid_reason(shape)}; redraw it there")
    return shape if kind == "MultiPolygon" else shape.geoms[0]


def _polygon(rings: object) -> Any:  # noqa: ANN401 - shapely ships no types
    if not isinstance(rings, list) or not rings:
        raise Mistake("geometry.coordinates", "holds no ring")
    shell, *holes = [_ring(ring) for ring in rings]
    polygon = shapely.Polygon(shell, holes)
    if not polygon.is_valid:
        reason = shapely.is_valid_reason(polygon)
        raise Mistake("geometry.coordinates", f"the polygon crosses itself: {reason}; redraw it")
    return polygon


def _ring(ring: object) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or len(ring) < SMALLEST_RING:
        raise Mistake("geometry.coordinates", "a ring needs four positions or more")
    positions = [_position(pair) for pair in ring]
    if positions[0] != positions[-1]:
        raise Mistake(
            "geometry.coordinates",
            f"the polygon is not closed: it starts at {list(positions[0])} and ends at "
            f"{list(positions[-1])}; repeat the first position at the end",
        )
    return positions


def _position(pair: object) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) < PAIR:
        raise Mistake("geometry.coordinates", f"{pair} is not a position [longitude, latitude]")
    longitude, latitude = pair[:PAIR]
    numbers = all(isinstance(n, int | float) and math.isfinite(n) for n in (longitude, latitude))
    if not numbers or abs(longitude) > LONGITUDE_LIMIT or abs(latitude) > LATITUDE_LIMIT:
        raise Mistake(
            "geometry.coordinates",
            f"[{longitude}, {latitude}] is not on the globe: write longitude (-180 to 180), "
            "then latitude (-90 to 90), in degrees",
        )
    return float(longitude), float(latitude)
