"""Gaps, where an index must have a value: what units alike have, and never unseen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Flags, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """`estimated` marks the values that were missing; a page shows them as estimates."""

    values: Floats
    estimated: Flags


def filled_by_group(values: Floats, *, groups: Sequence[str]) -> Filled:
    """One indicator with gaps filled by the mean of the unit's group (OECD/JRC 2008, step 2).

    A gap stays where nobody of the group has a value. Raises ValueError for another length.
    """
    if len(groups) != len(values):
        raise ValueError(f"{len(values)} values belong to {len(groups)} groups' entries")
    missing = np.isnan(values)
    whole = values.astype(float)
    names = np.asarray(groups)
    for name in np.unique(names[missing]):
        known = values[(names == name) & ~missing]
        if len(known):
            whole[(names == name) & missing] = known.mean()
    return Filled(values=whole, estimated=missing & ~np.isnan(whole))
