"""The composite and its worked example (domain.md H5)."""

from decimal import Decimal

import pytest

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.composite import composite
from cityloop.evaluation.rules.rates import RateValue
from cityloop.evaluation.rules.scheme import RateWeights
from tests.unit.evaluation.cases import preset


def value(rate: str | None) -> RateValue:
    number = None if rate is None else Decimal(rate)
    return RateValue(
        rate=number,
        numerator=number or Decimal(0),
        denominator=Decimal(number is not None),
        effective=Decimal(number is not None),
        excluded=0,
        capped=0,
        measured=number is not None,
        low=None if number is None else number / 2,
        high=number,
    )


def rates(
    response: str | None, resolution: str | None, satisfaction: str | None
) -> dict[Rate, RateValue]:
    return {
        Rate.RESPONSE: value(response),
        Rate.RESOLUTION: value(resolution),
        Rate.SATISFACTION: value(satisfaction),
    }


@pytest.mark.parametrize(("name", "score"), [("jungar", "87.6167"), ("solve_first", "86.5")])
def test_composite_of_the_worked_example(name: str, score: str) -> None:
    found = composite(rates("0.98", "0.85", "0.813333"), weights=preset(name).weights)
    assert found.value == Decimal(score)


def test_composite_without_a_weighed_rate_is_missing() -> None:
    found = composite(rates("0.98", None, "0.8"), weights=preset().weights)
    assert (found.value, found.missing) == (None, (Rate.RESOLUTION,))


def test_composite_needs_no_rate_of_weight_zero() -> None:
    weights = RateWeights(response=Decimal(0), resolution=Decimal(1), satisfaction=Decimal(0))
    assert composite(rates(None, "0.8", None), weights=weights).value == 80


def test_composite_bounds_weigh_the_bounds_of_the_rates() -> None:
    found = composite(rates("1", "1", "1"), weights=preset().weights)
    assert (found.low, found.high) == (Decimal(50), Decimal(100))
