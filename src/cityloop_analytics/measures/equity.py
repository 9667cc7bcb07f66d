"""Who is served and who is heard: rates by group with intervals, and how uneven they are."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from cityloop_analytics.measures.cells import Codes, Floats, shares, summed


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRates:
    """Rate of each group with its Wilson interval; not a number for a group without a case.

    ratio, ratio_low, ratio_high: to the rate of all the others, on the log scale (Katz 1978).
    """

    successes: Floats
    trials: Floats
    rate: Floats
    low: Floats
    high: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats


def group_rates(successes: Floats, *, trials: Floats, confidence: float = 0.95) -> GroupRates:
    """Rate per group (area, age, channel, language) beside that of all the others.

    Half a case is added to each side of a ratio, so that none is infinite. Raises ValueError when
    a group has more successes than trials.
    """
    if np.any(successes > trials) or np.any(successes < 0):
        raise ValueError("a group has more successes than trials, or fewer than none")
    low, high = wilson(successes, trials=trials, confidence=confidence)
    rest, rest_trials = successes.sum() - successes, trials.sum() - trials
    own_rate, rest_rate = (successes + 0.5) / (trials + 1), (rest + 0.5) / (rest_trials + 1)
    noise = (1 - own_rate) / (successes + 0.5) + (1 - rest_rate) / (rest + 0.5)
    half = norm.ppf((1 + confidence) / 2) * np.sqrt(noise)
    some = np.where(trials > 0, 1.0, np.nan)
    return GroupRates(
        successes=successes,
        trials=trials,
        rate=shares(successes, of=trials),
        low=low,
        high=high,
        ratio=some * own_rate / rest_rate,
        ratio_low=some * own_rate / rest_rate * np.exp(-half),
        ratio_high=some * own_rate / rest_rate * np.exp(half),
    )


def wilson(successes: Floats, *, trials: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson interval of shares; not a number where there is no trial (domain.md H5)."""
    n = np.where(trials > 0, trials, np.nan)
    z = norm.ppf((1 + confidence) / 2)
    share, square = successes / n, z * z / n
    half = z * np.sqrt((share * (1 - share) + square / 4) / n)
    middle = share + square / 2
    return np.maximum((middle - half) / (1 + square), 0), np.minimum(
        (middle + half) / (1 + square), 1
    )


def channel_mix(group: Codes, *, channel: Codes, groups: int, channels: int) -> Floats:
    """Share of each channel in what each group reports; groups x channels, rows sum to one."""
    counts = np.bincount(group * channels + channel, minlength=groups * channels)
    table = counts.reshape(groups, channels).astype(float)
    return shares(table, of=np.repeat(table.sum(axis=1, keepdims=True), channels, axis=1))


def gini(values: Floats, *, people: Floats) -> float:
    """Gini index of a value over people: half the mean difference of two people over the mean."""
    return concentration(values, people=people, order=values)


def concentration(values: Floats, *, people: Floats, order: Floats) -> float:
    """Concentration index of a value over people ordered from the poorest (by `order`).

    Below 0: the poor have more. 2 / mean x covariance of value and mid-rank (Kakwani, Wagstaff and
    van Doorslaer 1997), areas as groups of equal people; ties in `order` share their middle rank.
    Raises ValueError when the value is 0 everywhere.
    """
    share = people / people.sum()
    mean = float(share @ values)
    if not mean:
        raise ValueError("a value that is 0 everywhere is not spread at all")
    _, where = np.unique(order, return_inverse=True)
    tied = np.bincount(where, weights=share)
    middle = (np.cumsum(tied) - tied / 2)[where]
    return float(2 / mean * (share @ (values * middle)) - 1)


def corrected_concentration(
    values: Floats, *, people: Floats, order: Floats, bounds: tuple[float, float]
) -> float:
    """Concentration index of a bounded value (Erreygers 2009): 4 mean / (high - low) x index."""
    mean = float(people @ values / people.sum())
    low, high = bounds
    if high <= low:
        raise ValueError(f"bounds {low} and {high} hold nothing")
    return 4 * mean / (high - low) * concentration(values, people=people, order=order)


def theil(values: Floats, *, people: Floats) -> float:
    """Theil's T of a value over people: 0 when all have the same; a value of 0 adds nothing."""
    share = people / people.sum()
    relative = values / float(share @ values)
    logs = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return float(share @ (relative * logs))


def theil_between(values: Floats, *, people: Floats, group: Codes) -> float:
    """Part of Theil's T that lies between the groups; the rest lies within them."""
    size = int(group.max()) + 1
    totals = summed(people, by=group, size=size)
    kept = totals > 0
    means = summed(values * people, by=group, size=size)[kept] / totals[kept]
    return theil(means, people=totals[kept])
