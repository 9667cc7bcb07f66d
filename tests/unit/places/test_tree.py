"""The tree of areas: chains, and the area by which a finer one is counted."""

import pytest

from cityloop.places.choices import AreaLevel
from cityloop.places.rules.tree import area_chain, counted_with

PARENTS = {"city": None, "ferry": "city", "lane": "ferry", "court": "lane", "lone": "city"}
LEVELS = {
    "city": "city",
    "ferry": "subdistrict",
    "lane": "community",
    "court": "estate",
    "lone": "community",
}


def test_chain_begins_with_the_area_itself() -> None:
    assert area_chain("court", parents=PARENTS) == ("court", "lane", "ferry", "city")


def test_chain_refuses_a_circle() -> None:
    with pytest.raises(ValueError, match="lies in itself: a > b > a"):
        area_chain("a", parents={"a": "b", "b": "a"})


@pytest.mark.parametrize(
    ("level", "counted"),
    [(AreaLevel.COMMUNITY, "lane"), (AreaLevel.SUBDISTRICT, "ferry"), (AreaLevel.CITY, "city")],
)
def test_estate_is_counted_with_the_area_of_the_level(level: AreaLevel, counted: str) -> None:
    assert counted_with(level, levels=LEVELS, parents=PARENTS)["court"] == counted


def test_area_in_none_of_the_level_is_counted_by_itself() -> None:
    assert counted_with(AreaLevel.SUBDISTRICT, levels=LEVELS, parents=PARENTS)["lone"] == "lone"
