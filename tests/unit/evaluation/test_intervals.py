"""Wilson intervals and shrinkage against the figures of domain.md H5."""

from decimal import Decimal

import pytest

from cityloop.evaluation.rules.intervals import standard_score, wilson
from cityloop.evaluation.rules.shrinkage import pooled_mean, shrunk

CONFIDENCE = Decimal("0.95")
HALF_A_THOUSANDTH = Decimal("0.0005")


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [("10", "10", "0.722", "1"), ("127.5", "150", "0.784", "0.898")],
)
def test_wilson_interval_of_the_specification(
    successes: str, trials: str, low: str, high: str
) -> None:
    found = wilson(Decimal(successes), trials=Decimal(trials), confidence=CONFIDENCE)
    assert abs(found.low - Decimal(low)) <= HALF_A_THOUSANDTH
    assert abs(found.high - Decimal(high)) <= HALF_A_THOUSANDTH


def test_wilson_upper_bound_is_exactly_one_when_all_succeed() -> None:
    found = wilson(Decimal(7), trials=Decimal(7), confidence=CONFIDENCE)
    assert found.high == 1


def test_wilson_lower_bound_is_exactly_zero_when_none_succeeds() -> None:
    assert wilson(Decimal(0), trials=Decimal(7), confidence=CONFIDENCE).low == 0


@pytest.mark.parametrize(("successes", "trials"), [("0", "0"), ("3", "2"), ("-1", "2")])
def test_wilson_interval_refuses_what_is_no_share(successes: str, trials: str) -> None:
    with pytest.raises(ValueError, match="No share"):
        wilson(Decimal(successes), trials=Decimal(trials), confidence=CONFIDENCE)


def test_standard_score_has_twelve_decimals() -> None:
    assert standard_score(CONFIDENCE) == Decimal("1.959963984540")


def test_shrunk_rate_of_the_specification() -> None:
    found = shrunk(Decimal(10), denominator=Decimal(10), mean=Decimal("0.85"), prior=Decimal(30))
    assert found == Decimal("0.8875")


def test_shrunk_rate_without_cases_or_prior_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to adjust"):
        shrunk(Decimal(0), denominator=Decimal(0), mean=Decimal(1), prior=Decimal(0))


def test_pooled_mean_weighs_each_case_and_not_each_unit() -> None:
    parts = [(Decimal(90), Decimal(100)), (Decimal(0), Decimal(10))]
    assert pooled_mean(parts) == Decimal("0.818182")


def test_pooled_mean_without_cases_is_missing() -> None:
    assert pooled_mean([]) is None
