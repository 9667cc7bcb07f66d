"""Classes of the public map: what is shaded alike, and which hexagons are told at all."""

import h3

from cityloop.web.public.map_classes import CellRule, breaks, cell_classes, class_of

RULE = CellRule(resolution=8, minimum=10, bands=(1, 2, 5))
SOMEWHERE = h3.latlng_to_cell(-30.0, -20.0, 9)
WIDER = h3.cell_to_parent(SOMEWHERE, 8)


def test_classes_hold_about_as_many_areas_each() -> None:
    among = breaks(range(100))
    assert [class_of(value, among=among) for value in (0, 20, 45, 60, 99)] == [0, 1, 2, 3, 4]


def test_two_values_are_the_lightest_and_the_darkest() -> None:
    among = breaks([1.0, 9.0])
    assert [class_of(value, among=among) for value in (1.0, 9.0)] == [0, 4]


def test_equal_values_share_a_class() -> None:
    assert breaks([3.0, 3.0, 3.0]) == [3.0]


def test_no_values_have_no_classes() -> None:
    assert breaks([]) == []


def test_small_hexagon_is_not_told() -> None:
    assert cell_classes({SOMEWHERE: 9}, rule=RULE) == {}


def test_hexagon_is_told_by_its_wider_one() -> None:
    assert list(cell_classes({SOMEWHERE: 10}, rule=RULE)) == [WIDER]


def test_hexagons_of_one_wider_one_are_added_up() -> None:
    inside = sorted(h3.cell_to_children(WIDER, 9))
    found = cell_classes({inside[0]: 6, inside[1]: 6}, rule=RULE)
    assert found[WIDER].least == 10


def test_exact_count_is_not_told() -> None:
    assert cell_classes({SOMEWHERE: 11}, rule=RULE) == cell_classes({SOMEWHERE: 19}, rule=RULE)


def test_largest_class_has_no_end() -> None:
    assert cell_classes({SOMEWHERE: 5000}, rule=RULE)[WIDER].most is None
