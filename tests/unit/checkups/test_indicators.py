"""Targets, gaps and entries that cannot be."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest

from cityloop.checkups.choices import Direction
from cityloop.checkups.rules.indicators import Target, gap, indicator_value, is_on_target
from cityloop.core.errors import InputError

HIGHER = Target(direction=Direction.HIGHER, low=Fraction(70))
LOWER = Target(direction=Direction.LOWER, high=Fraction(50))
RANGE = Target(direction=Direction.RANGE, low=Fraction(10), high=Fraction(20))


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        (HIGHER, 70, 0),
        (HIGHER, 69, 1),
        (HIGHER, 90, 0),
        (LOWER, 50, 0),
        (LOWER, 53, 3),
        (RANGE, 10, 0),
        (RANGE, 20, 0),
        (RANGE, 9, 1),
        (RANGE, 22, 2),
    ],
)
def test_gap_is_the_distance_to_the_target(target: Target, value: int, expected: int) -> None:
    assert gap(indicator_value(value, denominator=1), target=target) == expected


def test_missing_value_is_neither_on_nor_off_target() -> None:
    missing = indicator_value(0, denominator=0)
    assert (is_on_target(missing, target=LOWER), gap(missing, target=LOWER)) == (None, None)


def test_denominator_below_zero_is_refused() -> None:
    with pytest.raises(InputError, match="must not be below 0"):
        indicator_value(1, denominator=Decimal(-1))


def test_indicator_is_never_computed_from_a_float() -> None:
    with pytest.raises(TypeError, match="float"):
        indicator_value(cast("Any", 0.1), denominator=1)


@pytest.mark.parametrize(
    "bounds",
    [
        {"direction": Direction.HIGHER, "high": Fraction(1)},
        {"direction": Direction.LOWER},
        {"direction": Direction.RANGE, "low": Fraction(2)},
        {"direction": Direction.RANGE, "low": Fraction(2), "high": Fraction(1)},
    ],
)
def test_target_without_its_bounds_is_refused(bounds: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="target"):
        Target(**bounds)
