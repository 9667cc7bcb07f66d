"""Fast statistics of units and areas against slow, obvious ones and against statsmodels."""

from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import beta, betabinom, norm
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import proportion_confint

from cityloop_analytics.measures.case_mix import fit_case_mix
from cityloop_analytics.measures.cells import Cells
from cityloop_analytics.measures.equity import concentration, gini, wilson
from cityloop_analytics.measures.likelihood import unit_likelihood
from cityloop_analytics.measures.population import Population
from cityloop_analytics.measures.posterior import posterior
from cityloop_analytics.measures.rank_intervals import rank_intervals
from cityloop_analytics.measures.shrinkage import between_variance, shrink_counts
from cityloop_analytics.measures.suppression import bordered, possible_values


def test_between_variance_leaves_the_restricted_likelihood_at_its_top() -> None:
    source = np.random.default_rng(1)
    noise = source.uniform(0.05, 0.4, 30)
    estimates = source.normal(1, np.sqrt(0.2 + noise))

    found = between_variance(estimates, noise=noise)

    def restricted(variance: float) -> float:
        weights = 1 / (noise + variance)
        centre = weights @ estimates / weights.sum()
        terms = np.log(weights).sum() - np.log(weights.sum())
        return float(terms - weights @ (estimates - centre) ** 2) / 2

    grid = np.linspace(0, 1, 4001)
    best = grid[np.argmax([restricted(one) for one in grid])]
    assert found == pytest.approx(best, abs=3e-4)


def test_shrinkage_centre_agrees_with_a_random_effects_summary() -> None:
    source = np.random.default_rng(2)
    noise = np.full(40, 0.1)
    estimates = source.normal(0, np.sqrt(0.3 + noise))

    found = between_variance(estimates, noise=noise)

    # With equal noise the iterated Paule-Mandel estimator is the restricted likelihood's.
    assert found == pytest.approx(
        combine_effects(estimates, noise, method_re="iterated").tau2, abs=1e-5
    )


def test_wilson_agrees_with_statsmodels() -> None:
    successes, trials = np.array([0.0, 3, 50, 99]), np.array([5.0, 9, 80, 99])

    low, high = wilson(successes, trials=trials, confidence=0.9)

    expected = proportion_confint(successes, trials, alpha=0.1, method="wilson")
    assert low == pytest.approx(expected[0])
    assert high == pytest.approx(expected[1])


def test_case_mix_with_free_effects_is_logistic_regression() -> None:
    """Large cells: the penalty fades, and differences of types are those of a plain model."""
    source = np.random.default_rng(3)
    units, types = 12, 3
    unit = np.repeat(np.arange(units), types)
    kind_of_case = np.tile(np.arange(types), units)
    trials = np.full(len(unit), 50_000.0)
    chance = expit(0.5 + np.array([-1.0, 0, 1])[kind_of_case] + source.normal(0, 0.3, units)[unit])
    successes = source.binomial(trials.astype(int), chance).astype(float)
    cells = Cells(
        unit=unit,
        successes=successes,
        trials=trials,
        factors={"type": kind_of_case},
        kind=np.zeros(units, dtype=np.int64),
    )

    effects = fit_case_mix(cells).effects["type"]

    columns = np.column_stack(
        [unit == one for one in range(units)] + [kind_of_case == 1, kind_of_case == 2]
    )
    plain = sm.GLM(
        np.column_stack([successes, trials - successes]),
        columns.astype(float),
        family=sm.families.Binomial(),
    ).fit()
    assert np.diff(effects) == pytest.approx(np.diff([0, *plain.params[-2:]]), abs=0.002)


def test_posterior_mean_is_the_integral() -> None:
    cells = Cells(
        unit=np.array([0, 0, 1]),
        successes=np.array([3.0, 1, 0]),
        trials=np.array([5.0, 9, 4]),
        kind=np.zeros(2, dtype=np.int64),
    )
    offsets = np.array([0.4, -1.0, 0.2])
    people = Population(centres=np.array([0.1]), spreads=np.array([0.6]), weights=np.ones(1))

    found = posterior(unit_likelihood(cells, offsets=offsets, spread=0.5), population=people)

    for unit in (0, 1):
        own = cells.unit == unit

        def weight(effect: float, own: np.ndarray = own) -> float:
            chance = expit(offsets[own] + effect)
            x, n = cells.successes[own], cells.trials[own]
            return float(np.prod(chance**x * (1 - chance) ** (n - x)) * norm.pdf(effect, 0.1, 0.6))

        whole = quad(weight, -5, 5)[0]
        mean = quad(lambda effect: effect * weight(effect), -5, 5)[0] / whole
        assert found.mean[unit] == pytest.approx(mean, abs=1e-6)


def test_chance_above_agrees_with_the_beta_posterior_of_a_wide_prior() -> None:
    cells = Cells(
        unit=np.array([0]),
        successes=np.array([700.0]),
        trials=np.array([1000.0]),
        kind=np.zeros(1, dtype=np.int64),
    )
    people = Population(centres=np.zeros(1), spreads=np.array([50.0]), weights=np.ones(1))
    evidence = unit_likelihood(cells, offsets=np.zeros(1), spread=5.0)

    found = posterior(evidence, population=people).chance_above(float(np.log(0.69 / 0.31)))

    assert found[0] == pytest.approx(beta.sf(0.69, 700, 300), abs=0.003)


def test_beta_shrinkage_is_the_best_of_a_grid() -> None:
    trials = np.array([20.0, 35, 50, 12, 80, 44])
    successes = np.array([15.0, 20, 44, 3, 60, 30])

    found = shrink_counts(successes, trials=trials, kind=np.zeros(6, dtype=np.int64))

    pairs = list(product(np.linspace(0.5, 0.8, 61), np.geomspace(1, 100, 121)))
    fits = [betabinom.logpmf(successes, trials, m * k, (1 - m) * k).sum() for m, k in pairs]
    middle, strength = pairs[int(np.argmax(fits))]
    slow = (successes + middle * strength) / (trials + strength)
    assert found.mean == pytest.approx(slow, abs=0.004)


def test_rank_intervals_agree_with_counting_who_stands_below() -> None:
    draws = np.random.default_rng(6).normal(0, 1, (7, 501))

    found = rank_intervals(draws, confidence=0.8)

    slow = np.array([[1 + sum(draws[:, k] < draws[u, k]) for k in range(501)] for u in range(7)])
    assert found.mean == pytest.approx(slow.mean(axis=1))
    assert (found.middle == np.median(slow, axis=1)).all()


def test_gini_is_half_the_mean_difference() -> None:
    source = np.random.default_rng(7)
    values, people = source.gamma(2, 1, 30), source.integers(1, 50, 30).astype(float)

    each = np.repeat(values, people.astype(int))
    slow = np.abs(each[:, None] - each[None, :]).mean() / (2 * each.mean())
    assert gini(values, people=people) == pytest.approx(slow)


def test_concentration_is_the_covariance_with_the_rank_of_each_person() -> None:
    source = np.random.default_rng(8)
    values, people = source.gamma(2, 1, 12), np.full(12, 1.0)
    income = source.normal(0, 1, 12)

    ranks = (np.argsort(np.argsort(income)) + 0.5) / 12
    slow = 2 / values.mean() * np.mean((values - values.mean()) * (ranks - 0.5))
    assert concentration(values, people=people, order=income) == pytest.approx(slow)


def test_possible_values_are_those_of_every_table_that_fits() -> None:
    inner = np.array([[2, 3], [4, 1]])
    counts = bordered(inner)
    hidden = np.zeros((3, 3), dtype=bool)
    hidden[:2, :2] = True

    low, high = possible_values(counts, hidden=hidden, cell=(0, 0))

    fits = [first for first in range(6) if min(5 - first, 6 - first, first - 1) >= 0]
    assert (low, high) == (min(fits), max(fits))
