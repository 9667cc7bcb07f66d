"""A share that must be reached or passed, in exact fractions."""

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Annotated

import msgspec

from cityloop.core.definitions import Within
from cityloop.deliberation.choices import Boundary

_SHARE = re.compile(r"\d{1,6}/[1-9]\d{0,5}|1")


def is_share(text: str) -> bool:
    """True for a fraction above 0 and up to 1, written 2/3, or 1 for all."""
    return _SHARE.fullmatch(text) is not None and 0 < Fraction(text) <= 1


Share = Annotated[
    str,
    Within(is_share, "is not a share: write a fraction of at most one, such as 2/3, or 1 for all"),
]


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A share and whether exactly the share is enough.

    Written as a fraction, never as a decimal: no number of decimals is two thirds.
    """

    share: Share
    boundary: Boundary

    @property
    def is_strict(self) -> bool:
        """Whether exactly the share is not enough."""
        return self.boundary == Boundary.MORE_THAN


def threshold(gate: Gate, *, of: Fraction) -> Fraction:
    """The amount at which the share is exactly reached."""
    return Fraction(gate.share) * of


def is_met(gate: Gate, *, amount: Fraction, of: Fraction) -> bool:
    """Whether the amount reaches the gate; never when there is nobody to take a share of.

    "At least" holds the number itself and "more than half" does not (domain.md E2).
    """
    if of <= 0:
        return False
    limit = threshold(gate, of=of)
    return amount > limit if gate.is_strict else amount >= limit


def fewest(gate: Gate, *, of: int) -> int:
    """The smallest whole number that meets the gate: 51 for more than half of 101, at least one."""
    limit = threshold(gate, of=Fraction(of))
    return max(floor(limit) + 1 if gate.is_strict else ceil(limit), 1)


def printed(amount: Fraction, *, upwards: bool = False) -> str:
    """The amount with at most two decimals; `upwards` for what is needed or lacking.

    Rounded so that no page promises more than there is: 1/3 prints 0.33, and 0.34 when needed.
    """
    cents = ceil(amount * 100) if upwards else floor(amount * 100)
    return f"{Decimal(cents).scaleb(-2):.2f}".removesuffix(".00")
