"""Which area an address names."""

import pytest

from cityloop.places.rules.addresses import NamedArea, area_named

AREAS = (
    NamedArea("south", "district", ("South District", "南区")),
    NamedArea("yard", "subdistrict", ("Weavers' Yard", "织坊街道")),
    NamedArea("dye", "estate", ("Dyehouse Court", "染坊院")),
    NamedArea("long", "estate", ("Old Dyehouse Court", "老染坊院")),
    NamedArea("park-1", "estate", ("Park Court", "公园小区")),
    NamedArea("park-2", "estate", ("Park Court", "公园小区")),
)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("3 Dyehouse Court", "dye"),
        ("dyehouse   court, no. 3", "dye"),
        ("南区染坊院3号楼", "dye"),
        ("weavers yard, at the corner", "yard"),
        ("South District, Weavers' Yard", "yard"),
        ("12 Old Dyehouse Court", "long"),
        ("Dyehouse Courtyard", None),
        ("Park Court 5", None),
        ("somewhere", None),
        ("", None),
    ],
)
def test_finest_and_longest_name_wins(address: str, code: str | None) -> None:
    assert area_named(address, areas=AREAS) == code
