"""Small numbers drawn towards the mean of the peers."""

from collections.abc import Iterable
from decimal import Decimal

from cityloop.evaluation.rules.figures import rate_figure


def shrunk(numerator: Decimal, *, denominator: Decimal, mean: Decimal, prior: Decimal) -> Decimal:
    """Adjusted rate (x + k mu) / (n + k), six decimals (domain.md H5).

    10 of 10 with mean .85 and prior 30 gives .8875. Raises ValueError when n + k is 0.
    """
    if denominator + prior <= 0:
        raise ValueError("Neither cases nor prior cases: nothing to adjust.")
    return rate_figure((numerator + prior * mean) / (denominator + prior))


def pooled_mean(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Mean of all the cases of the peers, sum x / sum n over (x, n); None without a case."""
    pairs = tuple(parts)
    cases = sum((n for _, n in pairs), Decimal(0))
    if not cases:
        return None
    return rate_figure(sum((x for x, _ in pairs), Decimal(0)) / cases)
