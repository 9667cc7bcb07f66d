"""Wilson intervals against an independent implementation."""

from decimal import Decimal

import pytest
from statsmodels.stats.proportion import proportion_confint

from cityloop.evaluation.rules.intervals import wilson

GRID = [
    (successes, trials)
    for trials in (1, 2, 10, 29, 30, 150, 1_000, 87_654)
    for successes in sorted({0, 0.5, 1, trials / 3, trials / 2, trials - 0.5, trials})
    if successes <= trials
]


@pytest.mark.parametrize("confidence", ["0.90", "0.95", "0.99"])
@pytest.mark.parametrize(("successes", "trials"), GRID)
def test_wilson_interval_agrees_with_the_oracle(
    successes: float, trials: int, confidence: str
) -> None:
    low, high = proportion_confint(successes, trials, alpha=1 - float(confidence), method="wilson")
    found = wilson(Decimal(successes), trials=Decimal(trials), confidence=Decimal(confidence))
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=6e-7)
