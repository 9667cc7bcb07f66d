"""Raw and corrected need of areas side by side, each with its interval."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.reporting import Matters, ReportingRates, reporting_rates

DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Matters of each area as reported and as they must have been.

    reported: matters with at least one report. heard, heard_low, heard_high: chance that a matter
    is reported before it ends. corrected, low, high: matters there must have been, with interval.
    """

    reported: Floats
    heard: Floats
    heard_low: Floats
    heard_high: Floats
    corrected: Floats
    low: Floats
    high: Floats
    rates: ReportingRates


def corrected_need(
    matters: Matters,
    *,
    life_days: float | None = None,
    covariates: Floats | None = None,
    confidence: float = 0.90,
    seed: int = 20240101,
) -> Need:
    """Matters per area, corrected by the chance that one is ever reported.

    A matter that ends by itself at rate m is reported first with chance rate / (rate + m); one that
    lasts `life_days` for certain with chance 1 - exp(-rate x life_days). Without `life_days` the
    decay estimated from the repeats is taken. The number of matters follows a gamma distribution
    over the areas, by moments, so that an area with three reports is not multiplied into a crisis.
    Raises ValueError when matters neither decay nor have a life: then every matter is heard in
    the end, and there is nothing to correct.
    """
    rates = reporting_rates(matters, covariates=covariates)
    reported = matters.by_area(np.ones(len(matters.area)))
    source = np.random.default_rng(seed)
    plain = source.gamma(rates.shape, 1 / rates.exposure, size=(DRAWS, matters.areas))
    chance = heard_chance(plain, decay=rates.decay, life_days=life_days)
    prior = _prior_of(reported, heard=chance.mean(axis=0))
    chance = _reweighted(chance, reported=reported, prior=prior, source=source)
    shape, exposure = prior
    counts = source.gamma(reported + shape, 1 / (chance + exposure))
    tail = (1 - confidence) / 2
    heard_low, heard_high = np.quantile(chance, [tail, 1 - tail], axis=0)
    low, high = np.quantile(counts, [tail, 1 - tail], axis=0)
    return Need(
        reported=reported,
        heard=chance.mean(axis=0),
        heard_low=heard_low,
        heard_high=heard_high,
        corrected=np.mean((reported + shape) / (chance + exposure), axis=0),
        low=low,
        high=high,
        rates=rates,
    )


def _reweighted(
    chance: Floats, *, reported: Floats, prior: tuple[float, float], source: np.random.Generator
) -> Floats:
    """Draws of the chance to be heard, drawn again by how well each explains the reported number.

    The repeats alone gave the draws; many matters from an area also speak for one that reports.
    The weight is negative binomial: Poisson over the gamma distribution of true numbers.
    """
    shape, exposure = prior
    logs = reported * np.log(chance) - (reported + shape) * np.log(chance + exposure)
    weights = np.exp(logs - logs.max(axis=0))
    reached = np.cumsum(weights, axis=0) / weights.sum(axis=0)
    places = (np.arange(len(chance)) + source.random()) / len(chance)
    drawn = [
        chance[np.searchsorted(reached[:, area], places).clip(max=len(chance) - 1), area]
        for area in range(chance.shape[1])
    ]
    return source.permuted(np.column_stack(drawn), axis=0)


def heard_chance(rates: Floats, *, decay: float, life_days: float | None) -> Floats:
    """Chance that a matter is reported at all, at reports a day `rates`."""
    if life_days is not None:
        return -np.expm1(-rates * life_days)
    if decay <= 0:
        raise ValueError(
            "the matters do not seem to end by themselves: give life_days, the days one lasts"
        )
    return rates / (rates + decay)


def _prior_of(reported: Floats, *, heard: Floats) -> tuple[float, float]:
    """Shape and exposure of the areas' true numbers, by moments of reported over heard."""
    estimate = reported / heard
    middle = float(estimate.mean())
    noise = float(np.mean(estimate / heard))
    spread = max(float(estimate.var()) - noise, 0.01 * middle**2)
    return middle**2 / spread, middle / spread


def raw_interval(reported: Floats, *, confidence: float) -> tuple[Floats, Floats]:
    """Exact Poisson interval of reported numbers (Garwood 1936)."""
    tail = (1 - confidence) / 2
    low = np.where(reported > 0, gamma.ppf(tail, np.maximum(reported, 1e-9)), 0.0)
    return low, gamma.ppf(1 - tail, reported + 1)
