"""What is known of each unit after its cases and its peers: mean, spread, draws."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.likelihood import UnitLikelihood
from cityloop_analytics.measures.population import Population, node_log_weights

FLOOR = 1e-12
FEW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Distribution of the effect of each unit, in logits, on its nodes; rows sum to one."""

    nodes: Floats
    weights: Floats

    @property
    def mean(self) -> Floats:
        return np.asarray(np.sum(self.nodes * self.weights, axis=1))

    @property
    def sd(self) -> Floats:
        away = self.nodes - self.mean[:, None]
        return np.asarray(np.sqrt(np.sum(away**2 * self.weights, axis=1)))

    def mean_of(self, values: Floats) -> Floats:
        """Posterior mean of a function of the effect, given at the nodes."""
        return np.asarray(np.sum(values * self.weights, axis=1))

    def chance_above(self, level: float) -> Floats:
        """Probability that the effect of each unit lies above a level."""
        width = self.nodes[:, 1] - self.nodes[:, 0]
        above = (self.nodes - level) / width[:, None] + 0.5
        return np.asarray(np.sum(np.clip(above, 0, 1) * self.weights, axis=1))

    def quantiles(self, shares: Floats) -> Floats:
        """Quantiles of each unit's effect; units x shares, each share within 0 and 1."""
        half = (self.nodes[:, 1] - self.nodes[:, 0])[:, None] / 2
        edges = np.hstack([self.nodes - half, self.nodes[:, -1:] + half])
        rising = self.weights + FLOOR
        reached = np.cumsum(rising, axis=1) / rising.sum(axis=1, keepdims=True)
        reached = np.hstack([np.zeros((len(edges), 1)), reached])
        # One call for all units: the r-th unit's probabilities are lifted to r .. r + 1.
        lift = np.arange(len(edges))[:, None]
        wanted = np.broadcast_to(shares, (len(edges), np.shape(shares)[-1])) + lift
        return np.asarray(np.interp(wanted, (reached + lift).ravel(), edges.ravel()))


def posterior(likelihood: UnitLikelihood, *, population: Population) -> Posterior:
    """Posterior of each unit, averaged over the possible centres and spreads of its kind."""
    weights = np.zeros_like(likelihood.nodes)
    for part, share in _parts(likelihood, population=population):
        weights += share * part
    return Posterior(nodes=likelihood.nodes, weights=weights)


def joint_draws(
    likelihood: UnitLikelihood, *, population: Population, count: int, seed: int
) -> Floats:
    """Draws of all units of a kind together, units x count, from a fixed seed.

    Each draw takes one possible centre and spread for all units (about count x weight draws fall
    to each) and then every unit on its own. Stratified: a unit's draws come from equal slices of
    its distribution in random order, which lowers the noise of rank intervals.
    """
    source = np.random.default_rng(seed)
    ends = np.round(np.cumsum(population.weights) * count).astype(int)
    shares = np.diff(ends, prepend=0)
    drawn = []
    for (part, _), share in zip(_parts(likelihood, population=population), shares, strict=True):
        if share:
            jitter = source.random((len(part), share)) if share < FEW else 0.5
            slices = (np.arange(share) + jitter) / share
            known = Posterior(nodes=likelihood.nodes, weights=part)
            drawn.append(source.permuted(known.quantiles(slices), axis=1))
    return np.hstack(drawn)


def _parts(likelihood: UnitLikelihood, *, population: Population) -> Iterator[tuple[Floats, float]]:
    """Weights of the nodes under each possible centre and spread, and its share."""
    points = zip(population.centres, population.spreads, population.weights, strict=True)
    for centre, spread, share in points:
        logs = node_log_weights(likelihood, centre=float(centre), spread=float(spread))
        part = np.exp(logs - logs.max(axis=1, keepdims=True))
        yield part / part.sum(axis=1, keepdims=True), float(share)
