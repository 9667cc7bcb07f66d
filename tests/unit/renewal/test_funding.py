"""Funding mixes: what is paid, committed and planned, and whose money it is."""

from decimal import Decimal

import pytest

from cityloop.core.errors import InputError
from cityloop.renewal.choices import MoneyStage, Payer
from cityloop.renewal.rules.funding import FundingMix, MoneyLine, closing_refusal
from tests.renewal_facts import renewal

MIX = FundingMix(
    lines=(
        MoneyLine(source="fiscal", year=2027, planned=Decimal(600), committed=Decimal(400)),
        MoneyLine(source="fiscal", year=2028, planned=Decimal(100)),
        MoneyLine(
            source="resident-share",
            year=2027,
            planned=Decimal(300),
            committed=Decimal(300),
            paid=Decimal("120.50"),
        ),
    )
)


def test_money_is_summed_by_year() -> None:
    assert MIX.by_year(MoneyStage.PLANNED) == {2027: Decimal(900), 2028: Decimal(100)}


def test_money_is_summed_by_source() -> None:
    assert MIX.by_source(MoneyStage.COMMITTED) == {
        "fiscal": Decimal(400),
        "resident-share": Decimal(300),
    }


def test_money_is_summed_by_whose_it_is() -> None:
    found = MIX.by_payer(MoneyStage.PLANNED, payers=renewal().payers)
    assert found == {
        Payer.PUBLIC: Decimal(700),
        Payer.RESIDENTS: Decimal(300),
        Payer.OTHERS: Decimal(0),
    }


def test_source_that_nobody_lists_is_refused() -> None:
    with pytest.raises(InputError, match="'fiscal'"):
        MIX.by_payer(MoneyStage.PLANNED, payers={})


def test_paying_more_than_committed_is_refused() -> None:
    with pytest.raises(InputError, match="no more is paid than committed"):
        MIX.with_paid(Decimal(180), source="resident-share", year=2027)


def test_paying_all_that_is_committed_is_allowed() -> None:
    paid = MIX.with_paid(Decimal("179.50"), source="resident-share", year=2027)
    assert paid.total(MoneyStage.PAID) == Decimal(300)


def test_committing_more_than_planned_is_refused() -> None:
    with pytest.raises(InputError, match="no more committed than planned"):
        MIX.with_committed(Decimal("200.01"), source="fiscal", year=2027)


def test_money_without_a_plan_is_refused() -> None:
    with pytest.raises(InputError, match="fiscal has no plan for 2030"):
        MIX.with_committed(Decimal(1), source="fiscal", year=2030)


def test_amount_below_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="above 0"):
        MIX.with_paid(Decimal(-1), source="resident-share", year=2027)


def test_third_decimal_is_refused() -> None:
    with pytest.raises(InputError, match="two decimals"):
        MoneyLine(source="fiscal", year=2027, planned=Decimal("0.005"))


def test_source_twice_in_a_year_is_refused() -> None:
    with pytest.raises(InputError, match="stands twice in 2027"):
        FundingMix(lines=(MIX.lines[0], MIX.lines[0]))


def test_funding_closes_when_all_of_the_cost_is_committed() -> None:
    assert closing_refusal(MIX, cost=Decimal(700)) is None


def test_open_funding_says_how_much_is_missing() -> None:
    refusal = closing_refusal(MIX, cost=Decimal(1000))
    assert refusal == "300 of 1000 is not committed by anybody."
