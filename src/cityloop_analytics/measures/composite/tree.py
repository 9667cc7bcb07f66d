"""The tree of an index: indicators below aspects below the whole, and what goes up it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from cityloop_analytics.measures.cells import Floats

Aggregation = Literal["arithmetic", "geometric", "harmonic"]
# The handbook's remedy for means that zero would pull to zero: the scale starts at 1.
LEAST: Final = 1.0
ROOT: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An indicator or an aggregate; `weight` counts within the parent and need not add up to 1."""

    code: str
    parent: str = ROOT
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All nodes of an index, in any order; leaves are the indicators, one node has no parent.

    needed: share of a parent's weight that must be known for it to have a value; the mean is
    taken over what is known.
    """

    nodes: Sequence[Node]
    needed: float = 2 / 3
    children: Mapping[str, tuple[Node, ...]] = field(init=False)

    def __post_init__(self) -> None:
        codes = [node.code for node in self.nodes]
        for node in self.nodes:
            if codes.count(node.code) > 1:
                raise ValueError(f"'{node.code}' stands twice in the tree")
            if node.parent not in {ROOT, *codes}:
                raise ValueError(f"'{node.code}' stands below '{node.parent}', which is no node")
            if not node.weight > 0:
                raise ValueError(f"the weight of '{node.code}' must be greater than 0")
        below = {code: tuple(n for n in self.nodes if n.parent == code) for code in (ROOT, *codes)}
        if len(below[ROOT]) != 1:
            tops = ", ".join(node.code for node in below[ROOT]) or "none"
            raise ValueError(f"a tree has one node without a parent, this one has: {tops}")
        object.__setattr__(self, "children", below)
        if len(self._below(self.root)) != len(codes):
            raise ValueError("some nodes of the tree stand below themselves")

    @property
    def root(self) -> str:
        return self.children[ROOT][0].code

    @property
    def leaves(self) -> tuple[str, ...]:
        """Codes of the indicators, in the order of the nodes."""
        return tuple(node.code for node in self.nodes if not self.children[node.code])

    def upwards(self) -> tuple[str, ...]:
        """Codes of the aggregates, each after everything below it."""
        return tuple(code for code in reversed(self._below(self.root)) if self.children[code])

    def _below(self, code: str) -> list[str]:
        found = [code]
        for node in self.children[code]:
            found += self._below(node.code)
        return found


def scores(
    indicators: Mapping[str, Floats], *, tree: Tree, aggregation: Aggregation = "arithmetic"
) -> dict[str, Floats]:
    """Value of every node for every unit, from normalised indicators.

    geometric and harmonic means want values above 0: what is below 1 on the scale of 0 to 100
    counts as 1. Raises ValueError when an indicator of the tree is not given.
    """
    missing = [code for code in tree.leaves if code not in indicators]
    if missing:
        raise ValueError(f"no values are given for {', '.join(missing)}")
    found = {code: indicators[code] for code in tree.leaves}
    for code in tree.upwards():
        below = tree.children[code]
        values = np.column_stack([found[node.code] for node in below])
        weights = np.array([node.weight for node in below])
        found[code] = _mean(values, weights=weights, aggregation=aggregation, needed=tree.needed)
    return found


def _mean(values: Floats, *, weights: Floats, aggregation: Aggregation, needed: float) -> Floats:
    known = ~np.isnan(values)
    share = np.where(known, weights, 0.0)
    total = share.sum(axis=1)
    there, back = MEANS[aggregation]
    filled = there(np.where(known, values, LEAST))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = back((filled * share).sum(axis=1) / total)
    enough = total >= needed * weights.sum() - 1e-12
    return np.where(enough & (total > 0), mean, np.nan)


def _floored(values: Floats) -> Floats:
    return np.maximum(values, LEAST)


def _same(values: Floats) -> Floats:
    return values


def _logarithm(values: Floats) -> Floats:
    return np.log(_floored(values))


def _inverse(values: Floats) -> Floats:
    return 1 / _floored(values)


def _exponential(values: Floats) -> Floats:
    return np.exp(values)


def _reciprocal(values: Floats) -> Floats:
    return 1 / values


Move = Callable[[Floats], Floats]
# A mean of transformed values, and the way back.
MEANS: Final[Mapping[Aggregation, tuple[Move, Move]]] = {
    "arithmetic": (_same, _same),
    "geometric": (_logarithm, _exponential),
    "harmonic": (_inverse, _reciprocal),
}
