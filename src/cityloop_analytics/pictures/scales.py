"""From values to pixels, and the round numbers that an axis shows."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from the values `low`..`high` to the pixels `start`..`end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value, rounded to a tenth so that files stay small."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Return round numbers from `low` to `high`, `about` so many; 1, 2, 2.5 or 5 times a power.

    Raises ValueError unless low < high and both are finite.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"an axis needs two different finite ends, not {low} and {high}")
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in STEPS if one * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def span(values: Iterable[float], *, from_zero: bool) -> tuple[float, float]:
    """Return ends that hold all finite values, with zero where a length is read as an amount."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return (low, low + 1.0) if from_zero else (low - 0.5, low + 0.5)
    return low, high


def number_text(value: float) -> str:
    """Write a number for an axis: thin spaces between thousands, no idle zeros."""
    if value == int(value):
        return f"{int(value):,}".replace(",", "\u202f")
    return f"{value:.4g}"
