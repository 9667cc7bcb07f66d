"""The composite of fair estimates: its interval, its places, and what may be said aloud."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import numpy as np
from scipy.stats import norm

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.fair import BANDS, fair_figure
from cityloop.evaluation.rules.scheme import FairRules, RateWeights
from cityloop.evaluation.rules.unit_score import FairFigure
from cityloop_analytics.measures.bands import bands
from cityloop_analytics.measures.cells import Floats
from cityloop_analytics.measures.rank_intervals import rank_intervals

DRAWS = 1000
WHOLE = 100
PARTS = (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)
RateFigures = Mapping[Rate, Mapping[str, FairFigure]]


def fair_composites(
    figures: RateFigures,
    *,
    groups: Mapping[str, str],
    weights: RateWeights,
    rules: FairRules,
    seed: int,
) -> dict[str, FairFigure]:
    """K = 100 * (w1 RR + w2 SR + w3 MR) of the fair estimates (domain.md H5), by unit.

    The three rates rest on the same people, so that their errors may all point one way: the
    standard deviations are added up, which is the widest that K can scatter. Chance and interval
    are those of a normal distribution; places come from draws with a fixed seed. Units without one
    of the rates have no composite.
    """
    shares = [float(getattr(weights, rate.value)) for rate in PARTS]
    if any(rate not in figures for rate in PARTS):
        return {}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for unit in sorted(set.intersection(*(set(figures[rate]) for rate in PARTS))):
        members[groups[unit]].append(unit)
    found: dict[str, FairFigure] = {}
    for number, (_group, units) in enumerate(sorted(members.items())):
        parts = [[figures[rate][unit] for unit in units] for rate in PARTS]
        table = _Table.of(parts, shares=shares, rules=rules)
        found |= zip(units, table.figures(rules, seed=seed + number), strict=True)
    return found


def _weighted(
    parts: Sequence[Sequence[FairFigure]],
    *,
    shares: Sequence[float],
    of: Callable[[FairFigure], Decimal],
) -> Floats:
    """Weighted sum over the rates of one column, for each unit."""
    columns = [[float(of(one)) for one in part] for part in parts]
    return np.asarray(np.asarray(shares) @ np.asarray(columns), dtype=np.float64)


class _Table:
    """Means, standard deviations and middles of the composites of one peer group."""

    def __init__(self, mean: Floats, *, sd: Floats, middle: float, cases: Floats) -> None:
        self.mean, self.sd, self.middle, self.cases = mean, sd, middle, cases

    @classmethod
    def of(
        cls, parts: list[list[FairFigure]], *, shares: list[float], rules: FairRules
    ) -> "_Table":
        wide = 2 * float(norm.ppf((1 + float(rules.confidence)) / 2))
        return cls(
            WHOLE * _weighted(parts, shares=shares, of=lambda one: one.estimate),
            sd=WHOLE * _weighted(parts, shares=shares, of=lambda one: one.high - one.low) / wide,
            middle=float(WHOLE * _weighted(parts, shares=shares, of=lambda one: one.middle)[0]),
            cases=np.min([[float(one.cases) for one in part] for part in parts], axis=0),
        )

    def figures(self, rules: FairRules, *, seed: int) -> list[FairFigure]:
        """One figure for each unit, in their order."""
        sd = np.maximum(self.sd, 1e-6)
        chance = norm.cdf((self.mean - self.middle) / sd)
        verdicts = bands(chance, false_flag_rate=float(rules.false_flag_rate)).band
        half = norm.ppf((1 + float(rules.confidence)) / 2) * sd
        units = len(self.mean)
        drawn = np.random.default_rng(seed).normal(size=(units, DRAWS))
        places = rank_intervals(
            self.mean[:, None] + sd[:, None] * drawn, confidence=float(rules.confidence)
        )
        return [
            FairFigure(
                cases=fair_figure(self.cases[place]),
                estimate=fair_figure(self.mean[place]),
                low=fair_figure(max(self.mean[place] - half[place], 0.0)),
                high=fair_figure(min(self.mean[place] + half[place], float(WHOLE))),
                best_place=units + 1 - int(places.high[place]),
                worst_place=units + 1 - int(places.low[place]),
                units=units,
                chance_better=fair_figure(chance[place]),
                middle=fair_figure(self.middle),
                band=BANDS[verdicts[place]],
            )
            for place in range(units)
        ]
