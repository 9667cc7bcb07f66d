"""Fair estimates beside the formulas of H5: cases made alike, luck taken out, places as intervals.

Made of the very observations that the rates of the period rest on, so that raw figures and numbers
of cases are the same here and there (docs/explanation/fair-insight.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.special import expit

from cityloop.evaluation.choices import Band, Rate, UnitKind
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.rates import (
    CAPPED,
    Observation,
    counted,
    observations,
    recorded_facts,
    within_cap,
)
from cityloop.evaluation.rules.scheme import EvaluationScheme, FairRules
from cityloop.evaluation.rules.unit_score import FairFigure, UnitScore
from cityloop_analytics.measures.bands import Band as Verdict
from cityloop_analytics.measures.cells import Cells, codes_of
from cityloop_analytics.measures.fair import FairEvaluation, Settings, fair_evaluation

# One unit alone has nobody to be compared with.
FEWEST_UNITS = 2
# Posteriors come from grids and draws: further digits would be those of the machine.
PLACES = Decimal("0.0001")
BANDS: Mapping[object, Band] = {
    Verdict.BETTER: Band.BETTER,
    Verdict.SAME: Band.SAME,
    Verdict.WORSE: Band.WORSE,
}
CaseKey = tuple[str, str, int, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Units of one table of a period with their orders, and the seed of every draw."""

    scores: Sequence[UnitScore]
    entries: Mapping[str, Sequence[CohortEntry]]
    scheme: EvaluationScheme
    seed: int

    @property
    def groups(self) -> Mapping[str, str]:
        """Peer group of each unit."""
        return {score.unit: score.peer_group for score in self.scores}


def entries_by_unit(
    entries: Iterable[CohortEntry], *, unit_kind: UnitKind
) -> dict[str, list[CohortEntry]]:
    """The orders of each unit, by order key, so that sums do not depend on the order of rows."""
    units: defaultdict[str, list[CohortEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.order_id):
        unit = entry.unit(unit_kind)
        if unit is not None:
            units[unit].append(entry)
    return dict(units)


def fair_estimates(compared: Compared, *, rate: Rate, rules: FairRules) -> dict[str, FairFigure]:
    """The fair figure of one rate for each unit that has cases of it and peers to stand among.

    Weighted answers count as so many equal ones as their effective number says (Kish 1965), so
    that raw shares and cases are those of the rate itself. Units that a gate keeps back shape the
    scatter of their peers here as they do in H5.
    """
    observed = _observed(compared, rate=rate)
    groups = compared.groups
    sizes: defaultdict[str, int] = defaultdict(int)
    for unit in observed:
        sizes[groups[unit]] += 1
    units = sorted(unit for unit in observed if sizes[groups[unit]] >= FEWEST_UNITS)
    if not units:
        return {}
    kinds = sorted({groups[unit] for unit in units})
    cells = _cells({unit: observed[unit] for unit in units}, kinds=kinds, groups=groups)
    settings = Settings(
        confidence=float(rules.confidence),
        false_flag_rate=float(rules.false_flag_rate),
        seed=compared.seed,
    )
    found = fair_evaluation(cells, settings=settings)
    middles = _middles(found, cells=cells)
    return {
        unit: _figure(found, place=place, cells=cells, middles=middles)
        for place, unit in enumerate(units)
    }


def _observed(compared: Compared, *, rate: Rate) -> dict[str, tuple[Observation, ...]]:
    every = [entry for rows in compared.entries.values() for entry in rows]
    recorded = recorded_facts(every)
    cap = compared.scheme.pseudonym_cap
    found = {}
    for unit, entries in compared.entries.items():
        seen = observations(counted(entries), rate=rate, recorded=recorded)
        kept = within_cap(seen, cap=cap) if rate in CAPPED else seen
        if kept:
            found[unit] = kept
    return found


def _cells(
    observed: Mapping[str, Sequence[Observation]],
    *,
    kinds: Sequence[str],
    groups: Mapping[str, str],
) -> Cells:
    sums: defaultdict[CaseKey, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for unit, seen in observed.items():
        weights = sum(one.weight for one in seen)
        scale = float(weights / sum(one.weight * one.weight for one in seen))
        for one in seen:
            entry = one.entry
            both = sums[unit, entry.service_type, entry.grade, entry.hard]
            both[0] += scale * float(one.weight * one.value)
            both[1] += scale * float(one.weight)
    keys = sorted(sums)
    units = sorted(observed)
    place = {unit: number for number, unit in enumerate(units)}
    trials = np.array([sums[key][1] for key in keys])
    return Cells(
        unit=np.array([place[key[0]] for key in keys], dtype=np.int64),
        successes=np.minimum(np.array([sums[key][0] for key in keys]), trials),
        trials=trials,
        factors={
            "type": codes_of([key[1] for key in keys])[0],
            "grade": codes_of([key[2] for key in keys])[0],
            "hard": codes_of([key[3] for key in keys])[0],
        },
        kind=np.array([kinds.index(groups[unit]) for unit in units], dtype=np.int64),
    )


def _middles(found: FairEvaluation, *, cells: Cells) -> dict[int, float]:
    """Rate of the middle unit of each kind with the city's mix of cases."""
    offsets = found.mix.offsets(cells.factors, count=len(cells.unit))
    weights = cells.trials / cells.trials.sum()
    return {
        kind: float(weights @ expit(offsets + people.centre))
        for kind, people in found.populations.items()
    }


def _figure(
    found: FairEvaluation, *, place: int, cells: Cells, middles: Mapping[int, float]
) -> FairFigure:
    kind = int(cells.kind[place])
    units = int((cells.kind == kind).sum())
    return FairFigure(
        cases=fair_figure(found.trials[place]),
        expected=fair_figure(found.expected[place]),
        estimate=fair_figure(found.standardised[place]),
        low=fair_figure(found.low[place]),
        high=fair_figure(found.high[place]),
        # Analytics counts from the lowest; people read 1 as the best.
        best_place=units + 1 - int(found.rank.high[place]),
        worst_place=units + 1 - int(found.rank.low[place]),
        units=units,
        chance_better=fair_figure(found.chance_better[place]),
        middle=fair_figure(middles[kind]),
        spread=fair_figure(found.populations[kind].spread),
        band=BANDS[found.bands.band[place]],
    )


def fair_figure(value: float) -> Decimal:
    """A figure with four decimals, as it is stored and sealed."""
    return Decimal(format(Decimal(repr(float(value))).quantize(PLACES).normalize(), "f"))
