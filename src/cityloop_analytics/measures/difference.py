"""Whether two shares differ by more than chance."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from cityloop_analytics.measures.equity import wilson


@dataclass(frozen=True, slots=True)
class Difference:
    """One share less another, with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def share_difference(
    now: tuple[float, float], *, then: tuple[float, float], confidence: float = 0.95
) -> Difference | None:
    """The share of `now` (cases that count, cases) less that of `then`; None without cases.

    Newcombe 1998, method 10: from the Wilson intervals of both, good with few cases and near 0 and
    1. The two must rest on different cases. Raises ValueError for a confidence outside 0 to 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    if not now[1] or not then[1]:
        return None
    part, whole = np.array([now[0], then[0]]), np.array([now[1], then[1]])
    lows, highs = wilson(part, trials=whole, confidence=confidence)
    first, other = part / whole
    value = float(first - other)
    return Difference(
        value,
        value - sqrt(float((first - lows[0]) ** 2 + (highs[1] - other) ** 2)),
        value + sqrt(float((highs[0] - first) ** 2 + (other - lows[1]) ** 2)),
    )
