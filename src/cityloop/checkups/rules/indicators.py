"""Values of indicators: always computed, missing rather than 0 (domain.md H10)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cityloop.checkups.choices import Direction, Quality
from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence

Amount = Decimal | Fraction | int
_WORST_LAST = (Quality.MEASURED, Quality.SAMPLED, Quality.ESTIMATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """What an indicator came to; `value` is None exactly when `quality` is MISSING, never 0 then.

    numerator and denominator are kept as they were entered, in the indicator's own units. missing:
    why there is no value, in words. left_out: parts without a value in a value made of parts.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    quality: Quality
    missing: Sentence | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The values that are good enough, both bounds included.

    HIGHER needs `low`, LOWER needs `high`, RANGE both with low <= high; else ValueError.
    """

    direction: Direction
    low: Fraction | None = None
    high: Fraction | None = None

    def __post_init__(self) -> None:
        given = (self.low is not None, self.high is not None)
        wanted = {
            Direction.HIGHER: (True, False),
            Direction.LOWER: (False, True),
            Direction.RANGE: (True, True),
        }[self.direction]
        if given != wanted:
            raise ValueError(f"a target '{self.direction}' needs other bounds than it was given")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("a target's lower bound lies above its upper one")


def indicator_value(
    numerator: Amount | None,
    *,
    denominator: Amount | None,
    quality: Quality = Quality.MEASURED,
) -> IndicatorValue:
    """The exact value numerator / denominator with the quality it was entered with.

    Missing when a part is missing, when the denominator is 0 (nothing to take a share of is not a
    share of 0) and when it is entered as missing. Raises InputError for a denominator below 0 and
    TypeError for a binary floating-point number.
    """
    above, below = _exact(numerator), _exact(denominator)
    if below is not None and below < 0:
        raise InputError(
            Sentence(
                "The denominator is %(denominator)s; it must not be below 0.",
                denominator=denominator,
            ),
            where="denominator",
        )
    missing = _why_missing(above, below=below, quality=quality)
    is_known = missing is None and above is not None and below is not None
    return IndicatorValue(
        value=Fraction(above or 0, below or 1) if is_known else None,
        numerator=above,
        denominator=below,
        quality=Quality.MISSING if missing else quality,
        missing=missing,
    )


def combined_value(parts: Collection[IndicatorValue]) -> IndicatorValue:
    """The value of an area from those of its parts: sum of numerators over sum of denominators.

    Never a mean of shares. Parts without a value are left out and counted in `left_out`; the
    quality is the worst of those that count. Missing when no part has a value.
    """
    known = [part for part in parts if part.value is not None]
    left_out = len(parts) - len(known)
    quality = max((part.quality for part in known), key=_WORST_LAST.index, default=Quality.MISSING)
    above = sum((part.numerator for part in known if part.numerator is not None), Fraction(0))
    below = sum((part.denominator for part in known if part.denominator is not None), Fraction(0))
    return IndicatorValue(
        value=above / below if known else None,
        numerator=above if known else None,
        denominator=below if known else None,
        quality=quality,
        missing=None if known else Sentence("No part of the area has a value."),
        left_out=left_out,
    )


def gap(value: IndicatorValue, *, target: Target) -> Fraction | None:
    """How far the value lies from the target, in its own unit; 0 on target, None when missing."""
    if value.value is None:
        return None
    below = Fraction(0) if target.low is None else target.low - value.value
    above = Fraction(0) if target.high is None else value.value - target.high
    return max(below, above, Fraction(0))


def is_on_target(value: IndicatorValue, *, target: Target) -> bool | None:
    """Whether the value is good enough; None when it is missing, which is neither."""
    distance = gap(value, target=target)
    return None if distance is None else distance == 0


def _why_missing(
    above: Fraction | None, *, below: Fraction | None, quality: Quality
) -> Sentence | None:
    if quality == Quality.MISSING:
        return Sentence("Entered as missing.")
    if above is None:
        return Sentence("The numerator is missing.")
    if below is None:
        return Sentence("The denominator is missing.")
    if below == 0:
        return Sentence("The denominator is 0: there is nothing to take a share of.")
    return None


def _exact(amount: Amount | None) -> Fraction | None:
    if isinstance(amount, float):
        raise TypeError("an indicator is computed from a Decimal, Fraction or int, not a float")
    return None if amount is None else Fraction(amount)
