"""Boundaries: every mistake is named by file, feature and field."""

import json
from pathlib import Path
from typing import Any

import pytest

from cityloop.core.definitions import Problems
from cityloop.places.rules.geojson import Boundary, read_boundaries

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
BOW_TIE = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
NAMED = {"code": "old-mill", "name": "Old Mill"}
Read = tuple[dict[str, Boundary], list[str]]


def feature(ring: object = SQUARE, *, properties: object = NAMED) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(folder: Path, content: object) -> Read:
    path = folder / "areas.geojson"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    found = read_boundaries(path, problems=problems, file="areas.geojson")
    return found, [str(problem) for problem in problems.found]


def collection(*features: object, **more: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def test_good_file_gives_boundaries_by_code(tmp_path: Path) -> None:
    found, problems = read(tmp_path, collection(feature()))
    assert problems == []
    assert (found["old-mill"].name, found["old-mill"].geometry.area) == ("Old Mill", 1.0)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(
            feature(SQUARE[:-1]),
            "field 'geometry.coordinates': the polygon is not closed: it starts at [0.0, 0.0] and "
            "ends at [0.0, 1.0]; repeat the first position at the end",
            id="not-closed",
        ),
        pytest.param(
            feature(BOW_TIE),
            "field 'geometry.coordinates': the polygon crosses itself: "
            "Self-intersection[0.5 0.5]; redraw it",
            id="crosses-itself",
        ),
        pytest.param(
            feature([[200000.0, 0.0], *SQUARE[1:]]),
            "field 'geometry.coordinates': [200000.0, 0.0] is not on the globe: write longitude "
            "(-180 to 180), then latitude (-90 to 90), in degrees",
            id="projected",
        ),
        pytest.param(
            feature([[30.0, 120.0], *SQUARE[1:]]),
            "field 'geometry.coordinates': [30.0, 120.0] is not on the globe: write longitude "
            "(-180 to 180), then latitude (-90 to 90), in degrees",
            id="swapped",
        ),
        pytest.param(
            feature(SQUARE[:3]),
            "field 'geometry.coordinates': a ring needs four positions or more",
            id="too-short",
        ),
        pytest.param(
            feature(properties={"name": "Old Mill"}),
            "field 'code': the property is missing; there: name",
            id="no-code",
        ),
        pytest.param(
            feature(properties={"code": "old-mill"}),
            "field 'name': the property is missing; there: code",
            id="no-name",
        ),
        pytest.param(
            {"type": "Feature", "properties": NAMED, "geometry": {"type": "Point"}},
            "field 'geometry': must be a Polygon or MultiPolygon, not Point",
            id="point",
        ),
        pytest.param(
            {"type": "Feature", "properties": NAMED, "geometry": None},
            "field 'geometry': must be a Polygon or MultiPolygon, not None",
            id="no-geometry",
        ),
        pytest.param(
            feature([["east", "north"], *SQUARE[1:]]),
            "field 'geometry.coordinates': [east, north] is not on the globe: write longitude "
            "(-180 to 180), then latitude (-90 to 90), in degrees",
            id="words",
        ),
        pytest.param(
            feature([[float("nan"), 0.0], *SQUARE[1:]]),
            "field 'geometry.coordinates': [nan, 0.0] is not on the globe: write longitude "
            "(-180 to 180), then latitude (-90 to 90), in degrees",
            id="not-a-number",
        ),
    ],
)
def test_bad_feature_is_named_by_its_number(tmp_path: Path, bad: object, message: str) -> None:
    other = feature(properties={"code": "bell-tower", "name": "Bell Tower"})
    found, problems = read(tmp_path, collection(other, bad))
    assert problems == [f"areas.geojson feature 2, {message}"]
    assert list(found) == ["bell-tower"]


def test_code_twice_is_refused(tmp_path: Path) -> None:
    _, problems = read(tmp_path, collection(feature(), feature()))
    assert problems == [
        "areas.geojson feature 2, field 'code': 'old-mill' stands here a second time; rename one"
    ]


def test_projected_reference_system_is_refused(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    _, problems = read(tmp_path, collection(feature(), crs=crs))
    assert problems == [
        (
            "areas.geojson, field 'crs': 'urn:ogc:def:crs:EPSG::3857' is not longitude and "
            "latitude; save the file as WGS 84 (EPSG:4326) and remove the member"
        )
    ]


def test_longitude_latitude_reference_system_is_taken(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    found, problems = read(tmp_path, collection(feature(), crs=crs))
    assert (list(found), problems) == (["old-mill"], [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "",
            "areas.geojson: the file is empty; see the same file of definitions/demo for its shape",
        ),
        (
            "{\n]",
            (
                "areas.geojson line 2: is not JSON here: Expecting property name enclosed in "
                "double quotes"
            ),
        ),
        (
            '{"type": "Feature"}',
            "areas.geojson, field 'type': must be a GeoJSON object of type 'FeatureCollection'",
        ),
        (
            '{"type": "FeatureCollection", "features": []}',
            "areas.geojson, field 'features': must be a list with at least one feature",
        ),
    ],
)
def test_file_that_is_no_collection_is_refused(tmp_path: Path, content: str, message: str) -> None:
    _, (problem,) = read(tmp_path, content)
    assert problem == message


def test_multipolygon_keeps_its_parts(tmp_path: Path) -> None:
    far = [[x + 5, y] for x, y in SQUARE]
    geometry = {"type": "MultiPolygon", "coordinates": [[SQUARE], [far]]}
    bad = {"type": "Feature", "properties": NAMED, "geometry": geometry}
    found, problems = read(tmp_path, collection(bad))
    assert problems == []
    assert found["old-mill"].geometry.area == 2.0
