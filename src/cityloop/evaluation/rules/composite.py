"""The composite score K."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cityloop.evaluation.choices import Rate
from cityloop.evaluation.rules.figures import score_figure
from cityloop.evaluation.rules.rates import RateValue
from cityloop.evaluation.rules.scheme import RateWeights

COMPONENTS = (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeValue:
    """K on the scale of 100; value, low and high are None when a weighed rate is missing."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    missing: tuple[Rate, ...] = ()


def composite(rates: Mapping[Rate, RateValue], *, weights: RateWeights) -> CompositeValue:
    """K = 100 (w1 RR + w2 SR + w3 MR) from the printed rates, four decimals (domain.md H5).

    A missing rate leaves K unmeasured: to spread its weight over the others would reward not
    measuring. The bounds weigh the bounds of the rates, which is never too narrow.
    """
    share = {
        Rate.RESPONSE: weights.response,
        Rate.RESOLUTION: weights.resolution,
        Rate.SATISFACTION: weights.satisfaction,
    }
    weighed = tuple(rate for rate in COMPONENTS if share[rate] > 0)
    missing = tuple(rate for rate in weighed if not rates[rate].measured)
    if missing:
        return CompositeValue(value=None, low=None, high=None, missing=missing)
    sums = [
        sum((100 * share[rate] * (getattr(rates[rate], part) or 0) for rate in weighed), Decimal(0))
        for part in ("rate", "low", "high")
    ]
    value, low, high = (score_figure(one) for one in sums)
    return CompositeValue(value=value, low=low, high=high)
