"""Shares in exact fractions."""

from fractions import Fraction

import pytest

from cityloop.deliberation.choices import Boundary
from cityloop.deliberation.rules.gates import Gate, fewest, is_met, is_share, printed

HALF = Gate(share="1/2", boundary=Boundary.MORE_THAN)
TWO_THIRDS = Gate(share="2/3", boundary=Boundary.AT_LEAST)


@pytest.mark.parametrize(
    ("gate", "of", "number"),
    [(HALF, 101, 51), (HALF, 100, 51), (TWO_THIRDS, 300, 200), (TWO_THIRDS, 301, 201)],
)
def test_fewest_is_the_smallest_number_that_meets_the_gate(
    gate: Gate, of: int, number: int
) -> None:
    assert fewest(gate, of=of) == number


def test_two_thirds_are_exact_where_a_decimal_would_not_be() -> None:
    area = Fraction(27001)
    assert is_met(TWO_THIRDS, amount=area * 2 / 3, of=area)
    assert not is_met(TWO_THIRDS, amount=area * 2 / 3 - Fraction(1, 10**12), of=area)


def test_nothing_of_nothing_meets_no_gate() -> None:
    assert not is_met(TWO_THIRDS, amount=Fraction(0), of=Fraction(0))


@pytest.mark.parametrize("text", ["0.66", "66 %", "3/2", "0/3", "2/0", "-1/2", "0", "two thirds"])
def test_share_is_written_as_a_fraction_of_at_most_one(text: str) -> None:
    assert not is_share(text)


@pytest.mark.parametrize(
    ("amount", "upwards", "text"),
    [
        (Fraction(9450), False, "9450"),
        (Fraction(1, 3), False, "0.33"),
        (Fraction(1, 3), True, "0.34"),
        (Fraction(1, 2), True, "0.50"),
        (Fraction(1, 1000), True, "0.01"),
    ],
)
def test_amount_is_printed_on_the_safe_side(amount: Fraction, text: str, *, upwards: bool) -> None:
    assert printed(amount, upwards=upwards) == text
