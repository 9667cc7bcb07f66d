"""The units of a peer group set side by side: means, bands, tiers, classes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Band, Rate, UnitClass
from cityloop.evaluation.rules.bands import Comparison, Standing, comparison
from cityloop.evaluation.rules.classes import (
    Classed,
    ClassFacts,
    PeriodFigures,
    UnitHistory,
    unit_classes,
)
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.evaluation.rules.shrinkage import pooled_mean, shrunk
from cityloop.evaluation.rules.unit_score import CompositeScore, RateScore, UnitScore


def placed_group(
    members: Sequence[UnitScore], *, scheme: EvaluationScheme, history: Mapping[str, UnitHistory]
) -> list[UnitScore]:
    """The members of one peer group with what comes from comparing them (domain.md H5).

    Thin units help to form the mean of their peers but are not placed themselves.
    """
    columns = [_placed_rates(members, rate=rate, scheme=scheme) for rate in Rate]
    totals = _placed_composites(members, scheme=scheme)
    placed = [
        replace(one, rates=tuple(column[place] for column in columns), composite=totals[place])
        for place, one in enumerate(members)
    ]
    return classed_group(placed, scheme=scheme, history=history)


def classed_group(
    members: Sequence[UnitScore], *, scheme: EvaluationScheme, history: Mapping[str, UnitHistory]
) -> list[UnitScore]:
    """The members of one peer group, placed already, with their classes by the bands they have."""
    classes = unit_classes(
        (_class_facts(one, history=history.get(one.unit, UnitHistory())) for one in members),
        rules=scheme.classes,
    )
    return [_with_class(one, classed=classes[one.unit]) for one in members]


def _placed_rates(
    members: Sequence[UnitScore], *, rate: Rate, scheme: EvaluationScheme
) -> list[RateScore]:
    scores = [(one.unit, one.rate(rate)) for one in members]
    values = [one.value for _, one in scores]
    mean = pooled_mean((value.numerator, value.denominator) for value in values)
    found = comparison(
        (
            Standing(unit=unit, value=_figure(one), low=one.low, high=one.high)
            for unit, one in scores
            if one.gate is None and one.low is not None and one.high is not None
        ),
        reference=scheme.peers.reference,
        mean=pooled_mean(
            (_figure(one) * one.value.denominator, one.value.denominator) for _, one in scores
        ),
    )
    return [
        _placed_rate(one, unit, found=found, mean=mean, prior=scheme.prior_cases)
        for unit, one in scores
    ]


def _figure(score: RateScore) -> Decimal:
    """The figure a rate is compared by: standardised for case mix where that is possible."""
    figure = score.value.rate if score.standardised is None else score.standardised
    return Decimal(0) if figure is None else figure


def _placed_rate(
    score: RateScore, unit: str, *, found: Comparison, mean: Decimal | None, prior: Decimal
) -> RateScore:
    if mean is None or not score.value.measured:
        return score
    return replace(
        score,
        peer_mean=mean,
        shrunk=shrunk(
            score.value.numerator, denominator=score.value.denominator, mean=mean, prior=prior
        ),
        band=found.bands.get(unit, Band.UNRANKED),
        tier=found.tiers.get(unit),
        reference=found.reference,
    )


def _placed_composites(
    members: Sequence[UnitScore], *, scheme: EvaluationScheme
) -> list[CompositeScore]:
    standings = [
        Standing(unit=one.unit, value=total.value, low=total.low, high=total.high)
        for one in members
        if (total := one.composite.value).value is not None
        and total.low is not None
        and total.high is not None
        and one.composite.gate is None
    ]
    cases = {one.unit: Decimal(one.counted) for one in members}
    mean = pooled_mean((one.value * cases[one.unit], cases[one.unit]) for one in standings)
    found = comparison(standings, reference=scheme.peers.reference, mean=mean)
    return [
        replace(
            one.composite,
            band=found.bands.get(one.unit, Band.UNRANKED),
            tier=found.tiers.get(one.unit),
            reference=found.reference,
        )
        for one in members
    ]


def _class_facts(score: UnitScore, *, history: UnitHistory) -> ClassFacts:
    return ClassFacts(
        unit=score.unit,
        now=period_figures(score, structural_volume=history.structural_volume),
        band=score.composite.band,
        history=history,
    )


def _with_class(score: UnitScore, *, classed: Classed) -> UnitScore:
    """The score with its class; a unit in the support programme is not placed (domain.md H5)."""
    composite = score.composite
    if classed.unit_class == UnitClass.GOVERNANCE:
        composite = replace(
            composite,
            band=Band.UNRANKED,
            tier=None,
            gate=Sentence("In the support programme: not compared."),
        )
    return replace(
        score,
        composite=composite,
        unit_class=classed.unit_class,
        class_reason=classed.reason,
    )


def period_figures(score: UnitScore, *, structural_volume: Decimal | None = None) -> PeriodFigures:
    """Figures of a scored period as a later period's history needs them; gated ones are None."""
    total = score.composite
    ranked = total.gate is None
    resolution, satisfaction = score.rate(Rate.RESOLUTION), score.rate(Rate.SATISFACTION)
    return PeriodFigures(
        composite=total.value.value if ranked else None,
        low=total.value.low if ranked else None,
        high=total.value.high if ranked else None,
        resolution=resolution.value.rate if resolution.gate is None else None,
        satisfaction=satisfaction.value.rate if satisfaction.gate is None else None,
        structural_volume=structural_volume,
    )
