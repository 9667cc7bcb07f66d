"""Scores with their fair estimates, and with the bands that the scheme lets decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from cityloop.evaluation.choices import Band, Rate
from cityloop.evaluation.rules.classes import UnitHistory
from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.fair import Compared, entries_by_unit, fair_estimates
from cityloop.evaluation.rules.fair_composite import fair_composites
from cityloop.evaluation.rules.placing import classed_group
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.unit_score import CompositeScore, FairFigure, RateScore, UnitScore

Figures = Mapping[Rate, Mapping[str, FairFigure]]


def fairly_placed(
    scores: tuple[UnitScore, ...],
    *,
    entries: Iterable[CohortEntry],
    scheme: EvaluationScheme,
    history: Mapping[str, UnitHistory],
    seed: int,
) -> tuple[UnitScore, ...]:
    """The scores of one table with fair estimates beside the figures of H5.

    Without rules of `fair` in the scheme the scores stay as they are. With `bands: fair` the fair
    bands take the place of those of H5, for every rate that is estimated and for the composite,
    and the classes follow; tiers and references of H5 stay. A gate keeps back here as there.
    """
    rules = scheme.fair
    if rules is None or not scores:
        return scores
    units = entries_by_unit(entries, unit_kind=scores[0].unit_kind)
    compared = Compared(scores=scores, entries=units, scheme=scheme, seed=seed)
    rates = {
        Rate(name): fair_estimates(compared, rate=Rate(name), rules=rules) for name in rules.rates
    }
    totals = fair_composites(
        rates, groups=compared.groups, weights=scheme.weights, rules=rules, seed=seed
    )
    decides = scheme.bands == "fair"
    beside = [_beside(one, rates=rates, total=totals.get(one.unit), fair=decides) for one in scores]
    return _classed(beside, scheme=scheme, history=history) if decides else tuple(beside)


def seed_of(first_day: date) -> int:
    """The seed of a period's draws: the digits of its first day, 20261001."""
    return first_day.year * 10_000 + first_day.month * 100 + first_day.day


def _beside(score: UnitScore, *, rates: Figures, total: FairFigure | None, fair: bool) -> UnitScore:
    return replace(
        score,
        rates=tuple(
            _rate(one, figure=rates[one.rate].get(score.unit), fair=fair)
            if one.rate in rates
            else one
            for one in score.rates
        ),
        composite=_composite(score.composite, figure=total, fair=fair),
    )


def _rate(score: RateScore, *, figure: FairFigure | None, fair: bool) -> RateScore:
    if score.gate is not None:
        return score
    return replace(score, fair=figure, band=_band(score.band, figure=figure, fair=fair))


def _composite(score: CompositeScore, *, figure: FairFigure | None, fair: bool) -> CompositeScore:
    if score.gate is not None:
        return score
    return replace(score, fair=figure, band=_band(score.band, figure=figure, fair=fair))


def _band(band: Band, *, figure: FairFigure | None, fair: bool) -> Band:
    """The band that counts; a unit without peers to stand among cannot be told apart."""
    if not fair or band == Band.UNRANKED:
        return band
    return Band.SAME if figure is None else figure.band


def _classed(
    scores: Iterable[UnitScore], *, scheme: EvaluationScheme, history: Mapping[str, UnitHistory]
) -> tuple[UnitScore, ...]:
    groups: defaultdict[str, list[UnitScore]] = defaultdict(list)
    for score in scores:
        groups[score.peer_group].append(score)
    classed = [
        one
        for members in groups.values()
        for one in classed_group(members, scheme=scheme, history=history)
    ]
    return tuple(sorted(classed, key=lambda score: score.unit))
