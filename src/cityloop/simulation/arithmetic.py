"""Exponential, logarithm and normal quantiles out of + - * / alone.

The mathematics library of a machine may round the last digit differently, and numpy chooses its
own by processor. These functions use only operations that IEEE 754 fixes, so that the same seed
gives the same bytes everywhere.
"""

from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LN2_HIGH = 0.693147180369123816490
LN2_LOW = 1.90821492927058770002e-10
LN2 = 0.6931471805599453
ROOT_OF_HALF = 0.7071067811865476
QUANTILE_STEPS = 4096
# Rounded to this many digits, two libraries that differ in the last bit give the same table.
QUANTILE_DIGITS = 9


def exponential(x: Floats) -> Floats:
    """Euler's number to the power x, within 2e-15 relative, for |x| <= 700."""
    whole = np.floor(x / LN2 + 0.5)
    rest = (x - whole * LN2_HIGH) - whole * LN2_LOW
    total = np.ones_like(rest)
    for divisor in range(13, 0, -1):
        total = 1.0 + total * rest / divisor
    return np.ldexp(total, whole.astype(np.int64))


def logarithm(x: Floats) -> Floats:
    """Natural logarithm, within 1e-14, for x > 0."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    low = mantissa < ROOT_OF_HALF
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    exponent = exponent - low
    ratio = (mantissa - 1.0) / (mantissa + 1.0)
    square = ratio * ratio
    total = np.zeros_like(ratio)
    for odd in range(21, 0, -2):
        total = total * square + 1.0 / odd
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2.0 * ratio * total)


def power(base: Floats, exponent: Floats | float) -> Floats:
    """A base to an exponent, for base > 0."""
    return exponential(logarithm(base) * exponent)


@cache
def normal_table() -> Floats:
    """Quantiles of the standard normal at i / 4096; the two ends stand for 1/4 of a step."""
    law = NormalDist()
    shares = [i / QUANTILE_STEPS for i in range(QUANTILE_STEPS + 1)]
    shares[0], shares[-1] = 0.25 / QUANTILE_STEPS, 1 - 0.25 / QUANTILE_STEPS
    return np.array([round(law.inv_cdf(share), QUANTILE_DIGITS) for share in shares])


@cache
def lognormal_table(sigma: float) -> Floats:
    """Quantiles of a lognormal with median 1 at i / 4096."""
    return exponential(normal_table() * sigma)


def quantiles(table: Floats, *, shares: Floats) -> Floats:
    """Values of a quantile table at shares of [0, 1), straight lines between its knots."""
    place = shares * QUANTILE_STEPS
    knot = place.astype(np.int64)
    low = table[knot]
    return low + (table[knot + 1] - low) * (place - knot)
