"""How a figure is printed, so that the same rows give the same digits everywhere."""

from decimal import ROUND_HALF_EVEN, Decimal

RATE_PLACES = Decimal("0.000001")
SCORE_PLACES = Decimal("0.0001")


def rate_figure(value: Decimal) -> Decimal:
    """Rate, count or bound with six decimals, half to even; whole numbers without decimals.

    Counts are rounded before they are divided, so a reader can recompute every rate from the
    printed numerator and denominator.
    """
    return _plain(value.quantize(RATE_PLACES, rounding=ROUND_HALF_EVEN))


def score_figure(value: Decimal) -> Decimal:
    """Score on the scale of 100 with four decimals, half to even."""
    return _plain(value.quantize(SCORE_PLACES, rounding=ROUND_HALF_EVEN))


def _plain(value: Decimal) -> Decimal:
    """Value without trailing zeros or exponent, as it must look when stored and read back."""
    return Decimal(format(value.normalize(), "f"))
