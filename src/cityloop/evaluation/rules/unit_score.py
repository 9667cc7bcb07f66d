"""What is published about a unit in a period."""

from dataclasses import dataclass, field
from decimal import Decimal

from cityloop.evaluation.choices import Band, Rate, UnitClass, UnitKind
from cityloop.evaluation.rules.composite import CompositeValue
from cityloop.evaluation.rules.rates import RateValue

# Periods that were sealed before there was such a figure keep their seal.
NEWER = {"absent_when_none": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class FairFigure:
    """What a unit's cases say of it when cases are alike and luck is taken out; four decimals.

    cases: effective number. expected: what a middling unit would reach with these cases; None of a
    composite. estimate, low, high: posterior with the city's mix of cases, a share or, of a
    composite, on the scale of 100. best_place to worst_place of `units` peers, 1 the best.
    chance_better: to lie above `middle`, that of the peers. spread: between the peers, in logits;
    None of a composite. band: what may be said aloud.
    """

    cases: Decimal
    estimate: Decimal
    low: Decimal
    high: Decimal
    best_place: int
    worst_place: int
    units: int
    chance_better: Decimal
    middle: Decimal
    band: Band
    expected: Decimal | None = None
    spread: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateScore:
    """A rate with what makes it comparable; figures have six decimals.

    shrunk: drawn towards `peer_mean`, the mean over all the cases of the peer group. expected,
    ratio, standardised: case mix; None without a table for this rate. low and high: the bounds
    that were compared, standardised where the rate is. reference: what the band was judged
    against. tier: 1 is the best. gate: why it is not compared.
    """

    rate: Rate
    value: RateValue
    peer_mean: Decimal | None = None
    shrunk: Decimal | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    standardised: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    band: Band = Band.UNRANKED
    tier: int | None = None
    reference: Decimal | None = None
    gate: str | None = None
    fair: FairFigure | None = field(default=None, metadata=NEWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeScore:
    """K on the scale of 100 with its band; gate: why it is not compared."""

    value: CompositeValue
    band: Band = Band.UNRANKED
    tier: int | None = None
    reference: Decimal | None = None
    gate: str | None = None
    fair: FairFigure | None = field(default=None, metadata=NEWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """A unit's period: D = due, N = counted, exclusions by code, rates, composite and class.

    gate: why no figure of the unit is compared. warning: too many exclusions. peer_note: the peer
    group is smaller than wanted.
    """

    unit: str
    unit_kind: UnitKind
    peer_group: str
    peer_note: str | None
    due: int
    counted: int
    exclusions: tuple[tuple[str, int], ...]
    warning: str | None
    gate: str | None
    rates: tuple[RateScore, ...]
    gap: Decimal | None
    composite: CompositeScore
    unit_class: UnitClass = UnitClass.NONE
    class_reason: str = ""

    def rate(self, rate: Rate) -> RateScore:
        """The score of one rate."""
        return next(one for one in self.rates if one.rate == rate)
