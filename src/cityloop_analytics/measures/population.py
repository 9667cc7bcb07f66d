"""How the units of a kind scatter: their centre and standard deviation, and how sure that is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.likelihood import UnitLikelihood

INTEGRATED = 150
CENTRES = 15
SPREADS = 31
WIDE = 4.5
BOUNDS = (-6.0, 3.0)

LogPrior = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Possible centres and standard deviations (logits) of the units of a kind, with weights."""

    centres: Floats
    spreads: Floats
    weights: Floats

    @property
    def centre(self) -> float:
        """Mean of the possible centres."""
        return float(self.weights @ self.centres)

    @property
    def spread(self) -> float:
        """Root of the mean variance."""
        return float(np.sqrt(self.weights @ self.spreads**2))


def even_spread(spreads: Floats) -> Floats:
    """Prior that holds every standard deviation for equally likely (Gelman 2006)."""
    return np.log(spreads)  # in log spread


def scarce_gamma(spreads: Floats) -> Floats:
    """Prior Gamma(0.001, 0.001) on the precision, as in the BUGS examples."""
    return np.asarray(-0.002 * np.log(spreads) - 0.001 / spreads**2)


def fit_population(likelihood: UnitLikelihood, *, log_prior: LogPrior = even_spread) -> Population:
    """Centre and standard deviation of units of one kind by their marginal likelihood.

    With up to 150 units both are integrated over a grid (flat prior on the centre, `log_prior` on
    the spread, stated in log spread): with few units the spread is too uncertain to be plugged
    in. With more, the one best pair. Raises ValueError without a unit.
    """
    units = len(likelihood.nodes)
    if not units:
        raise ValueError("there is no unit of this kind")
    best = minimize(
        _minus_marginal,
        x0=np.array([0.0, np.log(0.3)]),
        args=(likelihood, log_prior),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), BOUNDS],
        options={"ftol": 1e-10},
    )
    centre, spread = float(best.x[0]), float(np.exp(best.x[1]))
    if units > INTEGRATED:
        return Population(
            centres=np.array([centre]), spreads=np.array([spread]), weights=np.ones(1)
        )
    return _grid(likelihood, log_prior=log_prior, centre=centre, spread=spread)


def node_log_weights(likelihood: UnitLikelihood, *, centre: float, spread: float) -> Floats:
    """Log of likelihood x normal prior x spacing at the nodes; units x nodes."""
    away = (likelihood.nodes - centre) / spread
    base = np.log(likelihood.spacing) - np.log(spread) - 0.5 * np.log(2 * np.pi)
    return np.asarray(likelihood.values - 0.5 * away**2 + base[:, None])


def _minus_marginal(
    at: Floats, likelihood: UnitLikelihood, log_prior: LogPrior
) -> tuple[float, Floats]:
    centre, spread = float(at[0]), float(np.exp(at[1]))
    logs = node_log_weights(likelihood, centre=centre, spread=spread)
    totals = logsumexp(logs, axis=1)
    weights = np.exp(logs - totals[:, None])
    away = (likelihood.nodes - centre) / spread
    slope_centre = np.sum(weights * away) / spread
    slope_spread = np.sum(weights * away**2) - len(totals)
    step = 1e-5
    here, there = log_prior(np.array([spread])), log_prior(np.array([spread * np.exp(step)]))
    prior_slope = float(there[0] - here[0]) / step
    value = -(float(totals.sum()) + float(here[0]))
    return value, -np.array([slope_centre, slope_spread + prior_slope])


def _grid(
    likelihood: UnitLikelihood, *, log_prior: LogPrior, centre: float, spread: float
) -> Population:
    """Weights of a grid about the best pair, wide enough to hold nearly all of them."""
    units = len(likelihood.nodes)
    inner = float(np.median(likelihood.spacing)) * (likelihood.nodes.shape[1] - 1) / 14
    log_width = min(1.5, WIDE / np.sqrt(2 * units) * (1 + (inner / spread) ** 2))
    low, high = max(np.log(spread) - 2 * log_width, BOUNDS[0]), np.log(spread) + log_width
    steps = np.linspace(low, high, SPREADS)
    pairs, logs = [], []
    for log_spread in steps:
        sd = float(np.exp(log_spread))
        reach = WIDE * np.sqrt((sd**2 + inner**2) / units)
        for middle in np.linspace(centre - reach, centre + reach, CENTRES):
            marginal = logsumexp(
                node_log_weights(likelihood, centre=float(middle), spread=sd), axis=1
            ).sum()
            pairs.append((float(middle), sd))
            logs.append(marginal + log_prior(np.array([sd]))[0] + np.log(reach))
    weights = np.exp(np.array(logs) - logsumexp(logs))
    kept = weights > 1e-5 * weights.max()
    grid = np.array(pairs)[kept]
    return Population(
        centres=grid[:, 0], spreads=grid[:, 1], weights=weights[kept] / weights[kept].sum()
    )
