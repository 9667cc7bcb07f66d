"""Fair comparison on simulated truth: whether the rank intervals hold the true ranks."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

import numpy as np
from scipy.special import expit, logit
from scipy.stats import rankdata, spearmanr

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.measures.bands import Band
from cityloop_analytics.measures.cells import Cells, Floats, grouped
from cityloop_analytics.measures.fair import FairEvaluation, fair_evaluation
from cityloop_analytics.measures.rank_intervals import rank_intervals

BOOTSTRAPS = 400
NOMINAL = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Simulated units: how many, with how many requests, how they and their cases scatter.

    unit_sd, mix_sd: on the logit. rate: of a middling unit with middling cases. types: of cases.
    """

    units: int = 343
    requests: int = 150
    unit_sd: float = 0.3
    mix_sd: float = 0.4
    rate: float = 0.9
    types: int = 12


def simulated(world: World, *, source: np.random.Generator) -> tuple[Floats, Cells]:
    """True effects of the units, and cells of their cases by type."""
    effects = source.normal(0, 1, world.types)
    truth = source.normal(0, world.unit_sd, world.units)
    shares = source.dirichlet(np.full(world.types, 2.0), world.units)
    edges = np.cumsum(shares, axis=1)[:, None, :-1]
    dice = source.random((world.units, world.requests, 1))
    kind_of_case = np.sum(dice > edges, axis=2)
    hard = effects[kind_of_case]
    hard = (hard - hard.mean()) * world.mix_sd / hard.mean(axis=1).std()
    chance = expit(float(logit(world.rate)) + hard + truth[:, None])
    cells = grouped(
        np.repeat(np.arange(world.units), world.requests),
        success=(source.random(chance.shape) < chance).ravel().astype(float),
        factors={"type": kind_of_case.ravel()},
        kind=np.zeros(world.units, dtype=np.int64),
    )
    return truth, cells


def coverage_figures(*, replicates: int, seed: int = 343) -> Iterator[Measured]:
    """Share of units whose 90 % rank interval holds their true rank, over simulated worlds."""
    source = np.random.default_rng(seed)
    found = np.array([_one_world(source) for _ in range(replicates)])
    means = found.mean(axis=0)
    yield Measured(
        name="fair.coverage90",
        value=round(float(means[0]), 4),
        unit="share",
        baseline=round(float(means[1]), 4),
        detail={
            "nominal": NOMINAL,
            "standard_error": round(float(found[:, 0].std() / np.sqrt(replicates)), 4),
            "replicates": replicates,
            "baseline_is": "bootstrap of the raw rates",
            "rank_correlation_raw": round(float(means[2]), 3),
            "rank_correlation_adjusted": round(float(means[3]), 3),
            "rank_correlation_fair": round(float(means[4]), 3),
            "told_apart": round(float(means[5]), 3),
            "flags_wrong": round(float(means[6]), 4),
            "flags_said_wrong": round(float(means[7]), 4),
            "cpu_s_10000_units": round(seconds_for(10_000), 2),
        },
    )


def _one_world(source: np.random.Generator) -> list[float]:
    truth, cells = simulated(World(), source=source)
    fair = fair_evaluation(cells)
    places = rankdata(truth)
    boot = rank_intervals(_raw_bootstrap(cells, source=source), confidence=NOMINAL)
    flagged = fair.bands.band != Band.SAME
    wrong = flagged & ((fair.bands.band == Band.BETTER) != (truth > np.median(truth)))
    return [
        float(np.mean((fair.rank.low <= places) & (places <= fair.rank.high))),
        float(np.mean((boot.low <= places) & (places <= boot.high))),
        spearmanr(fair.raw, truth).statistic,
        spearmanr(fair.ratio, truth).statistic,
        spearmanr(fair.effect, truth).statistic,
        float(flagged.mean()),
        float(wrong.sum() / max(flagged.sum(), 1)),
        fair.bands.false_flags,
    ]


def _raw_bootstrap(cells: Cells, *, source: np.random.Generator) -> Floats:
    trials = cells.unit_trials().astype(np.int64)
    drawn = source.binomial(trials, cells.raw_rates(), size=(BOOTSTRAPS, cells.units))
    ties = source.random(drawn.shape) * 1e-6
    return (drawn / trials + ties).T


def seconds_for(units: int, *, seed: int = 1) -> float:
    """Processor seconds of a whole evaluation of so many units with 150 requests each."""
    _, cells = simulated(World(units=units), source=np.random.default_rng(seed))
    start = process_time()
    done: FairEvaluation = fair_evaluation(cells)
    return process_time() - start if len(done.effect) == units else float("nan")
