"""Sobol shares against functions whose shares are known."""

import numpy as np
import pytest

from cityloop_analytics.bench.loop import ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami
from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.sobol import Shares, variance_shares

EDGE = np.full(3, np.pi)
ALLOWED = 0.005
# Sobol's g function with weights 0, 1 and 9: partial variances 1 / (3 (1 + a)^2).
G_WEIGHTS = np.array([0.0, 1.0, 9.0])


@pytest.fixture(scope="module")
def shares() -> Shares:
    return variance_shares(ishigami, lows=-EDGE, highs=EDGE, samples=2**13)


def test_shares_alone_equal_the_analytic_ones(shares: Shares) -> None:
    assert shares.first == pytest.approx(ISHIGAMI_FIRST, abs=ALLOWED)


def test_total_shares_equal_the_analytic_ones(shares: Shares) -> None:
    assert shares.total == pytest.approx(ISHIGAMI_TOTAL, abs=ALLOWED)


def test_interval_of_a_share_is_narrow_and_wider_than_nothing(shares: Shares) -> None:
    assert np.all((shares.total_error > 0) & (shares.total_error < ALLOWED))


def g_function(inputs: Floats) -> Floats:
    weights = G_WEIGHTS[:, None]
    product: Floats = np.prod((np.abs(4 * inputs - 2) + weights) / (1 + weights), axis=0)
    return product


def test_shares_of_the_g_function_equal_the_analytic_ones() -> None:
    partial = 1 / (3 * (1 + G_WEIGHTS) ** 2)
    whole = np.prod(1 + partial) - 1
    found = variance_shares(g_function, lows=np.zeros(3), highs=np.ones(3), samples=2**12)
    assert found.first == pytest.approx(partial / whole, abs=ALLOWED)


@pytest.mark.parametrize(
    ("samples", "repeats", "high", "complaint"),
    [(1000, 8, 1.0, "power of two"), (8, 1, 1.0, "two repeats"), (8, 2, 0.0, "high end")],
)
def test_bad_design_is_refused(samples: int, repeats: int, high: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        variance_shares(
            ishigami,
            lows=np.zeros(3),
            highs=np.full(3, high),
            samples=samples,
            repeats=repeats,
        )
