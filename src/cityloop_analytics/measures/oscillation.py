"""Whether a good place lowers the effort that follows, with mere chance taken out."""

from dataclasses import dataclass

import numpy as np

from cityloop_analytics.measures.cells import Floats

FEWEST_UNITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Oscillation:
    """Change of the next month per unit of this month's standing (logits per logit).

    naive: as it looks; falls below 0 by chance alone. slope: with the chance taken out; below 0
    means that units placed high really fell back. low, high: its interval over resampled units.
    """

    naive: float
    slope: float
    low: float
    high: float
    units: int
    months: int

    @property
    def harms_effort(self) -> bool:
        """Whether the whole interval lies below 0."""
        return self.high < 0


def oscillation(
    levels: Floats, *, noise: Floats, confidence: float, seed: int, resamples: int = 1000
) -> Oscillation:
    """Slope of the change after a month on the standing in it, without regression to the mean.

    levels: units x months, adjusted logits; a gap is not a number. noise: their sampling
    variance. Each month is set against its own mean, so what moves the whole city cancels. A
    lucky month looks high and is followed by a fall: that adds -noise to the covariance and
    +noise to the variance of the standing, and both are taken out (errors in variables; Fuller
    1987): slope = (cov(change, standing) + noise) / (var(standing) - noise). The interval
    resamples whole units. It cannot tell an effort that slackens from a true good spell that
    ends by itself; read it beside the audits. Raises ValueError with fewer than ten units, or
    when the standings hold nothing but chance.
    """
    if len(levels) < FEWEST_UNITS:
        raise ValueError(f"an oscillation is looked for among at least {FEWEST_UNITS} units")
    sums = _sums(levels, noise=noise)
    naive, slope = _slopes(sums.sum(axis=0))
    if np.isnan(slope):
        raise ValueError("the standings of the units hold nothing but chance")
    source = np.random.default_rng(seed)
    drawn = source.integers(0, len(sums), size=(resamples, len(sums)))
    found = np.array([_slopes(sums[one].sum(axis=0))[1] for one in drawn])
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(found, [tail, 1 - tail])
    return Oscillation(
        naive=naive,
        slope=slope,
        low=float(low),
        high=float(high),
        units=len(levels),
        months=levels.shape[1],
    )


def _sums(levels: Floats, *, noise: Floats) -> Floats:
    """Per unit: sum of change x standing, of standing squared, and of noise; units x 3."""
    centred = levels - np.nanmean(levels, axis=0, keepdims=True)
    now, change = centred[:, :-1], np.diff(centred, axis=1)
    both = ~np.isnan(now) & ~np.isnan(change)
    return np.column_stack(
        [
            np.where(both, now * change, 0).sum(axis=1),
            np.where(both, now**2, 0).sum(axis=1),
            np.where(both, noise[:, :-1], 0).sum(axis=1),
        ]
    )


def _slopes(sums: Floats) -> tuple[float, float]:
    """Naive and corrected slope; the latter not a number when no true scatter is left."""
    moved, squared, noise = (float(one) for one in sums)
    naive = moved / squared if squared else float("nan")
    true = squared - noise
    return naive, (moved + noise) / true if true > 0 else float("nan")
