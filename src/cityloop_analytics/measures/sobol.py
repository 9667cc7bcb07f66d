"""Which uncertain input matters: shares of an output's variance (Sobol 2001)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import sobol_indices, t, uniform

from cityloop_analytics.measures.cells import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One number an input: alone (`first`), and with all it does together with others (`total`).

    first_error and total_error: half the width of the 90 % interval.
    """

    first: Floats
    total: Floats
    first_error: Floats
    total_error: Floats


def variance_shares(
    function: Callable[[Floats], Floats],
    *,
    lows: Floats,
    highs: Floats,
    samples: int = 2**12,
    repeats: int = 8,
) -> Shares:
    """First-order and total Sobol shares of a function of independent uniform inputs.

    function: takes an array of inputs x samples and gives one value a sample. samples: a power of
    two; the function is evaluated `repeats x samples x (inputs + 2)` times, with the estimators of
    Saltelli et al. 2010, by scipy. The sequence is scrambled anew in each repeat; the scatter of
    the repeats gives the interval (scipy's bootstrap of one repeat needs gigabytes). Raises
    ValueError for another number of samples, one repeat, or a range without width.
    """
    if samples < 2 or samples & (samples - 1):  # noqa: PLR2004 - the least power of two
        raise ValueError(f"samples must be a power of two, not {samples}")
    if repeats < 2:  # noqa: PLR2004 - one repeat has no scatter
        raise ValueError("the interval needs at least two repeats")
    if not np.all(highs > lows):
        raise ValueError("each input needs a high end above its low end")
    ranges = [uniform(loc=low, scale=high - low) for low, high in zip(lows, highs, strict=True)]
    found = [
        sobol_indices(func=function, n=samples, dists=ranges, random_state=seed)
        for seed in range(repeats)
    ]
    first, first_error = _mean([one.first_order for one in found])
    total, total_error = _mean([one.total_order for one in found])
    return Shares(first=first, total=total, first_error=first_error, total_error=total_error)


def _mean(repeats: list[Floats]) -> tuple[Floats, Floats]:
    values = np.array(repeats)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return values.mean(axis=0), t.ppf(0.95, len(values) - 1) * error
