"""What may be said aloud of a unit: clearly better, clearly worse, or neither."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cityloop_analytics.measures.cells import Floats


class Band(StrEnum):
    """A unit against the middle of its kind."""

    BETTER = "clearly better"
    SAME = "cannot be told apart"
    WORSE = "clearly worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Band of each unit, and how often such a verdict is wrong.

    false_flags: expected share, among the units called better or worse, that really lie on the
    other side; 0 when nobody is called anything.
    """

    band: npt.NDArray[np.object_]
    false_flags: float

    def count(self, band: Band) -> int:
        """How many units are in a band."""
        return int(np.sum(self.band == band))


def bands(chance_better: Floats, *, false_flag_rate: float) -> Bands:
    """Bands from each unit's probability to lie above the middle of its kind.

    A unit is flagged when the probability to lie on the other side is at most half the rate, so
    that each verdict, better or worse, is wrong with at most that probability; a unit without a
    probability (no case) cannot be told apart. Raises ValueError for a rate outside 0 to 1.
    """
    if not 0 < false_flag_rate < 1:
        raise ValueError(f"a false-flag rate lies between 0 and 1, not at {false_flag_rate}")
    known = np.where(np.isnan(chance_better), 0.5, chance_better)
    doubt = np.minimum(known, 1 - known)
    flagged = doubt <= false_flag_rate / 2
    band = np.full(len(known), Band.SAME, dtype=object)
    band[flagged & (known > 0.5)] = Band.BETTER  # noqa: PLR2004 - the greater half
    band[flagged & (known < 0.5)] = Band.WORSE  # noqa: PLR2004
    return Bands(band=band, false_flags=float(doubt[flagged].mean()) if flagged.any() else 0.0)
