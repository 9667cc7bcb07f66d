"""One scale for all indicators: 0 is worst and 100 is best, but for z-scores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.stats import rankdata

from cityloop_analytics.measures.cells import Floats

Direction = Literal["higher", "lower"]
Method = Literal["min_max", "z_score", "rank", "goalposts"]
BEST: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How one indicator is read. `worst` and `best`: goalposts, in the indicator's own unit."""

    direction: Direction = "higher"
    worst: float | None = None
    best: float | None = None


def normalised(values: Floats, *, scale: Scale, method: Method = "min_max") -> Floats:
    """One indicator on the common scale, better upwards; missing values stay missing.

    min_max: between the worst and the best unit. goalposts: between the stated ends, cut off at
    them. rank: share of the other known units that are worse, ties in the middle. z_score: standard
    deviations (n - 1) from the mean. Where all units are alike nothing tells them apart: the
    middle of the scale. Raises ValueError for goalposts that are missing or the wrong way round.
    """
    return METHODS[method](values.astype(float), scale)


def _min_max(values: Floats, scale: Scale) -> Floats:
    known = values[~np.isnan(values)]
    if not len(known):
        return values
    low, high = known.min(), known.max()
    return _between(values, *((low, high) if scale.direction == "higher" else (high, low)))


def _goalposts(values: Floats, scale: Scale) -> Floats:
    if scale.worst is None or scale.best is None or scale.worst == scale.best:
        raise ValueError("goalposts need a worst and a best value that differ")
    if (scale.best > scale.worst) != (scale.direction == "higher"):
        raise ValueError(
            f"the goalposts {scale.worst:g} (worst) and {scale.best:g} (best) contradict the "
            f"direction '{scale.direction}'"
        )
    return np.clip(_between(values, scale.worst, scale.best), 0.0, BEST)


def _between(values: Floats, worst: float, best: float) -> Floats:
    if worst == best:
        return np.where(np.isnan(values), np.nan, BEST / 2)
    return (values - worst) / (best - worst) * BEST


def _rank(values: Floats, scale: Scale) -> Floats:
    known = ~np.isnan(values)
    ranks = np.full(len(values), np.nan)
    if known.sum() > 1:
        upwards = rankdata(_upwards(values[known], scale))
        ranks[known] = (upwards - 1) / (known.sum() - 1) * BEST
    else:
        ranks[known] = BEST / 2
    return ranks


def _z_score(values: Floats, scale: Scale) -> Floats:
    known = values[~np.isnan(values)]
    if len(known) < 2 or np.ptp(known) == 0:  # noqa: PLR2004 - one value has no scatter
        return np.where(np.isnan(values), np.nan, 0.0)
    return _upwards((values - known.mean()) / known.std(ddof=1), scale)


def _upwards(values: Floats, scale: Scale) -> Floats:
    return values if scale.direction == "higher" else -values


METHODS: Final[Mapping[Method, Callable[[Floats, Scale], Floats]]] = {
    "min_max": _min_max,
    "z_score": _z_score,
    "rank": _rank,
    "goalposts": _goalposts,
}
