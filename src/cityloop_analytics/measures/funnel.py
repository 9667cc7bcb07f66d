"""Where units of a given size would fall by chance alone, were they all alike."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, norm

from cityloop_analytics.measures.cells import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Lower and upper limits of a rate for each number of trials."""

    trials: Floats
    low: Floats
    high: Floats


def funnel_limits(trials: Floats, *, target: float, coverage: float) -> Funnel:
    """Exact binomial limits about a target, interpolated between whole counts.

    Spiegelhalter 2005, appendix A.1.1: with r the smallest count whose probability not to be
    exceeded reaches p, the limit is (r - a) / n, a the share of r's own probability beyond p.
    `coverage` is two-sided, usually 0.95 and 0.998. Raises ValueError for a target that is not
    inside 0 to 1; no limit for 0 trials (not a number).
    """
    if not 0 < target < 1:
        raise ValueError(f"a target rate lies inside 0 and 1, not at {target}")
    count = np.asarray(trials, dtype=float)
    some = np.where(count > 0, count, np.nan)
    tail = (1 - coverage) / 2
    return Funnel(
        trials=count,
        low=np.clip(_limit(some, target=target, share=tail), 0, 1),
        high=np.clip(_limit(some, target=target, share=1 - tail), 0, 1),
    )


def _limit(trials: Floats, *, target: float, share: float) -> Floats:
    reached = binom.ppf(share, trials, target)
    own = binom.pmf(reached, trials, target)
    back = (binom.cdf(reached, trials, target) - share) / own
    return np.asarray((reached - back) / trials)


def spread_funnel_limits(
    trials: Floats, *, target: float, coverage: float, spread: float
) -> Funnel:
    """Limits that also allow for the units' usual scatter, on the logit scale.

    Additive over-dispersion (Spiegelhalter 2005, section 3.3): half-width z * sqrt(1 / (n t (1 -
    t)) + spread^2) about logit(target). With many cases a bare funnel flags nearly everybody.
    """
    if not 0 < target < 1:
        raise ValueError(f"a target rate lies inside 0 and 1, not at {target}")
    count = np.asarray(trials, dtype=float)
    noise = 1 / (np.where(count > 0, count, np.nan) * target * (1 - target))
    half = norm.ppf((1 + coverage) / 2) * np.sqrt(noise + spread**2)
    middle = np.log(target / (1 - target))
    return Funnel(
        trials=count,
        low=1 / (1 + np.exp(-(middle - half))),
        high=1 / (1 + np.exp(-(middle + half))),
    )
