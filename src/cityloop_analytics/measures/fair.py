"""A fair comparison of units, from their cases to what may be said of them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from cityloop_analytics.measures.bands import Bands, bands
from cityloop_analytics.measures.case_mix import CaseMix, fit_case_mix
from cityloop_analytics.measures.cells import Cells, Floats
from cityloop_analytics.measures.likelihood import UnitLikelihood, unit_likelihood
from cityloop_analytics.measures.population import (
    LogPrior,
    Population,
    even_spread,
    fit_population,
)
from cityloop_analytics.measures.posterior import joint_draws, posterior
from cityloop_analytics.measures.rank_intervals import RankIntervals, rank_intervals

DRAWS = 1000
DRAWS_OF_MANY = 200
MANY = 2000
TABLE = np.linspace(-8.0, 8.0, 321)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a city sets: confidence of rank intervals, rate of false flags, seed of the draws."""

    confidence: float = 0.90
    false_flag_rate: float = 0.05
    seed: int = 20150101
    log_prior: LogPrior = even_spread


@dataclass(frozen=True, slots=True, kw_only=True)
class FairEvaluation:
    """Raw and fair figures of every unit side by side.

    raw: successes over trials. expected: what a middling unit reaches with these cases. ratio: raw
    over expected, domain.md H5. effect, effect_sd: posterior of the unit's own part, logits, 0 is
    the middle of the city. standardised, low, high: rate with the city's mix of cases and its
    interval. rank: among its kind. chance_better: to lie above the middle of its kind.
    """

    trials: Floats
    raw: Floats
    expected: Floats
    ratio: Floats
    effect: Floats
    effect_sd: Floats
    standardised: Floats
    low: Floats
    high: Floats
    rank: RankIntervals
    chance_better: Floats
    bands: Bands
    mix: CaseMix
    populations: dict[int, Population]


def fair_evaluation(
    cells: Cells, *, settings: Settings | None = None, history: Cells | None = None
) -> FairEvaluation:
    """Case-mix adjustment, shrinkage by kind, rank intervals and bands of all units.

    `history`, when given, says how hard the kinds of cases are (months before the period, same
    codes); otherwise the cells do. Every kind of unit has its own centre and variance.
    """
    chosen = settings or Settings()
    mix = fit_case_mix(history or cells)
    offsets = mix.offsets(cells.factors, count=len(cells.unit))
    expected = mix.expected_rates(cells)
    found = _Found.empty(cells.units)
    for code in np.unique(cells.kind):
        found.add(int(code), cells=cells, offsets=offsets, chosen=chosen)
    city = _city_table(cells, offsets=offsets)
    raw = cells.raw_rates()
    return FairEvaluation(
        trials=cells.unit_trials(),
        raw=raw,
        expected=expected,
        ratio=raw / expected,
        effect=found.effect,
        effect_sd=found.effect_sd,
        standardised=np.interp(found.effect, TABLE, city),
        low=np.interp(found.low, TABLE, city),
        high=np.interp(found.high, TABLE, city),
        rank=RankIntervals(
            low=found.places[0], middle=found.places[1], high=found.places[2], mean=found.places[3]
        ),
        chance_better=found.better,
        bands=bands(found.better, false_flag_rate=chosen.false_flag_rate),
        mix=mix,
        populations=found.populations,
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """What is found kind by kind, at the places of the units."""

    effect: Floats
    effect_sd: Floats
    low: Floats
    high: Floats
    better: Floats
    places: Floats
    populations: dict[int, Population]

    @classmethod
    def empty(cls, units: int) -> "_Found":
        columns = [np.full(units, np.nan) for _ in range(5)]
        return cls(
            effect=columns[0],
            effect_sd=columns[1],
            low=columns[2],
            high=columns[3],
            better=columns[4],
            places=np.full((4, units), np.nan),
            populations={},
        )

    def add(self, code: int, *, cells: Cells, offsets: Floats, chosen: Settings) -> None:
        own = np.flatnonzero(cells.kind == code)
        evidence = kind_likelihood(cells, offsets=offsets, code=code)
        people = fit_population(evidence, log_prior=chosen.log_prior)
        known = posterior(evidence, population=people)
        tail = (1 - chosen.confidence) / 2
        ends = known.quantiles(np.array([tail, 1 - tail]))
        count = DRAWS if len(own) <= MANY else DRAWS_OF_MANY
        draws = joint_draws(evidence, population=people, count=count, seed=chosen.seed + code)
        places = rank_intervals(draws, confidence=chosen.confidence)
        self.effect[own], self.effect_sd[own] = known.mean, known.sd
        self.low[own], self.high[own] = ends[:, 0], ends[:, 1]
        self.better[own] = known.chance_above(people.centre)
        self.places[:, own] = [places.low, places.middle, places.high, places.mean]
        self.populations[code] = people


def kind_likelihood(cells: Cells, *, offsets: Floats, code: int) -> UnitLikelihood:
    """Likelihood of the units of one kind, in the order of their codes."""
    own = cells.kind == code
    renumbered = np.cumsum(own) - 1
    inside = own[cells.unit]
    part = Cells(
        unit=renumbered[cells.unit[inside]],
        successes=cells.successes[inside],
        trials=cells.trials[inside],
        kind=np.zeros(int(own.sum()), dtype=np.int64),
    )
    return unit_likelihood(part, offsets=offsets[inside], spread=FIRST_SPREAD)


FIRST_SPREAD = 0.3


def _city_table(cells: Cells, *, offsets: Floats) -> Floats:
    """Rate with the city's mix of cases of a unit with each effect of TABLE."""
    if not len(offsets):
        return np.asarray(expit(TABLE))
    levels, where = np.unique(np.round(offsets, 3), return_inverse=True)
    weights = np.bincount(where, weights=cells.trials)
    chances = expit(levels[None, :] + TABLE[:, None])
    return np.asarray(chances @ weights / max(weights.sum(), 1e-9))
