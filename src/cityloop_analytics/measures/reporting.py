"""Need corrected for who speaks: reporting rates from repeats about matters already reported."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import gammaln

from cityloop_analytics.measures.cells import Codes, Floats, summed

CONDITIONS = (
    "People report a matter independently: nobody reports because somebody else did.",
    "Matters last until the observed time ends, or end by themselves alike in every area.",
    "Later reports about the same matter are recognised as repeats equally well everywhere.",
    "The observed time does not end sooner where more people report.",
    "Matters of one kind are equally worth a report everywhere, or severity is read as speaking.",
    "Only residents' own reports count: rows made by staff say nothing about who speaks.",
)
FEWEST_REPEATS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """Matters that were reported at least once; one entry a matter.

    area: code of the area, 0 to areas - 1. watched: days from the first report to the inspection
    or to the longest time a matter is followed, whichever came first. repeats: later reports
    within that time. lag_sum: sum of the days from the first report to each of them.
    """

    area: Codes
    watched: Floats
    repeats: Floats
    lag_sum: Floats
    areas: int

    def __post_init__(self) -> None:
        if np.any(self.watched < 0) or np.any(self.repeats < 0):
            raise ValueError("watched days and repeats are never negative")
        if np.any(self.lag_sum > self.repeats * self.watched + 1e-9):
            raise ValueError("a repeat lies after the time its matter was watched")

    def by_area(self, values: Floats) -> Floats:
        """Sum of a value per area."""
        return summed(values, by=self.area, size=self.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingRates:
    """Reports a day about a matter that lasts, per area; gamma posteriors.

    shape, exposure: of each posterior. prior_shape, prior_exposure: of the areas (the latter per
    area when covariates move it). decay: share of matters that end by themselves, per day.
    """

    shape: Floats
    exposure: Floats
    prior_shape: float
    prior_exposure: Floats
    decay: float

    @property
    def mean(self) -> Floats:
        return self.shape / self.exposure

    @property
    def sd(self) -> Floats:
        return np.sqrt(self.shape) / self.exposure


def decay_rate(matters: Matters) -> float:
    """Share of matters that end by themselves per day, from how late the repeats come.

    While all matters last, repeats are even over the watched time; where matters end, they
    crowd to its start. Their lags follow a truncated exponential, whose rate is found from the
    mean lag: sum of lags = sum over repeats of E(lag | watched, rate). 0 when they do not crowd, or
    with fewer than 20 repeats.
    """
    some = (matters.repeats > 0) & (matters.watched > 0)
    repeats, watched = matters.repeats[some], matters.watched[some]
    total = float(matters.lag_sum[some].sum())
    if repeats.sum() < FEWEST_REPEATS or total >= float(repeats @ watched) / 2:
        return 0.0

    def excess(rate: float) -> float:
        at = rate * watched
        mean_lag = 1 / rate - watched / np.expm1(np.minimum(at, 500))
        return float(repeats @ mean_lag) - total

    low, high = 1e-6 / watched.max(), 1e3 / watched.min()
    return float(brentq(excess, low, high)) if excess(low) > 0 > excess(high) else 0.0


def lasting_days(watched: Floats, *, decay: float) -> Floats:
    """Expected part of the watched days in which a matter still lasts."""
    return watched.copy() if decay == 0 else -np.expm1(-decay * watched) / decay


def reporting_rates(matters: Matters, *, covariates: Floats | None = None) -> ReportingRates:
    """Reporting rate of each area from repeats: Poisson, gamma over the areas.

    Repeats of an area ~ Poisson(rate x lasting days), counted only after the first report, so the
    number of matters cancels (Liu, Bhandaram and Garg 2024). The areas' rates follow a gamma
    distribution by maximum likelihood; covariates (areas x columns, standardised) move its mean
    log-linearly. Raises ValueError when no matter has any watched time.
    """
    decay = decay_rate(matters)
    repeats = matters.by_area(matters.repeats)
    days = matters.by_area(lasting_days(matters.watched, decay=decay))
    if not days.sum():
        raise ValueError("no matter was watched after its first report")
    columns = np.empty((matters.areas, 0)) if covariates is None else covariates
    shape, means = _gamma_fit(repeats, days=days, columns=columns)
    prior_exposure = shape / means
    return ReportingRates(
        shape=repeats + shape,
        exposure=days + prior_exposure,
        prior_shape=shape,
        prior_exposure=prior_exposure,
        decay=decay,
    )


def _gamma_fit(repeats: Floats, *, days: Floats, columns: Floats) -> tuple[float, Floats]:
    """Shape of the areas' rates and the mean of each, by negative-binomial likelihood."""

    def minus(at: Floats) -> float:
        shape = np.exp(at[0])
        rate = np.exp(at[1] + columns @ at[2:])
        expected = rate * days
        terms = (
            gammaln(repeats + shape)
            - gammaln(shape)
            + shape * np.log(shape / (shape + expected))
            + repeats * np.log(np.maximum(expected, 1e-300) / (shape + expected))
        )
        return -float(terms[days > 0].sum()) + 0.5 * float(at[2:] @ at[2:])

    start = np.zeros(2 + columns.shape[1])
    start[1] = np.log((repeats.sum() + 0.5) / days.sum())
    bounds = [(-4.0, 6.0), (None, None), *[(-5.0, 5.0)] * columns.shape[1]]
    best = minimize(minus, start, method="L-BFGS-B", bounds=bounds)
    return float(np.exp(best.x[0])), np.exp(best.x[1] + columns @ best.x[2:])
