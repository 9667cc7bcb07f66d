"""How much more often something came than before, and how sure that is."""

from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True, slots=True)
class Rise:
    """Now over before: 1.5 is half as many again; `low` to `high` is the interval."""

    ratio: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Whether the whole interval lies above 1."""
        return self.low > 1


def rise(now: int, *, before: int, confidence: float = 0.95) -> Rise | None:
    """The ratio of two Poisson counts of equally long periods; None where nothing came before.

    Exact: given their sum, the later count is binomial with p = ratio / (1 + ratio), whose
    interval is that of Clopper and Pearson (Przyborowski and Wilenski 1940). Raises ValueError
    for negative counts and a confidence outside 0 to 1.
    """
    if now < 0 or before < 0 or not 0 < confidence < 1:
        raise ValueError("counts are never negative, and a confidence lies between 0 and 1")
    if not before:
        return None
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, now, before + 1)) if now else 0.0
    high = float(beta.ppf(1 - tail, now + 1, before))
    return Rise(now / before, low / (1 - low), high / (1 - high))
