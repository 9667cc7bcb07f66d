"""Figures of areas for pages: what is not known is not 0, and one map has one measure."""

from collections.abc import Mapping
from dataclasses import replace

from cityloop.places.choices import AreaLevel
from cityloop.web.public.city import rising
from cityloop.web.public.datasets import Source
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


def of_types(counts: Mapping[str, tuple[int, int]]) -> Figures:
    """A city's types of one topic: requests of the quarter, and of the same one a year before."""
    city = a_place("willow", level="city", parent="")
    plain = figures({}, city)
    cells = {
        Cell("requests", "willow", "streets", kind, period): count
        for kind, told in counts.items()
        for period, count in zip((QUARTER, "2025-Q3"), told, strict=True)
    }
    printed = replace(plain.published, counts=cells, quarters=("2025-Q3", QUARTER))
    return replace(plain, published=printed)


STEADY = {f"steady-{number}": (20, 20) for number in range(60)}


def risen(counts: Mapping[str, tuple[int, int]]) -> list[str]:
    return [row["type"] for row in rising(Source(of_types(counts), None))]


def test_type_that_rose_fourfold_is_rising_among_many() -> None:
    assert risen({**STEADY, "lamps": (80, 20)}) == ["lamps"]


def test_type_that_rose_as_one_of_many_does_by_chance_is_not_rising() -> None:
    assert risen({**STEADY, "lamps": (34, 16)}) == []


def test_type_compared_alone_is_rising_by_its_own_interval() -> None:
    assert risen({"lamps": (34, 16)}) == ["lamps"]
