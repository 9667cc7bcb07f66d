"""How well counts of requests rank the communities: against truth, with intervals."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from cityloop.jobs.simulation_pages.past import SEED, Past
from cityloop.simulation.arithmetic import Floats
from cityloop.simulation.streams import Ints, stream
from cityloop.simulation.tables import Array

RESAMPLES = 2_000
WORST = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """Spearman's correlation with its interval, and how many of the truly worst are missing."""

    name: str
    rho: float
    low: float
    high: float
    missing: int


def spearman(first: Array, other: Array) -> Floats:
    """Spearman's rank correlation of each row of two arrays, ties at their mean rank."""
    ranks = [rankdata(np.atleast_2d(one), axis=1) for one in (first, other)]
    centred = [one - one.mean(axis=1, keepdims=True) for one in ranks]
    spread = np.sqrt((centred[0] ** 2).sum(axis=1) * (centred[1] ** 2).sum(axis=1))
    return np.asarray((centred[0] * centred[1]).sum(axis=1) / spread)


def worst_first(values: Array) -> Ints:
    """Rank of each community, 1 the highest; earlier in the list wins a tie."""
    order = np.argsort(-np.asarray(values), kind="stable")
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def resampled(months: Ints) -> Ints:
    """Sums over as many months as there are, drawn again and again, [RESAMPLES, C]."""
    count = len(months)
    drawn = stream(SEED, "pages", "months").integers(RESAMPLES * count, high=count)
    weights = np.zeros((RESAMPLES, count), dtype=np.int64)
    np.add.at(weights, (np.repeat(np.arange(RESAMPLES), count), drawn), 1)
    return weights @ months


def agreement(name: str, *, said: Ints, true: Ints, per: Floats) -> Agreement:
    """Agreement of counts by month and community with truth; `per` divides both, 1 for raw."""
    counts, truth = said.sum(axis=0) / per, true.sum(axis=0) / per
    many = spearman(resampled(said) / per, resampled(true) / per)
    low, high = np.quantile(many, [0.025, 0.975])
    worst = worst_first(truth) <= WORST
    return Agreement(
        name=name,
        rho=float(spearman(counts, truth)[0]),
        low=float(low),
        high=float(high),
        missing=int((worst & (worst_first(counts) > WORST)).sum()),
    )


def reports_by_month(past: Past, *, first_only: bool) -> Ints:
    """Reports of incidents by month and community: all, or one for each incident."""
    reports = past.reports
    about = reports["incident"] >= 0
    if first_only:
        about = about & reports["first"]
    starts = np.cumsum(past.requests_by_month.sum(axis=1))
    month = np.searchsorted(starts, np.flatnonzero(about), side="right")
    shape = past.requests_by_month.shape
    cell = month * shape[1] + reports["community"][about]
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def agreements(past: Past) -> list[Agreement]:
    """What a city could rank its communities by, the rawest first."""
    homes = np.asarray(past.world.households, dtype=np.float64)
    even, true = np.ones(len(homes)), past.incidents_by_month
    said = past.requests_by_month
    about = reports_by_month(past, first_only=False)
    known = reports_by_month(past, first_only=True)
    return [
        agreement("all requests", said=said, true=true, per=even),
        agreement("all requests per household", said=said, true=true, per=homes),
        agreement("reports of incidents per household", said=about, true=true, per=homes),
        agreement("different incidents reported per household", said=known, true=true, per=homes),
    ]
