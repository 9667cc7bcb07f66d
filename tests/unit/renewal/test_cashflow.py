"""Payback, present value and internal rates, on the case of domain.md D4 and on odd flows."""

from decimal import Decimal

import pytest

from cityloop.core.errors import InputError
from cityloop.renewal.rules.cashflow import (
    internal_rate,
    level_flows,
    payback_years,
    present_value,
)

OUTLAY = Decimal(30_000_000)
TEN, EIGHT = Decimal(3_000_000), Decimal(2_400_000)


@pytest.mark.parametrize(("yearly", "years"), [(TEN, "10.00"), (EIGHT, "12.50")])
def test_payback_of_the_micro_profit_case(yearly: Decimal, years: str) -> None:
    flows = level_flows(OUTLAY, yearly=yearly, years=20)
    assert payback_years(flows) == Decimal(years)


@pytest.mark.parametrize(
    ("yearly", "years", "percent"),
    [(TEN, 16, "6.15"), (TEN, 20, "7.75"), (EIGHT, 16, "3.06"), (EIGHT, 20, "4.96")],
)
def test_internal_rate_of_the_micro_profit_case(yearly: Decimal, years: int, percent: str) -> None:
    found = internal_rate(level_flows(OUTLAY, yearly=yearly, years=years)).only
    assert found is not None
    assert f"{found * 100:.2f}" == percent


def test_present_value_at_the_internal_rate_is_nothing() -> None:
    flows = level_flows(OUTLAY, yearly=TEN, years=20)
    found = internal_rate(flows).only
    assert found is not None
    # The rate is kept to six decimals, which moves 30 million by less than 150.
    assert abs(present_value(flows, rate=found)) < 150


def test_payback_within_too_short_a_term_is_never() -> None:
    assert payback_years(level_flows(OUTLAY, yearly=EIGHT, years=12)) is None


def test_payback_waits_anew_after_a_later_loss() -> None:
    flows = [Decimal(amount) for amount in (-10, 12, -6, 4, 4)]
    assert payback_years(flows) == Decimal("3.00")


def test_discounted_payback_takes_longer() -> None:
    flows = level_flows(OUTLAY, yearly=TEN, years=20)
    assert (payback_years(flows, rate=Decimal("0.05")) or 0) > 14


def test_two_rates_are_both_told() -> None:
    # -100 (v - 1/1.1)(v - 1/1.2) in discount factors, times a number: rates of 10 and 20 %.
    flows = [Decimal(amount) for amount in (-100, 230, -132)]
    assert internal_rate(flows).rates == (Decimal("0.1"), Decimal("0.2"))


def test_two_rates_are_said_in_words() -> None:
    note = internal_rate([Decimal(amount) for amount in (-100, 230, -132)]).note
    assert note is not None
    assert "2 rates fit (10.00 %, 20.00 %)" in note


def test_rate_that_only_touches_nothing_is_found() -> None:
    flows = [Decimal(amount) for amount in ("-100", "220", "-121")]
    assert internal_rate(flows).rates == (Decimal("0.1"),)


@pytest.mark.parametrize("flows", [(100, 20, 30), (-100, -1, -1), (0, 0)])
def test_flows_without_a_rate_say_so(flows: tuple[int, ...]) -> None:
    found = internal_rate([Decimal(amount) for amount in flows])
    assert (found.rates, found.note is None) == ((), False)


def test_loss_has_a_negative_rate() -> None:
    assert internal_rate([Decimal(-100), Decimal(50)]).only == Decimal("-0.5")


def test_long_term_of_a_policy_loan_has_one_rate() -> None:
    found = internal_rate(level_flows(Decimal(100), yearly=Decimal(5), years=35)).only
    assert found == Decimal("0.035002")


def test_rate_of_minus_one_is_refused() -> None:
    with pytest.raises(InputError, match=r"above -100 %[.]"):
        present_value([Decimal(1)], rate=Decimal(-1))
