"""The class of a unit: advanced, improving, rectification, governance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import Band, Rate, UnitClass
from cityloop.evaluation.rules.gates import percentage
from cityloop.evaluation.rules.scheme import ClassRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """One period of one unit; figures the gates kept back are None.

    composite with its bounds on the scale of 100, resolution and satisfaction as shares.
    structural_volume: cases with a structural cause per 10,000 residents, shown, never scored.
    """

    composite: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    resolution: Decimal | None = None
    satisfaction: Decimal | None = None
    structural_volume: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHistory:
    """Facts about a unit that its cohort does not hold.

    past: figures of earlier periods, oldest first, without gaps. falsifications: confirmed in this
    period. structural_volume: of this period. outside_causes: a person has found that the causes
    of the volume lie outside the unit.
    """

    past: tuple[PeriodFigures, ...] = ()
    falsifications: int = 0
    structural_volume: Decimal | None = None
    outside_causes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """A unit as the classes see it: this period, its band, and what went before."""

    unit: str
    now: PeriodFigures
    band: Band
    history: UnitHistory = field(default_factory=UnitHistory)


class Classed(NamedTuple):
    unit_class: UnitClass
    reason: str


def unit_classes(units: Iterable[ClassFacts], *, rules: ClassRules) -> dict[str, Classed]:
    """Class of each unit of one peer group and the reason in words (domain.md H5).

    The first that applies: falsifications (nothing excuses them), governance (a support programme,
    so a low rate is not held against such a unit), low rates, advanced, improving.
    """
    group = sorted(units, key=lambda one: one.unit)
    heavy = structural_units(group, rules=rules)
    risers = improving_units(group, rules=rules)
    return {
        one.unit: _classed(one, heavy=one.unit in heavy, rise=risers.get(one.unit), rules=rules)
        for one in group
    }


def _classed(one: ClassFacts, *, heavy: bool, rise: Decimal | None, rules: ClassRules) -> Classed:
    falsified = one.history.falsifications
    if falsified >= rules.falsifications:
        return Classed(
            UnitClass.RECTIFICATION,
            Sentence("%(count)s confirmed falsifications.", count=falsified),
        )
    if heavy and one.history.outside_causes:
        return Classed(
            UnitClass.GOVERNANCE,
            Sentence(
                "Among the highest structural volumes for %(periods)s periods, with causes outside "
                "the unit: support programme.",
                periods=rules.governance_periods,
            ),
        )
    low = low_rate(one, rules=rules)
    if low:
        return Classed(UnitClass.RECTIFICATION, low)
    if one.band == Band.BETTER:
        return Classed(UnitClass.ADVANCED, Sentence("In the top band of its peer group."))
    if rise is not None:
        return Classed(
            UnitClass.IMPROVING,
            Sentence(
                "Largest significant rise of its peer group: %(rise)s points above its own mean of "
                "the %(periods)s periods before.",
                rise=str(rise),
                periods=rules.improving_periods,
            ),
        )
    return Classed(UnitClass.NONE, "")


def low_rate(one: ClassFacts, *, rules: ClassRules) -> str | None:
    """Sentence when one and the same rate was below the threshold in each of the periods.

    The tolerance is taken off the threshold. A period whose figure was kept back by a gate breaks
    the row: thin figures name nobody.
    """
    periods = (*one.history.past, one.now)[-rules.rectification_periods :]
    if len(periods) < rules.rectification_periods:
        return None
    limit = rules.rectification_threshold - rules.tolerance_share
    for rate in (Rate.RESOLUTION, Rate.SATISFACTION):
        found = [getattr(period, rate.value) for period in periods]
        if all(value is not None and value < limit for value in found):
            return Sentence(
                "%(rate)s below %(limit)s %% for %(periods)s periods.",
                rate=rate.value.capitalize(),
                limit=percentage(limit),
                periods=rules.rectification_periods,
            )
    return None


def significant_rise(one: ClassFacts, *, rules: ClassRules) -> Decimal | None:
    """Points the composite rose above the mean of the periods before; None unless significant.

    Significant: the rise exceeds sqrt(h0^2 + sum h_i^2 / k^2), h being the half-widths of the
    intervals of this period and of the k before. None when any of them is missing.
    """
    before = one.history.past[-rules.improving_periods :]
    if len(before) < rules.improving_periods:
        return None
    now = _half_width(one.now)
    halves = [_half_width(period) for period in before]
    values = [period.composite for period in before if period.composite is not None]
    known = [half for half in halves if half is not None]
    if now is None or one.now.composite is None or len(known) < len(before):
        return None
    periods = len(before)
    rise = one.now.composite - sum(values, Decimal(0)) / periods
    noise = (now * now + sum((half * half for half in known), Decimal(0)) / periods**2).sqrt()
    return rise.quantize(Decimal("0.0001")) if rise > noise else None


def _half_width(period: PeriodFigures) -> Decimal | None:
    if period.composite is None or period.low is None or period.high is None:
        return None
    return (period.high - period.low) / 2


def improving_units(group: Iterable[ClassFacts], *, rules: ClassRules) -> dict[str, Decimal]:
    """Units of the peer group with its largest significant rise (several when they tie)."""
    rises = {one.unit: significant_rise(one, rules=rules) for one in group}
    significant = {unit: rise for unit, rise in rises.items() if rise is not None}
    largest = max(significant.values(), default=None)
    return {unit: rise for unit, rise in significant.items() if rise == largest}


def structural_units(group: Iterable[ClassFacts], *, rules: ClassRules) -> frozenset[str]:
    """Units in the top share of structural volume in each of the last periods, this one included.

    The top share of n units is its first ceil(share x n) places; units that tie with the last of
    them belong to it. A unit without a figure for a period is not in the top of it.
    """
    members = tuple(group)
    needed = rules.governance_periods
    volumes = {
        one.unit: (
            *(period.structural_volume for period in one.history.past),
            one.history.structural_volume,
        )[-needed:]
        for one in members
    }
    full = {unit: row for unit, row in volumes.items() if len(row) == needed}
    tops = [
        _top({unit: row[period] for unit, row in full.items()}, share=rules.governance_share)
        for period in range(needed)
    ]
    return frozenset.intersection(*tops)


def _top(volumes: Mapping[str, Decimal | None], *, share: Decimal) -> frozenset[str]:
    known = sorted((volume for volume in volumes.values() if volume is not None), reverse=True)
    if not known:
        return frozenset()
    last = known[ceil(share * len(known)) - 1]
    return frozenset(
        unit for unit, volume in volumes.items() if volume is not None and volume >= last > 0
    )
