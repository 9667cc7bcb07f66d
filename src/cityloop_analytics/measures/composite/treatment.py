"""Outliers: single extreme values that would stretch an indicator's scale for everybody else."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import kurtosis, skew

from cityloop_analytics.measures.cells import Floats

FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentLimits:
    """An indicator is treated while both limits are passed.

    skewness: of either sign; kurtosis: in excess of the normal's; both corrected for bias.
    points: most values pulled in, or 0 to treat nothing. The defaults are the handbook's.
    """

    skewness: float = 2.0
    kurtosis: float = 3.5
    points: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """Values of one indicator after treatment; `low` and `high` count the values pulled in."""

    values: Floats
    low: int = 0
    high: int = 0
    cured: bool = True


def treated(values: Floats, *, limits: TreatmentLimits) -> Treated:
    """One indicator, winsorised: extreme values take the value of the next one inwards.

    One value more at a time, at the end that the skewness points to, until the shape is within
    the limits. `cured` is False when it still was not after `limits.points` values. Missing
    values stay missing; fewer than four known values have no shape to speak of.
    """
    low = high = 0
    current = values.astype(float)
    while _out_of_shape(current, limits=limits):
        if low + high >= limits.points:
            return Treated(values=current, low=low, high=high, cured=False)
        known = values[~np.isnan(values)]
        if skew(current, bias=False, nan_policy="omit") > 0:
            high += 1
        else:
            low += 1
        ranked = np.sort(known)
        current = np.clip(values, ranked[low], ranked[len(ranked) - 1 - high])
    return Treated(values=current, low=low, high=high)


def _out_of_shape(values: Floats, *, limits: TreatmentLimits) -> bool:
    known = values[~np.isnan(values)]
    if len(known) < FEWEST or np.ptp(known) == 0 or limits.points == 0:
        return False
    # Shape does not depend on the unit; cubes of very small or very large numbers would.
    shape = (known - known.min()) / np.ptp(known)
    bent = abs(float(skew(shape, bias=False))) > limits.skewness
    return bent and float(kurtosis(shape, bias=False)) > limits.kurtosis
