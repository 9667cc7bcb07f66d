"""What would move a unit: the least change of one indicator that lifts it to a wanted score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.composite.index import Choices, index
from cityloop_analytics.measures.composite.normalisation import Scale
from cityloop_analytics.measures.composite.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One indicator of one unit. `value` is now, `needed` what would do, None where none would.

    gain: what the index would gain if the indicator reached the best unit's value.
    """

    code: str
    value: float
    needed: float | None
    gain: float


def movers(
    raw: Mapping[str, Floats],
    *,
    scales: Mapping[str, Scale],
    tree: Tree,
    unit: int,
    wanted: float,
    choices: Choices | None = None,
) -> tuple[Mover, ...]:
    """Every indicator of a unit by what it could gain, most first, all else as it is.

    wanted: the index to reach. The needed value is found within the best value that any unit has,
    by halving the way (the index rises with each indicator); the whole index is computed anew each
    time, so that the answer holds for every kind of treatment, scale and mean.
    """
    found = []
    now = _score(raw, scales=scales, tree=tree, unit=unit, choices=choices)
    for code in tree.leaves:
        value = float(raw[code][unit])
        best = _best(raw[code], direction=scales[code].direction)
        if np.isnan(value) or value == best:
            continue

        def reached(to: float, code: str = code) -> float:
            moved = {**raw, code: _with(raw[code], unit=unit, value=to)}
            return _score(moved, scales=scales, tree=tree, unit=unit, choices=choices)

        top = reached(best)
        needed = None
        if now < wanted <= top:
            low, high = value, best
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (low, middle) if reached(middle) >= wanted else (middle, high)
            needed = high
        found.append(Mover(code=code, value=value, needed=needed, gain=top - now))
    return tuple(sorted(found, key=lambda one: (-one.gain, one.code)))


def _best(values: Floats, *, direction: str) -> float:
    return float(np.nanmax(values) if direction == "higher" else np.nanmin(values))


def _with(values: Floats, *, unit: int, value: float) -> Floats:
    changed = values.astype(float)
    changed[unit] = value
    return changed


def _score(
    raw: Mapping[str, Floats],
    *,
    scales: Mapping[str, Scale],
    tree: Tree,
    unit: int,
    choices: Choices | None,
) -> float:
    values = index(raw, scales=scales, tree=tree, choices=choices).values[tree.root]
    return float(values[unit])
