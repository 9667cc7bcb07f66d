"""Point to area, hexagons, distances and the tree of areas."""

import math

import h3
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityloop.places.rules.geometry import (
    AreaIndex,
    AreaShape,
    distance_m,
    hexagon,
    hexagons_within,
)
from cityloop.places.rules.tree import area_chain

SHAPES = (
    AreaShape("district", "district", shapely.box(0, 0, 4, 2)),
    AreaShape("west", "community", shapely.box(0, 0, 1, 1)),
    AreaShape("east", "community", shapely.box(1, 0, 2, 1)),
)
INDEX = AreaIndex(SHAPES)


@pytest.mark.parametrize(
    ("longitude", "latitude", "area"),
    [
        pytest.param(0.5, 0.5, "west", id="most-specific-level"),
        pytest.param(3.0, 0.5, "district", id="wider-level"),
        pytest.param(1.0, 0.5, "east", id="shared-border"),
        pytest.param(4.0, 1.0, "district", id="outer-border"),
        pytest.param(5.0, 0.5, None, id="outside"),
        pytest.param(math.nan, 0.5, None, id="not-a-number"),
        pytest.param(math.inf, 0.5, None, id="infinite"),
        pytest.param(0.5, 91.0, None, id="off-the-globe"),
        pytest.param(None, 0.5, None, id="missing"),
    ],
)
def test_point_lies_in_area(
    longitude: float | None, latitude: float | None, area: str | None
) -> None:
    assert INDEX.locate(longitude, latitude) == area


@given(
    st.lists(
        st.tuples(
            st.floats(-1, 5) | st.sampled_from([0.0, 1.0, 2.0, math.nan, math.inf]),
            st.floats(-1, 3) | st.sampled_from([0.0, 1.0, math.nan]),
        ),
        max_size=20,
    )
)
def test_many_points_lie_where_each_lies(points: list[tuple[float, float]]) -> None:
    together = INDEX.locate_all([x for x, _ in points], [y for _, y in points])
    assert together == [INDEX.locate(x, y) for x, y in points]


def test_order_of_rows_does_not_matter() -> None:
    assert AreaIndex(SHAPES[::-1]).locate(1.0, 0.5) == INDEX.locate(1.0, 0.5)


def test_index_without_areas_finds_none() -> None:
    assert AreaIndex(()).locate(0.5, 0.5) is None


def test_one_degree_of_latitude_is_111_km() -> None:
    assert distance_m((10.0, 0.0), end=(10.0, 1.0)) == pytest.approx(111_195, abs=1)


def test_distance_of_antipodes_is_half_the_circumference() -> None:
    assert distance_m((0.0, 0.0), end=(180.0, 0.0)) == pytest.approx(20_015_114, abs=10)


@pytest.mark.parametrize("bearing", range(0, 360, 30))
@pytest.mark.parametrize("resolution", [8, 9, 11])
def test_hexagons_within_150_metres_hold_every_point_so_near(resolution: int, bearing: int) -> None:
    cell = hexagon(-20.02, -30.02, resolution=resolution)
    assert cell is not None
    around = hexagons_within(cell, metres=150)
    angle = math.radians(bearing)
    for corner_lat, corner_lon in h3.cell_to_boundary(cell):
        lat = corner_lat + 149 / 111_195 * math.cos(angle)
        lon = corner_lon + 149 / 111_195 / math.cos(math.radians(30)) * math.sin(angle)
        assert hexagon(lon, lat, resolution=resolution) in around


def test_point_off_the_globe_has_no_hexagon() -> None:
    assert hexagon(200.0, 0.0, resolution=9) is None


def test_chain_goes_from_the_area_to_the_city() -> None:
    parents = {"lane": "yard", "yard": "district", "district": None}
    assert area_chain("lane", parents=parents) == ("lane", "yard", "district")


def test_circle_of_areas_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' lies in itself: a > b > a"):
        area_chain("a", parents={"a": "b", "b": "a"})
