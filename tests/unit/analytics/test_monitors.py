"""Funnels and the oscillation monitor."""

import numpy as np
import pytest
from scipy.stats import binom

from cityloop_analytics.measures.funnel import funnel_limits, spread_funnel_limits
from cityloop_analytics.measures.oscillation import oscillation


def test_funnel_holds_the_stated_share_of_like_units() -> None:
    trials = np.array([40.0, 100.0, 400.0, 2000.0])

    funnel = funnel_limits(trials, target=0.8, coverage=0.95)

    counts = [np.arange(int(n) + 1) for n in trials]
    held = [
        binom.pmf(k, int(n), 0.8)[(k / n >= low) & (k / n <= high)].sum()
        for k, n, low, high in zip(counts, trials, funnel.low, funnel.high, strict=True)
    ]
    assert held == pytest.approx([0.95] * 4, abs=0.04)


def test_funnel_narrows_with_the_number_of_cases() -> None:
    funnel = funnel_limits(np.array([30.0, 300.0, 3000.0]), target=0.7, coverage=0.998)

    assert (np.diff(funnel.high - funnel.low) < 0).all()


def test_funnel_with_spread_does_not_close() -> None:
    funnel = spread_funnel_limits(np.array([1e9]), target=0.5, coverage=0.95, spread=0.3)

    assert funnel.low[0] == pytest.approx(1 / (1 + np.exp(1.96 * 0.3)), abs=1e-4)


def test_funnel_has_no_limit_without_a_case() -> None:
    funnel = funnel_limits(np.array([0.0]), target=0.5, coverage=0.95)

    assert np.isnan(funnel.low[0])


def seen(pull: float, *, units: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Twelve months of units whose true level falls by `pull` of the last month's standing."""
    source = np.random.default_rng(4)
    true = np.empty((units, 12))
    true[:, 0] = source.normal(0, 0.4, units)
    for month in range(1, 12):
        step = source.normal(0, 0.4 * np.sqrt(1 - (1 + pull) ** 2), units) if pull else 0.0
        true[:, month] = true[:, month - 1] * (1 + pull) + step
    noise = np.full(true.shape, 0.3**2)
    return true + source.normal(0, 0.3, true.shape), noise


def test_oscillation_is_not_seen_in_mere_chance() -> None:
    levels, noise = seen(0.0)

    found = oscillation(levels, noise=noise, confidence=0.95, seed=1)

    assert found.naive < -0.25
    assert found.low < 0 < found.high


def test_oscillation_that_is_there_is_found_at_its_size() -> None:
    levels, noise = seen(-0.3)

    found = oscillation(levels, noise=noise, confidence=0.95, seed=1)

    assert found.harms_effort
    assert found.slope == pytest.approx(-0.3, abs=0.06)


def test_oscillation_leaves_out_what_moves_the_whole_city() -> None:
    levels, noise = seen(-0.3)
    shifted = levels + np.linspace(-2, 2, 12)

    one = oscillation(levels, noise=noise, confidence=0.95, seed=1)
    other = oscillation(shifted, noise=noise, confidence=0.95, seed=1)

    assert other.slope == pytest.approx(one.slope)


def test_oscillation_needs_enough_units() -> None:
    with pytest.raises(ValueError, match="at least 10 units"):
        oscillation(np.zeros((3, 5)), noise=np.ones((3, 5)), confidence=0.95, seed=1)


def test_oscillation_says_when_there_is_only_chance() -> None:
    levels = np.random.default_rng(1).normal(0, 0.1, (50, 6))

    with pytest.raises(ValueError, match="nothing but chance"):
        oscillation(levels, noise=np.full((50, 6), 1.0), confidence=0.95, seed=1)
