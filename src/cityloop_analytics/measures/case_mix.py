"""How hard each unit's cases were: effects of type, grade and the like on the logit scale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from scipy.special import expit, logit

from cityloop_analytics.measures.cells import Cells, Codes, Floats, shares, summed

SWEEPS = 200
SETTLED = 1e-4
LEAST_VARIANCE = 1e-4
LONGEST_STEP = 2.0
FIRST_VARIANCE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMix:
    """Level of the city and the effect of each level of each factor, in logits.

    effects: drawn towards 0 by their own variance. variances: of each factor. unit_effects: of
    the units, only to keep a good unit's cases from looking easy.
    """

    level: float
    effects: Mapping[str, Floats]
    variances: Mapping[str, float]
    unit_effects: Floats

    def offsets(self, factors: Mapping[str, Codes], *, count: int) -> Floats:
        """Logit that a middling unit would reach in each of `count` cells with these levels.

        A level not seen when fitting counts as 0: a case like any other.
        """
        total = np.full(count, self.level)
        for name, codes in factors.items():
            effect = self.effects[name]
            known = codes < len(effect)
            total += np.where(known, effect[np.where(known, codes, 0)], 0.0)
        return total

    def expected_rates(self, cells: Cells) -> Floats:
        """Rate that could be expected of each unit with its cases, were it a middling one."""
        easy = expit(self.offsets(cells.factors, count=len(cells.unit)))
        return shares(cells.by_unit(cells.trials * easy), of=cells.unit_trials())


def fit_case_mix(cells: Cells) -> CaseMix:
    """Effects of all factors and of the units, fitted together by penalised logistic regression.

    logit p = level + sum of factor effects + unit effect. Every effect is normal about 0 with the
    variance of its factor (of its kind, for units), re-estimated in each sweep as
    mean(effect^2 + its posterior variance). Newton steps by turns over the factors (Breslow and
    Clayton 1993; by turns instead of one large system, so that 10^5 cells need no matrix). Units
    and types are fitted together by choice: with types alone, a good unit that gets most cases of
    one type would make that type look easy and be punished for it.
    """
    units = _Block(codes=cells.unit, kind=cells.kind)
    factors = {name: _Block.of(codes) for name, codes in cells.factors.items()}
    fit = _Fit(cells=cells)
    for _ in range(SWEEPS):
        before = fit.linear.copy()
        fit.move_level()
        for block in (*factors.values(), units):
            fit.move(block)
        if not len(before) or np.max(np.abs(fit.linear - before)) < SETTLED:
            break
    return CaseMix(
        level=fit.level,
        effects={name: block.effect for name, block in factors.items()},
        variances={name: float(np.mean(block.variance)) for name, block in factors.items()},
        unit_effects=units.effect,
    )


@dataclass(slots=True)
class _Block:
    """Effects of one factor; `kind` says which levels share a variance."""

    codes: Codes
    kind: Codes
    effect: Floats = field(init=False)
    variance: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.effect = np.zeros(len(self.kind))
        self.variance = np.full(len(self.kind), FIRST_VARIANCE)

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """A block whose levels all share one variance."""
        return cls(codes=codes, kind=np.zeros(int(codes.max(initial=0)) + 1, dtype=np.int64))


@dataclass(slots=True)
class _Fit:
    """The state of the fit: the logit of every cell, kept up to date as effects move."""

    cells: Cells
    level: float = 0.0
    linear: Floats = field(init=False)

    def __post_init__(self) -> None:
        successes, trials = self.cells.successes.sum(), self.cells.trials.sum()
        self.level = float(logit((successes + 0.5) / (trials + 1)))
        self.linear = np.full(len(self.cells.unit), self.level)

    def _slopes(self) -> tuple[Floats, Floats]:
        chance = expit(self.linear)
        expected = self.cells.trials * chance
        return self.cells.successes - expected, expected * (1 - chance)

    def move_level(self) -> None:
        """One Newton step of the city's level."""
        gradient, curvature = self._slopes()
        step = float(gradient.sum() / max(curvature.sum(), 1e-9))
        step = max(-LONGEST_STEP, min(LONGEST_STEP, step))
        self.level += step
        self.linear += step

    def move(self, block: _Block) -> None:
        """One penalised Newton step of a block, then its variance from what is found."""
        gradient, curvature = self._slopes()
        count = len(block.effect)
        slope = summed(gradient, by=block.codes, size=count)
        precision = summed(curvature, by=block.codes, size=count)
        precision += 1 / block.variance
        step = (slope - block.effect / block.variance) / precision
        step = np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        block.effect = block.effect + step
        self.linear += step[block.codes]
        sums = np.bincount(block.kind, weights=block.effect**2 + 1 / precision)
        found = sums / np.maximum(np.bincount(block.kind), 1)
        block.variance = np.maximum(found, LEAST_VARIANCE)[block.kind]
