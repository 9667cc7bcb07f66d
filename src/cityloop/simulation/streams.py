"""Seeded streams of chance that give the same bytes on every machine.

Philox is keyed with a hash of the seed and the stream's names, so a stream does not depend on what
another one drew. Only its raw bits are used: numpy keeps these stable for ever, but not the methods
of its generators.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from cityloop.simulation.arithmetic import (
    Floats,
    exponential,
    logarithm,
    lognormal_table,
    normal_table,
    quantiles,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Above this mean the counts are read from a table around the mean instead of from zero upwards.
SMALL_MEAN = 32.0
SPREAD = 9.0
# The chance of so many at a mean of 32 is below 1e-80: rounding alone could lead there.
MOST = 200


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of chance; every call takes the next numbers."""

    bits: np.random.Philox

    def uniforms(self, n: int) -> Floats:
        """N numbers of [0, 1) with 53 bits."""
        raw = self.bits.random_raw(n)
        return np.asarray((raw >> np.uint64(11)) * 2.0**-53, dtype=np.float64)

    def shares(self, n: int) -> Floats:
        """N numbers strictly inside (0, 1) with 32 bits: half the price of `uniforms`."""
        raw = self.bits.random_raw((n + 1) // 2).astype("<u8").view("<u4")[:n]
        return np.asarray((raw + 0.5) * 2.0**-32, dtype=np.float64)

    def coins(self, n: int) -> Floats:
        """N numbers strictly inside (0, 1) with 16 bits, for yes or no: a quarter of the price."""
        raw = self.bits.random_raw((n + 3) // 4).astype("<u8").view("<u2")[:n]
        return np.asarray((raw + 0.5) * 2.0**-16, dtype=np.float64)

    def integers(self, n: int, *, high: Ints | int) -> Ints:
        """N whole numbers of [0, high)."""
        return np.asarray(self.shares(n) * high, dtype=np.float64).astype(np.int64)

    def choice(self, n: int, *, cumulative: Floats) -> Ints:
        """N positions drawn by cumulative weights (the last one is the total)."""
        found = np.searchsorted(cumulative, self.shares(n) * cumulative[-1], side="right")
        return np.asarray(np.minimum(found, len(cumulative) - 1))

    def normals(self, n: int) -> Floats:
        """N standard normal numbers; tails end at 4.0 standard deviations."""
        return quantiles(normal_table(), shares=self.shares(n))

    def lognormals(self, n: int, *, sigma: float) -> Floats:
        """N lognormal numbers of median 1."""
        return quantiles(lognormal_table(sigma), shares=self.shares(n))

    def exponentials(self, n: int) -> Floats:
        """N exponential numbers of mean 1."""
        return -logarithm(self.shares(n))

    def poisson(self, mean: Floats) -> Ints:
        """A count for each mean, by the inverse of the distribution function."""
        return poisson_quantiles(mean, shares=self.uniforms(len(mean)))


def stream(seed: int, *names: object) -> Stream:
    """The stream of a seed and names, such as `stream(7, "reports", "2025-03")`."""
    text = "\x1f".join(str(part) for part in (seed, *names))
    digest = blake2b(text.encode(), digest_size=16).digest()
    return Stream(bits=np.random.Philox(key=np.frombuffer(digest, dtype="<u8")))


def poisson_quantiles(mean: Floats, *, shares: Floats) -> Ints:
    """The smallest count whose distribution function reaches each share."""
    counts = np.zeros(len(mean), dtype=np.int64)
    small = mean <= SMALL_MEAN
    counts[small] = _counts_from_zero(mean[small], shares=shares[small])
    for place in np.flatnonzero(~small):
        counts[place] = _count_around(float(mean[place]), share=float(shares[place]))
    return counts


def _counts_from_zero(mean: Floats, *, shares: Floats) -> Ints:
    counts = np.zeros(len(mean), dtype=np.int64)
    chance = exponential(-mean)
    left = shares - chance
    rows = np.flatnonzero(left > 0)
    mean, chance, left = mean[rows], chance[rows], left[rows]
    number = 0
    while len(rows) and number < MOST:
        number += 1
        chance = chance * mean / number
        left = left - chance
        counts[rows] = number
        above = left > 0
        rows, mean, chance, left = rows[above], mean[above], chance[above], left[above]
    return counts


def _count_around(mean: float, *, share: float) -> int:
    """Chances relative to the mode's, summed over nine standard deviations either side."""
    mode = int(mean)
    width = int(SPREAD * float(np.sqrt(mean))) + 10
    up = np.cumprod(mean / np.arange(mode + 1, mode + width + 1))
    lowest = max(0, mode - width)
    down = np.cumprod(np.arange(mode, lowest, -1) / mean)
    total = np.cumsum(np.concatenate([down[::-1], [1.0], up]))
    return lowest + int(np.searchsorted(total, share * total[-1], side="left"))


def draw_in_rows(table: Floats, *, rows: Ints, shares: Floats) -> Ints:
    """A column for each row number, by a table of cumulative row shares (last column 1).

    One search over all rows: row r occupies the values from r to r + 1.
    """
    width = table.shape[1]
    flat = (table + np.arange(len(table))[:, None]).ravel()
    found = np.searchsorted(flat, rows + shares, side="right") - rows * width
    return np.asarray(np.clip(found, 0, width - 1))


def cumulative_rows(weights: Floats) -> Floats:
    """Cumulative shares of each row; a row without weight is drawn evenly."""
    total = np.cumsum(weights, axis=1)
    empty = total[:, -1:] <= 0
    even = np.arange(1, weights.shape[1] + 1) / weights.shape[1]
    return np.where(empty, even, total / np.where(empty, 1.0, total[:, -1:]))
