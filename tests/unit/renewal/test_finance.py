"""The loan rate that kills a micro-profit project, terms, caps, and a home's balance."""

from decimal import Decimal

import pytest

from cityloop.core.errors import InputError
from cityloop.renewal.rules.finance import (
    Homes,
    MicroProfit,
    cap_refusal,
    excess_over_cap,
    home_balance,
    loan_limit,
    operation_term,
    yearly_repayment,
)

OUTLAY = Decimal(30_000_000)


def project(yearly: int = 3_000_000, **more: object) -> MicroProfit:
    given: dict[str, object] = {"loan_share": Decimal("0.7"), "loan_years": 15, "term": 20}
    return MicroProfit(outlay=OUTLAY, yearly=Decimal(yearly), **(given | more))  # type: ignore[arg-type]


def test_repayment_without_interest_is_equal_parts() -> None:
    assert yearly_repayment(Decimal(1000), rate=Decimal(0), years=3) == Decimal("333.33")


def test_repayment_follows_the_annuity_formula() -> None:
    found = yearly_repayment(Decimal(100_000), rate=Decimal("0.05"), years=10)
    assert found == Decimal("12950.46")


def test_project_dies_at_the_rate_at_which_cash_just_meets_the_repayment() -> None:
    found = loan_limit(project())
    assert found.rate == found.by_cash
    repaid = yearly_repayment(Decimal(21_000_000), rate=found.rate or Decimal(0), years=15)
    assert abs(repaid - 3_000_000) < 50


def test_project_that_earns_too_little_for_its_own_money_dies_earlier() -> None:
    # 9 million at 8 % over 20 years want 916,670 a year; 2,083,330 repay 21 million at 7.649 %.
    found = loan_limit(project(own_return=Decimal("0.08"), loan_years=20))
    assert (found.rate, found.rate == found.by_return) == (Decimal("0.076490"), True)


def test_own_money_that_asks_the_project_s_own_return_bears_that_loan_rate() -> None:
    # Borrowing at the internal rate neither helps nor harms: both are 7.7547 % over 20 years.
    found = loan_limit(project(own_return=Decimal("0.077547"), loan_years=20))
    assert found.by_return == pytest.approx(Decimal("0.077547"), abs=Decimal("0.000002"))


def test_project_that_is_dead_without_interest_says_so() -> None:
    found = loan_limit(project(yearly=1_000_000))
    assert (found.rate, "without interest" in found.why) == (None, True)


def test_project_without_a_loan_has_no_limit() -> None:
    assert loan_limit(project(loan_share=Decimal(0))).why == "Nothing is borrowed."


@pytest.mark.parametrize(
    ("yearly", "rate", "years"),
    [(3_000_000, "0", 10), (2_400_000, "0", 13), (3_000_000, "0.07", 18), (2_400_000, "0.05", 21)],
)
def test_operation_term_is_the_fewest_years_that_earn_the_rate(
    yearly: int, rate: str, years: int
) -> None:
    assert operation_term(OUTLAY, yearly=Decimal(yearly), rate=Decimal(rate)) == years


def test_income_that_never_earns_the_rate_has_no_term() -> None:
    assert operation_term(OUTLAY, yearly=Decimal(1_500_000), rate=Decimal("0.06")) is None


def test_return_within_the_cap_is_allowed() -> None:
    assert cap_refusal(project(), cap=Decimal("0.08")) is None


def test_return_above_the_cap_says_what_belongs_to_the_residents() -> None:
    refusal = cap_refusal(project(), cap=Decimal("0.06"))
    assert refusal is not None
    assert "It earns 7.75 % a year over 20 years; the cap is 6.00 %." in refusal


def test_cash_left_after_the_excess_earns_just_the_cap() -> None:
    excess = excess_over_cap(project(), cap=Decimal("0.06"))
    assert Decimal(3_000_000) - excess == yearly_repayment(OUTLAY, rate=Decimal("0.06"), years=20)


def test_home_balance_of_an_estate_paid_for_by_its_residents() -> None:
    # The case of domain.md D4: residents paid about 470 of 530 million; 500 homes of 70 m².
    homes = Homes(
        count=500,
        area=Decimal(35_000),
        price_before=Decimal(30_000),
        price_after=Decimal(45_000),
    )
    found = home_balance(homes, own=Decimal(470_000_000), others=Decimal(60_000_000))
    assert (found.pays, found.gets, found.gain, found.net) == (
        Decimal(940_000),
        Decimal(120_000),
        Decimal(1_050_000),
        Decimal(110_000),
    )


def test_savings_pay_back_what_a_home_pays() -> None:
    homes = Homes(
        count=10,
        area=Decimal(600),
        price_before=Decimal(1),
        price_after=Decimal(1),
        saved=Decimal(4000),
    )
    assert home_balance(homes, own=Decimal(30_000), others=Decimal(0)).years == Decimal("7.50")


@pytest.mark.parametrize("wrong", [{"term": 0}, {"loan_share": Decimal(2)}, {"loan_years": 21}])
def test_project_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        project(**wrong)  # type: ignore[arg-type]
