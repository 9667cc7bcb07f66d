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
from cityloop.responsibility.choices import DutyState, Grade
from tests.unit.core_definitions.city_folder import DEFINITIONS


@cache
def demo() -> CityDefinitions:
    return load_city(DEFINITIONS / "demo")


def test_lists_have_neither_gap_nor_unfunded_row() -> None:
    assert demo().reports == {"2025-1": (), "2026-1": ()}


def test_every_role_signs_in() -> None:
    assert {person.role for person in demo().people} == set(Role)


def test_kinds_of_agency_are_many() -> None:
    absent = {AgencyKind.TOWNSHIP, AgencyKind.RENEWAL_BODY, AgencyKind.EXTERNAL}
    assert {agency.kind for agency in demo().agencies} == set(AgencyKind) - absent


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


def test_children_fill_their_parent_without_overlap() -> None:
    city = demo()
    for parent in ("southmere", "weavers-yard", "pearshade", "ferryview"):
        parts = [city.boundaries[area.code] for area in city.areas if area.parent == parent]
        whole = city.boundaries[parent]
        assert shapely.union_all(parts).symmetric_difference(whole).area == pytest.approx(0)
        assert sum(part.area for part in parts) == pytest.approx(whole.area)


def test_population_of_a_parent_is_the_sum_of_its_children() -> None:
    areas = demo().areas
    for year in (2024, 2025, 2026):
        sums = Counter[str | None]()
        for area in areas:
            sums[area.parent] += area.population[year]
        parents = [area for area in areas if area.code in sums]
        assert all(area.population[year] == sums[area.code] for area in parents)


def test_old_list_is_valid_in_its_year_only() -> None:
    old = demo().duty_list_on(date(2025, 12, 31))
    new = demo().duty_list_on(date(2026, 1, 1))
    assert [one.version for one in (old, new) if one] == ["2025-1", "2026-1"]


def test_second_calendar_has_no_adjusted_workdays() -> None:
    file = DEFINITIONS / "demo" / "calendars" / "six_day_week.yaml"
    calendar = calendar_from_mapping(plain_mapping(file))
    assert (calendar.code, calendar.extra_workdays) == ("six-day-week", frozenset())
