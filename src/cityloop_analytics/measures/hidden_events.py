"""Which areas were hit though nobody reported it, judged without a map."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from cityloop_analytics.measures.cells import Flags, Floats

WARM_UP = 0.5
LEARNT = 100
# Draws of one chain that are turned into rates of every area: 2,000 areas take 100 MB.
KEPT = 1000
SCALE = 2.38
STARTS = (-2.0, -0.7, 0.7, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """Normal priors (mean, standard deviation) on the logit.

    Those of the published model (Agostini, Pierson and Garg 2024) with the pull of neighbours at
    nought: its field, Normal(0, 0.5), is then half the logit of the chance to be hit.
    """

    hit: tuple[float, float] = (0.0, 1.0)
    intercept: tuple[float, float] = (0.0, 1.0)
    slopes: tuple[float, float] = (0.0, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenEvents:
    """Posterior mean and spread of each area: to have been hit, and to report when hit.

    hit_sd: spread of the *chance* over the draws, not of the event itself. parameters: some draws
    x (logit hit, intercept, slopes). unsettled: R-hat of each parameter.
    """

    hit: Floats
    hit_sd: Floats
    rate: Floats
    rate_sd: Floats
    parameters: Floats
    unsettled: Floats


def hidden_events(
    reported: Floats, *, covariates: Floats, draws: int, seed: int, priors: Priors | None = None
) -> HiddenEvents:
    """Posterior of areas that are exchangeable but for their reporting.

    reported: 1 or 0 for each area. covariates: areas x columns, standardised; they move the
    reporting rate. Each area is hit with one chance, hit areas report with their own rate, areas
    not hit never do. The event is summed out, so a random walk over the parameters is enough:
    four chains of `draws` turns from starts far apart, the first half left out; its steps learn
    meanwhile (Haario, Saksman and Tamminen 2001). Raises ValueError when no area, or every area,
    reported.
    """
    if not 0 < reported.sum() < len(reported):
        raise ValueError("some areas must have reported and some not")
    columns = np.column_stack([np.ones(len(reported)), covariates])
    priors = priors or Priors()
    chains = _walked(columns, reported > 0, priors=priors, draws=draws, seed=seed)
    every = -(-chains.shape[1] // KEPT)
    parameters = chains[:, ::every].reshape(-1, chains.shape[2])
    rates = expit(parameters[:, 1:] @ columns.T)
    told = expit(parameters[:, :1])
    hits = np.where(reported > 0, 1.0, told * (1 - rates) / (1 - told * rates))
    return HiddenEvents(
        hit=hits.mean(axis=0),
        hit_sd=hits.std(axis=0),
        rate=rates.mean(axis=0),
        rate_sd=rates.std(axis=0),
        parameters=parameters,
        unsettled=split_r_hat(chains),
    )


def split_r_hat(chains: Floats) -> Floats:
    """Potential scale reduction of each parameter over half chains (Gelman and Rubin 1992).

    chains: chains x draws x parameters. 1 when they agree; above 1.1 they have not settled.
    """
    half = chains.shape[1] // 2
    parts = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((half - 1) / half + between / np.maximum(within, 1e-300)))


def log_posterior(at: Floats, *, columns: Floats, told: Flags, priors: Priors) -> Floats:
    """Logarithm of the posterior, up to a constant, of each row of parameters.

    A telling area was hit and reported; a silent one was not hit, or was hit and kept silent.
    """
    spoke = log_expit(at[:, :1]) + log_expit(at[:, 1:] @ columns[told].T)
    silent = np.log1p(-expit(at[:, :1]) * expit(at[:, 1:] @ columns[~told].T))
    means, sds = _prior_columns(priors, size=at.shape[1])
    prior = -(((at - means) / sds) ** 2).sum(axis=1) / 2
    return np.asarray(spoke.sum(axis=1) + silent.sum(axis=1) + prior)


def _prior_columns(priors: Priors, *, size: int) -> Floats:
    return np.array([priors.hit, priors.intercept, *[priors.slopes] * (size - 2)]).T


def _walked(columns: Floats, told: Flags, *, priors: Priors, draws: int, seed: int) -> Floats:
    """Kept draws of all chains, chains x draws x parameters; the chains walk side by side."""
    source = np.random.default_rng(seed)
    size = columns.shape[1] + 1
    at = np.zeros((len(STARTS), size))
    at[:, 0], at[:, 1] = STARTS, STARTS[::-1]
    root = np.eye(size) * 0.1
    warm = int(draws * WARM_UP)
    walked = np.empty((draws, len(STARTS), size))
    value = log_posterior(at, columns=columns, told=told, priors=priors)
    for number in range(draws):
        there = at + source.standard_normal(at.shape) @ root.T
        reached = log_posterior(there, columns=columns, told=told, priors=priors)
        taken = np.log(source.random(len(at))) < reached - value
        at, value = np.where(taken[:, None], there, at), np.where(taken, reached, value)
        walked[number] = at
        if number < warm and number >= 2 * LEARNT and number % LEARNT == 0:
            root = _root(walked[number // 2 : number].reshape(-1, size))
    return walked[warm:].swapaxes(0, 1)


def _root(past: Floats) -> Floats:
    """Step that fits the spread seen so far."""
    size = past.shape[1]
    spread = np.cov(past.T) + 1e-6 * np.eye(size)
    return np.asarray(np.linalg.cholesky(spread) * SCALE / np.sqrt(size))
