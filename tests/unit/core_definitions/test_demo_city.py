"""The demo city that ships: complete, bilingual and without a gap."""

from collections import Counter
from datetime import date
from functools import cache

import pytest
import shapely

from cityloop.accounts.choices import Role
from cityloop.agencies.choices import AgencyKind
from cityloop.core.definitions import plain_mapping
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.intake.choices import RequestKind, Treatment
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.places.choices import AreaLevel
from cityloop.responsibility.choices import DutyState, Grade
from tests.unit.core_definitions.city_folder import DEFINITIONS


@cache
def demo() -> CityDefinitions:
    return load_city(DEFINITIONS / "demo")


def test_lists_have_neither_gap_nor_unfunded_row() -> None:
    assert demo().reports == {"2024-1": (), "2025-1": (), "2026-1": ()}


def test_every_role_signs_in() -> None:
    assert {person.role for person in demo().people} == set(Role)


def test_kinds_of_agency_are_many() -> None:
    assert {agency.kind for agency in demo().agencies} == set(AgencyKind)


def test_service_types_cover_every_kind_and_grade() -> None:
    types = demo().service_types
    assert {kind for one in types for kind in one.kinds} == set(RequestKind.values)
    assert {one.default_grade for one in types} == set(Grade)


def test_wrongdoing_is_shielded_and_nothing_else() -> None:
    shielded = [one.code for one in demo().service_types if one.shielded]
    assert shielded == ["official-misconduct"]


def test_list_of_the_year_uses_every_state() -> None:
    (current,) = [one for one in demo().duty_lists if one.version == "2026-1"]
    assert {duty.state for duty in current.duties} == set(DutyState)


def test_every_treatment_has_words_for_the_person() -> None:
    assert {channel.treatment for channel in demo().channels} == set(Treatment)


@pytest.mark.parametrize("level", [AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT])
def test_children_fill_their_parent_without_overlap(level: AreaLevel) -> None:
    city = demo()
    for parent in (area.code for area in city.areas if area.level == level):
        parts = [city.boundaries[area.code] for area in city.areas if area.parent == parent]
        whole = city.boundaries[parent]
        assert shapely.union_all(parts).symmetric_difference(whole).area == pytest.approx(0)
        assert sum(part.area for part in parts) == pytest.approx(whole.area)


def test_districts_do_not_overlap() -> None:
    districts = [area.code for area in demo().areas if area.level == AreaLevel.DISTRICT]
    shapes = [demo().boundaries[code] for code in districts]
    whole = shapely.union_all(shapes)
    assert (whole.geom_type, len(shapes)) == ("Polygon", 3)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area)


def test_estates_lie_apart_in_their_community() -> None:
    city = demo()
    for parent in (area.code for area in city.areas if area.level == AreaLevel.COMMUNITY):
        estates = [city.boundaries[area.code] for area in city.areas if area.parent == parent]
        assert all(city.boundaries[parent].contains(estate) for estate in estates)
        assert shapely.union_all(estates).area == pytest.approx(sum(one.area for one in estates))


def test_city_has_the_size_of_a_town() -> None:
    levels = Counter(area.level for area in demo().areas)
    wanted = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)
    assert [levels[level] for level in wanted] == [3, 12, 60]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
@pytest.mark.parametrize("figure", ["population", "households"])
def test_figures_of_a_parent_are_the_sum_of_its_children(figure: str, year: int) -> None:
    areas = demo().areas
    sums = Counter[str | None]()
    for area in areas:
        sums[area.parent] += getattr(area, figure)[year]
    parents = [area for area in areas if area.code in sums]
    assert all(getattr(area, figure)[year] == sums[area.code] for area in parents)


def test_old_list_is_valid_in_its_year_only() -> None:
    days = (date(2023, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    lists = [demo().duty_list_on(day) for day in days]
    assert [one.version for one in lists if one] == ["2024-1", "2025-1", "2026-1"]


def test_second_calendar_has_no_adjusted_workdays() -> None:
    file = DEFINITIONS / "demo" / "calendars" / "six_day_week.yaml"
    calendar = calendar_from_mapping(plain_mapping(file))
    assert (calendar.code, calendar.extra_workdays) == ("six-day-week", frozenset())


def test_every_calendar_covers_the_history_and_the_next_year() -> None:
    files = [DEFINITIONS / "calendars" / "china.yaml"]
    files += (DEFINITIONS / "demo" / "calendars").glob("*.yaml")
    for file in files:
        assert calendar_from_mapping(plain_mapping(file)).years == set(range(2023, 2028)), file
