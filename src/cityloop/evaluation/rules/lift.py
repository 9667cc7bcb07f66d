"""What would move a band: how many more cases must count before the interval clears a bound."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cityloop.evaluation.choices import Band
from cityloop.evaluation.rules.intervals import Interval, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A rate as it was compared: counts, effective number, the factor of the case mix, reference.

    `effective` is the number of trials that the interval rests on. `scale` turns a bound into the
    compared one: standardised over plain, 1 where the rate is not standardised.
    """

    numerator: Decimal
    denominator: Decimal
    effective: Decimal
    scale: Decimal
    reference: Decimal
    confidence: Decimal


def interval_with(more: int, *, compared: Compared) -> Interval:
    """The compared bounds if so many more of the same cases had counted, scaled as the band is."""
    counted = min(compared.numerator + more, compared.denominator)
    share = counted / compared.denominator
    found = wilson(
        share * compared.effective, trials=compared.effective, confidence=compared.confidence
    )
    return Interval(found.low * compared.scale, found.high * compared.scale)


def cases_to_lift(compared: Compared, *, band: Band) -> int | None:
    """Fewest further cases that had to count for a better band than `band`; None: none suffices.

    From the Wilson interval of domain.md H5. The reference is taken as it is, although one's own
    figure has a share in it.
    """
    return _fewest(compared, lifted=_lifted(band, reference=compared.reference))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScore:
    """A composite as it was compared, on the scale of 100, and the weight of one of its rates."""

    low: Decimal
    high: Decimal
    reference: Decimal
    weight: Decimal


def cases_to_lift_score(score: ComparedScore, *, rate: Compared, band: Band) -> int | None:
    """Fewest further cases of one rate that had to count for a better band of the composite.

    The composite's bounds weigh the plain bounds of its rates (domain.md H5); all other rates stay
    as they are, and `rate` has the scale 1.
    """
    now = interval_with(0, compared=rate)
    lifted = _lifted(band, reference=score.reference)

    def with_rate(found: Interval) -> bool:
        moved = 100 * score.weight
        return lifted(
            Interval(
                score.low + moved * (found.low - now.low),
                score.high + moved * (found.high - now.high),
            )
        )

    return _fewest(rate, lifted=with_rate)


def _lifted(band: Band, *, reference: Decimal) -> Callable[[Interval], bool]:
    """Whether bounds give a better band: from worse, touching the reference is enough."""
    if band == Band.WORSE:
        return lambda found: found.high >= reference
    return lambda found: band == Band.SAME and found.low > reference


def _fewest(compared: Compared, *, lifted: Callable[[Interval], bool]) -> int | None:
    """By halving: more counted cases never lower a bound."""
    if compared.denominator <= 0 or compared.effective <= 0:
        return None
    most = math.ceil(compared.denominator - compared.numerator)
    if most < 1 or not lifted(interval_with(most, compared=compared)):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if lifted(interval_with(middle, compared=compared)):
            high = middle
        else:
            low = middle + 1
    return low
