"""Need corrected for who speaks, on simulated truth: where it helps, and where it hurts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import spearmanr

from cityloop_analytics.bench.figures import Measured
from cityloop_analytics.measures.cells import Codes, Floats, summed
from cityloop_analytics.measures.need import corrected_need
from cityloop_analytics.measures.reporting import Matters

CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Simulated areas: matters, who reports them, and how long they last.

    matters, matters_sd: mean number of an area and its scatter (log). rate, rate_sd: reports a day
    about a matter that lasts. life: mean days until it ends by itself. longest, inspection:
    days it is followed at most, and mean days to an inspection. Violations of the conditions:
    echo: share of reports that bring another one at once (below 0: up to this share, unevenly over
    the areas). hurry: inspections come this much
    sooner per repeat already in. uneven_life: scatter (log) of the life between areas.
    """

    areas: int = 200
    matters: float = 200.0
    matters_sd: float = 0.5
    rate: float = 0.2
    rate_sd: float = 0.8
    life: float = 5.0
    longest: float = 30.0
    inspection: float = 14.0
    echo: float = 0.0
    hurry: float = 0.0
    uneven_life: float = 0.0


FAST = World()
WORLDS = {
    "slow": World(life=40.0),
    "fast_fewer_repeats": replace(FAST, rate=0.12, rate_sd=0.6),
    "uneven_decay": replace(FAST, uneven_life=0.5),
    "echoes": replace(FAST, echo=0.3),
    "uneven_echoes": replace(FAST, echo=-0.6),
    "inspected_by_volume": replace(FAST, hurry=1.0),
    "slow_uneven_echoes": World(life=40.0, echo=-0.9),
}


def simulated(world: World, *, source: np.random.Generator) -> tuple[Floats, Matters]:
    """True number of matters of each area, and what is seen of those reported."""
    middle = np.log(world.matters) - world.matters_sd**2 / 2
    truth = source.poisson(source.lognormal(middle, world.matters_sd, world.areas))
    rates = source.lognormal(np.log(world.rate), world.rate_sd, world.areas)
    lives = world.life * source.lognormal(0, world.uneven_life, world.areas)
    echoes = np.abs(world.echo) * (source.random(world.areas) if world.echo < 0 else 1.0)
    area = np.repeat(np.arange(world.areas), truth)
    lasts = source.exponential(lives[area])
    first = source.exponential(1 / rates[area])
    seen = first < lasts
    area, left = area[seen], (lasts - first)[seen]
    watched = np.minimum(source.exponential(world.inspection, len(area)), world.longest)
    if world.hurry:
        early = source.poisson(rates[area] * np.minimum(left, 1.0))
        watched /= 1 + world.hurry * early
    heard = np.minimum(watched, left)
    repeats = source.poisson(rates[area] * heard)
    lag_sum = _sum_of_lags(repeats, heard=heard, source=source)
    echoed = source.binomial(repeats + 1, np.broadcast_to(echoes, world.areas)[area])
    return truth.astype(float), Matters(
        area=area,
        watched=watched,
        repeats=(repeats + echoed).astype(float),
        lag_sum=lag_sum,
        areas=world.areas,
    )


def _sum_of_lags(repeats: Codes, *, heard: Floats, source: np.random.Generator) -> Floats:
    owner = np.repeat(np.arange(len(repeats)), repeats)
    lags = source.random(len(owner)) * heard[owner]
    return summed(lags, by=owner, size=len(repeats))


def reporting_figures(*, replicates: int, seed: int = 200) -> Iterator[Measured]:
    """Rank correlation of raw and corrected numbers with the truth, and under each violation."""
    fast = _summary(FAST, replicates=replicates, seed=seed)
    detail: dict[str, float | str] = {
        "coverage90": fast["coverage"],
        "corrected_over_true": fast["level"],
        "repeats_a_matter": fast["repeats"],
        "decay_found_over_true": fast["decay"],
        "replicates": replicates,
    }
    for name, world in WORLDS.items():
        one = _summary(world, replicates=replicates, seed=seed)
        detail[f"{name}_raw"] = one["raw"]
        detail[f"{name}_corrected"] = one["corrected"]
        detail[f"{name}_coverage90"] = one["coverage"]
    yield Measured(
        name="bias.rank_corr_fast",
        value=fast["corrected"],
        unit="rank correlation",
        baseline=fast["raw"],
        detail=detail,
    )


def _summary(world: World, *, replicates: int, seed: int) -> dict[str, float]:
    source = np.random.default_rng(seed)
    found = []
    for _ in range(replicates):
        truth, matters = simulated(world, source=source)
        need = corrected_need(matters, life_days=None, confidence=CONFIDENCE)
        found.append(
            (
                spearmanr(need.reported, truth).statistic,
                spearmanr(need.corrected, truth).statistic,
                np.mean((need.low <= truth) & (truth <= need.high)),
                need.corrected.sum() / truth.sum(),
                matters.repeats.sum() / len(matters.area),
                need.rates.decay * world.life,
            )
        )
    names = ("raw", "corrected", "coverage", "level", "repeats", "decay")
    means = np.array(found, dtype=float).mean(axis=0)
    return {name: round(float(mean), 3) for name, mean in zip(names, means, strict=True)}
