"""The time limits of the demo city, as printed in the manual: matching_limits.txt."""

from functools import cache

import pytest

from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.responsibility.rules.limits import LimitWanted, time_limit
from cityloop.responsibility.rules.matching import type_chain
from tests.spec.matching_tables import rows
from tests.unit.core_definitions.city_folder import DEFINITIONS


@cache
def demo() -> CityDefinitions:
    return load_city(DEFINITIONS / "demo")


@pytest.mark.parametrize("case", [*rows("limits", "default"), *rows("limits", "special")])
def test_limit_is_found_as_printed(case: dict[str, str]) -> None:
    service_type = case.get("type", "road-damage")
    wanted = LimitWanted(
        clock=case["clock"],
        grade=int(case["grade"]),
        kind=case.get("kind", "complaint"),
        service_types=type_chain(service_type, parents=demo().type_parents),
        agency_kind=case.get("agency kind", "department"),
    )
    found = time_limit(demo().limit_table(), wanted=wanted)
    assert f"{found.amount} {found.unit}" == case["limit"]
