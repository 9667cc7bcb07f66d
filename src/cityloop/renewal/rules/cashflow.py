"""Cash flows by year: present value, payback and internal rate of return (domain.md D4, H11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence

CENT = Decimal("0.01")
# Rates are kept to a hundredth of a basis point: 0.061532 is 6.1532 % a year.
RATE_STEP = Decimal("0.000001")
# Between losing nine tenths and winning ten times the money every year.
LOWEST_RATE, HIGHEST_RATE = -0.9, 10.0
# A sum this small beside the largest flow is nothing: a turning point that touches zero.
NOTHING = 1e-10
Flows = Sequence[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRate:
    """Every yearly rate between -90 % and 1,000 % at which the flows are worth nothing, rising.

    note says in words when there is none or more than one: then no single rate can be told.
    """

    rates: tuple[Decimal, ...]
    note: Sentence | None = None

    @property
    def only(self) -> Decimal | None:
        """The rate when there is exactly one."""
        return self.rates[0] if len(self.rates) == 1 else None


def money(amount: Decimal) -> Decimal:
    """The amount in hundredths, half a hundredth upwards: how money is rounded everywhere."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def rate_rounded(rate: float) -> Decimal:
    """A rate found by numbers, to six decimals."""
    return Decimal(repr(rate)).quantize(RATE_STEP, rounding=ROUND_HALF_UP)


def level_flows(outlay: Decimal, *, yearly: Decimal, years: int) -> tuple[Decimal, ...]:
    """An outlay now and the same net cash at the end of each of so many years.

    Raises InputError for an outlay or a number of years below 0.
    """
    if outlay < 0 or years < 0:
        raise InputError(
            Sentence("An outlay and a number of years must not be below 0."), where="outlay"
        )
    return (-outlay, *([yearly] * years))


def present_value(flows: Flows, *, rate: Decimal) -> Decimal:
    """Net present value: flow t discounted by (1 + rate)^t, the first one now; in hundredths.

    Raises InputError for a rate of -1 or less.
    """
    if rate <= -1:
        raise InputError(Sentence("A yearly rate must lie above -100 %."), where="rate")
    factor = 1 + rate
    return money(sum((flow / factor**year for year, flow in enumerate(flows)), Decimal(0)))


def payback_years(flows: Flows, *, rate: Decimal = Decimal(0)) -> Decimal | None:
    """Years until the flows have paid back for good, with parts of a year; None: they never do.

    Within a year the money comes in evenly. With a rate, flows are discounted first. A later loss
    that takes the sum below 0 again starts the wait anew.
    """
    total, paid_back = Decimal(0), Decimal(0)
    for year, flow in enumerate(flows):
        before = total
        total += flow / (1 + rate) ** year
        if before < 0 <= total:
            paid_back = year - total / (total - before)
    return None if total < 0 else paid_back.quantize(CENT, rounding=ROUND_HALF_UP)


def internal_rate(flows: Flows) -> InternalRate:
    """The internal rate of return, and honestly none or several where that is so.

    Roots of the value as a polynomial of the yearly discount factor: between two neighbouring
    turning points there is one root at most, which Brent's method finds. Turning points are the
    roots of the derivative, found in the same way.
    """
    scale = max((abs(flow) for flow in flows), default=Decimal(0))
    if not scale:
        return InternalRate(rates=(), note=Sentence("There is no money in any year."))
    weights = np.array([float(flow / scale) for flow in flows])
    low, high = 1 / (1 + HIGHEST_RATE), 1 / (1 + LOWEST_RATE)
    factors = _roots(np.trim_zeros(weights, "b"), low=low, high=high)
    rates = tuple(sorted({rate_rounded(1 / factor - 1) for factor in factors}))
    return InternalRate(rates=rates, note=_rate_note(rates))


def _rate_note(rates: Sequence[Decimal]) -> Sentence | None:
    if not rates:
        return Sentence("No yearly rate makes these flows worth nothing: there is no such rate.")
    if len(rates) == 1:
        return None
    listed = ", ".join(f"{rate * 100:.2f} %" for rate in rates)
    return Sentence(
        "Money goes in and out more than once: %(count)s rates fit (%(rates)s). Use the present"
        " value instead.",
        count=len(rates),
        rates=listed,
    )


def _roots(weights: "np.typing.NDArray[np.float64]", *, low: float, high: float) -> list[float]:
    """Roots of sum(weights[t] v^t) for low <= v <= high, rising."""
    if len(weights) < 2:  # noqa: PLR2004 - a constant
        return []
    slope = weights[1:] * np.arange(1, len(weights))
    edges = [low, *_roots(slope, low=low, high=high), high]

    def value(factor: float) -> float:
        return float(np.polynomial.polynomial.polyval(factor, weights))

    found = [edge for edge in edges if abs(value(edge)) <= NOTHING]
    for left, right in pairwise(edges):
        ends = value(left), value(right)
        if min(map(abs, ends)) > NOTHING and ends[0] * ends[1] < 0:
            found.append(float(brentq(value, left, right, xtol=1e-14, rtol=1e-14)))
    return sorted(found)
