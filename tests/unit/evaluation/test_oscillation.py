"""The monitor of effort that falls after a high place."""

from decimal import Decimal

import pytest

from cityloop.evaluation.rules.oscillation import (
    oscillation_notice,
    rank_change_correlation,
    standing_places,
)
from tests.unit.evaluation.cases import preset

RULES = preset().oscillation


def values(*numbers: int) -> dict[str, Decimal]:
    return {f"U{place}": Decimal(number) for place, number in enumerate(numbers)}


def test_place_is_counted_from_the_lowest_and_shared_by_ties() -> None:
    assert standing_places(values(10, 30, 20, 20)) == {"U0": 1, "U1": 4, "U2": 2.5, "U3": 2.5}


def test_units_that_swap_places_correlate_negatively() -> None:
    found = rank_change_correlation(values(10, 20, 30), after=values(30, 20, 10))
    assert found == -1


def test_units_that_drift_apart_correlate_positively() -> None:
    assert rank_change_correlation(values(10, 20, 30), after=values(5, 20, 35)) == 1


@pytest.mark.parametrize("after", [values(11, 21, 31), values(1, 2)])
def test_correlation_of_nothing_that_varies_is_missing(after: dict[str, Decimal]) -> None:
    assert rank_change_correlation(values(10, 20, 30), after=after) is None


def test_notice_after_three_low_correlations() -> None:
    low = Decimal("-0.31")
    assert "placed high fell back" in (oscillation_notice([low] * 3, rules=RULES) or "")


@pytest.mark.parametrize(
    "row", [["-0.9", "-0.9"], ["-0.9", "-0.30", "-0.9"], ["-0.9"] * 2 + [None]]
)
def test_no_notice_otherwise(row: list[str | None]) -> None:
    found = [None if one is None else Decimal(one) for one in row]
    assert oscillation_notice(found, rules=RULES) is None
