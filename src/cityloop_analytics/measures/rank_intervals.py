"""Which places a unit may really hold: simulated from what is known of all of them."""

from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RankIntervals:
    """Place of each unit counted from the lowest, 1 to units; the ends belong to the interval."""

    low: Floats
    middle: Floats
    high: Floats
    mean: Floats


def rank_intervals(draws: Floats, *, confidence: float) -> RankIntervals:
    """Interval of the rank of each unit over joint draws (units x draws) of what is ranked.

    In every draw the units are placed by their drawn effects; the interval holds the middle
    `confidence` of a unit's places (Goldstein and Spiegelhalter 1996). Independent draws suffice:
    given the cases, the units differ from each other only in their own noise.
    """
    units, count = draws.shape
    places = np.empty((units, count), dtype=np.int32)
    standing = np.arange(1, units + 1, dtype=np.int32)
    for number, drawn in enumerate(np.ascontiguousarray(draws.T, dtype=np.float32)):
        places[np.argsort(drawn), number] = standing
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(
        places, [tail, 0.5, 1 - tail], axis=1, method="closest_observation"
    )
    return RankIntervals(low=low, middle=middle, high=high, mean=places.mean(axis=1))
