"""Estimates drawn towards the mean of their kind, as far as their own noise asks for."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import betaln

from cityloop_analytics.measures.cells import Codes, Floats

Method = Literal["reml", "ml"]
FEWEST_FOR_SHRINKAGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """Posterior mean and standard deviation of each unit; centre and variance of its kind."""

    mean: Floats
    sd: Floats
    centre: Floats
    variance: Floats


def between_variance(estimates: Floats, *, noise: Floats, method: Method = "reml") -> float:
    """Variance of the true values behind noisy estimates (restricted or full likelihood).

    noise: sampling variance of each estimate, greater than 0. 0 when the estimates scatter no
    more than their noise. The root of the (restricted) score, by bisection: always found, unlike
    Fisher scoring (Viechtbauer 2005). Raises ValueError with fewer than two estimates.
    """
    if len(estimates) < 2:  # noqa: PLR2004 - one estimate scatters about nothing
        raise ValueError("the scatter of fewer than two estimates is unknown")

    def score(variance: float) -> float:
        weights = 1 / (noise + variance)
        centre = weights @ estimates / weights.sum()
        lost = (weights @ weights) / weights.sum() if method == "reml" else 0.0
        return float(weights**2 @ (estimates - centre) ** 2 - weights.sum() + lost)

    if score(0.0) <= 0:
        return 0.0
    high = float(np.var(estimates, ddof=1) + noise.max())
    while score(high) > 0:
        high *= 2
    return float(brentq(score, 0.0, high, xtol=1e-12))


def shrink_normal(
    estimates: Floats, *, noise: Floats, kind: Codes, method: Method = "reml"
) -> Shrunk:
    """Empirical Bayes for normal estimates, centre and variance apart for each kind of unit.

    mean = centre + B (estimate - centre), B = variance / (variance + noise); the standard
    deviation adds (1 - B)^2 var(centre), since the centre is estimated too. One unit alone of its
    kind stays as it is.
    """
    size = len(estimates)
    mean, sd = estimates.astype(float), np.sqrt(noise)
    centre, variance = estimates.astype(float), np.zeros(size)
    for code in np.unique(kind):
        own = kind == code
        if own.sum() < 2:  # noqa: PLR2004
            continue
        tau2 = between_variance(estimates[own], noise=noise[own], method=method)
        weights = 1 / (noise[own] + tau2)
        middle = float(weights @ estimates[own] / weights.sum())
        kept = tau2 * weights
        mean[own] = middle + kept * (estimates[own] - middle)
        sd[own] = np.sqrt(kept * noise[own] + (1 - kept) ** 2 / weights.sum())
        centre[own], variance[own] = middle, tau2
    return Shrunk(mean=mean, sd=sd, centre=centre, variance=variance)


def stein_factor(estimates: Floats, *, noise: float) -> float:
    """Share of its distance to the mean that each estimate keeps, 1 - (k - 3) noise / squares.

    Efron and Morris (1977): 18 batters with noise m (1 - m) / 45 keep 0.212. Not below 0. Raises
    ValueError with fewer than four estimates, where shrinking does not help.
    """
    if len(estimates) < FEWEST_FOR_SHRINKAGE:
        raise ValueError("shrinking to the mean needs at least four estimates")
    squares = float(np.sum((estimates - estimates.mean()) ** 2))
    return max(0.0, 1 - (len(estimates) - 3) * noise / squares) if squares else 0.0


def shrink_counts(successes: Floats, *, trials: Floats, kind: Codes) -> Shrunk:
    """Empirical Bayes for shares: a beta distribution for each kind, by maximum likelihood.

    mean = (x + a) / (n + a + b): the form of domain.md H5, SR_adj = (x + k mu) / (n + k), with k =
    a + b estimated instead of set. A kind with one unit keeps its raw rate (0.5 without a trial).
    """
    rate = (successes + 0.5) / (trials + 1)
    mean, variance = rate.copy(), np.zeros(len(rate))
    sd, centre = np.sqrt(rate * (1 - rate) / (trials + 2)), rate.copy()
    for code in np.unique(kind):
        own = (kind == code) & (trials > 0)
        if own.sum() < 2:  # noqa: PLR2004
            continue
        every = kind == code
        a, b = _beta_fit(successes[own], trials=trials[own])
        first, second = successes[every] + a, trials[every] - successes[every] + b
        mean[every] = first / (first + second)
        sd[every] = np.sqrt(mean[every] * (1 - mean[every]) / (first + second + 1))
        centre[every] = a / (a + b)
        variance[every] = a * b / ((a + b) ** 2 * (a + b + 1))
    return Shrunk(mean=mean, sd=sd, centre=centre, variance=variance)


def _beta_fit(successes: Floats, *, trials: Floats) -> tuple[float, float]:
    """The two parameters of the beta distribution behind the shares, by maximum likelihood."""

    def minus(at: Floats) -> float:
        middle, strength = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
        a, b = middle * strength, (1 - middle) * strength
        fitted = betaln(successes + a, trials - successes + b) - betaln(a, b)
        return -float(fitted.sum())

    share = (successes.sum() + 0.5) / (trials.sum() + 1)
    start = np.array([np.log(share / (1 - share)), np.log(30.0)])
    best = minimize(minus, start, method="L-BFGS-B", bounds=[(-12, 12), (-3, 12)])
    middle, strength = 1 / (1 + np.exp(-best.x[0])), float(np.exp(best.x[1]))
    return float(middle * strength), float((1 - middle) * strength)
