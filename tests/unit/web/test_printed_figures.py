"""Figures of areas for pages: what is not known is not 0, and one map has one measure."""

from collections.abc import Mapping

from cityloop.places.choices import AreaLevel
from cityloop.web.public.figures import Figures, Place
from cityloop.web.public.map_figures import Line, Wanted, legend, lines_of
from cityloop_analytics.measures.published import Published
from cityloop_analytics.measures.published_cells import Cell

QUARTER = "2026-Q3"


def a_place(code: str, *, level: str, parent: str, population: int | None = 1000) -> Place:
    return Place(code=code, level=level, parent=parent, names={"en": code}, population=population)


def figures(counts: Mapping[str, int], *places: Place, hidden: str = "") -> Figures:
    printed = Published(
        stamp="some",
        minimum=10,
        months=("2026-07", "2026-08", "2026-09"),
        quarters=(QUARTER,),
        counts={Cell("requests", unit, "", "", QUARTER): count for unit, count in counts.items()},
        hidden=frozenset({Cell("requests", hidden, "", "", QUARTER)} if hidden else ()),
    )
    return Figures(
        published=printed,
        places={one.code: one for one in places},
        bodies={},
        types={},
        topics={},
        times={},
    )


QUAY = a_place("quay", level="community", parent="ferry")
LOCK = a_place("lock", level="community", parent="ferry")
SILENT = a_place("hill", level="subdistrict", parent="east")
UNCOUNTED = a_place("ferry", level="subdistrict", parent="east", population=None)
SPOKEN = a_place("mill", level="subdistrict", parent="east", population=1000)


def test_community_of_a_subdistrict_that_is_told_has_none() -> None:
    assert figures({"quay": 20}, QUAY, LOCK).requests("lock", period=QUARTER) == 0


def test_community_beside_one_that_is_kept_back_has_none() -> None:
    assert figures({}, QUAY, LOCK, hidden="quay").requests("lock", period=QUARTER) == 0


def test_community_where_no_community_is_told_is_not_known() -> None:
    assert figures({}, QUAY, LOCK).requests("quay", period=QUARTER) is None


def test_subdistrict_without_requests_has_none() -> None:
    assert figures({}, SILENT).requests("hill", period=QUARTER) == 0


def test_no_period_has_no_count() -> None:
    assert figures({}, SILENT).requests("hill", period="") is None


def shaded(*places: Place) -> list[Line]:
    counted = figures({"ferry": 30, "mill": 40}, *places)
    return lines_of(counted, wanted=Wanted(level=AreaLevel.SUBDISTRICT, period=QUARTER))


def test_map_shades_by_people_where_those_of_all_areas_are_known() -> None:
    assert [key.words for key in legend(shaded(SPOKEN))] == ["40.0"]


def test_map_shades_by_counts_where_people_of_one_area_are_not_known() -> None:
    other = a_place("mill", level="subdistrict", parent="east", population=4000)
    assert [key.words for key in legend(shaded(other, UNCOUNTED))] == ["30.0", "40.0"]
