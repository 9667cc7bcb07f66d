"""Whether being placed high lowers the effort that follows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import StatisticsError, correlation

from cityloop.evaluation.rules.scheme import OscillationRules

_FEWEST_UNITS = 3


def standing_places(values: Mapping[str, Decimal]) -> dict[str, float]:
    """Place of each unit counted from the lowest, so that a higher place is better; ties share."""
    ordered = sorted(values.values())
    count = len(ordered)
    first = {value: count - 1 - place for place, value in enumerate(reversed(ordered))}
    last = {value: place for place, value in enumerate(ordered)}
    return {unit: (first[value] + last[value]) / 2 + 1 for unit, value in values.items()}


def rank_change_correlation(
    before: Mapping[str, Decimal], *, after: Mapping[str, Decimal]
) -> Decimal | None:
    """Correlation of rank(t) with change(t+1) over the units ranked in both (domain.md H5, B1).

    Give shrunk figures: raw ones swing back towards their mean by chance alone, which looks the
    same. Two decimals; None with fewer than three units or when nothing varies.
    """
    both = sorted(before.keys() & after.keys())
    if len(both) < _FEWEST_UNITS:
        return None
    places = standing_places({unit: before[unit] for unit in both})
    changes = [float(after[unit] - before[unit]) for unit in both]
    try:
        found = correlation([places[unit] for unit in both], changes)
    except StatisticsError:
        return None
    return Decimal(found).quantize(Decimal("0.01"))


def oscillation_notice(
    correlations: Sequence[Decimal | None], *, rules: OscillationRules
) -> str | None:
    """Sentence when the last correlations (oldest first) all lie below the limit, else None."""
    last = correlations[-rules.periods :]
    if len(last) < rules.periods or not all(
        one is not None and one < rules.correlation for one in last
    ):
        return None
    return (
        f"For {rules.periods} periods units placed high fell back and units placed low rose "
        f"(correlations {', '.join(str(one) for one in last)}): the comparison itself may harm "
        "effort, or the figures are mostly chance."
    )
