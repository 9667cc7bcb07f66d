"""The duty behind a matter: precedence, fallback, conflict, time."""

from datetime import date

from msgspec.structs import replace

from cityloop.intake.rules.load import load_city
from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.rules.definitions import CoAgencyRow
from cityloop.responsibility.rules.matching import MatchBasis, match_duty
from tests.unit.core_definitions.city_folder import DEFINITIONS
from tests.unit.responsibility.lists import CHAIN, TODAY, duty, duty_list, index


def test_conflicting_rows_go_to_consultation_and_are_named() -> None:
    duties = index(duty_list(duty(1, lead="a"), duty(2, lead="b")))
    found = match_duty(duties, service_type="lamp", area_chain=CHAIN, on=TODAY)
    assert (found.basis, found.agency) == (MatchBasis.CONSULTATION, None)
    assert found.reasons["en"] == (
        "rows 1, 2 of list 2026-1 name different leads for lamp in the whole city; "
        "the hotline centre consults"
    )


def test_rows_that_agree_are_no_conflict() -> None:
    duties = index(duty_list(duty(1, lead="a"), duty(2, lead="a")))
    found = match_duty(duties, service_type="lamp", area_chain=CHAIN, on=TODAY)
    assert found.agency == "a"


def test_prohibited_row_is_never_dispatched() -> None:
    prohibited = duty(1, area="lane", lead="committee", state=DutyState.PROHIBITED)
    duties = index(duty_list(prohibited, duty(2, lead="a")))
    found = match_duty(duties, service_type="lamp", area_chain=CHAIN, on=TODAY)
    assert found.agency == "a"


def test_day_without_a_list_goes_to_consultation() -> None:
    found = match_duty(
        index(duty_list(duty(1))), service_type="lamp", area_chain=CHAIN, on=date(2025, 12, 31)
    )
    assert found.reasons["en"] == (
        "no responsibility list is valid on 2025-12-31; the hotline centre consults"
    )


def test_list_of_the_day_decides() -> None:
    old = duty_list(
        duty(1, lead="old"), version="2025-1", start=date(2025, 1, 1), end=date(2026, 1, 1)
    )
    duties = index(old, duty_list(duty(1, lead="new")))
    days = (date(2025, 12, 31), date(2026, 1, 1))
    found = [match_duty(duties, service_type="lamp", area_chain=CHAIN, on=day) for day in days]
    assert [(one.agency, one.list_version) for one in found] == [
        ("old", "2025-1"),
        ("new", "2026-1"),
    ]


def test_co_agency_of_another_place_takes_no_part() -> None:
    helpers = tuple(
        CoAgencyRow(agency=agency, does={"en": "helps"}, area=area)
        for agency, area in (("everywhere", None), ("here", "yard"), ("elsewhere", "quay"))
    )
    row = replace(duty(1), co_agencies=helpers)
    found = match_duty(index(duty_list(row)), service_type="lamp", area_chain=CHAIN, on=TODAY)
    assert [one.agency for one in found.co_agencies] == ["everywhere", "here"]


def test_reason_is_said_in_both_languages() -> None:
    city = load_city(DEFINITIONS / "demo")
    found = match_duty(
        city.duty_index(),
        service_type="street-light-out",
        area_chain=city.area_chain("dyers-lane"),
        on=TODAY,
    )
    assert found.reasons == {
        "en": "row 2 of list 2026-1: Street light not working in Dyers' Lane -> "
        "Weavers' Yard Sub-district Office; fallback not used",
        "zh-hans": "2026-1 版职责清单第 2 行：染巷社区的“路灯不亮”由织坊街道办事处承办；未启用兜底",
    }
