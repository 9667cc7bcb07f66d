import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cityloop.core.errors import DefinitionError, InputError
from cityloop.integrations.history.areas import AreaFinder, load_areas, no_areas
from tests.unit.history.history_rows import record

MILL = [[[-72, 42], [-71, 42], [-71, 43], [-72, 43], [-72, 42]]]
PORT = [[[-71, 42], [-70, 42], [-70, 43], [-71, 43], [-71, 42]]]


def _geojson(folder: Path, **areas: Any) -> Path:  # noqa: ANN401 - rings of any shape
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": name.replace("_", " ")},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for name, rings in areas.items()
    ]
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _finder(folder: Path, crosswalk: str = "") -> AreaFinder:
    walk = folder / "walk.yaml"
    walk.write_text(crosswalk)
    return load_areas(
        _geojson(folder, Mill_Hill=MILL, Old_Port=PORT),
        name_property="NAME",
        crosswalk=walk if crosswalk else None,
    )


def test_area_is_found_by_the_point_whatever_the_row_says(tmp_path: Path) -> None:
    row = record(longitude=-70.5, latitude=42.5, area_name="Mill Hill")
    assert _finder(tmp_path).codes([row]) == ["old-port"]


def test_area_of_a_row_without_a_point_is_found_by_its_name(tmp_path: Path) -> None:
    row = record(longitude=None, latitude=None, area_name="MILL  hill")
    assert _finder(tmp_path).codes([row]) == ["mill-hill"]


def test_area_of_a_row_without_a_point_is_found_through_the_crosswalk(tmp_path: Path) -> None:
    row = record(longitude=None, latitude=None, area_name="Greater Mill")
    assert _finder(tmp_path, "Greater Mill: Mill Hill\n").codes([row]) == ["mill-hill"]


def test_area_that_the_crosswalk_leaves_open_is_none(tmp_path: Path) -> None:
    row = record(longitude=None, latitude=None, area_name="Both")
    assert _finder(tmp_path, "Both: null\n").codes([row]) == [None]


def test_area_of_a_point_outside_falls_back_to_the_name(tmp_path: Path) -> None:
    row = record(longitude=0.0, latitude=0.5, area_name="Old Port")
    assert _finder(tmp_path).codes([row]) == ["old-port"]


def test_area_of_a_city_without_boundaries_is_none() -> None:
    assert no_areas().codes([record()]) == [None]


def test_areas_packed_with_gzip_are_read(tmp_path: Path) -> None:
    plain = _geojson(tmp_path, Mill_Hill=MILL)
    packed = tmp_path / "areas.geojson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    found = load_areas(packed, name_property="NAME")
    assert [area.code for area in found.areas] == ["mill-hill"]


def test_polygon_not_closed_names_file_feature_and_field(tmp_path: Path) -> None:
    path = _geojson(tmp_path, Mill_Hill=MILL, Old_Port=[PORT[0][:-1]])
    with pytest.raises(DefinitionError) as refused:
        load_areas(path, name_property="NAME")
    place = "areas.geojson feature 2, field 'geometry.coordinates': the polygon is not closed"
    assert place in str(refused.value)


def test_property_of_the_name_that_is_missing_names_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="field 'name': the property is missing; there: NAME"):
        load_areas(_geojson(tmp_path, Mill_Hill=MILL), name_property="name")


def test_crosswalk_to_no_area_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leads to 'Mil Hill', which is no area; did you mean"):
        _finder(tmp_path, "Greater Mill: Mil Hill\n")
