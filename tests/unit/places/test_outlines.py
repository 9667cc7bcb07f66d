"""Simplified boundaries: fewer corners, neighbours that still touch."""

import shapely

from cityloop.places.rules.outlines import outlines

WIDTH = 0.1


def wavy(start: float) -> shapely.Polygon:
    """A strip whose borders run in tiny steps; the next one shares a border with it."""
    west = [(start + 1e-6 * (step % 2), step * WIDTH / 50) for step in range(51)]
    east = [(start + WIDTH + 1e-6 * (step % 2), step * WIDTH / 50) for step in range(51)]
    return shapely.Polygon([*west, *reversed(east)])


def corners(geometry: dict[str, object]) -> int:
    return int(shapely.get_num_coordinates(shapely.geometry.shape(geometry)))


def test_outline_loses_corners_that_nobody_sees() -> None:
    strip = wavy(0.0)
    assert corners(outlines([strip])[0]) < shapely.get_num_coordinates(strip) / 3


def test_outline_keeps_the_common_border_common() -> None:
    west, east = map(shapely.geometry.shape, outlines([wavy(0.0), wavy(WIDTH)]))
    assert (west.intersection(east).area, west.touches(east)) == (0.0, True)


def test_outline_is_written_to_a_metre() -> None:
    square = shapely.box(1.123456789, 0, 2, 1)
    numbers = [x for ring in outlines([square])[0]["coordinates"] for x, _ in ring]
    assert 1.12346 in numbers


def test_outlines_of_nothing_are_none() -> None:
    assert outlines([]) == []
