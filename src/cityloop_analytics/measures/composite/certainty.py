"""How sure an index is: the same units under all the choices that others could defend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from scipy.stats import rankdata

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.composite.index import Choices, index
from cityloop_analytics.measures.composite.normalisation import Method, Scale
from cityloop_analytics.measures.composite.treatment import TreatmentLimits
from cityloop_analytics.measures.composite.tree import Aggregation, Node, Tree

Option = TypeVar("Option")
Band = Literal["better", "middle", "worse", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What is drawn anew in each draw, each with the same chance.

    concentration: of the Dirichlet distribution around the given weights of each parent; about the
    number of experts whose opinions would scatter so. 100 moves a weight of 0.2 by 0.04.
    """

    points: Sequence[int] = (0, 3, 5)
    methods: Sequence[Method] = ("min_max", "rank")
    aggregations: Sequence[Aggregation] = ("arithmetic", "geometric")
    concentration: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """Of each unit: place (1 is best) as an interval, and the band that may be published.

    above, below: share of draws in which the unit stands above (below) the middle unit.
    """

    low: Floats
    median: Floats
    high: Floats
    above: Floats
    below: Floats
    bands: tuple[Band, ...]


def certainty(
    raw: Mapping[str, Floats],
    *,
    scales: Mapping[str, Scale],
    tree: Tree,
    alternatives: Alternatives,
    draws: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> Certainty:
    """Places and bands of the units over random draws of weights and of every other choice.

    A unit is "better" ("worse") when it stands above (below) the middle unit in at least `level`
    of the draws, else "middle"; "unknown" without a value. The interval holds `level` of a unit's
    places. Same seed, same answer.
    """
    random = np.random.default_rng(seed)
    found = np.array(
        [
            index(
                raw,
                scales=scales,
                tree=_redrawn(tree, random=random, concentration=alternatives.concentration),
                choices=_chosen(alternatives, random=random),
            ).values[tree.root]
            for _ in range(draws)
        ]
    )
    return standing(found, level=level)


def standing(draws: Floats, *, level: float = 0.95) -> Certainty:
    """Places and bands from an array of draws x units; a unit unknown in any draw stays so."""
    known = ~np.isnan(draws).any(axis=0)
    shape = draws.shape[1]
    above, below = np.full(shape, np.nan), np.full(shape, np.nan)
    places = np.full((3, shape), np.nan)
    if known.any():
        drawn = draws[:, known]
        middle = np.median(drawn, axis=1, keepdims=True)
        above[known], below[known] = (drawn > middle).mean(axis=0), (drawn < middle).mean(axis=0)
        ranks = rankdata(-drawn, axis=1)
        tail = (1 - level) / 2
        places[:, known] = np.quantile(ranks, [tail, 0.5, 1 - tail], axis=0)
    bands = tuple(_band(*pair, level=level) for pair in zip(above, below, strict=True))
    low, median, high = places
    return Certainty(low=low, median=median, high=high, above=above, below=below, bands=bands)


def _band(above: float, below: float, *, level: float) -> Band:
    if np.isnan(above):
        return "unknown"
    if above >= level:
        return "better"
    return "worse" if below >= level else "middle"


def _chosen(alternatives: Alternatives, *, random: np.random.Generator) -> Choices:
    return Choices(
        limits=TreatmentLimits(points=_one_of(alternatives.points, random=random)),
        method=_one_of(alternatives.methods, random=random),
        aggregation=_one_of(alternatives.aggregations, random=random),
    )


def _one_of(options: Sequence[Option], *, random: np.random.Generator) -> Option:
    return options[int(random.integers(len(options)))]


def _redrawn(tree: Tree, *, random: np.random.Generator, concentration: float) -> Tree:
    weights: dict[str, float] = {}
    for code in tree.upwards():
        below = tree.children[code]
        given = np.array([node.weight for node in below])
        drawn = random.dirichlet(concentration * given / given.sum())
        # A weight of nought would take an indicator out, which nobody proposed.
        weights |= dict(zip((n.code for n in below), np.maximum(drawn, 1e-9).tolist(), strict=True))
    return Tree(nodes=[_reweighed(n, weights=weights) for n in tree.nodes], needed=tree.needed)


def _reweighed(node: Node, *, weights: Mapping[str, float]) -> Node:
    return replace(node, weight=float(weights.get(node.code, node.weight)))
