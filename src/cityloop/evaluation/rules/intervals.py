"""Intervals of shares, computed in decimals so that they do not depend on the machine."""

from decimal import Decimal, localcontext
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

from cityloop.evaluation.rules.figures import rate_figure

_DIGITS = 34


class Interval(NamedTuple):
    low: Decimal
    high: Decimal


@lru_cache(maxsize=16)
def standard_score(confidence: Decimal) -> Decimal:
    """Two-sided normal quantile to twelve decimals: 1.959963984540 for 0.95."""
    return Decimal(f"{NormalDist().inv_cdf((1 + float(confidence)) / 2):.12f}")


def wilson(successes: Decimal, *, trials: Decimal, confidence: Decimal) -> Interval:
    """Wilson score interval of a share, six decimals, half to even (domain.md H5).

    Successes may be fractional (a partly solved case counts one half). Raises ValueError when
    there is no trial or more successes than trials.
    """
    if trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"No share can be made of {successes} successes in {trials} trials.")
    z = standard_score(confidence)
    with localcontext() as context:
        context.prec = _DIGITS
        share = successes / trials
        square = z * z / trials
        centre = share + square / 2
        half = z * ((share * (1 - share) + square / 4) / trials).sqrt()
        low, high = (centre - half) / (1 + square), (centre + half) / (1 + square)
    return Interval(rate_figure(max(low, Decimal(0))), rate_figure(min(high, Decimal(1))))
