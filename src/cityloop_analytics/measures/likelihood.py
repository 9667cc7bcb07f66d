"""What the cases of each unit say about it: a likelihood on a grid of its own."""

from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Cells, Floats

NODES = 33
REACH = 7.0
STEPS = 12
LONGEST_STEP = 1.5
LARGEST = 700.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLikelihood:
    """Log-likelihood of the effect of each unit, in logits, at its own evenly spaced nodes.

    nodes, values: units x nodes. spacing: distance of the nodes of each unit.
    """

    nodes: Floats
    values: Floats
    spacing: Floats


def unit_likelihood(cells: Cells, *, offsets: Floats, spread: float) -> UnitLikelihood:
    """Binomial likelihood of each unit's effect, given the offset of each of its cells.

    spread: a first guess of the units' standard deviation; it places the nodes (centre and reach
    by the posterior under it, seven standard deviations to each side), not the result.
    """
    centre, width = _posterior_modes(cells, offsets=offsets, spread=spread)
    steps = np.linspace(-REACH, REACH, NODES)
    nodes = centre[:, None] + width[:, None] * steps[None, :]
    at = offsets[:, None] + nodes[cells.unit]
    # log p = -log(1 + e^-x) and log(1 - p) = log p - x: one transcendental a node, not two.
    terms = -cells.trials[:, None] * np.log1p(np.exp(np.minimum(-at, LARGEST)))
    terms -= (cells.trials - cells.successes)[:, None] * at
    return UnitLikelihood(
        nodes=nodes,
        values=_sums(terms, cells=cells),
        spacing=width * (steps[1] - steps[0]),
    )


def _sums(terms: Floats, *, cells: Cells) -> Floats:
    """Sum of the rows of each unit."""
    if len(cells.unit) == cells.units and np.array_equal(cells.unit, np.arange(cells.units)):
        return terms
    order = np.argsort(cells.unit, kind="stable")
    present, starts = np.unique(cells.unit[order], return_index=True)
    sums = np.zeros((cells.units, terms.shape[1]))
    if len(present):
        sums[present] = np.add.reduceat(terms[order], starts, axis=0)
    return sums


def _posterior_modes(cells: Cells, *, offsets: Floats, spread: float) -> tuple[Floats, Floats]:
    """Mode and curvature width of each unit under a normal prior about 0."""
    effect = np.zeros(cells.units)
    precision = np.full(cells.units, 1 / spread**2)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(offsets + effect[cells.unit])))
        slope = cells.by_unit(cells.successes - cells.trials * chance)
        curvature = cells.by_unit(cells.trials * chance * (1 - chance))
        precision = curvature + 1 / spread**2
        step = np.clip((slope - effect / spread**2) / precision, -LONGEST_STEP, LONGEST_STEP)
        effect += step
        if np.max(np.abs(step), initial=0.0) < 1e-4:  # noqa: PLR2004 - nodes need no more
            break
    return effect, 1 / np.sqrt(precision)
